import { describe, expect, it } from 'vitest';
import { failedToFind, goodStart, START, serverResponse, startFixture } from './agora.support.ts';

const exiting = { status: 400, body: { code: 49, reason: 'invalid operation' } };

describe('a recorder', () => {
  it.each([
    [0, 1],
    [1_999, 2],
    [3_000, 3],
    [5_000, 4],
    [14_999, 4],
    [15_000, 5],
    [3_600_000, 5],
  ])('%i ms after start, with a publisher, has status %i', async (age, status) => {
    const { run, clock } = await startFixture();
    const { query, sid } = await run('room');
    clock.advance(age);
    const files = status === 5 ? `${sid}_room.m3u8` : '';
    const sliceStartTime = status === 5 ? START + 4_000 : 0;
    const expected = { status, fileListMode: 'string', fileList: files, sliceStartTime };
    expect(serverResponse(await query())).toEqual(expected);
  });

  it('is identified in the response to a query', async () => {
    const { run } = await startFixture();
    const { query, sid, resourceId } = await run('room', '42');
    expect((await query()).body).toMatchObject({ cname: 'room', uid: '42', resourceId, sid });
  });

  it('has status 4 until somebody publishes, and keeps status 5 when everybody has left', async () => {
    const { run, clock, agora } = await startFixture({ publishers: 0 });
    agora.join('room', '7', false);
    const { query } = await run('room');
    clock.advance(60_000);
    expect(serverResponse(await query())).toMatchObject({ status: 4, fileList: '' });
    agora.join('room', '8');
    expect(agora.publishers('room')).toEqual(['8']);
    clock.advance(11_000);
    expect(serverResponse(await query())).toMatchObject({ status: 5, sliceStartTime: START + 60_000 });
    agora.leave('room', '8');
    clock.advance(20_000);
    expect(serverResponse(await query())).toMatchObject({ status: 5 });
  });

  it('lists files as items when it also writes mp4', async () => {
    const { run, clock } = await startFixture();
    const start = { ...goodStart, recordingFileConfig: { avFileType: ['hls', 'mp4'] } };
    const { query, sid } = await run('room', '1', { start });
    expect(serverResponse(await query())).toMatchObject({ fileListMode: 'json', fileList: [] });
    clock.advance(15_000);
    const item = { trackType: 'audio_and_video', uid: '0', mixedAllUser: true, isPlayable: true };
    expect(serverResponse(await query())).toMatchObject({
      fileListMode: 'json',
      fileList: [
        { ...item, fileName: `${sid}_room.m3u8`, sliceStartTime: START + 4_000 },
        { ...item, fileName: `${sid}_room_0.mp4`, sliceStartTime: START + 4_000 },
      ],
    });
  });

  it('is not found under an unknown sid', async () => {
    const { run, send, base } = await startFixture();
    const { resourceId } = await run('room');
    const path = `${base}/resourceid/${resourceId}/sid/${'0'.repeat(32)}/mode/mix`;
    const body = { cname: 'room', uid: '900123', clientRequest: {} };
    expect(await send('GET', `${path}/query`)).toEqual(failedToFind);
    for (const call of ['update', 'updateLayout', 'stop']) {
      expect(await send('POST', `${path}/${call}`, body)).toEqual(failedToFind);
    }
  });

  it('can be addressed only by its own resourceId, cname and uid', async () => {
    const { run, send, base } = await startFixture();
    const { resourceId, sid } = await run('one', '1');
    const other = await run('two', '2');
    const mixed = `${base}/resourceid/${other.resourceId}/sid/${sid}/mode/mix/query`;
    expect(await send('GET', mixed)).toMatchObject({ status: 400, body: { code: 1003 } });
    const stop = `${base}/resourceid/${resourceId}/sid/${sid}/mode/mix/stop`;
    const body = { cname: 'one', uid: '2', clientRequest: {} };
    expect(await send('POST', stop, body)).toMatchObject({ status: 400, body: { code: 432 } });
  });

  it('leaves an empty channel after maxIdleTime; a stop at that time is too late', async () => {
    const { run, clock, agora } = await startFixture();
    const { query, stop } = await run('room');
    clock.advance(60_000);
    agora.leave('room');
    clock.advance(29_999);
    expect(serverResponse(await query())).toMatchObject({ status: 5 });
    clock.advance(1);
    expect(await stop()).toEqual(exiting);
    clock.advance(1_000);
    expect(await query()).toEqual(failedToFind);
    expect(await stop()).toEqual(failedToFind);
    expect(agora.recorders).toMatchObject([{ endedBy: 'idle', endedAt: START + 90_000, hadMedia: true }]);
  });

  it('restarts its idle time when somebody joins', async () => {
    const { run, clock, agora } = await startFixture();
    await run('room');
    agora.leave('room');
    clock.advance(29_000);
    agora.join('room', '5');
    clock.advance(10_000);
    agora.leave('room', '5');
    clock.advance(29_000);
    expect(agora.recorders[0]).not.toHaveProperty('endedAt');
    clock.advance(1_000);
    expect(agora.recorders[0]).toMatchObject({ endedAt: START + 69_000 });
  });

  it.each([
    [0, 'keeps running for an audience in a communication channel', undefined],
    [1, 'does not count an audience in a live channel', 'idle'],
  ])('of channel type %i %s', async (channelType, _, endedBy) => {
    const { run, clock, agora } = await startFixture({ publishers: 0 });
    agora.join('room', '5', false);
    await run('room', '1', { start: { ...goodStart, recordingConfig: { channelType, maxIdleTime: 30 } } });
    clock.advance(31_000);
    expect(agora.recorders[0]?.endedBy).toBe(endedBy);
  });

  it('is dropped if a participant has its uid', async () => {
    const { run, clock, agora } = await startFixture();
    agora.join('room', '77');
    const { query } = await run('room', '77');
    clock.advance(5_000);
    expect(await query()).toEqual(failedToFind);
    expect(agora.recorders).toMatchObject([{ endedBy: 'uidTaken', hadMedia: false, files: [] }]);
  });

  it('is dropped when a participant joins with its uid, and keeps what it has recorded', async () => {
    const { run, clock, agora } = await startFixture();
    const { query } = await run('room', '77');
    clock.advance(60_000);
    agora.join('room', '77');
    clock.advance(1_000);
    expect(await query()).toEqual(failedToFind);
    expect(agora.recorders).toMatchObject([{ endedBy: 'uidTaken', endedAt: START + 60_000, hadMedia: true }]);
  });

  it('can no longer be controlled after resourceExpiredHour, but keeps running', async () => {
    const { run, clock, agora } = await startFixture();
    const { query, stop, updateLayout } = await run('room', '1', { acquire: { resourceExpiredHour: 1 } });
    clock.advance(3_599_999);
    expect((await query()).status).toBe(200);
    clock.advance(1);
    for (const reply of [await query(), await updateLayout({}), await stop()]) expect(reply).toEqual(failedToFind);
    clock.advance(86_400_000);
    expect(agora.recorders[0]).toMatchObject({ status: 5 });
    expect(agora.recorders[0]).not.toHaveProperty('endedAt');
  });

  it('is not found during a failover, and then continues in new files', async () => {
    const { run, clock, agora } = await startFixture();
    const { query, stop, updateLayout, sid } = await run('room');
    clock.advance(20_000);
    agora.failover(sid, 60_000);
    for (const reply of [await query(), await updateLayout({}), await stop()]) expect(reply).toEqual(failedToFind);
    clock.advance(60_000);
    expect(serverResponse(await query())).toMatchObject({ status: 5, fileList: `bak0_${sid}_room.m3u8` });
  });

  it('can be killed', async () => {
    const { run, clock, agora } = await startFixture();
    const { query, sid } = await run('room');
    clock.advance(20_000);
    agora.kill(sid);
    expect(await query()).toEqual(failedToFind);
    expect(agora.recorders[0]).toMatchObject({ endedBy: 'fault', endedAt: START + 20_000, hadMedia: true });
    expect(() => agora.kill('nobody')).toThrow('no recorder has the sid nobody');
  });
});

describe('stop', () => {
  it('waits for the upload and returns the files; the recorder is then gone', async () => {
    const { run, clock, agora } = await startFixture({ uploadMs: 5_000 });
    const { query, stop, sid, resourceId } = await run('room', '1');
    clock.advance(20_000);
    const stopping = stop();
    await agora.waitFor((entry) => entry.call === 'stop');
    expect(clock.next()).toBe(START + 25_000);
    expect(await stop()).toEqual(exiting);
    clock.advance(5_000);
    expect(await stopping).toEqual({
      status: 200,
      body: {
        cname: 'room',
        uid: '1',
        resourceId,
        sid,
        serverResponse: { fileListMode: 'string', fileList: `${sid}_room.m3u8`, uploadingStatus: 'uploaded' },
      },
    });
    expect(await query()).toEqual(failedToFind);
    expect(await stop()).toEqual(failedToFind);
    expect(agora.recorders).toMatchObject([{ endedBy: 'stop', endedAt: START + 20_000, hadMedia: true }]);
    expect(agora.requests.find((entry) => entry.call === 'stop')).toMatchObject({
      at: START + 20_000,
      answeredAt: START + 25_000,
      status: 200,
    });
  });

  it('responds at once if asynchronous, with an unknown upload', async () => {
    const { run, clock } = await startFixture();
    const { stop, query, sid } = await run('room');
    clock.advance(20_000);
    const reply = await stop({ async_stop: true });
    expect(reply.status).toBe(200);
    expect(serverResponse(reply)).toEqual({
      fileListMode: 'string',
      fileList: `${sid}_room.m3u8`,
      uploadingStatus: 'unknown',
    });
    expect(await stop()).toEqual(exiting);
    clock.advance(2_000);
    expect(await query()).toEqual(failedToFind);
  });

  it('lists a file that is written at the end, unless it is asynchronous', async () => {
    const { run, clock, agora } = await startFixture();
    const waiting = await run('one');
    const hasty = await run('two');
    clock.advance(8_000);
    expect(serverResponse(await hasty.stop({ async_stop: true }))).toMatchObject({ fileList: '' });
    const stopping = waiting.stop();
    await agora.waitFor((entry) => entry.call === 'stop' && entry.cname === 'one');
    clock.advance(2_000);
    expect(serverResponse(await stopping)).toMatchObject({ fileList: `${waiting.sid}_one.m3u8` });
  });

  it.each([
    ['nobody published', 0, 20_000],
    ['it has not yet joined', 1, 2_000],
  ])('reports that nothing was recorded when %s', async (_, publishers, age) => {
    const { run, clock, agora } = await startFixture({ publishers });
    const { stop, query } = await run('room');
    clock.advance(age);
    expect(await stop()).toEqual({ status: 206, body: { code: 435, reason: 'no recorded data' } });
    expect(await stop()).toEqual(exiting);
    clock.advance(1_000);
    expect(await query()).toEqual(failedToFind);
    expect(agora.recorders).toMatchObject([{ endedBy: 'stop', hadMedia: false, files: [] }]);
  });

  it('has no file list if a query arrives while it waits', async () => {
    const { run, clock, agora } = await startFixture();
    const { query, stop } = await run('room');
    clock.advance(20_000);
    const stopping = stop();
    await agora.waitFor((entry) => entry.call === 'stop');
    expect(serverResponse(await query())).toMatchObject({ status: 6 });
    clock.advance(2_000);
    expect(await stopping).toEqual({ status: 206, body: { code: 65, reason: 'request not completed' } });
    expect(agora.recorders[0]).toMatchObject({ endedBy: 'stop' });
  });

  it('stops waiting for the upload after 20 s', async () => {
    const { run, clock, agora } = await startFixture({ uploadMs: 30_000 });
    const { stop } = await run('room');
    clock.advance(20_000);
    const stopping = stop();
    await agora.waitFor((entry) => entry.call === 'stop');
    clock.advance(20_000);
    expect(await stopping).toMatchObject({ status: 206, body: { code: 50 } });
  });

  it('takes effect even if the client disconnects', async () => {
    const { run, clock, agora, send } = await startFixture();
    const { sid, resourceId } = await run('room', '1');
    clock.advance(20_000);
    const path = `/v1/apps/${agora.appId}/cloud_recording/resourceid/${resourceId}/sid/${sid}/mode/mix/stop`;
    const leaving = new AbortController();
    const stopping = fetch(agora.url + path, {
      method: 'POST',
      signal: leaving.signal,
      headers: {
        authorization: `Basic ${Buffer.from(`${agora.customerId}:${agora.customerSecret}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ cname: 'room', uid: '1', clientRequest: {} }),
    });
    await agora.waitFor((entry) => entry.call === 'stop');
    leaving.abort();
    await expect(stopping).rejects.toThrow();
    await agora.waitFor((entry) => entry.connectionAborted === true);
    clock.advance(2_000);
    expect(await send('GET', path.replace(/stop$/, 'query'))).toEqual(failedToFind);
  });
});

describe('updateLayout', () => {
  const region = { x_axis: 0, y_axis: 0, width: 0.5, height: 1 };

  it('replaces everything: what it does not mention returns to its default', async () => {
    const { run, clock, agora } = await startFixture();
    const layout = { mixedVideoLayout: 2, maxResolutionUid: '7', backgroundColor: '#ff0000' };
    const transcodingConfig = { width: 640, height: 360, fps: 15, bitrate: 600, ...layout };
    const start = { ...goodStart, recordingConfig: { transcodingConfig } };
    const { updateLayout, sid, resourceId } = await run('room', '1', { start });
    clock.advance(10_000);
    const reply = await updateLayout({ layoutConfig: [region] });
    expect(reply).toEqual({ status: 200, body: { cname: 'room', uid: '1', resourceId, sid } });
    expect(agora.recorders[0]?.layouts).toEqual([
      { at: START, call: 'start', layout },
      {
        at: START + 10_000,
        call: 'updateLayout',
        layout: {
          mixedVideoLayout: 0,
          backgroundColor: '#000000',
          layoutConfig: [{ ...region, alpha: 1, render_mode: 0 }],
        },
      },
    ]);
  });

  it.each<[string, object]>([
    ['layout 4', { mixedVideoLayout: 4 }],
    ['layout "1"', { mixedVideoLayout: '1' }],
    ['layout 3 without regions', { mixedVideoLayout: 3 }],
    ['an invalid color', { backgroundColor: 'red' }],
    ['a uid of 0', { mixedVideoLayout: 2, maxResolutionUid: '0' }],
    ['a region without a width', { mixedVideoLayout: 3, layoutConfig: [{ x_axis: 0, y_axis: 0, height: 1 }] }],
    ['18 regions', { mixedVideoLayout: 3, layoutConfig: Array.from({ length: 18 }, () => region) }],
  ])('rejects %s', async (_, clientRequest) => {
    const { run, agora } = await startFixture();
    const { updateLayout } = await run('room');
    expect(await updateLayout({ ...clientRequest })).toMatchObject({ status: 400, body: { code: 2 } });
    expect(agora.recorders[0]?.layouts).toHaveLength(1);
  });

  it('is for mode mix only', async () => {
    const { run, send, base } = await startFixture();
    const { sid, resourceId } = await run('room', '1');
    const path = `${base}/resourceid/${resourceId}/sid/${sid}/mode/individual/updateLayout`;
    const reply = await send('POST', path, { cname: 'room', uid: '1', clientRequest: {} });
    expect(reply).toMatchObject({ status: 400, body: { code: 2 } });
  });
});

describe('update', () => {
  it('keeps every accepted subscription, the latest last', async () => {
    const { run, agora } = await startFixture();
    const { update } = await run('room');
    const lists = (uids: string[]) => ({ streamSubscribe: { audioUidList: { subscribeAudioUids: uids } } });
    expect((await update(lists(['1', '2']))).status).toBe(200);
    expect((await update(lists(['3']))).status).toBe(200);
    expect((await update(lists([]))).body).toMatchObject({ code: 2 });
    expect(agora.recorders[0]?.subscriptions.map((one) => one.streamSubscribe)).toEqual([
      { audioUidList: { subscribeAudioUids: ['1', '2'] } },
      { audioUidList: { subscribeAudioUids: ['3'] } },
    ]);
  });

  it('rejects audio lists if only video is recorded', async () => {
    const { run } = await startFixture();
    const { update } = await run('room', '1', { start: { ...goodStart, recordingConfig: { streamTypes: 1 } } });
    const reply = await update({ streamSubscribe: { audioUidList: { subscribeAudioUids: ['1'] } } });
    expect(reply).toMatchObject({ status: 400, body: { code: 2 } });
  });
});
