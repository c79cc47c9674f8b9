import { describe, expect, it } from 'vitest';
import { failedToFind, goodStart, startFixture } from './agora.support.ts';

const badBody = { status: 400, body: { code: 2, reason: 'post method api body check failed!' } };
const storage = goodStart.storageConfig;
const withRecording = (recordingConfig: object) => ({ ...goodStart, recordingConfig });
const withStorage = (storageConfig: object) => ({ ...goodStart, storageConfig });
const withSize = (transcodingConfig: object) => withRecording({ transcodingConfig });

describe('acquire', () => {
  it('reserves a resource', async () => {
    const { acquire } = await startFixture();
    const { status, body } = await acquire('room', '900123');
    expect(status).toBe(200);
    expect(body).toEqual({ cname: 'room', uid: '900123', resourceId: expect.stringMatching(/^[A-Za-z0-9_-]{250,}$/) });
  });

  it.each(['0', 'abc', 123, '8810546176', '4294967296', '', '-1', '1.5', '01'])('rejects uid %j', async (uid) => {
    const { acquire } = await startFixture();
    expect(await acquire('room', uid)).toEqual(badBody);
  });

  it.each(['1', '4294967295'])('accepts uid %j', async (uid) => {
    const { acquire } = await startFixture();
    expect((await acquire('room', uid)).status).toBe(200);
  });

  it.each([0, 721, 1.5, '72', null])('rejects resourceExpiredHour %j', async (resourceExpiredHour) => {
    const { acquire } = await startFixture();
    const reason = 'Acquire: invalid resourceExpiredHour value!';
    expect(await acquire('room', '1', { resourceExpiredHour })).toEqual({ status: 400, body: { code: 2, reason } });
  });

  it.each(['a/b', 'ä', 'a*b', '', 'x'.repeat(64)])('rejects the channel name %j', async (cname) => {
    const { acquire } = await startFixture();
    expect(await acquire(cname)).toEqual({ status: 400, body: { code: 401, reason: 'invalid_channel_name' } });
  });

  it.each(['x'.repeat(63), 'a-z A-Z 0-9 !#$%&()+-:;<=.>?@[]^_{}|~,'])('accepts the channel name %j', async (cname) => {
    const { acquire } = await startFixture();
    expect((await acquire(cname)).status).toBe(200);
  });

  it('rejects a body without clientRequest', async () => {
    const { send, base } = await startFixture();
    expect(await send('POST', `${base}/acquire`, { cname: 'room', uid: '1' })).toEqual(badBody);
  });

  it('rejects more recorders than the account may run, until one has ended', async () => {
    const { run, acquire, clock } = await startFixture({ maxRunning: 2 });
    const first = await run('one');
    await run('two');
    const refused = { status: 400, body: { code: 406, reason: 'vendor_over_load' } };
    expect(await acquire('three')).toEqual(refused);
    await first.stop();
    expect(await acquire('three')).toEqual(refused);
    clock.advance(2_000);
    expect((await acquire('three')).status).toBe(200);
  });
});

describe('start', () => {
  it('returns a sid, once per resourceId', async () => {
    const { run, start, agora } = await startFixture();
    const { resourceId, sid } = await run('room', '900123');
    expect(sid).toMatch(/^[0-9a-f]{32}$/);
    const again = await start('room', '900123', resourceId);
    expect(again).toEqual({ status: 201, body: { code: 7, reason: 'already started' } });
    expect(agora.recorders).toHaveLength(1);
  });

  it.each([
    [300_000, 200],
    [300_001, 400],
  ])('responds to a resourceId %i ms old with %i', async (age, status) => {
    const { acquire, start, clock, agora } = await startFixture();
    const { body } = await acquire('room', '1');
    clock.advance(age);
    const reply = await start('room', '1', String(body['resourceId']));
    expect([reply.status, reply.body['code']]).toEqual([status, status === 200 ? undefined : 433]);
    expect(agora.recorders).toHaveLength(status === 200 ? 1 : 0);
  });

  it('distinguishes an invalid resourceId (1001) from one of another App ID (1003)', async () => {
    const { start } = await startFixture();
    const other = await startFixture({ appId: 'f'.repeat(32) });
    const foreign = String((await other.acquire('room', '1')).body['resourceId']);
    expect(await start('room', '1', 'garbage')).toMatchObject({ status: 400, body: { code: 1001 } });
    expect(await start('room', '1', foreign)).toMatchObject({ status: 400, body: { code: 1003 } });
  });

  it('treats a resourceId from before a restart of the service as expired', async () => {
    const { acquire } = await startFixture();
    const { start } = await startFixture();
    const old = String((await acquire('room', '1')).body['resourceId']);
    expect(await start('room', '1', old)).toMatchObject({ status: 400, body: { code: 433 } });
  });

  it.each([
    ['other', '1'],
    ['room', '2'],
  ])('rejects cname %s and uid %s for a resource of room and 1', async (cname, uid) => {
    const { acquire, start } = await startFixture();
    const { body } = await acquire('room', '1');
    const reply = await start(cname, uid, String(body['resourceId']));
    expect(reply).toMatchObject({ status: 400, body: { code: 432 } });
  });

  it('rejects a second recorder with the same cname and uid, but not with another uid', async () => {
    const { run, acquire, start } = await startFixture();
    await run('room', '1');
    const same = await acquire('room', '1');
    expect(same.status).toBe(200);
    const conflict = { status: 400, body: { code: 53, reason: 'task conflict' } };
    expect(await start('room', '1', String(same.body['resourceId']))).toEqual(conflict);
    await run('room', '2');
  });

  it('requires the body that acquire was given as startParameter', async () => {
    const { acquire, start } = await startFixture();
    const { body } = await acquire('room', '1', { startParameter: { ...goodStart, token: 'one' } });
    const resourceId = String(body['resourceId']);
    const mismatch = { status: 400, body: { code: 2, reason: 'request_hash mismatch!' } };
    expect(await start('room', '1', resourceId, { ...goodStart, token: 'two' })).toEqual(mismatch);
    expect((await start('room', '1', resourceId, { ...goodStart, token: 'one' })).status).toBe(200);
  });

  it.each([
    [0, 'web'],
    [1, 'mix'],
    [1, 'individual'],
  ] as const)('does not take a resource of scene %d for mode %s', async (scene, mode) => {
    const { run } = await startFixture();
    const failed = run('room', '1', { acquire: { scene }, mode });
    await expect(failed).rejects.toThrow('400 {"code":2,"reason":"services not selected!"}');
  });

  it.each<[string, object]>([
    ['no storageConfig', { recordingConfig: {} }],
    ['no recordingConfig', { storageConfig: storage }],
    ['an unknown vendor', withStorage({ ...storage, vendor: 9 })],
    ['a vendor as text', withStorage({ ...storage, vendor: '1' })],
    ['no region', withStorage({ ...storage, region: undefined })],
    ['no bucket', withStorage({ ...storage, bucket: undefined })],
    ['an empty key', withStorage({ ...storage, accessKey: '' })],
    ['no endpoint for S3-compatible storage', withStorage({ ...storage, vendor: 11 })],
    ['a prefix with a hyphen', withStorage({ ...storage, fileNamePrefix: ['a-b'] })],
    ['a prefix of 129 characters', withStorage({ ...storage, fileNamePrefix: ['a'.repeat(64), 'b'.repeat(64)] })],
    ['mp4 alone', { ...goodStart, recordingFileConfig: { avFileType: ['mp4'] } }],
    [
      'both a subscribe and an unsubscribe list',
      withRecording({ subscribeAudioUids: ['1'], unSubscribeAudioUids: ['2'] }),
    ],
    ['a video list for audio', withRecording({ streamTypes: 0, subscribeVideoUids: ['1'] })],
    ['a channel type 2', withRecording({ channelType: 2 })],
    ['too short an idle time', withRecording({ maxIdleTime: 4 })],
    ['too long an idle time', withRecording({ maxIdleTime: 2_592_001 })],
    ['encryption without a secret', withRecording({ decryptionMode: 1 })],
    ['a width as text', withSize({ width: '640', height: 360, fps: 15, bitrate: 600 })],
    ['layout 4', withSize({ mixedVideoLayout: 4 })],
    ['layout 3 without regions', withSize({ mixedVideoLayout: 3 })],
    ['a region outside the canvas', withSize({ layoutConfig: [{ x_axis: 2, y_axis: 0, width: 1, height: 1 }] })],
  ])('rejects %s immediately', async (_, clientRequest) => {
    const { acquire, start, agora } = await startFixture();
    const { body } = await acquire('room', '1');
    const resourceId = String(body['resourceId']);
    expect(await start('room', '1', resourceId, { ...clientRequest })).toEqual(badBody);
    expect(agora.requests.at(-1)?.why).toBeTruthy();
    // A rejected start does not use up the resource.
    expect((await start('room', '1', resourceId)).status).toBe(200);
  });

  it.each<[string, object, string]>([
    ['a width of 4000', withSize({ width: 4000, height: 360, fps: 15, bitrate: 600 }), 'badConfig'],
    ['too many pixels', withSize({ width: 1920, height: 1081, fps: 15, bitrate: 600 }), 'badConfig'],
    ['too much bitrate', withSize({ width: 640, height: 360, fps: 15, bitrate: 6501 }), 'badConfig'],
    ['an invalid color', withSize({ backgroundColor: 'red' }), 'badConfig'],
    ['a region that the vendor does not have', withStorage({ ...storage, region: 26 }), 'badStorage'],
    ['wrong keys', withStorage({ ...storage, secretKey: 'wrong' }), 'badStorage'],
    ['a bad token', { ...goodStart, token: 'bad' }, 'badToken'],
  ])('finds %s only after its response', async (_, clientRequest, endedBy) => {
    const accepts = {
      token: (token: string | undefined) => token !== 'bad',
      storage: ({ secretKey }: { secretKey: string }) => secretKey !== 'wrong',
    };
    const { run, clock, agora } = await startFixture({ accepts });
    const { query, stop } = await run('room', '1', { start: { ...clientRequest } });
    clock.advance(2_000);
    expect((await query()).status).toBe(200);
    clock.advance(3_000);
    expect(await query()).toEqual(failedToFind);
    expect(await stop()).toEqual(failedToFind);
    expect(agora.recorders).toMatchObject([{ endedBy, hadMedia: false, files: [] }]);
  });

  it('accepts Full HD at the highest bitrate', async () => {
    const { run, clock, agora } = await startFixture();
    await run('room', '1', { start: withSize({ width: 1920, height: 1080, fps: 23, bitrate: 6500 }) });
    clock.advance(60_000);
    expect(agora.recorders[0]).toMatchObject({ status: 5, transcoding: { width: 1920, fps: 15 } });
  });

  it('keeps storage keys out of histories and logs', async () => {
    const { run, agora } = await startFixture();
    await run('room', '1', { acquire: { startParameter: goodStart } });
    const kept = JSON.stringify([agora.recorders, agora.requests]);
    expect(kept).not.toContain('AK-secret');
    expect(kept).not.toContain('SK-secret');
    expect(kept).toContain('"accessKey":"***"');
  });
});
