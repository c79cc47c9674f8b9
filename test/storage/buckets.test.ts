/** What the use cases get from a bucket, against one that checks signatures. */
import { describe, expect, test } from 'vitest';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import type { FileLink } from '../../src/service/buckets.ts';
import { bucketsOf, deadEndpoint, openBucket, serve, storageOf } from './support.ts';

const minute = 60_000;
const folders = ['lessons', '2026'];
const file = 'lessons/2026/a.m3u8';
const writeOnly = { accessKey: 'write-only', secretKey: 'write-only-secret', rights: 'write' } as const;

const urlOf = (link: FileLink): string => {
  if (!('url' in link)) throw new Error(`no link: ${link.because}`);
  return link.url;
};
const download = async (url: string) => {
  const response = await fetch(url);
  return { status: response.status, text: await response.text() };
};

describe('a link', () => {
  test('downloads the exact bytes, until it expires', async () => {
    const clock = new MovableClock(Date.now());
    const bucket = await openBucket(clock);
    bucket.put(file, 'content');
    const { buckets } = bucketsOf({ default: storageOf(bucket, { linkValidity: 10 * minute }) }, clock);
    const link = await buckets.link('default', folders, 'a.m3u8');
    expect(link).toMatchObject({ kind: 'presigned', expiresAt: clock.now() + 10 * minute });
    expect(await download(urlOf(link))).toEqual({ status: 200, text: 'content' });
    clock.advance(10 * minute - 1_000);
    expect(await download(urlOf(link))).toMatchObject({ status: 200 });
    clock.advance(1_000);
    expect(await download(urlOf(link))).toEqual({ status: 403, text: expect.stringContaining('Request has expired') });
  });

  test('works for an hour unless the configuration says otherwise', async () => {
    const clock = new MovableClock(Date.now());
    const bucket = await openBucket(clock);
    bucket.put('a', 'content');
    const { buckets } = bucketsOf({ default: storageOf(bucket) }, clock);
    expect(await buckets.link('default', [], 'a')).toMatchObject({ expiresAt: clock.now() + 60 * minute });
  });

  test('is valid for reading one object only', async () => {
    const bucket = await openBucket();
    bucket.put('a', 'content');
    bucket.put('b', 'secret');
    const { buckets } = bucketsOf({ default: storageOf(bucket) });
    const url = urlOf(await buckets.link('default', [], 'a'));
    expect(await download(url.replace('/a?', '/b?'))).toMatchObject({ status: 403 });
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
    expect(bucket.objects.has('a')).toBe(true);
  });

  test.each([
    'with space.mp4',
    'hash#.mp4',
    'plus+.mp4',
    'percent%.mp4',
    'percent%2F.mp4',
    "quotes'!()*.mp4",
    'question?.mp4',
    'ampersand&=.mp4',
    'ünïcödé 教室 🎬.mp4',
    '%#&()+-:;<=.>?@[]^_{}|~,.mp4',
  ])('%s', async (name) => {
    const bucket = await openBucket();
    bucket.put(`lessons/${name}`, 'content');
    const { buckets } = bucketsOf({ default: storageOf(bucket) });
    const link = await buckets.link('default', ['lessons'], name);
    expect(await download(urlOf(link))).toEqual({ status: 200, text: 'content' });
    expect(await buckets.list('default', ['lessons'], name.slice(0, 3), 10)).toMatchObject({ names: [name] });
  });

  test('a name may already include the folders', async () => {
    const bucket = await openBucket();
    bucket.put('lessons/2026/shot.jpg', 'content');
    const { buckets } = bucketsOf({ default: storageOf(bucket) });
    const link = await buckets.link('default', folders, 'lessons/2026/shot.jpg');
    expect(await download(urlOf(link))).toMatchObject({ status: 200 });
  });

  test('is that of the public URL, without asking the bucket', async () => {
    const storage = { endpoint: await deadEndpoint(), bucket: 'b', accessKey: 'a', secretKey: 's' };
    const { buckets } = bucketsOf({ default: storageOf(storage, { publicUrl: 'https://files.example.com/x' }) });
    expect(await buckets.link('default', ['lessons'], 'team sync #1+2%.mp4')).toEqual({
      kind: 'public',
      url: 'https://files.example.com/x/lessons/team%20sync%20%231%2B2%25.mp4',
    });
  });

  test('ends with the temporary keys that signed it', async () => {
    const clock = new MovableClock(Date.now());
    const bucket = await openBucket(clock);
    bucket.put('a', 'content');
    const key = { accessKey: 'temporary', secretKey: 'temporary-secret', stsToken: 'to+ken/=' };
    bucket.addKey(key);
    const keys = () => Promise.resolve({ ...key, stsExpiration: 300 });
    const { buckets } = bucketsOf({ default: storageOf(bucket, { keys }) }, clock);
    const link = await buckets.link('default', [], 'a');
    expect(link).toMatchObject({ kind: 'presigned', expiresAt: clock.now() + 300_000 });
    expect(await download(urlOf(link))).toMatchObject({ status: 200 });
  });
});

describe('instead of a link', () => {
  const because = (reason: string) => ({ kind: 'path', path: `recordings/${file}`, because: reason });

  test('a file that does not exist', async () => {
    const { buckets } = bucketsOf({ default: storageOf(await openBucket()) });
    expect(await buckets.link('default', folders, 'a.m3u8')).toEqual(because('missing'));
  });

  test.each([
    ['a write-only key', writeOnly],
    ['a key that is not known', { accessKey: 'unknown', secretKey: 's' }],
    ['a wrong secret', { accessKey: 'local-access-key', secretKey: 's' }],
    ['an expired key', { accessKey: 'expired', secretKey: 's', stsToken: 't' }],
  ])('%s', async (_, key) => {
    const bucket = await openBucket();
    bucket.put(file, 'content');
    bucket.addKey(writeOnly);
    bucket.addKey({ accessKey: 'expired', secretKey: 's', stsToken: 't', expiresAt: Date.now() - 1 });
    const { buckets, logged } = bucketsOf({ default: storageOf(bucket, { keys: () => Promise.resolve(key) }) });
    expect(await buckets.link('default', folders, 'a.m3u8')).toEqual(because('writeOnly'));
    expect(logged).toEqual([]);
  });

  test('a bucket that does not answer', async () => {
    const bucket = await openBucket();
    const { buckets, logged } = bucketsOf({
      dead: storageOf(bucket, { endpoint: await deadEndpoint() }),
      silent: storageOf(bucket, { endpoint: await serve(() => undefined) }),
      broken: storageOf(bucket, { endpoint: await serve((_, response) => response.writeHead(503).end()) }),
      moved: storageOf(bucket, {
        endpoint: await serve((_, response) => response.writeHead(301, { location: 'http://127.0.0.1:1/' }).end()),
      }),
      keyless: storageOf(bucket, { keys: () => Promise.reject(new Error('the file for the temporary keys failed')) }),
      late: storageOf(bucket, { keys: () => new Promise<never>(() => undefined) }),
    });
    const names = ['dead', 'silent', 'broken', 'moved', 'keyless', 'late'];
    // A list may take longer than a link: one that began first is still waiting when all links have been given up.
    const list = buckets.list('silent', folders, 'a', 1);
    const links = Promise.all(names.map((name) => buckets.link(name, folders, 'a.m3u8')));
    expect(await Promise.race([list, links])).toEqual(names.map(() => because('unreachable')));
    const details: string[] = logged.map((line) => JSON.parse(line).detail);
    expect(details.toSorted((a, b) => a.localeCompare(b, 'en'))).toEqual([
      'ECONNREFUSED',
      'HTTP 301',
      'HTTP 503',
      'no response in time',
      'no response in time',
      'the file for the temporary keys failed',
    ]);
    expect(logged.join()).not.toMatch(/X-Amz|secret/iu);
  });

  test('a vendor without such signatures, and a storage that is no longer configured', async () => {
    const storage = { endpoint: '', bucket: 'recordings', accessKey: 'a', secretKey: 's' };
    const { buckets } = bucketsOf({
      azure: storageOf(storage, { vendor: 'azure' }),
      shown: storageOf(storage, { vendor: 'azure', publicUrl: 'https://a.io' }),
    });
    expect(await buckets.link('azure', folders, 'a.m3u8')).toEqual(because('noSigning'));
    expect(await buckets.link('shown', folders, 'a.m3u8')).toEqual({ kind: 'public', url: `https://a.io/${file}` });
    expect(await buckets.link('none', folders, 'a.m3u8')).toEqual({ ...because('notConfigured'), path: file });
    expect(await buckets.list('azure', [], 'a', 1)).toEqual({ kind: 'other', because: 'noSigning' });
    expect(await buckets.list('none', [], 'a', 1)).toEqual({ kind: 'other', because: 'notConfigured' });
    expect(await buckets.check('azure')).toEqual({ kind: 'unsupported' });
    expect(await buckets.check('none')).toEqual({ kind: 'notConfigured' });
  });
});

describe('a list', () => {
  test('holds the files of the folder whose names begin so, sorted', async () => {
    const bucket = await openBucket();
    for (const key of ['b/sid_x.m3u8', 'a/sid_x_2.ts', 'a/sid_x.m3u8', 'a/other', 'sid_x', 'a/sid_<&">.mp4'])
      bucket.put(key, '');
    const { buckets } = bucketsOf({ default: storageOf(bucket) });
    const names = ['sid_<&">.mp4', 'sid_x.m3u8', 'sid_x_2.ts'];
    expect(await buckets.list('default', ['a'], 'sid_', 10)).toEqual({ kind: 'listed', names, more: false });
    expect(await buckets.list('default', ['a'], 'none', 10)).toEqual({ kind: 'listed', names: [], more: false });
  });

  test('is read in pages, up to the limit', async () => {
    const bucket = await openBucket();
    const names = Array.from({ length: 2_001 }, (_, n) => `sid_${String(n).padStart(4, '0')}`);
    for (const name of names) bucket.put(name, '');
    const { buckets } = bucketsOf({ default: storageOf(bucket) });
    expect(await buckets.list('default', [], 'sid', 5_000)).toEqual({ kind: 'listed', names, more: false });
    expect(bucket.requests).toHaveLength(3);
    expect(await buckets.list('default', [], 'sid', 2_001)).toMatchObject({ more: false });
    expect(await buckets.list('default', [], 'sid', 1_500)).toEqual({
      kind: 'listed',
      names: names.slice(0, 1_500),
      more: true,
    });
  });

  test('a storage that supports only version 1 of the list returns its first page', async () => {
    const page =
      '<ListBucketResult><IsTruncated>true</IsTruncated><Contents><Key>a1</Key></Contents></ListBucketResult>';
    const endpoint = await serve((_, response) => response.end(page));
    const { buckets } = bucketsOf({ default: storageOf(await openBucket(), { endpoint }) });
    expect(await buckets.list('default', [], 'a', 5)).toEqual({ kind: 'listed', names: ['a1'], more: true });
  });

  test('is rejected, or the bucket is unreachable', async () => {
    const bucket = await openBucket();
    bucket.addKey(writeOnly);
    const { buckets } = bucketsOf({
      refused: storageOf(bucket, { keys: () => Promise.resolve(writeOnly) }),
      elsewhere: storageOf(bucket, { bucket: 'other' }),
      dead: storageOf(bucket, { endpoint: await deadEndpoint() }),
      broken: storageOf(bucket, { endpoint: await serve((_, response) => response.writeHead(500).end()) }),
    });
    const other = (because: string) => ({ kind: 'other', because });
    expect(await buckets.list('refused', [], 'a', 5)).toEqual(other('refused'));
    expect(await buckets.list('elsewhere', [], 'a', 5)).toEqual(other('refused'));
    expect(await buckets.list('dead', [], 'a', 5)).toEqual(other('unreachable'));
    expect(await buckets.list('broken', [], 'a', 5)).toEqual(other('unreachable'));
  });
});
