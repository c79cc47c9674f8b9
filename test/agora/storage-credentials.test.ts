/** Temporary keys of a bucket, from a file or a command. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Storage, TemporaryCredentials } from '../../src/agora/vendors.ts';
import type { AgoraPayload } from '../../src/recording/jobs.ts';
import { json, never, payload, recording, serve, setUp, sid, uid } from './client.support.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clapperbot-keys-'));
  path = join(folder, 'keys.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const keys = (n: number) => ({
  accessKey: `access-${n}`,
  secretKey: `secret-${n}`,
  stsToken: `token-${n}`,
  stsExpiration: 14_400,
});
const write = (n: number) => writeFileSync(path, JSON.stringify(keys(n)));
const withSts = (sts: TemporaryCredentials): Storage => ({
  vendor: 1,
  region: 0,
  bucket: 'b',
  accessKey: '',
  secretKey: '',
  sts,
});
const renewal: AgoraPayload = { queue: 'agora', call: 'update', uid, failedAttempts: 0, setting: { type: 'storage' } };

test('the file is read again for every use', async () => {
  const { url, got } = await serve(json(200, { sid }));
  const { recorder } = setUp([url], { storages: new Map([['default', withSts({ file: path })]]) });
  write(1);
  expect(await recorder.call(payload('start'), recording, never)).toEqual({ kind: 'started', sid });
  write(2);
  expect(await recorder.call(renewal, recording, never)).toEqual({ kind: 'updated' });
  const [start, update] = got.map(({ body }) => JSON.parse(body).clientRequest);
  expect(start.storageConfig).toMatchObject(keys(1));
  expect(update).toEqual({ storageConfig: { vendor: 1, region: 0, bucket: 'b', ...keys(2) } });
});

test('the output of a command is used', async () => {
  const { url, got } = await serve(json(200, { sid }));
  write(3);
  const sts = {
    command: [process.execPath, '-e', `console.log(require('fs').readFileSync(${JSON.stringify(path)}, 'utf8'))`],
  } as const;
  const { recorder } = setUp([url], { storages: new Map([['default', withSts(sts)]]) });
  await recorder.call(payload('start'), recording, never);
  expect(JSON.parse(got[0]?.body ?? '').clientRequest.storageConfig).toMatchObject(keys(3));
});

test.each<[string, () => TemporaryCredentials, string]>([
  ['a file that is missing', () => ({ file: path }), 'the file for the temporary keys failed (ENOENT)'],
  [
    'a file without keys',
    () => {
      writeFileSync(path, '{"accessKey":"access-9"}');
      return { file: path };
    },
    'the temporary keys must be JSON with accessKey, secretKey, stsToken and, in seconds, stsExpiration',
  ],
  [
    'a command that fails',
    () => ({ command: [process.execPath, '-e', 'console.log("secret-9"); process.exit(7)'] }),
    'the command for the temporary keys failed (7)',
  ],
])('%s: nothing is sent, and it may be there the next time', async (_, sts, detail) => {
  const { url, got } = await serve(json(200, { sid }));
  const { recorder } = setUp([url], { storages: new Map([['default', withSts(sts())]]) });
  expect(await recorder.call(payload('start'), recording, never)).toEqual({
    kind: 'notSent',
    errorCode: 'storage_not_renewed',
    detail,
  });
  expect(got).toEqual([]);
});

test('credentials that Agora repeats are redacted', async () => {
  write(4);
  const { url, got } = await serve((response) => json(400, { code: 2, reason: got[0]?.body })(response));
  const { recorder, lines } = setUp([url], { storages: new Map([['default', withSts({ file: path })]]) });
  const answer = await recorder.call(renewal, recording, never);
  expect(JSON.stringify(answer)).toContain('[secret]');
  expect(JSON.stringify([answer, lines])).not.toMatch(/access-4|secret-4|token-4/u);
});

test.each([
  ['project_missing', { projects: new Map() }, payload('stop')],
  ['storage_missing', { storages: new Map() }, payload('start')],
] as const)('%s: what a recording names is no longer configured', async (errorCode, options, call) => {
  const { recorder } = setUp([], options);
  expect(await recorder.call(call, recording, never)).toEqual({ kind: 'rejected', errorCode, detail: 'default' });
});
