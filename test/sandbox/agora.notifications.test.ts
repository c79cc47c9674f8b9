import { describe, expect, it } from 'vitest';
import { notified, receiver, SECRET } from './agora.receiver.ts';
import { goodStart, START, startFixture } from './agora.support.ts';

/** Sent after everything that was due: when it has arrived, nothing else will. */
const MARK = 999;

describe('the notifications of a recorder', () => {
  it('cover it from the start to the files', async () => {
    const { run, agora, clock, to, settled, types } = await notified();
    const { sid, stop } = await run('room', '42');
    for (const [ms, last] of [
      [20_000, 4],
      [55_000, 33],
    ] as const) {
      clock.advance(ms);
      await settled(last);
    }
    const stopping = stop();
    await settled(41);
    clock.advance(2_000);
    await stopping;
    await settled(31);

    expect(types()).toEqual([40, 42, 30, 4, 33, 41, 11, 33, 31]);
    const ready = START + 4_000;
    const file = START + 15_000;
    const stopped = START + 75_000;
    const item = { trackType: 'audio_and_video', uid: '0', mixedAllUser: true, isPlayable: true };
    const slice = { startUtcMs: ready, discontinueUtcMs: ready, mixedAllUser: true, streamUid: '0' };
    const m3u8 = `${sid}_room.m3u8`;
    const fileList = [{ ...item, fileName: m3u8, sliceStartTime: ready }];
    expect(
      to.received.map(({ notification: { payload } }) => [payload.sendts, payload.serviceType, payload.details]),
    ).toEqual([
      [ready, 1, { msgName: 'recorder_started', status: 0 }],
      [ready, 1, { msgName: 'recorder_slice_start', ...slice, trackType: 'audio_and_video' }],
      [file, 2, { msgName: 'uploader_started', status: 0 }],
      [file, 0, { msgName: 'cloud_recording_file_infos', fileList: m3u8 }],
      [file + 60_000, 2, { msgName: 'uploading_progress', progress: 5_000 }],
      [stopped, 1, { msgName: 'recorder_leave', leaveCode: 24 }],
      [stopped + 1_000, 0, { msgName: 'session_exit', exitStatus: 0 }],
      [stopped + 2_000, 2, { msgName: 'uploading_progress', progress: 10_000 }],
      [stopped + 2_000, 2, { msgName: 'uploaded', status: 0, fileList }],
    ]);
    const common = { cname: 'room', uid: '42', sid, serviceScene: 'rtc_record' };
    expect(to.received.map(({ notification }) => notification)).toMatchObject(
      to.received.map((_, sequence) => ({ productId: 3, payload: { ...common, sequence } })),
    );
    const ids = to.received.map(({ notification }) => notification.noticeId);
    expect(new Set(ids).size).toBe(9);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(to.received[0]?.notification.notifyMs).toBe(START + 20_000);
    expect(agora.notifications).toHaveLength(9);
    expect(clock.next()).toBeUndefined();
  });

  it('report growing progress every minute, complete only at the end', async () => {
    const { run, agora, clock, settled, details } = await notified();
    await run('room');
    clock.advance(15_000 + 4 * 60_000);
    agora.leave('room');
    await settled(33);
    clock.advance(40_000);
    await settled(31);
    const progress = details(33).map((one) => Number(one['progress']));
    expect(progress).toEqual([5_000, 6_666, 7_500, 8_000, 10_000]);
  });

  it('are sent at their times on the clock', async () => {
    const { run, agora, clock, settled } = await notified();
    await run('room');
    expect(clock.next()).toBe(START + 4_000);
    clock.advance(3_999);
    expect(agora.notifications).toEqual([]);
    clock.advance(1);
    await settled(42);
    expect(clock.next()).toBe(START + 15_000);
  });

  it('report that it leaves an empty channel', async () => {
    const { run, agora, clock, settled, types, details } = await notified();
    await run('room');
    clock.advance(20_000);
    await settled(4);
    agora.leave('room');
    clock.advance(30_000);
    await settled(41);
    clock.advance(2_000);
    await settled(31);
    expect(types().slice(4)).toEqual([41, 11, 33, 31]);
    expect(details(41)).toEqual([{ msgName: 'recorder_leave', leaveCode: 4 }]);
    expect(details(11)).toMatchObject([{ exitStatus: 0 }]);
  });

  it.each([
    ['the token', { accepts: { token: () => false } }, goodStart, { module: 0, errorCode: 110 }],
    ['the storage', { accepts: { storage: () => false } }, goodStart, { module: 1, errorCode: 32 }],
    [
      'the sizes',
      {},
      { ...goodStart, recordingConfig: { transcodingConfig: { width: 4_000, height: 360, fps: 15, bitrate: 500 } } },
      { module: 0 },
    ],
  ])('report that Agora rejected %s', async (_, options, start, error) => {
    const { run, agora, clock, settled, types, details } = await notified(options);
    const { sid } = await run('room', '1', { start });
    clock.advance(60_000);
    agora.sendNotification(sid, MARK);
    await settled(MARK);
    expect(types()).toEqual([1, 11, MARK]);
    const fatal = { msgName: 'cloud_recording_error', errorLevel: 5, errorMsg: '', stat: 0 };
    expect(details(1)).toMatchObject([{ ...fatal, ...error }]);
    expect(details(11)).toEqual([{ msgName: 'session_exit', exitStatus: 1 }]);
  });

  it.each([
    ['is so short that its only file comes at the end', 8_000, 1, [40, 42, 30, 4, 41, 11, 33, 31, MARK]],
    ['has no files because nobody published', 20_000, 0, [40, 41, 11, MARK]],
    ['is stopped before it records', 2_000, 1, [41, 11, MARK]],
  ])('match a recording that %s', async (_, age, publishers, expected) => {
    const { run, agora, clock, settled, types } = await notified({ publishers });
    const { sid, stop } = await run('room');
    clock.advance(age);
    await stop({ async_stop: true });
    await settled(41);
    clock.advance(60_000);
    agora.sendNotification(sid, MARK);
    await settled(MARK);
    expect(types()).toEqual(expected);
  });

  it('report a backup when the storage was unreachable', async () => {
    const { run, agora, clock, settled, types, details } = await notified();
    agora.fault({ call: 'stop', kind: 'stopResult', uploadingStatus: 'backuped' });
    const { sid, stop } = await run('room');
    clock.advance(20_000);
    await stop({ async_stop: true });
    await settled(41);
    clock.advance(2_000);
    await settled(32);
    expect(types().slice(-3)).toEqual([11, 33, 32]);
    expect(details(32)).toMatchObject([
      { msgName: 'backuped', status: 0, fileList: [{ fileName: `${sid}_room.m3u8` }] },
    ]);
  });

  it('name the new uid and the new files of a failover', async () => {
    const { run, agora, clock, to, settled, types, details } = await notified();
    const { sid } = await run('room', '42');
    clock.advance(20_000);
    await settled(4);
    agora.failover(sid, 30_000);
    await settled(12);
    clock.advance(30_000);
    await agora.waitForNotification((entry) => entry.eventType === 4 && entry.at === START + 50_000);
    expect(types()).toEqual([40, 42, 30, 4, 12, 4]);
    const newUid = details(12)[0]?.['newUid'];
    expect(newUid).toBeTypeOf('number');
    expect(newUid).toBeGreaterThan(0);
    expect(to.received.slice(4).map(({ notification }) => notification.payload.uid)).toEqual(['42', String(newUid)]);
    expect(to.received[5]?.notification.payload.details).toMatchObject({ fileList: `bak0_${sid}_room.m3u8` });
  });

  it.each(['kill', 'duplicate uid'])('do not report an end by a %s', async (how) => {
    const { run, agora, clock, settled, types } = await notified();
    const { sid } = await run('room', '77');
    clock.advance(20_000);
    await settled(4);
    if (how === 'kill') agora.kill(sid);
    else agora.join('room', '77');
    expect(clock.next()).toBeUndefined();
    clock.advance(3_600_000);
    agora.sendNotification(sid, MARK);
    await settled(MARK);
    expect(types()).toEqual([40, 42, 30, 4, MARK]);
  });

  it('follow participants who join and leave', async () => {
    const { run, agora, clock, settled, details } = await notified({ publishers: 0 });
    agora.join('room', '7', false);
    await run('room');
    clock.advance(60_000);
    await settled(40);
    expect(clock.next()).toBeUndefined();
    agora.join('room', '8');
    await settled(42);
    expect(details(42)).toMatchObject([{ startUtcMs: START + 60_000 }]);
    expect(clock.next()).toBe(START + 71_000);
    clock.advance(11_000);
    await settled(4);
    agora.leave('room');
    expect(clock.next()).toBe(START + 101_000);
  });
});

describe('the receiver of notifications', () => {
  it('can be set later: earlier events are counted but not sent', async () => {
    const { agora, clock, run } = await startFixture();
    const to = await receiver();
    const { sid } = await run('room');
    expect(clock.next()).toBeUndefined();
    clock.advance(10_000);
    agora.notifyTo(to.url, SECRET);
    clock.advance(5_000);
    await agora.waitForNotification((entry) => entry.eventType === 4);
    expect(to.received.map(({ notification }) => [notification.eventType, notification.payload.sequence])).toEqual([
      [30, 2],
      [4, 3],
    ]);
    agora.notifyTo();
    expect(clock.next()).toBeUndefined();
    expect(() => agora.sendNotification(sid, MARK)).toThrow('call notifyTo first');
    expect(await agora.sendRaw('{}')).toBeUndefined();
  });

  it('must have an http URL, and gets nothing about unknown recorders', async () => {
    const { agora } = await notified();
    expect(() => agora.notifyTo('https://127.0.0.1:1/')).toThrow('give an http URL');
    expect(() => agora.sendNotification('nobody', MARK)).toThrow('no recorder has the sid nobody');
  });
});
