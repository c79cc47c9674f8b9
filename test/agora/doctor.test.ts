import { describe, expect, onTestFinished, test } from 'vitest';
import { type AgoraProject, createAgoraClient } from '../../src/agora/client.ts';
import { certificateCheck, projectCheck } from '../../src/agora/doctor.ts';
import { systemClock } from '../../src/ops/clock.ts';
import { createRedact } from '../../src/ops/redact.ts';
import { startAgora } from '../../src/sandbox/agora/agora-server.ts';

const signal = new AbortController().signal;
const nowhere = 'http://127.0.0.1:1';

async function openAgora() {
  const agora = await startAgora();
  onTestFinished(() => agora.close());
  const good: AgoraProject = {
    appId: agora.appId,
    customerId: agora.customerId,
    customerSecret: agora.customerSecret,
    channelType: 'communication',
    apiUrls: [agora.url],
  };
  const check = async (change: Partial<AgoraProject> = {}) => {
    const project = { ...good, ...change };
    const client = createAgoraClient({
      projects: new Map([['school', project]]),
      storages: new Map(),
      secrets: new Map(),
      redact: createRedact([]),
      clock: systemClock,
    });
    return await projectCheck('school', project, client, () => Date.now()).run(signal);
  };
  return { agora, check };
}

const codes = ({ findings }: { findings: readonly { code: string }[] }) => findings.map(({ code }) => code);

describe('a project', () => {
  test('is accepted, its address responds with a date', async () => {
    const { agora, check } = await openAgora();
    const result = await check();
    expect(result.findings).toEqual([
      { subject: 'agoraCredentials', of: 'school', code: 'agora.accepted' },
      { subject: 'agoraAddress', of: new URL(agora.url).host, code: 'agora.reachable' },
    ]);
    expect(Math.abs(result.clocks?.[0]?.ahead ?? Infinity)).toBeLessThan(5_000);
  });

  test.each([
    [{ customerSecret: 'wrong' }, 'agora.unauthorized'],
    [{ appId: 'f'.repeat(32) }, 'agora.badAppId'],
  ])('%j: %s', async (change, code) => {
    const { check } = await openAgora();
    expect(codes(await check(change))).toEqual([code, 'agora.reachable']);
  });

  test('403 is not allowed', async () => {
    const { agora, check } = await openAgora();
    agora.fault({ call: 'query', kind: 'respond', status: 403, body: { message: 'not enabled' } });
    expect(codes(await check())).toEqual(['agora.notAllowed', 'agora.reachable']);
  });

  test('without a fallback, and with none at all', async () => {
    const { agora, check } = await openAgora();
    expect(codes(await check({ apiUrls: [agora.url, nowhere] }))).toEqual([
      'agora.accepted',
      'agora.reachable',
      'agora.fallbackUnreachable',
    ]);
    expect(codes(await check({ apiUrls: [nowhere] }))).toEqual(['agora.notAsked', 'agora.unreachable']);
  });

  test('a gateway error says nothing about the credentials', async () => {
    const { agora, check } = await openAgora();
    agora.fault({ call: 'query', kind: 'respond', status: 502, body: '<html>' });
    expect(codes(await check())).toEqual(['agora.notAsked', 'agora.unreachable']);
  });
});

test.each([
  [undefined, 'agora.certificate.none'],
  ['c'.repeat(32), 'agora.certificate.usable'],
  ['c'.repeat(31), 'agora.certificate.unusable'],
])('certificate %s: %s', async (certificate, code) => {
  const project = {
    appId: 'a'.repeat(32),
    customerId: 'id',
    customerSecret: 'secret',
    channelType: 'communication',
    apiUrls: [nowhere],
  } as const;
  const check = certificateCheck('school', { ...project, ...(certificate !== undefined && { certificate }) });
  expect(codes(await check.run(signal))).toEqual([code]);
});
