/** What the local Agora uploads to a local bucket. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { AgoraOptions } from '../../src/sandbox/agora/agora-server.ts';
import { type LocalBucket, startBucket } from '../../src/sandbox/bucket/bucket-server.ts';
import type { MovableClock } from '../../src/sandbox/movable-clock.ts';
import { passUntil } from '../../src/sandbox/time.ts';
import { notified } from './agora.receiver.ts';
import { goodStart, START, serverResponse, withPage } from './agora.support.ts';
import { durationOf, readPlaylist, readSegment } from './bucket.media.ts';

const h264 = 0x1b;
const aac = 0x0f;

/** A local Agora with a receiver and a bucket, on one clock. */
async function open(options: AgoraOptions = {}) {
  let clock: MovableClock | undefined;
  const bucket = await startBucket({
    clock: { now: () => clock?.now() ?? START },
  });
  onTestFinished(() => bucket.close());
  const fixture = await notified(options);
  clock = fixture.clock;
  return { ...fixture, bucket, until: (done: () => boolean) => passUntil(fixture.clock, 120_000, done) };
}

const storageOf = ({ endpoint, bucket, accessKey, secretKey }: LocalBucket, change: object = {}) => ({
  vendor: 11,
  region: 0,
  bucket,
  accessKey,
  secretKey,
  fileNamePrefix: ['lessons', '2026'],
  extensionParams: { endpoint },
  ...change,
});

/** Checks that a playlist and its segments belong together, and returns the names. */
function expectPlayable(bucket: LocalBucket, stem: string, types: readonly number[]): string[] {
  const read = (name: string) => bucket.objects.get(`lessons/2026/${name}`)?.bytes ?? new Uint8Array();
  const playlist = readPlaylist(Buffer.from(read(`${stem}.m3u8`)).toString());
  expect(playlist.length).toBeGreaterThanOrEqual(3);
  let at: number | undefined;
  for (const { name, seconds } of playlist) {
    expect(name).toMatch(/_\d{17}\.ts$/u);
    expect(name.startsWith(`${stem}_20`)).toBe(true);
    const streams = readSegment(read(name));
    expect(streams.map(({ type }) => type)).toEqual(types);
    for (const { from } of streams) expect(Math.abs(from - (at ?? from))).toBeLessThan(0.2);
    at = Math.min(...streams.map(({ from }) => from)) + seconds;
  }
  return [`${stem}.m3u8`, ...playlist.map(({ name }) => name)];
}

const namesIn = (bucket: LocalBucket) =>
  [...bucket.objects.keys()].map((key) => key.replace('lessons/2026/', '')).toSorted((a, b) => (a < b ? -1 : 1));

test('a mixed recording: a playlist with its segments, and an MP4', async () => {
  const { agora, bucket, run, clock, until, to } = await open();
  const { sid, stop } = await run('maths', '900123', {
    start: {
      ...goodStart,
      storageConfig: storageOf(bucket),
      recordingFileConfig: { avFileType: ['hls', 'mp4'] },
    },
  });
  clock.advance(20_000);
  expect(bucket.objects.size).toBe(0);
  const stopping = stop();
  expect(await until(() => to.received.some(({ notification }) => notification.eventType === 31))).toBe(true);
  const reply = serverResponse(await stopping);
  const stem = `${sid}_maths`;
  expect(reply).toMatchObject({
    uploadingStatus: 'uploaded',
    fileList: [{ fileName: `${stem}.m3u8` }, { fileName: `${stem}_0.mp4` }],
  });
  const playable = expectPlayable(bucket, stem, [h264, aac]);
  expect(playable[1]).toBe(`${stem}_20260105090004000.ts`);
  expect(namesIn(bucket)).toEqual([...playable, `${stem}_0.mp4`].toSorted((a, b) => (a < b ? -1 : 1)));
  expect(durationOf(bucket.objects.get(`lessons/2026/${stem}_0.mp4`)?.bytes ?? new Uint8Array())).toBeCloseTo(12, 0);
  // Nothing was read but the keys were tried, and the playlist came last of its files.
  expect(bucket.requests.map(({ method }) => method)).toEqual(['GET', 'PUT', 'PUT', 'PUT', 'PUT', 'PUT']);
  expect(bucket.requests.at(-2)?.path).toMatch(/\.m3u8$/u);
  expect(agora.uploading).toBe(false);
});

test('an individual recording: tracks of everyone, and screenshots', async () => {
  const { bucket, run, agora, clock, stopAndUpload } = await openAndStop();
  agora.join('maths', '7');
  const { sid, stop } = await run('maths', '900123', {
    mode: 'individual',
    start: {
      storageConfig: storageOf(bucket),
      recordingConfig: { channelType: 0, subscribeUidGroup: 0 },
      recordingFileConfig: { avFileType: ['hls'] },
      snapshotConfig: { captureInterval: 30, fileType: ['jpg'] },
    },
  });
  clock.advance(70_000);
  await stopAndUpload(stop);
  const uids = agora.publishers('maths');
  expect(uids).toHaveLength(2);
  const expected = uids.flatMap((uid) => [
    ...expectPlayable(bucket, `${sid}_maths__uid_s_${uid}__uid_e_audio`, [aac]),
    ...expectPlayable(bucket, `${sid}_maths__uid_s_${uid}__uid_e_video`, [h264]),
  ]);
  const shots = namesIn(bucket).filter((name) => name.endsWith('.jpg'));
  expect(shots).toHaveLength(4);
  for (const name of shots)
    expect(bucket.objects.get(`lessons/2026/${name}`)?.bytes.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  expect(namesIn(bucket)).toHaveLength(expected.length + shots.length);
});

/** With a stop that resolves after the upload. */
async function openAndStop() {
  const opened = await open();
  const stopAndUpload = async (stop: () => Promise<unknown>) => {
    const stopping = stop();
    const isUploaded = () => opened.types().includes(31);
    expect(await opened.until(isUploaded)).toBe(true);
    await stopping;
  };
  return { ...opened, stopAndUpload };
}

test('a page that ends by itself, without a call', async () => {
  const { bucket, run, clock, until, types, agora } = await open();
  const { sid } = await run('maths', '900123', {
    mode: 'web',
    start: { ...withPage({ maxRecordingHour: 1 }), storageConfig: storageOf(bucket) },
  });
  clock.advance(3_600_000);
  expect(await until(() => types().includes(31))).toBe(true);
  expect(agora.recorders[0]).toMatchObject({ endedBy: 'maxHours' });
  expect(namesIn(bucket)).toEqual(expectPlayable(bucket, `${sid}_maths`, [h264, aac]));
});

test('audio only, with a name that a URL must escape', async () => {
  const { bucket, run, clock, stopAndUpload } = await openAndStop();
  const { sid, stop } = await run('team #1', '900123', {
    start: { ...goodStart, recordingConfig: { streamTypes: 0 }, storageConfig: storageOf(bucket) },
  });
  clock.advance(20_000);
  await stopAndUpload(stop);
  const bytes = bucket.objects.get(`lessons/2026/${sid}_team #1.m3u8`)?.bytes ?? '';
  const [first] = readPlaylist(Buffer.from(bytes).toString());
  expect(first?.name).toMatch(new RegExp(`^${sid}_team%20%231_\\d{17}\\.ts$`, 'u'));
  const segment = bucket.objects.get(`lessons/2026/${decodeURIComponent(first?.name ?? '')}`)?.bytes;
  expect(readSegment(segment ?? new Uint8Array()).map(({ type }) => type)).toEqual([aac]);
});

test.each<[string, object]>([
  ['a wrong secret key', { secretKey: 'wrong' }],
  ['an access key that is not known', { accessKey: 'unknown' }],
  ['a bucket that does not exist', { bucket: 'other' }],
])('%s ends the recorder, and nothing is uploaded', async (_, change) => {
  const { bucket, run, settled, until, details, agora } = await open();
  await run('maths', '900123', { start: { ...goodStart, storageConfig: storageOf(bucket, change) } });
  expect(await until(() => agora.recorders[0]?.endedAt !== undefined)).toBe(true);
  expect(agora.recorders[0]).toMatchObject({ endedBy: 'badStorage' });
  await settled(11);
  expect(details(1)).toEqual([expect.objectContaining({ module: 1, errorCode: 32 })]);
  expect(bucket.objects.size).toBe(0);
});

test('a key that may only write is enough', async () => {
  const { bucket, run, clock, stopAndUpload } = await openAndStop();
  const key = { accessKey: 'write-only', secretKey: 'write-only-secret' };
  bucket.addKey({ ...key, rights: 'write' });
  const { stop } = await run('maths', '900123', { start: { ...goodStart, storageConfig: storageOf(bucket, key) } });
  clock.advance(20_000);
  await stopAndUpload(stop);
  expect(bucket.objects.size).toBe(4);
});

test('files that the bucket no longer accepts go to Agora’s backup', async () => {
  const { bucket, run, clock, until, types } = await open();
  const { stop } = await run('maths', '900123', { start: { ...goodStart, storageConfig: storageOf(bucket) } });
  clock.advance(20_000);
  bucket.refuse(bucket.accessKey);
  const stopping = stop();
  expect(await until(() => types().includes(32))).toBe(true);
  expect(types()).not.toContain(31);
  expect(serverResponse(await stopping)).toMatchObject({ uploadingStatus: 'backuped' });
});

test('the end of an upload is reported only when the storage holds every file', async () => {
  const { run, clock, until, types, agora, bucket } = await open();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const slow = createServer((request, response) => {
    request.resume().on('end', () => {
      void (request.method === 'PUT' ? released : Promise.resolve()).then(() => response.end());
    });
  });
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    slow.closeAllConnections();
    slow.close();
  });
  const endpoint = `127.0.0.1:${(slow.address() as AddressInfo).port}`;
  const { stop } = await run('maths', '900123', {
    start: { ...goodStart, storageConfig: storageOf({ ...bucket, endpoint }) },
  });
  clock.advance(20_000);
  let isAnswered = false;
  const stopping = stop().then((reply) => {
    isAnswered = true;
    return reply;
  });
  expect(await until(() => types().includes(11))).toBe(true);
  expect(await until(() => types().includes(31))).toBe(false);
  expect([agora.uploading, isAnswered]).toEqual([true, false]);
  release();
  expect(await until(() => types().includes(31))).toBe(true);
  expect(serverResponse(await stopping)).toMatchObject({ uploadingStatus: 'uploaded' });
});

test('nothing is uploaded where nothing was recorded, or to a storage that is not on this machine', async () => {
  const { bucket, run, clock, until, types } = await open({ publishers: 0 });
  const empty = await run('maths', '900123', { start: { ...goodStart, storageConfig: storageOf(bucket) } });
  clock.advance(10_000);
  await empty.stop();
  expect(await until(() => types().includes(11))).toBe(true);
  const elsewhere = { extensionParams: { endpoint: 's3.example.com' } };
  await run('other', '1', { start: { ...goodStart, storageConfig: storageOf(bucket, elsewhere) } });
  expect(bucket.objects.size).toBe(0);
  expect(bucket.requests).toHaveLength(1);
});
