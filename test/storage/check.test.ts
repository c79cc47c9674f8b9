/** The check that writes, reads and deletes an object. */
import { describe, expect, test } from 'vitest';
import type { RightsKey } from '../../src/sandbox/bucket/bucket-server.ts';
import { bucketsOf, deadEndpoint, openBucket, serve, storageOf } from './support.ts';

const done = { kind: 'done' };

test('writes, reads and deletes an object in the folders of the storage', async () => {
  const bucket = await openBucket();
  const { buckets } = bucketsOf({ default: storageOf(bucket, { prefix: ['lessons', '2026'] }) });
  expect(await buckets.check('default')).toEqual({ kind: 'checked', write: done, read: done, remove: done });
  expect(bucket.requests.map(({ method }) => method)).toEqual(['PUT', 'GET', 'DELETE']);
  expect(new Set(bucket.requests.map(({ path }) => path)).size).toBe(1);
  expect(bucket.requests[0]?.path).toMatch(/^\/recordings\/lessons\/2026\/clapperbot-check-[\da-f-]{36}$/u);
  expect(bucket.objects.size).toBe(0);
});

describe('errors with the storage’s message', () => {
  const denied = { kind: 'refused', detail: 'AccessDenied: Access Denied.' };
  const unknown = 'The AWS Access Key Id you provided does not exist in our records.';
  test.each<[string, RightsKey, object]>([
    [
      'a write-only key',
      { accessKey: 'key-1', secretKey: 'key-1-hidden', rights: 'write' },
      { write: done, read: denied, remove: denied },
    ],
    ['a read-only key', { accessKey: 'key-1', secretKey: 'key-1-hidden', rights: 'read' }, { write: denied }],
    [
      'an expired key',
      { accessKey: 'key-1', secretKey: 'key-1-hidden', expiresAt: 1 },
      { write: { kind: 'refused', detail: 'ExpiredToken: The provided token has expired.' } },
    ],
    [
      'a wrong token',
      { accessKey: 'key-1', secretKey: 'key-1-hidden', stsToken: 'other' },
      { write: { kind: 'refused', detail: 'InvalidToken: The provided token is malformed or otherwise invalid.' } },
    ],
    [
      'a key that is not known',
      { accessKey: 'other', secretKey: 'key-1-hidden' },
      { write: { kind: 'refused', detail: `InvalidAccessKeyId: ${unknown}` } },
    ],
    [
      'a wrong secret',
      { accessKey: 'key-1', secretKey: 'other' },
      {
        write: { kind: 'refused', detail: expect.stringMatching(/^SignatureDoesNotMatch: The request signature we /u) },
      },
    ],
  ])('%s', async (_, known, steps) => {
    const bucket = await openBucket();
    bucket.addKey(known);
    const { buckets } = bucketsOf({ default: storageOf({ ...bucket, accessKey: 'key-1', secretKey: 'key-1-hidden' }) });
    expect(await buckets.check('default')).toEqual({ kind: 'checked', ...steps });
  });

  test('a bucket that does not exist', async () => {
    const { buckets } = bucketsOf({ default: storageOf(await openBucket(), { bucket: 'other' }) });
    const detail = 'NoSuchBucket: The specified bucket does not exist';
    expect(await buckets.check('default')).toEqual({ kind: 'checked', write: { kind: 'failed', detail } });
  });
});

const write = async (endpoint: string, keys: { accessKey: string; secretKey: string; stsToken?: string }) => {
  const storage = storageOf({ endpoint, bucket: 'b', ...keys }, { keys: () => Promise.resolve(keys) });
  const checked = await bucketsOf({ default: storage }).buckets.check('default');
  return 'write' in checked ? checked.write : undefined;
};
const keys = { accessKey: 'planted-access', secretKey: 'planted-secret', stsToken: 'planted-token' };

test.each<[string, number, string, string]>([
  ['no XML', 502, '<html><body>Bad gateway</body></html>', 'HTTP 502'],
  ['an error without a message', 503, '<Error><Code>SlowDown</Code></Error>', 'SlowDown'],
  [
    'escaped and verbatim text',
    500,
    '<?xml version="1.0"?>\n<Error><Code>A&amp;B</Code><Message><![CDATA[<no> way]]></Message><Key>x</Key></Error>',
    'A&B: <no> way',
  ],
  [
    'character references',
    500,
    '<Error><Code>A</Code><Message>&#x41;&#66;&lt;&bogus;</Message></Error>',
    'A: AB<&bogus;',
  ],
  [
    'keys in the message',
    500,
    '<Error><Code>A</Code><Message>planted-access planted-secret planted-token</Message></Error>',
    'A: [secret] [secret] [secret]',
  ],
  ['control characters', 500, '<Error><Code>A</Code><Message>a\r\nb&#7;c</Message></Error>', 'A: a b c'],
])('%s', async (_, status, body, detail) => {
  const endpoint = await serve((_request, response) => response.writeHead(status).end(body));
  expect(await write(endpoint, keys)).toEqual({ kind: 'failed', detail });
});

test('a long message is cut', async () => {
  const body = `<Error><Code>A</Code><Message>${'x'.repeat(10_000)}</Message></Error>`;
  const endpoint = await serve((_, response) => response.writeHead(500).end(body));
  expect(await write(endpoint, keys)).toMatchObject({ detail: expect.stringMatching(/^A: x{297}$/u) });
});

test('another object is read than was written', async () => {
  const endpoint = await serve((request, response) => {
    request.resume().on('end', () => response.end(request.method === 'GET' ? 'other' : ''));
  });
  const storage = storageOf({ endpoint, bucket: 'b', ...keys });
  const detail = 'the object that was read is not the one that was written';
  expect(await bucketsOf({ default: storage }).buckets.check('default')).toEqual({
    kind: 'checked',
    write: done,
    read: { kind: 'failed', detail },
    remove: done,
  });
});

test('an unreachable endpoint, and unreadable keys', async () => {
  const endpoint = await deadEndpoint();
  expect(await write(endpoint, keys)).toEqual({ kind: 'failed', detail: 'ECONNREFUSED' });
  const late = { keys: () => Promise.reject(new Error('the command for the temporary keys failed (1)')) };
  const storage = storageOf({ endpoint, bucket: 'b', ...keys }, late);
  expect(await bucketsOf({ default: storage }).buckets.check('default')).toEqual({
    kind: 'checked',
    write: { kind: 'failed', detail: 'the command for the temporary keys failed (1)' },
  });
});
