import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import type { Recording } from '../../src/recording/recording.ts';
import { startAgora } from '../../src/sandbox/agora/agora-server.ts';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import {
  appId,
  cleanups,
  json,
  never,
  nowhere,
  payload,
  projectAt,
  recording,
  resourceId,
  secrets,
  serve,
  setUp,
  sid,
  silent,
  uid,
} from './client.support.ts';

const found = json(200, { serverResponse: { status: 5, fileList: '' } });
const isFound = { kind: 'status', status: 5, files: [] };
const base = `/v1/apps/${appId}/cloud_recording`;

describe('requests', () => {
  const session = `${base}/resourceid/${resourceId}/sid/${sid}/mode/mix`;
  test.each([
    ['acquire', 'POST', `${base}/acquire`, { resourceExpiredHour: 72 }],
    ['query', 'GET', `${session}/query`, undefined],
    ['updateLayout', 'POST', `${session}/updateLayout`, { mixedVideoLayout: 1, backgroundColor: '#445566' }],
    ['stop', 'POST', `${session}/stop`, { async_stop: false }],
  ] as const)('%s', async (call, method, url, clientRequest) => {
    const { url: api, got } = await serve(json(200, { resourceId }));
    await setUp([`${api}/`]).recorder.call(payload(call), recording, never);
    expect(got).toHaveLength(1);
    expect(got[0]).toMatchObject({
      method,
      url,
      headers: {
        authorization: `Basic ${Buffer.from(`customer:${secrets.customerSecret}`).toString('base64')}`,
        'content-type': 'application/json;charset=utf-8',
        'user-agent': 'clapperbot',
      },
      body: clientRequest === undefined ? '' : JSON.stringify({ cname: 'room 1', uid, clientRequest }),
    });
    expect(got[0]?.headers).not.toHaveProperty('accept-encoding');
  });

  test('start: the current layout, and a new token every time', async () => {
    const { url, got } = await serve(json(200, { sid }));
    const { recorder, clock } = setUp([url], { project: { certificate: secrets.certificate } });
    expect(await recorder.call(payload('start'), recording, never)).toEqual({ kind: 'started', sid });
    clock.advance(60_000);
    await recorder.call(payload('start'), recording, never);
    const bodies = got.map(({ body }) => JSON.parse(body));
    expect(got[0]?.url).toBe(`${base}/resourceid/${resourceId}/mode/mix/start`);
    expect(bodies[0]).toMatchObject({
      cname: 'room 1',
      uid,
      clientRequest: {
        token: expect.stringMatching(/^007/),
        recordingConfig: {
          channelType: 0,
          transcodingConfig: { mixedVideoLayout: 2, maxResolutionUid: '7', backgroundColor: '#112233' },
        },
        storageConfig: { bucket: 'b' },
      },
    });
    expect(bodies[1].clientRequest.token).not.toBe(bodies[0].clientRequest.token);
    expect({ ...bodies[1].clientRequest, token: '' }).toEqual({ ...bodies[0].clientRequest, token: '' });
  });

  test('no token without a certificate; no start where the certificate yields no token', async () => {
    const { url, got } = await serve(json(200, { sid }));
    await setUp([url]).recorder.call(payload('start'), recording, never);
    expect(JSON.parse(got[0]?.body ?? '').clientRequest).not.toHaveProperty('token');
    const { recorder } = setUp([url], { project: { certificate: 'no certificate' } });
    const answer = await recorder.call(payload('start'), recording, never);
    expect(answer).toEqual({ kind: 'rejected', errorCode: 'agora_bad_token' });
    expect(got).toHaveLength(1);
  });

  test('no request when ids are missing or not valid in a URL', async () => {
    const { url, got } = await serve(found);
    const { recorder, calls } = setUp([url]);
    const missing = { kind: 'rejected', errorCode: 'control_data_missing' };
    for (const call of ['start', 'query', 'updateLayout', 'stop'] as const) {
      expect(await recorder.call({ ...payload(call), uid: '4000000000' }, recording, never)).toEqual(missing);
    }
    expect(await recorder.call({ ...payload('query'), uid: '5' }, recording, never)).toEqual(missing);
    const unsafe = { uid, status: 'running', sendCount: 1, resourceId, sid: '../../x' } as const;
    expect(await recorder.call(payload('stop'), { ...recording, recorders: [unsafe] }, never)).toEqual(missing);
    expect([got, calls]).toEqual([[], []]);
  });
});

describe('one request, for any response', () => {
  const isGood = { serverResponse: { status: 5 } };
  const huge = { ...isGood, more: 'x'.repeat(300_000) };
  const zipped = (response: ServerResponse) =>
    void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify(isGood)));
  test.each([
    ['429 with Retry-After', json(429, {}, { 'retry-after': '7' }), { kind: 'notSent', retryAfter: 7_000 }],
    ['a redirect', json(302, '', { location: '/elsewhere' }), { kind: 'notSent', errorCode: 'agora_wrong_route' }],
    ['500', json(500, { code: 500 }), { kind: 'indeterminate', errorCode: 'agora_server_error' }],
    ['HTML with 200', json(200, '<html>'), { kind: 'indeterminate', errorCode: 'agora_strange' }],
    ['an oversized body', json(200, huge), { kind: 'indeterminate', errorCode: 'agora_strange' }],
    ['an oversized 503', json(503, huge), { kind: 'indeterminate', errorCode: 'agora_server_error' }],
    ['gzip unasked', zipped, { kind: 'indeterminate', errorCode: 'agora_strange' }],
    [
      'a reset before the answer',
      (response: ServerResponse) => void response.socket?.resetAndDestroy(),
      {
        kind: 'indeterminate',
        errorCode: 'agora_unreachable',
        detail: expect.stringMatching(/^ECONNRESET, 127\.0\.0\.1:\d+$/),
      },
    ],
    [
      'a reset in the answer',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '100' }).write('{"serverResponse":', () => response.destroy());
      },
      { kind: 'indeterminate', errorCode: 'agora_unreachable' },
    ],
    [
      'too little',
      (response: ServerResponse) => void response.socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}'),
      { kind: 'indeterminate', errorCode: 'agora_unreachable' },
    ],
    [
      'no HTTP',
      (response: ServerResponse) => void response.socket?.end('hello\r\n\r\n'),
      { kind: 'indeterminate', errorCode: 'agora_unreachable' },
    ],
    ['no response', () => {}, { kind: 'indeterminate', errorCode: 'agora_timeout' }],
    [
      'a response that stops in the middle',
      (response: ServerResponse) => void response.writeHead(200).write('{'),
      { kind: 'indeterminate', errorCode: 'agora_timeout' },
    ],
  ])('%s', async (_name, answer, expected) => {
    const [first, second] = [await serve(answer), await serve(found)];
    const { recorder, calls } = setUp([first.url, second.url], { timeouts: { query: 150 } });
    expect(await recorder.call(payload('query'), recording, never)).toMatchObject(expected);
    expect([first.got.length, second.got.length]).toEqual([1, 0]);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ call: 'query', outcome: expected.kind });
  });

  test('a status is reported, and how long it took', async () => {
    const { url } = await serve(found);
    const { recorder, calls } = setUp([url]);
    expect(await recorder.call(payload('query'), recording, never)).toEqual(isFound);
    const answered = { outcome: 'status', waited: 0, ms: expect.any(Number), status: 200 };
    expect(calls).toEqual([{ call: 'query', recording: recording.id, ...answered }]);
  });
});

describe('the other host', () => {
  test.each([
    ['no server listens', nowhere],
    ['the name is unknown', () => Promise.resolve('http://agora.invalid')],
    ['an invalid URL', () => Promise.resolve('nonsense')],
    ['TLS fails', async () => (await serve(found)).url.replace('http:', 'https:')],
  ])('accepts the same call where %s', async (_name, dead) => {
    const { url, got } = await serve(found);
    const { recorder, calls } = setUp([await dead(), url]);
    expect(await recorder.call(payload('query'), recording, never)).toEqual(isFound);
    expect([got.length, calls.length]).toEqual([1, 1]);
  });

  test('not sent when no host can be reached', async () => {
    const { recorder } = setUp([await nowhere(), await nowhere()]);
    const answer = await recorder.call(payload('start'), recording, never);
    const detail = expect.stringMatching(/^ECONNREFUSED, 127\.0\.0\.1:\d+$/);
    expect(answer).toEqual({ kind: 'notSent', errorCode: 'agora_unreachable', detail });
  });

  test('is tried within the five seconds of a query when the first host accepts connections but never responds', async () => {
    const [first, second] = [await silent(), await serve(() => undefined)];
    const { recorder } = setUp([first.replace('http:', 'https:'), second.url]);
    expect(await recorder.call(payload('query'), recording, never)).toMatchObject({
      kind: 'indeterminate',
      errorCode: 'agora_timeout',
    });
    expect(second.got).toHaveLength(1);
  });

  test('is used first for five minutes after the first host did not respond', async () => {
    const first = await serve((response) => {
      if (first.got.length === 1) response.socket?.resetAndDestroy();
      else found(response);
    });
    const second = await serve(found);
    const { recorder, clock } = setUp([first.url, second.url]);
    await recorder.call(payload('query'), recording, never);
    await recorder.call(payload('query'), recording, never);
    expect([first.got.length, second.got.length]).toEqual([1, 1]);
    clock.advance(300_000);
    await recorder.call(payload('query'), recording, never);
    expect([first.got.length, second.got.length]).toEqual([2, 1]);
  });
});

describe('abort', () => {
  test('preempting a wait: not sent; a request in flight is not aborted', async () => {
    const clock = new MovableClock(0);
    const leave = new AbortController();
    const { url, got } = await serve((response) => {
      leave.abort();
      setImmediate(() => found(response));
    });
    const { recorder } = setUp([url], { clock });
    const gone = new AbortController();
    const waiting = recorder.call(payload('query'), recording, never, gone.signal);
    const other = recorder.call(payload('query'), recording, never, leave.signal);
    gone.abort();
    expect(await waiting).toMatchObject({ kind: 'notSent' });
    clock.advance(1_000);
    expect(await other).toEqual(isFound);
    expect(got).toHaveLength(1);
  });

  test('while waiting for the budget: not sent', async () => {
    const { url, got } = await serve(found);
    const { recorder, calls } = setUp([url], { clock: new MovableClock(0) });
    const abort = new AbortController();
    const calling = recorder.call(payload('stop'), recording, abort.signal);
    expect(recorder.load(appId)).toEqual({ inUse: 10, waiting: 1 });
    abort.abort();
    expect(await calling).toMatchObject({ kind: 'notSent' });
    expect([got, calls]).toEqual([[], []]);
  });

  test('after it was sent: outcome unknown, and the other host is not tried', async () => {
    const abort = new AbortController();
    const [first, second] = [await serve(() => abort.abort()), await serve(found)];
    const { recorder } = setUp([first.url, second.url]);
    const answer = await recorder.call(payload('start'), recording, abort.signal);
    expect(answer).toMatchObject({ kind: 'indeterminate', errorCode: 'agora_timeout' });
    // Nor is it asked first from now on: the first one has not failed.
    await recorder.call(payload('start'), recording, AbortSignal.timeout(100));
    expect([first.got.length, second.got.length]).toEqual([2, 0]);
  });
});

test('ten stops that respond only after the upload do not delay the next call', async () => {
  const { url, got } = await serve((response, request) => {
    if (request.url?.endsWith('/query')) found(response);
  });
  const { recorder, clock } = setUp([url]);
  clock.advance(1_000);
  const end = new AbortController();
  const stops = Array.from({ length: 10 }, () => recorder.call(payload('stop'), recording, end.signal));
  const query = recorder.call(payload('query'), recording, never);
  await vi.waitUntil(() => got.length === 10);
  clock.advance(3_000);
  await Promise.resolve();
  clock.advance(999);
  expect(recorder.load(appId)).toEqual({ inUse: 10, waiting: 1 });
  clock.advance(1);
  expect(await query).toMatchObject({ kind: 'status' });
  end.abort();
  await Promise.all(stops);
});

test('a call holds its slot until a second after its response, also when it failed', async () => {
  const { url } = await serve(found);
  for (const api of [url, await nowhere()]) {
    const { recorder, clock } = setUp([api]);
    const calls = Array.from({ length: 10 }, () => recorder.call(payload('query'), recording, never));
    await Promise.all(calls);
    const eleventh = recorder.call(payload('stop'), recording, never);
    clock.advance(999);
    expect(recorder.load(appId)).toEqual({ inUse: 10, waiting: 1 });
    clock.advance(1);
    await eleventh;
    expect(recorder.load(appId)).toEqual({ inUse: 1, waiting: 0 });
  }
});

test('a secret that Agora echoes reaches neither an outcome nor the log', async () => {
  let sent = '';
  const { url, got } = await serve((response) => {
    sent = got[0]?.body ?? '';
    const { authorization } = got[0]?.headers ?? {};
    json(400, { code: 999, reason: `\u0007${authorization} ${secrets.customerSecret} ${secrets.certificate} ${sent}` })(
      response,
    );
  });
  const { recorder, lines } = setUp([url], { project: { certificate: secrets.certificate } });
  const answer = await recorder.call(payload('start'), recording, never);
  expect(answer).toMatchObject({ kind: 'rejected', errorCode: 'agora_strange' });
  const detail = 'detail' in answer ? (answer.detail ?? '') : '';
  expect(detail).toContain('Basic [secret] [secret] [secret] {');
  expect(detail).toHaveLength(200);
  expect(lines).toHaveLength(1);
  const { token } = JSON.parse(sent).clientRequest;
  for (const secret of [
    ...Object.values(secrets),
    token,
    Buffer.from(`customer:${secrets.customerSecret}`).toString('base64'),
  ]) {
    expect(lines.join(), 'the log').not.toContain(secret);
    expect(detail).not.toContain(secret);
  }
  expect(lines[0]).toContain('room 1');
});

test('with several projects, a limit names its project', async () => {
  const { url } = await serve(json(400, { code: 406, reason: 'vendor_over_load' }));
  const projects = new Map([
    ['default', projectAt([url])],
    ['school', projectAt([url], { appId: 'b'.repeat(32) })],
  ]);
  const school = { ...recording, spec: { ...recording.spec, project: 'school' } };
  const quota = { kind: 'rejected', errorCode: 'agora_quota' };
  expect(await setUp([url], { projects }).recorder.call(payload('acquire'), school, never)).toEqual({
    ...quota,
    detail: 'vendor_over_load (project school)',
  });
  expect(await setUp([url]).recorder.call(payload('acquire'), recording, never)).toEqual({
    ...quota,
    detail: 'vendor_over_load',
  });
});

describe('the probe', () => {
  test.each([
    [401, { message: 'Invalid authentication credentials' }, { kind: 'rejected', errorCode: 'agora_unauthorized' }],
    [403, {}, { kind: 'rejected', errorCode: 'agora_not_allowed' }],
    [400, { message: 'appid is invalid' }, { kind: 'rejected', errorCode: 'agora_bad_app_id' }],
    [400, { code: 400, reason: 'invalid_appid' }, { kind: 'rejected', errorCode: 'agora_bad_app_id' }],
    [404, { code: 404, reason: 'failed to find worker' }, { kind: 'ok' }],
    [404, { message: 'no Route matched with those values' }, { kind: 'ok' }],
    [400, { code: 1001 }, { kind: 'ok' }],
    [429, {}, { kind: 'ok' }],
    [500, '<html>', { kind: 'ok' }],
    [200, '', { kind: 'ok' }],
  ])('HTTP %i, %o', async (status, body, expected) => {
    const { url, got } = await serve(json(status, body));
    expect(await setUp([url]).recorder.probe(projectAt([url]), never)).toMatchObject(expected);
    expect(got[0]).toMatchObject({
      method: 'GET',
      url: `${base}/resourceid/none/sid/${'0'.repeat(32)}/mode/mix/query`,
    });
  });

  test('unreachable', async () => {
    const silent = await serve(() => {});
    const answer = { kind: 'unreachable', detail: expect.any(String) };
    expect(await setUp([]).recorder.probe(projectAt([await nowhere()]), never)).toEqual(answer);
    expect(await setUp([], { timeouts: { query: 100 } }).recorder.probe(projectAt([silent.url]), never)).toEqual(
      answer,
    );
  });
});

test('a whole recording against the local Agora', async () => {
  const clock = new MovableClock(1_000_000);
  const agora = await startAgora({ clock, appId });
  cleanups.push(() => void agora.close());
  const { customerId, customerSecret } = agora;
  const { recorder } = setUp([agora.url], {
    clock,
    project: { customerId, customerSecret, certificate: secrets.certificate },
  });
  clock.advance(1_000);
  let r: Recording = { ...recording, recorders: [{ uid, status: 'planned', sendCount: 0 }] };

  expect(await recorder.probe(projectAt([agora.url], { customerId, customerSecret }), never)).toEqual({ kind: 'ok' });
  const acquired = await recorder.call(payload('acquire'), r, never);
  if (acquired.kind !== 'acquired') return expect.fail(JSON.stringify(acquired));
  r = { ...r, recorders: [{ uid, status: 'sent', sendCount: 1, resourceId: acquired.resourceId }] };
  const started = await recorder.call(payload('start'), r, never);
  if (started.kind !== 'started') return expect.fail(JSON.stringify(started));
  expect(await recorder.call(payload('start'), r, never)).toEqual({ kind: 'alreadyStarted' });
  r = { ...r, recorders: [{ ...r.recorders[0], status: 'running', sid: started.sid }] };

  clock.advance(20_000);
  const file = `${started.sid}_room 1.m3u8`;
  expect(await recorder.call(payload('query'), r, never)).toEqual({
    kind: 'status',
    status: 5,
    files: [file],
    starts: { [file]: 1_005_000_000 },
  });
  expect(await recorder.call(payload('updateLayout'), r, never)).toEqual({ kind: 'updated' });
  const stopping = recorder.call(payload('stop'), r, never);
  await agora.waitFor(({ call }) => call === 'stop');
  clock.advance(2_000);
  expect(await stopping).toEqual({ kind: 'stopped', files: [file], uploading: 'uploaded' });
  expect(await recorder.call(payload('query'), r, never)).toMatchObject({ kind: 'notFound' });
  expect(agora.recorders).toHaveLength(1);
});
