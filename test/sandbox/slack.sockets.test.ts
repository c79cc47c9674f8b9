import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type SlackWorkspace, startSlack } from '../../src/sandbox/slack/slack-server.ts';
import { call, openSocket, type RawSocket, startBolt } from './slack.support.ts';

let slack: SlackWorkspace;

beforeEach(async () => {
  slack = await startSlack({ ackTimeoutMs: 200 });
  slack.addUser('ana');
  slack.addChannel('general');
});

afterEach(() => slack.close());

const record = () => slack.type('ana', 'general', '/record');
const taken = (socket: RawSocket) => socket.frames.filter((frame) => 'envelope_id' in frame).length;

test('a URL is valid for one connection, and hello contains the number of connections', async () => {
  const { body } = await call(slack, 'apps.connections.open', {}, slack.appToken);
  const url = String(body['url']);
  expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/link\/\?ticket=/u);
  const first = new WebSocket(url);
  const [data] = (await once(first, 'message')) as [Buffer];
  expect(JSON.parse(data.toString())).toMatchObject({ type: 'hello', num_connections: 1 });
  const second = new WebSocket(url);
  const [, response] = (await once(second, 'unexpected-response')) as [unknown, { statusCode: number }];
  expect(response.statusCode).toBe(401);
  expect(slack.sockets).toBe(1);
  first.close();
});

test('the eleventh connection is rejected', async () => {
  for (let n = 1; n <= 10; n += 1) await openSocket(slack);
  const eleventh = await openSocket(slack);
  expect(eleventh.frames).toMatchObject([{ type: 'disconnect', reason: 'too_many_websockets' }]);
  await eleventh.closed;
  expect(slack.sockets).toBe(10);
});

test('a socket that is being refreshed receives no more envelopes; the other one takes over', async () => {
  const one = await openSocket(slack);
  const two = await openSocket(slack);
  slack.refresh({ which: 1 });
  expect(await one.frame((frame) => frame['type'] === 'disconnect')).toMatchObject({ reason: 'refresh_requested' });
  for (let n = 0; n < 4; n += 1) expect((await record()).ok).toBe(true);
  expect([taken(one), taken(two)]).toEqual([0, 4]);
  // A client that does not close is closed.
  expect(await one.closed).toBe(1000);
  expect(slack.socketNumbers()).toEqual([2]);
});

test('a refreshed Bolt receiver closes its socket, and the app responds through the other one', async () => {
  const bolt = await startBolt(slack, 2);
  bolt.app.command('/record', ({ ack }) => ack('here'));
  await bolt.start();
  slack.refresh({ which: 1 });
  await slack.waitFor(() => slack.sockets === 1);
  expect((await record()).seen[0]?.text).toBe('here');
  await bolt.stop();
});

test('a peer can ignore the close frame', async () => {
  const socket = await openSocket(slack);
  slack.refresh({ ignoreCloseFrame: true });
  await socket.frame((frame) => frame['type'] === 'disconnect');
  let answered = false;
  void socket.closed.then(() => {
    answered = true;
  });
  socket.ws.close(1000);
  // The workspace has read the close frame: it no longer counts the socket.
  await slack.waitFor(() => slack.sockets === 0);
  await call(slack, 'auth.test', {}, slack.botToken);
  expect(answered).toBe(false);
  socket.ws.terminate();
  await socket.closed;
});

test('a killed socket has no close frame, and its envelope times out', async () => {
  const socket = await openSocket(slack, false);
  const command = record();
  await socket.frame((frame) => 'envelope_id' in frame);
  slack.kill();
  expect(await socket.closed).toBe(1006);
  expect(await command).toMatchObject({ error: 'operation_timeout' });
  expect(await record()).toMatchObject({ error: 'dispatch_failed' });
});

test('a warning and raw frames arrive unchanged', async () => {
  const socket = await openSocket(slack);
  slack.warn();
  slack.send('{"type":"events_api","payload":{}}');
  expect(await socket.frame((frame) => frame['type'] === 'events_api')).toEqual({ type: 'events_api', payload: {} });
  expect(socket.frames[1]).toMatchObject({ type: 'disconnect', reason: 'warning' });
});

test('pings are answered until that is turned off', async () => {
  const socket = await openSocket(slack);
  const pong = once(socket.ws, 'pong');
  socket.ws.ping('a');
  expect(String((await pong)[0])).toBe('a');
  slack.stopAnsweringPings();
  let pongs = 0;
  socket.ws.on('pong', () => {
    pongs += 1;
  });
  socket.ws.ping('b');
  // The first acknowledgement shows that the ping was read; the second envelope comes after any pong.
  await record();
  expect((await record()).ok).toBe(true);
  expect(pongs).toBe(0);
});

test('an acknowledgement counts once, and only for an envelope that was sent', async () => {
  const socket = await openSocket(slack, false);
  const command = record();
  const { envelope_id } = await socket.frame((frame) => 'envelope_id' in frame);
  socket.ws.send('no JSON');
  socket.ws.send(JSON.stringify({ envelope_id: 'another', payload: { text: 'wrong' } }));
  socket.ws.send(JSON.stringify({ envelope_id, payload: { text: 'first' } }));
  socket.ws.send(JSON.stringify({ envelope_id, payload: { text: 'second' } }));
  expect((await command).seen.map(({ text }) => text)).toEqual(['first']);
  const pong = once(socket.ws, 'pong');
  socket.ws.ping('all is read');
  await pong;
  expect(slack.requestLog.at(-1)).toMatchObject({ kind: 'envelope', ack: { text: 'first' } });
});

test('an outage breaks the sockets, rejects requests and connections, and ends', async () => {
  const { body } = await call(slack, 'apps.connections.open', {}, slack.appToken);
  const socket = await openSocket(slack);
  await slack.outage(true);
  await socket.closed;
  expect((await call(slack, 'auth.test', {}, slack.botToken)).status).toBe(503);
  const late = new WebSocket(String(body['url']));
  const [, response] = (await once(late, 'unexpected-response')) as [unknown, { statusCode: number }];
  expect(response.statusCode).toBe(503);
  await slack.outage('refused');
  const [refused] = (await once(new WebSocket(String(body['url'])), 'error')) as [unknown];
  expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
  const { apiUrl } = slack;
  await slack.outage(false);
  expect(slack.apiUrl).toBe(apiUrl);
  expect((await call(slack, 'auth.test', {}, slack.botToken)).body['ok']).toBe(true);
});
