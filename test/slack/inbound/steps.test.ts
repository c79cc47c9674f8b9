/** Steps of workflows, in front of a service that does what the test says. */
import { describe, expect, it, test } from 'vitest';
import type { StepExecution } from '../../../src/sandbox/slack/types.ts';
import { asPlainText } from '../../../src/slack/inbound/steps/plain-text.ts';
import { errorText } from '../../../src/slack/sdk-log.ts';
import { say } from '../../../src/slack/surfaces/blocks.ts';
import { aWorkspace, connected } from '../support.ts';
import { aRecording, FakeRecordingService, inChannel } from './support.ts';

const inputs = { channel: 'standup', slack_channel: 'C0GENERAL', person: 'U0ANA' };
const orphaned = { type: 'stopsOrphan', known: true, notifications: false } as const;

test.each([
  [say('Try ', { code: 'a<b & c' }, '.'), 'Try `a<b & c`.'],
  [say({ link: 'https://x.invalid/p1', as: 'the card' }), 'the card (https://x.invalid/p1)'],
  [say('Only ', { user: 'U1' }, ' in ', { channel: 'C1' }), 'Only @U1 in #C1'],
  [say('until ', { at: 1_795_000_000_000 }), 'until 2026-11-18 11:06 UTC'],
])('plain text: $1', (message, plain) => {
  expect(asPlainText(message)).toBe(plain);
});

async function ended(workspace: Awaited<ReturnType<typeof connected>>, callbackId: string, given: object = {}) {
  const { slack, idle } = workspace;
  const { execution, delivered } = await slack.runStep(callbackId, { ...inputs, ...given });
  await idle();
  return { ...execution, delivered };
}

it('reads the inputs as a command, and acts in their Slack channel for their person', async () => {
  const workspace = await connected(await aWorkspace());
  const { slack, service } = workspace;
  await ended(workspace, 'record_start', {
    channel: ' team sync ',
    options: 'layout=float url=<https://x.invalid/?a=1&amp;b=2>',
  });
  expect(service.starts).toMatchObject([
    {
      start: {
        cname: 'team sync',
        wanted: { layout: { kind: 'float' }, url: 'https://x.invalid/?a=1&b=2' },
        actor: { teamId: slack.team.id, userId: 'U0ANA', channelId: 'C0GENERAL', via: 'workflow' },
        isPrivate: true,
      },
      requestId: `step record_start ${slack.steps()[0]?.id}`,
    },
  ]);
});

it('takes nothing in the name of the channel for an option', async () => {
  const workspace = await connected(await aWorkspace());
  const { status } = await ended(workspace, 'record_start', { channel: 'maths" storage=archive mode="web' });
  expect([status, workspace.service.starts]).toEqual(['failed', []]);
});

it('acknowledges before a service that never answers', async () => {
  const service = new FakeRecordingService();
  service.onStart = () => new Promise<never>(() => undefined);
  const { slack } = await connected(await aWorkspace({ ackTimeoutMs: 30_000 }), service);
  const { execution, delivered } = await slack.runStep('record_start', inputs);
  expect(delivered.ok).toBe(true);
  expect(execution.status).toBe('running');
});

it('says that something went wrong with a reference that is in the log, too', async () => {
  const service = new FakeRecordingService();
  service.onStart = () => Promise.reject(Object.assign(new Error('disk full'), { code: 'store_failed' }));
  const workspace = await connected(await aWorkspace(), service);
  const { status, error } = await ended(workspace, 'record_start');
  expect([status, workspace.commands]).toEqual(['failed', ['start failed']]);
  const line = workspace.log.lines.find((one) => one.includes('store_failed')) ?? '';
  const [, reference = 'none'] = /"reference":"([0-9a-f]{6})"/u.exec(line) ?? [];
  expect(error).toContain(reference);
});

it('keeps the token that comes with a step out of the log', () => {
  expect(errorText(new Error('refused: xwfp-12-abc_D'))).toBe('refused: …');
});

describe('a stop', () => {
  const stop = async (
    reply: Parameters<typeof Promise.resolve>[0],
  ): Promise<Pick<StepExecution, 'status' | 'error'> & { executed: number }> => {
    const place = await aWorkspace();
    const recording = aRecording({ card: { ...inChannel('C1'), teamId: place.slack.team.id } });
    const service = new FakeRecordingService(recording);
    service.onExecute = () => Promise.resolve({ kind: 'accepted', recording, ...(reply as object) });
    const workspace = await connected(place, service);
    const { status, error } = await ended(workspace, 'record_stop');
    return { status, ...(error !== undefined && { error }), executed: service.executed.length };
  };

  it('of what has ended is a failure with the reason', async () => {
    const { status, error } = await stop({ reply: { type: 'alreadyOver' } });
    expect([status, error]).toEqual(['failed', expect.stringContaining('standup')]);
  });

  it.each([
    ['is being stopped already', { reply: { type: 'alreadyStopping' } }],
    ['is over but for an orphan', { reply: orphaned }],
  ])('of what %s is no failure', async (_, reply) => {
    expect(await stop(reply)).toMatchObject({ status: 'running', executed: 1 });
  });
});
