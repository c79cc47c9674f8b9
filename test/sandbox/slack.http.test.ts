import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import { startSlack } from '../../src/sandbox/slack/slack-server.ts';

type Request = { headers: IncomingMessage['headers']; body: string };

/** A workspace in HTTP mode, and an app that answers as the test says. */
async function openWorkspace(answer: (response: ServerResponse, request: Request) => void) {
  const clock = new MovableClock(Date.UTC(2026, 10, 21, 9));
  const slack = await startSlack({ transport: 'http', clock });
  const requests: Request[] = [];
  const app = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const taken = { headers: request.headers, body };
      requests.push(taken);
      answer(response, taken);
    });
  }).listen(0, '127.0.0.1');
  await once(app, 'listening');
  onTestFinished(async () => {
    await slack.close();
    app.close();
    app.closeAllConnections();
  });
  slack.deliverTo(`http://127.0.0.1:${(app.address() as AddressInfo).port}/slack/events`);
  const ana = slack.addUser('ana');
  const general = slack.addChannel('general');
  return { clock, slack, requests, ana, general };
}

const ok = (response: ServerResponse) => void response.writeHead(200).end();
const arrived = async (requests: readonly Request[], count: number) =>
  expect.poll(() => requests.length, { interval: 5 }).toBe(count);
const logged = async ({ requestLog }: { requestLog: readonly object[] }, count: number) =>
  expect.poll(() => requestLog.length, { interval: 5 }).toBe(count);

test('a command is a signed form, and the response is what the person sees', async () => {
  const { slack, requests, ana, general, clock } = await openWorkspace((response) =>
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"text":"Hello."}'),
  );
  const typed = await slack.type(ana, general, '/record start <maths> & more');
  expect(typed).toMatchObject({ ok: true, ack: { text: 'Hello.' } });
  expect(typed.seen).toMatchObject([{ via: 'ack', text: 'Hello.' }]);
  const { headers, body } = requests[0] ?? expect.fail();
  const timestamp = String(clock.now() / 1000);
  const signature = createHmac('sha256', slack.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  expect(headers).toMatchObject({
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
  });
  expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject({
    command: '/record',
    text: 'start &lt;maths&gt; &amp; more',
    trigger_id: typed.triggerId,
  });
  expect(headers).not.toHaveProperty('x-slack-retry-num');
});

test.each([
  [400, 'http_client_error'],
  [503, 'http_service_error'],
  [302, 'http_service_error'],
] as const)('the answer %s: %s', async (status, error) => {
  const { slack, ana, general } = await openWorkspace((response) => void response.writeHead(status).end());
  const typed = await slack.type(ana, general, '/record list');
  expect(typed).toMatchObject({ ok: false, error });
  expect(typed.seen).toMatchObject([{ via: 'slack', text: `/record failed with the error "${error}"` }]);
});

test('no server listens, or no address is set: dispatch_failed', async () => {
  const { slack, ana, general } = await openWorkspace(ok);
  for (const url of ['http://127.0.0.1:1/slack/events', undefined]) {
    slack.deliverTo(url);
    expect(await slack.type(ana, general, '/record list')).toMatchObject({ ok: false, error: 'dispatch_failed' });
  }
});

test('no answer within three seconds of the clock: operation_timeout', async () => {
  const { slack, ana, general, requests, clock } = await openWorkspace(() => undefined);
  const typed = slack.type(ana, general, '/record list');
  await arrived(requests, 1);
  clock.advance(2_999);
  const earlier = await Promise.race([typed, new Promise<'waits'>((resolve) => setImmediate(() => resolve('waits')))]);
  expect(earlier).toBe('waits');
  clock.advance(1);
  expect(await typed).toMatchObject({ ok: false, error: 'operation_timeout' });
});

test('an event is sent up to four times, at once, after a minute and after five', async () => {
  const { slack, requests, clock } = await openWorkspace((response) => void response.writeHead(500).end());
  const outcome = slack.sendEvent({ type: 'app_home_opened' });
  // What is logged has failed, and its retry waits for its time.
  await logged(slack, 2);
  clock.advance(60_000);
  await logged(slack, 3);
  clock.advance(300_000);
  expect(await outcome).toEqual({ attempts: 4, ok: false });
  const began = slack.requestLog[0]?.at ?? expect.fail();
  expect(slack.requestLog.map(({ at }) => at - began)).toEqual([0, 0, 60_000, 360_000]);
  const [first, ...retries] = requests;
  expect(first?.headers).not.toHaveProperty('x-slack-retry-num');
  expect(retries.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']])).toEqual([
    ['1', 'http_error'],
    ['2', 'http_error'],
    ['3', 'http_error'],
  ]);
  expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
  expect(JSON.parse(first?.body ?? '')).toMatchObject({ type: 'event_callback', event: { type: 'app_home_opened' } });
});

test('an event that is acknowledged in the second attempt is not sent again', async () => {
  let isFirst = true;
  const { slack, requests } = await openWorkspace((response) => {
    if (isFirst) response.destroy();
    else ok(response);
    isFirst = false;
  });
  expect(await slack.sendEvent({ type: 'app_home_opened' })).toEqual({ attempts: 2, ok: true });
  expect(requests[1]?.headers).toMatchObject({ 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'connection_failed' });
});

test('what opening the App Home and writing send is JSON, too', async () => {
  const { slack, requests, ana, general } = await openWorkspace(ok);
  slack.scopes.add('channels:history');
  await slack.openHome(ana);
  slack.say(ana, general, 'hello');
  await arrived(requests, 2);
  expect(requests.map(({ headers }) => headers['content-type'])).toEqual(['application/json', 'application/json']);
  expect(requests.map(({ body }) => JSON.parse(body))).toMatchObject([
    { event: { type: 'app_home_opened' } },
    { event: { type: 'message', text: 'hello' } },
  ]);
});
