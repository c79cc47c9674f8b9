/** What the local bucket answers to requests of a client that signs them. */
import { AwsClient } from 'aws4fetch';
import { expect, onTestFinished, test } from 'vitest';
import { type RightsKey, startBucket } from '../../src/sandbox/bucket/bucket-server.ts';

async function open() {
  const bucket = await startBucket();
  onTestFinished(() => bucket.close());
  const url = `http://${bucket.endpoint}/${bucket.bucket}/`;
  const as = ({ accessKey, secretKey }: Pick<RightsKey, 'accessKey' | 'secretKey'>) => {
    const client = new AwsClient({ accessKeyId: accessKey, secretAccessKey: secretKey, service: 's3', retries: 0 });
    return async (method: string, path: string, init: RequestInit = {}) => {
      const response = await client.fetch(`${url}${path}`, { method, ...init });
      return { status: response.status, headers: response.headers, text: await response.text() };
    };
  };
  return { bucket, url, as };
}

test('objects are stored, read in whole or in part, and deleted', async () => {
  const { bucket, as } = await open();
  const send = as(bucket);
  const put = { body: '0123456789', headers: { 'content-type': 'video/mp4' } };
  expect(await send('PUT', 'a/b.mp4', put)).toMatchObject({ status: 200 });
  const whole = await send('GET', 'a/b.mp4');
  expect(whole).toMatchObject({ status: 200, text: '0123456789' });
  expect(whole.headers.get('content-type')).toBe('video/mp4');
  expect(whole.headers.get('access-control-allow-origin')).toBe('*');
  const head = await send('HEAD', 'a/b.mp4');
  expect([head.status, head.text, head.headers.get('content-length')]).toEqual([200, '', '10']);
  for (const [range, text] of [
    ['bytes=2-4', '234'],
    ['bytes=7-', '789'],
    ['bytes=-2', '89'],
    ['bytes=8-99', '89'],
  ] as const) {
    expect(await send('GET', 'a/b.mp4', { headers: { range } })).toMatchObject({ status: 206, text });
  }
  expect(await send('GET', 'a/b.mp4', { headers: { range: 'bytes=10-' } })).toMatchObject({ status: 416 });
  expect(await send('DELETE', 'a/b.mp4')).toMatchObject({ status: 204 });
  expect(await send('GET', 'a/b.mp4')).toMatchObject({ status: 404, text: expect.stringContaining('NoSuchKey') });
  expect(await send('POST', 'a/b.mp4')).toMatchObject({ status: 405 });
});

test('a key is limited to its rights, until it expires or is rejected', async () => {
  const { bucket, as } = await open();
  bucket.put('a', '');
  const key = { accessKey: 'other-key', secretKey: 'other-secret' };
  const send = as(key);
  const statuses = async () => {
    const got = [];
    for (const method of ['GET', 'PUT', 'DELETE']) got.push((await send(method, method === 'PUT' ? 'b' : 'a')).status);
    return got;
  };
  expect(await statuses()).toEqual([403, 403, 403]);
  bucket.addKey({ ...key, rights: 'read' });
  expect(await statuses()).toEqual([200, 403, 403]);
  bucket.addKey({ ...key, rights: 'write' });
  expect(await statuses()).toEqual([403, 200, 403]);
  bucket.addKey({ ...key, expiresAt: Date.now() - 1 });
  expect(await statuses()).toEqual([400, 400, 400]);
  bucket.addKey(key);
  expect(await statuses()).toEqual([200, 200, 204]);
  bucket.refuse(key.accessKey);
  expect(await send('GET', 'b')).toMatchObject({ status: 403, text: expect.stringContaining('InvalidAccessKeyId') });
  expect(await as(bucket)('GET', '../other/b')).toMatchObject({ text: expect.stringContaining('NoSuchBucket') });
});

test('it closes with connections open, and its port is free then', async () => {
  const bucket = await startBucket();
  await fetch(`http://${bucket.endpoint}/`);
  await bucket.close();
  const again = await startBucket({ port: Number(bucket.endpoint.split(':')[1]) });
  onTestFinished(() => again.close());
  expect(again.endpoint).toBe(bucket.endpoint);
  await expect(startBucket({ port: Number(again.endpoint.split(':')[1]) })).rejects.toThrow('EADDRINUSE');
});
