/** Individual recordings and web pages. */
import { describe, expect, it } from 'vitest';
import { notified } from './agora.receiver.ts';
import { failedToFind, goodStart, page, type Reply, serverResponse, startFixture, withPage } from './agora.support.ts';

const { storageConfig } = goodStart;
const badBody = { status: 400, body: { code: 2, reason: 'post method api body check failed!' } };
const recording = { channelType: 0, subscribeUidGroup: 0 };
const individual = (change: object = {}, beside: object = {}) => ({
  storageConfig,
  recordingConfig: { ...recording, ...change },
  ...beside,
});
const screenshots = { snapshotConfig: { captureInterval: 10, fileType: ['jpg'] } };

describe('the start of an individual recording', () => {
  it.each<[string, object]>([
    ['the least', individual()],
    ['every group of uids', individual({ subscribeUidGroup: 5 })],
    ['an index of audio and video', individual({ streamMode: 'standard' })],
    ['original audio', individual({ streamMode: 'original', streamTypes: 0 })],
    ['only screenshots', individual({}, screenshots)],
    ['screenshots with files', individual({}, { ...screenshots, recordingFileConfig: { avFileType: ['hls'] } })],
    [
      'screenshots of all but one, with an audio list',
      individual({ subscribeAudioUids: ['1'], unSubscribeVideoUids: ['2'] }, screenshots),
    ],
    ['GCM2 with its salt', individual({ decryptionMode: 8, secret: 's', salt: Buffer.alloc(32).toString('base64') })],
  ])('accepts %s', async (_, start) => {
    const { run } = await startFixture();
    await run('room', '1', { mode: 'individual', start: { ...start } });
  });

  it.each<[string, object]>([
    ['no group of uids', { storageConfig, recordingConfig: {} }],
    ['an invalid group', individual({ subscribeUidGroup: 6 })],
    ['a size', individual({ transcodingConfig: { width: 640, height: 360, fps: 15, bitrate: 500 } })],
    ['original audio with video', individual({ streamMode: 'original' })],
    ['mp4', individual({}, { recordingFileConfig: { avFileType: ['hls', 'mp4'] } })],
    ['screenshots of audio', individual({ streamTypes: 0 }, screenshots)],
    ['screenshots as png', individual({}, { snapshotConfig: { fileType: ['png'] } })],
    ['screenshots every 0 s', individual({}, { snapshotConfig: { captureInterval: 0, fileType: ['jpg'] } })],
    ['screenshots with an audio list alone', individual({ subscribeAudioUids: ['1'] }, screenshots)],
    ['a page', individual({}, withPage())],
    ['GCM2 without its salt', individual({ decryptionMode: 7, secret: 's' })],
  ])('rejects %s', async (_, start) => {
    const { acquire, start: send, agora } = await startFixture();
    const { body } = await acquire('room', '1');
    expect(await send('room', '1', String(body['resourceId']), { ...start }, 'individual')).toEqual(badBody);
    expect(agora.requests.at(-1)?.why).toBeTruthy();
  });
});

describe('the start of a page', () => {
  it.each<[string, object]>([
    ['the least', withPage()],
    [
      'everything',
      withPage({ videoBitrate: 8000, videoFps: 60, mobile: true, maxVideoDuration: 240, readyTimeout: 60 }),
    ],
    ['paused, with mp4', { ...withPage({ onhold: true }), recordingFileConfig: { avFileType: ['hls', 'mp4'] } }],
  ])('accepts %s', async (_, start) => {
    const { run } = await startFixture();
    await run('label', '1', { mode: 'web', start: { ...start } });
  });

  it.each<[string, object]>([
    ['no page', { storageConfig }],
    ['an invalid address', withPage({ url: 'class' })],
    ['no time limit', withPage({ maxRecordingHour: undefined })],
    ['721 hours', withPage({ maxRecordingHour: 721 })],
    ['a width of 239', withPage({ videoWidth: 239 })],
    ['too many pixels', withPage({ videoWidth: 1920, videoHeight: 1081 })],
    ['4 frames a second', withPage({ videoFps: 4 })],
    ['too much bitrate', withPage({ videoBitrate: 8001 })],
    ['an audio profile of 3', withPage({ audioProfile: 3 })],
    ['a split after 29 minutes', withPage({ maxVideoDuration: 29 })],
    ['a negative timeout', withPage({ readyTimeout: -1 })],
    ['a fraction of a second', withPage({ readyTimeout: 1.5 })],
    ['settings of a channel', { ...withPage(), recordingConfig: {} }],
    ['screenshots', { ...withPage(), ...screenshots }],
    ['another service alone', { storageConfig, extensionServiceConfig: { extensionServices: [{ serviceName: 'x' }] } }],
  ])('rejects %s', async (_, start) => {
    const { acquire, start: send, agora } = await startFixture();
    const { body } = await acquire('label', '1', { scene: 1 });
    expect(await send('label', '1', String(body['resourceId']), { ...start }, 'web')).toEqual(badBody);
    expect(agora.requests.at(-1)?.why).toBeTruthy();
  });

  it('has a quota of its own', async () => {
    const { run, acquire } = await startFixture({ maxRunning: 0, maxPages: 1 });
    await run('label', '1', { mode: 'web' });
    const overloaded = { status: 400, body: { code: 406, reason: 'vendor_over_load' } };
    expect(await acquire('label', '2', { scene: 1 })).toEqual(overloaded);
    expect(await acquire('room', '3')).toEqual(overloaded);
  });
});

describe('an individual recorder', () => {
  it('has files for every participant and medium after a minute, as items', async () => {
    const { run, agora, clock } = await startFixture();
    agora.join('room', '5');
    const { sid, query, stop } = await run('room', '1', { mode: 'individual' });
    clock.advance(59_000);
    expect(serverResponse(await query())).toMatchObject({ status: 4, fileListMode: 'json', fileList: [] });
    clock.advance(1_000);
    const fileList = [27_182_801, 5].flatMap((uid) =>
      ['audio', 'video'].map((trackType) => ({
        fileName: `${sid}_room__uid_s_${uid}__uid_e_${trackType}.m3u8`,
        trackType,
        uid: String(uid),
        mixedAllUser: false,
        isPlayable: true,
        sliceStartTime: clock.now() - 56_000,
      })),
    );
    expect(serverResponse(await query())).toMatchObject({ status: 5, fileListMode: 'json', fileList });
    const stopping = stop();
    await agora.waitFor(({ call }) => call === 'stop');
    clock.advance(2_000);
    expect(serverResponse(await stopping)).toEqual({ fileListMode: 'json', fileList, uploadingStatus: 'uploaded' });
  });

  it('records those whom it subscribes to, from the start or later', async () => {
    const { run, agora, clock } = await startFixture({ publishers: 0 });
    for (const uid of ['5', '6', '7']) agora.join('room', uid);
    const start = individual({ subscribeAudioUids: ['5'], subscribeVideoUids: ['#allstream#'] });
    const { update } = await run('room', '1', { mode: 'individual', start });
    clock.advance(60_000);
    const heard = () =>
      agora.recorders[0]?.files
        .filter((name) => name.includes('audio'))
        .map((name) => name.slice(name.indexOf('_s_') + 1));
    expect(heard()).toEqual(['s_5__uid_e_audio.m3u8']);
    const streamSubscribe = { audioUidList: { subscribeAudioUids: ['6'] } };
    expect(await update({ streamSubscribe })).toMatchObject({ status: 200 });
    expect(heard()).toEqual(['s_5__uid_e_audio.m3u8', 's_6__uid_e_audio.m3u8']);
    expect(agora.recorders[0]).toMatchObject({ mode: 'individual', subscriptions: [{ streamSubscribe }] });
  });

  it('leaves out those on either spelling of the lists that Agora prints', async () => {
    const { run, agora, clock } = await startFixture({ publishers: 0 });
    for (const uid of ['5', '6']) agora.join('room', uid);
    const start = individual({ unsubscribeAudioUids: ['5'], unSubscribeVideoUids: ['6'] });
    const { sid, update } = await run('room', '1', { mode: 'individual', start });
    clock.advance(60_000);
    const name = (uid: string, medium: string) => `${sid}_room__uid_s_${uid}__uid_e_${medium}.m3u8`;
    expect(agora.recorders[0]?.files).toEqual([name('5', 'video'), name('6', 'audio')]);
    const videoUidList = { unsubscribeVideoUids: ['7'] };
    expect(await update({ streamSubscribe: { videoUidList } })).toMatchObject({ status: 200 });
    expect(agora.recorders[0]?.files).toContain(name('6', 'video'));
  });

  it('reports each screenshot and lists no files', async () => {
    const { run, agora, clock, details } = await notified();
    const start = individual({}, { ...screenshots, storageConfig: { ...storageConfig, fileNamePrefix: ['a', 'b'] } });
    const { sid, query, stop } = await run('room', '1', { mode: 'individual', start });
    clock.advance(34_500);
    await expect.poll(() => details(45).length).toBe(3);
    const { fileList: _, ...reply } = serverResponse(await query());
    expect(reply).toEqual({ status: 4, sliceStartTime: 0 });
    const names = details(45).map(({ fileName }) => fileName);
    const stem = `a/b/${sid}_room__uid_s_27182801__uid_e_video_`;
    expect(names).toEqual(
      ['20260105090014000', '20260105090024000', '20260105090034000'].map((at) => `${stem}${at}.jpg`),
    );
    const stopping = stop();
    await agora.waitFor(({ call }) => call === 'stop');
    clock.advance(2_000);
    expect(serverResponse(await stopping)).toEqual({ uploadingStatus: 'uploaded' });
  });

  it.each<[string, 'update' | 'updateLayout', object]>([
    ['a pause', 'update', { webRecordingConfig: { onhold: true } }],
    ['a layout', 'updateLayout', { mixedVideoLayout: 1 }],
    [
      'two lists at once',
      'update',
      { streamSubscribe: { audioUidList: { subscribeAudioUids: ['1'], unSubscribeAudioUids: ['2'] } } },
    ],
  ])('rejects %s', async (_, call, body) => {
    const running = await (await startFixture()).run('room', '1', { mode: 'individual' });
    expect(await running[call]({ ...body })).toMatchObject({ status: 400, body: { code: 2 } });
  });
});

describe('a recorder of a page', () => {
  const web = (reply: Reply) => serverResponse(reply)['extensionServiceState'];

  it('needs no participant, reports its state, and pauses', async () => {
    const { run, agora, clock } = await startFixture({ publishers: 0 });
    const { sid, query, update, stop } = await run('my_page.1', '1', { mode: 'web' });
    const state = (payload: object) => [{ serviceName: 'web_recorder_service', payload }];
    clock.advance(5_000);
    expect(serverResponse(await query())).toMatchObject({ status: 4 });
    expect(web(await query())).toEqual(state({ state: 'init', onhold: false, fileList: [] }));
    clock.advance(3_600_000);
    const fileList = [{ filename: `${sid}_my-page-1.m3u8`, sliceStartTime: clock.now() - 3_601_000 }];
    expect(web(await query())).toEqual(state({ state: 'inProgress', onhold: false, fileList }));
    expect(await update({ webRecordingConfig: { onhold: true } })).toMatchObject({ status: 200 });
    expect(web(await query())).toEqual(state({ state: 'inProgress', onhold: true, fileList }));
    expect(agora.recorders[0]).toMatchObject({ mode: 'web', web: { url: page.url, maxRecordingHour: 2 }, layouts: [] });
    expect(agora.recorders[0]?.holds.map(({ onhold }) => onhold)).toEqual([false, true]);

    const stopping = stop();
    await agora.waitFor(({ call }) => call === 'stop');
    clock.advance(2_000);
    // Agora spells it so.
    expect(web(await stopping)).toEqual([
      { serviceName: 'upload_service', playload: { uploadingStatus: 'uploaded' } },
      { serviceName: 'web_recorder_service', playload: { state: 'exit', onhold: true, fileList } },
    ]);
  });

  it('ends at its time limit, and reports it', async () => {
    const { run, agora, clock, settled, details, types } = await notified();
    const { sid, query } = await run('label', '1', { mode: 'web' });
    clock.advance(2 * 3_600_000 + 5_000);
    await settled(31);
    expect(agora.recorders[0]?.endedBy).toBe('maxHours');
    expect(await query()).toEqual(failedToFind);
    expect(details(71)).toEqual([
      expect.objectContaining({ code: 1, fileList: [expect.objectContaining({ filename: `${sid}_label.m3u8` })] }),
    ]);
    expect(types().filter((type) => type !== 33)).toEqual([70, 30, 71, 11, 31]);
  });

  it.each([
    ['notFound', 5, [70]],
    ['notReady', 4, [70, 73]],
  ] as const)('%s: gives up with code %d', async (behavior, code, before) => {
    const { run, agora, clock, settled, details, types } = await notified();
    agora.page(page.url, behavior);
    const { query } = await run('label', '1', { mode: 'web', start: withPage({ readyTimeout: 10 }) });
    clock.advance(30_000);
    await settled(71);
    expect(await query()).toEqual(failedToFind);
    expect(details(71)).toMatchObject([{ code }]);
    expect(types().slice(0, before.length)).toEqual(before);
  });

  it.each<[string, 'update' | 'updateLayout', object]>([
    ['a subscription', 'update', { streamSubscribe: { audioUidList: { subscribeAudioUids: ['1'] } } }],
    ['a layout', 'updateLayout', { mixedVideoLayout: 1 }],
    ['a CDN that was not asked for', 'update', { rtmpPublishConfig: { outputs: [{ rtmpUrl: 'rtmp://a/b' }] } }],
  ])('rejects %s', async (_, call, body) => {
    const running = await (await startFixture()).run('label', '1', { mode: 'web' });
    expect(await running[call]({ ...body })).toMatchObject({ status: 400, body: { code: 2 } });
  });
});

it('renewed storage credentials are logged without the credentials', async () => {
  const { run, agora } = await startFixture();
  const { update } = await run('room', '1');
  const fresh = { ...storageConfig, accessKey: 'AK-new', stsToken: 'token-new', stsExpiration: 14_400 };
  expect(await update({ storageConfig: fresh })).toMatchObject({ status: 200 });
  expect(agora.recorders[0]?.storageUpdates).toMatchObject([{ stsExpiration: 14_400 }]);
  expect(JSON.stringify([agora.recorders, agora.requests])).not.toMatch(/AK-new|token-new/);
  expect(await update({ storageConfig: { ...fresh, vendor: 5 } })).toEqual(badBody);
});
