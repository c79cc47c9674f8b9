import { describe, expect, it } from 'vitest';
import { failedToFind, goodStart, START, serverResponse, startFixture } from './agora.support.ts';

type StopResult = { uploadingStatus?: string; fileList?: 'empty' | 'absent' };

const timeout = { status: 504, body: { code: 62, reason: 'request timeout' } };

describe('an injected fault', () => {
  it('responds instead of acting, for the given requests, as often as given', async () => {
    const { acquire, agora } = await startFixture();
    const body = { code: 501, reason: 'no_worker_manager_available' };
    const fault = agora.fault({ call: 'acquire', cname: 'room', times: 2, kind: 'respond', status: 500, body });
    expect((await acquire('other')).status).toBe(200);
    expect(await acquire('room')).toEqual({ status: 500, body });
    expect(await acquire('room')).toEqual({ status: 500, body });
    expect((await acquire('room')).status).toBe(200);
    expect(fault.hits).toBe(2);
    expect(agora.requests.map((entry) => entry.code)).toEqual([undefined, 501, 501, undefined]);
  });

  it('sends headers, and a string body as it is', async () => {
    const { agora } = await startFixture();
    const headers = { 'retry-after': '7' };
    agora.fault({ call: 'any', kind: 'respond', status: 503, body: '<h1>no</h1>', headers });
    const response = await fetch(`${agora.url}/v1/apps/${agora.appId}/cloud_recording/acquire`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${agora.customerId}:${agora.customerSecret}`)}` },
    });
    expect(response.headers.get('retry-after')).toBe('7');
    expect([response.status, await response.text()]).toEqual([503, '<h1>no</h1>']);
  });

  it('starts a recorder but reports an error; a second start finds it running', async () => {
    const { acquire, start, agora } = await startFixture();
    agora.fault({ call: 'start', kind: 'actThenRespond', ...timeout });
    const resourceId = String((await acquire('room', '1')).body['resourceId']);
    expect(await start('room', '1', resourceId)).toEqual(timeout);
    expect(agora.recorders).toHaveLength(1);
    expect(await start('room', '1', resourceId)).toMatchObject({ status: 201, body: { code: 7 } });
  });

  it('includes the sid in a 201', async () => {
    const { run, start, agora } = await startFixture();
    agora.fault({ call: 'start', kind: 'sidInBody', times: Number.POSITIVE_INFINITY });
    const { sid, resourceId } = await run('room', '1');
    const again = await start('room', '1', resourceId);
    expect(again).toEqual({ status: 201, body: { code: 7, reason: 'already started', sid } });
  });

  it.each([
    ['actThenDestroy', 1],
    ['destroy', 0],
  ] as const)('closes the connection: %s leaves %i recorder', async (kind, recorders) => {
    const { acquire, start, agora } = await startFixture();
    const resourceId = String((await acquire('room', '1')).body['resourceId']);
    agora.fault({ call: 'start', kind });
    await expect(start('room', '1', resourceId)).rejects.toThrow();
    expect(agora.recorders).toHaveLength(recorders);
    const entry = await agora.waitFor((one) => one.connectionAborted === true);
    expect(entry).toMatchObject({ call: 'start', cname: 'room' });
    expect(entry).not.toHaveProperty('status');
  });

  it.each([
    ['hang', 0],
    ['actThenHang', 1],
  ] as const)('holds a request until it is released: %s', async (kind, recorders) => {
    const { acquire, start, agora } = await startFixture();
    const resourceId = String((await acquire('room', '1')).body['resourceId']);
    const fault = agora.fault({ call: 'start', kind });
    const starting = start('room', '1', resourceId);
    await agora.waitFor((entry) => entry.call === 'start');
    expect(agora.recorders).toHaveLength(recorders);
    fault.release();
    expect((await starting).status).toBe(200);
    expect(agora.recorders).toHaveLength(1);
  });

  it('does not act on a held request whose client has disconnected', async () => {
    const { acquire, agora, base } = await startFixture();
    const resourceId = String((await acquire('room', '1')).body['resourceId']);
    agora.fault({ call: 'start', kind: 'hang' });
    const leaving = new AbortController();
    const starting = fetch(`${agora.url}${base}/resourceid/${resourceId}/mode/mix/start`, {
      method: 'POST',
      signal: leaving.signal,
      headers: {
        authorization: `Basic ${btoa(`${agora.customerId}:${agora.customerSecret}`)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ cname: 'room', uid: '1', clientRequest: goodStart }),
    });
    await agora.waitFor((entry) => entry.call === 'start');
    leaving.abort();
    await expect(starting).rejects.toThrow();
    const entry = await agora.waitFor((one) => one.connectionAborted === true);
    await acquire('other');
    expect(agora.recorders).toEqual([]);
    expect(entry).not.toHaveProperty('status');
  });

  it('acts at once and delays the response on the clock', async () => {
    const { acquire, start, agora, clock } = await startFixture();
    const resourceId = String((await acquire('room', '1')).body['resourceId']);
    agora.fault({ call: 'start', kind: 'delay', ms: 7_000 });
    const starting = start('room', '1', resourceId);
    await agora.waitFor((entry) => entry.call === 'start');
    expect(agora.recorders).toMatchObject([{ startedAt: START }]);
    clock.advance(7_000);
    expect((await starting).status).toBe(200);
    expect(agora.requests.at(-1)).toMatchObject({ at: START, answeredAt: START + 7_000 });
  });

  it('delays a response in real time while the clock stands still', async () => {
    const { acquire, agora } = await startFixture();
    agora.fault({ call: 'acquire', kind: 'delay', ms: 30, by: 'real' });
    const began = performance.now();
    expect((await acquire('room')).status).toBe(200);
    expect(performance.now() - began).toBeGreaterThanOrEqual(28);
  });

  it('ends a recorder some time after its start', async () => {
    const { run, agora, clock } = await startFixture();
    agora.fault({ call: 'start', kind: 'dies', afterMs: 8_000 });
    const { query } = await run('room');
    clock.advance(7_999);
    expect(serverResponse(await query())).toMatchObject({ status: 4 });
    clock.advance(1);
    expect(await query()).toEqual(failedToFind);
    expect(agora.recorders[0]).toMatchObject({ endedBy: 'fault' });
  });

  it('ends or moves a recorder just before a call', async () => {
    const { run, agora, clock } = await startFixture();
    const one = await run('one');
    const two = await run('two');
    clock.advance(20_000);
    agora.fault({ call: 'query', cname: 'one', kind: 'failover', ms: 30_000 });
    agora.fault({ call: 'stop', cname: 'two', kind: 'kill' });
    expect(await one.query()).toEqual(failedToFind);
    expect(await two.stop()).toEqual(failedToFind);
    clock.advance(30_000);
    expect(serverResponse(await one.query())).toMatchObject({ status: 5 });
    expect(await two.query()).toEqual(failedToFind);
  });

  it.each([
    ['backuped', { uploadingStatus: 'backuped' }, { fileListMode: 'string', uploadingStatus: 'backuped' }],
    ['unknown', { uploadingStatus: 'unknown' }, { fileListMode: 'string', uploadingStatus: 'unknown' }],
    [
      'an empty file list with a backup',
      { uploadingStatus: 'backuped', fileList: 'empty' },
      { fileListMode: 'json', fileList: [], uploadingStatus: 'backuped' },
    ],
  ] as const)('changes the response to a stop: %s', async (_, result, expected) => {
    const { run, agora, clock } = await startFixture();
    agora.fault({ call: 'stop', kind: 'stopResult', ...result });
    const { stop } = await run('room');
    clock.advance(20_000);
    const reply = await stop({ async_stop: true });
    expect(reply.status).toBe(200);
    expect(serverResponse(reply)).toMatchObject(expected);
  });

  it.each([
    [{ fileList: 'absent' } as const, 200],
    [{ notCompleted: true } as const, 206],
  ])('removes the file list from the response to a stop: %j', async (result, status) => {
    const { run, agora, clock } = await startFixture();
    agora.fault({ call: 'stop', kind: 'stopResult', ...result });
    const { stop } = await run('room');
    clock.advance(20_000);
    const reply = await stop({ async_stop: true });
    expect(reply.status).toBe(status);
    expect(JSON.stringify(reply.body)).not.toContain('"fileList"');
    expect(agora.recorders[0]).toMatchObject({ endedBy: 'stop' });
  });

  it.each<[string, StopResult, string, object]>([
    ['a backup', { uploadingStatus: 'backuped' }, 'backuped', { fileList: [expect.anything()] }],
    ['an empty file list', { fileList: 'empty' }, 'unknown', { fileList: [] }],
    ['no file list', { uploadingStatus: 'uploaded', fileList: 'absent' }, 'uploaded', {}],
  ])('changes the response to the stop of a web page: %s', async (_, result, uploadingStatus, files) => {
    const { run, agora, clock } = await startFixture();
    agora.fault({ call: 'stop', kind: 'stopResult', ...result });
    const { stop } = await run('label', '1', { mode: 'web' });
    clock.advance(20_000);
    expect(serverResponse(await stop({ async_stop: true }))).toEqual({
      extensionServiceState: [
        { serviceName: 'upload_service', playload: { uploadingStatus } },
        { serviceName: 'web_recorder_service', playload: { state: 'exit', onhold: false, ...files } },
      ],
    });
  });

  it('rewrites a response', async () => {
    const { run, agora } = await startFixture();
    agora.fault({
      call: 'query',
      kind: 'rewrite',
      rewrite: (response) => ({ ...response, body: { ...(response.body as object), serverResponse: { status: '5' } } }),
    });
    const { query } = await run('room');
    expect(serverResponse(await query())).toEqual({ status: '5' });
  });

  it('takes effect after the gateway', async () => {
    const { send, base, agora } = await startFixture();
    const fault = agora.fault({ call: 'acquire', kind: 'respond', status: 500, body: {} });
    expect((await send('POST', `${base}/acquire`, {}, {})).status).toBe(401);
    expect(fault.hits).toBe(0);
  });
});
