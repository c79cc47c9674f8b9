import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttpServer, type HttpServer, isLoopback } from '../../src/ops/http.ts';
import { createLog, type Log } from '../../src/ops/log.ts';
import {
  type EventsHandler,
  eventsRoutes,
  healthRoutes,
  installRoutes,
  type MetricsText,
  metricsRoutes,
  type Readiness,
} from '../../src/ops/routes.ts';

type Options = {
  readiness: () => Promise<Readiness> | Readiness;
  metrics: MetricsText;
  events: EventsHandler;
  log: Log;
};

const open: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

function make(options: Partial<Options> = {}): HttpServer {
  const { readiness = () => ({ reasons: [] }), events, log = createLog({ level: 'silent', secrets: [] }) } = options;
  const metrics = options.metrics ?? {
    contentType: 'text/plain; version=0.0.4',
    text: async () => 'clapperbot_up 1\n',
  };
  const routes = {
    ...healthRoutes(readiness),
    ...metricsRoutes(metrics),
    ...(events === undefined ? {} : eventsRoutes(events)),
  };
  const server = createHttpServer({ routes, log });
  open.push(server);
  return server;
}

async function serve(options: Partial<Options> = {}): Promise<{ server: HttpServer; base: string }> {
  const server = make(options);
  await server.listen('127.0.0.1', 0);
  return { server, base: `http://127.0.0.1:${server.port()}` };
}

describe('routes', () => {
  test('/healthz responds while the process lives, ready or not', async () => {
    const { base } = await serve({ readiness: () => ({ reasons: ['Slack is not connected'] }) });
    const answer = await fetch(`${base}/healthz?probe=1`);
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
    expect(answer.headers.get('content-type')).toContain('application/json');
  });

  test('/readyz is 200 when nothing is missing', async () => {
    const { base } = await serve({ readiness: async () => ({ reasons: [] }) });
    const answer = await fetch(`${base}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([200, { ready: true }]);
  });

  test('/readyz is 503 with the reasons', async () => {
    const reasons = ['Slack is not connected', 'The database does not answer'];
    const { base } = await serve({ readiness: async () => ({ reasons }) });
    const answer = await fetch(`${base}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([503, { ready: false, reasons }]);
  });

  test('/readyz stays 200 with a warning, and reports it', async () => {
    const { base } = await serve({ readiness: () => ({ reasons: [], warnings: ['A row was set aside'] }) });
    const answer = await fetch(`${base}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([200, { ready: true, warnings: ['A row was set aside'] }]);
  });

  test('/readyz is 503 when readiness can’t be determined, and hides the error', async () => {
    const { base } = await serve({ readiness: () => Promise.reject(new Error('planted')) });
    const answer = await fetch(`${base}/readyz`);
    const body = await answer.text();
    expect(answer.status).toBe(503);
    expect(JSON.parse(body)).toEqual({
      ready: false,
      reasons: [expect.stringMatching(/^Internal error; see the log: reference [0-9a-f]{6}$/u)],
    });
    expect(body).not.toContain('planted');
  });

  test('/metrics is Prometheus text', async () => {
    const { base } = await serve();
    const answer = await fetch(`${base}/metrics`);
    expect([answer.status, await answer.text()]).toEqual([200, 'clapperbot_up 1\n']);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4');
  });

  test('/metrics is 500 when the metrics can’t be read', async () => {
    const metrics = { contentType: 'text/plain', text: () => Promise.reject(new Error('planted')) };
    const { base } = await serve({ metrics });
    const answer = await fetch(`${base}/metrics`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('planted');
  });

  test.each(['/healthz', '/readyz', '/metrics'])('HEAD %s has only headers', async (path) => {
    const { base } = await serve();
    const answer = await fetch(base + path, { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(0);
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s is rejected with the allowed methods', async (method) => {
    const { base } = await serve();
    const answer = await fetch(`${base}/healthz`, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
    expect(await answer.json()).toHaveProperty('error');
  });

  test.each(['/', '/nothing', '/healthz/', '//healthz', '/../package.json', '/__proto__', '/constructor'])(
    '%s does not exist',
    async (path) => {
      const { base } = await serve();
      const answer = await fetch(base + path);
      expect([answer.status, await answer.json()]).toEqual([404, { error: 'Not found' }]);
    },
  );

  test('headers that are too long are rejected', async () => {
    const { base } = await serve();
    const answer = await fetch(`${base}/healthz`, { headers: { 'x-long': 'x'.repeat(10_000) } });
    expect(answer.status).toBe(431);
  });
});

describe('notifications from Agora', () => {
  const most = 256 * 1024;
  type Events = NonNullable<EventsHandler>;

  /** A server that keeps what it was given, and the lines of its log. */
  async function serveEvents(answer: Events = async () => ({ status: 200, body: { received: true } })) {
    const given: Parameters<Events>[] = [];
    const lines: string[] = [];
    const events: Events = (...all) => {
      given.push(all);
      return answer(...all);
    };
    const log = createLog({ level: 'trace', secrets: [], destination: { write: (line) => lines.push(line) } });
    const { server, base } = await serve({ events, log });
    return { server, address: `${base}/agora/events`, given, lines };
  }

  /** Sends a text as it is, and resolves with all that comes back until the server ends the connection. */
  async function sendRequest(server: HttpServer, text: string): Promise<string> {
    const socket = connect(server.port() ?? 0, '127.0.0.1');
    socket.write(text);
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    return answer;
  }

  test('without a handler the route does not exist', async () => {
    const { base } = await serve();
    expect((await fetch(`${base}/agora/events`, { method: 'POST', body: '{}' })).status).toBe(404);
  });

  test.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded', ''])(
    'the handler gets the bytes and the headers as they came (content type "%s")',
    async (type) => {
      const { address, given } = await serveEvents();
      const body = Buffer.from([0, 255, 123, 32, 13, 10, 226, 130]);
      const headers = { 'Agora-Signature-V2': 'AbC', 'Content-Type': type };
      const answer = await fetch(`${address}?x=1`, { method: 'POST', body, headers });
      expect([answer.status, await answer.json()]).toEqual([200, { received: true }]);
      expect(answer.headers.get('content-type')).toContain('application/json');
      expect(given).toEqual([[body, expect.objectContaining({ 'agora-signature-v2': 'AbC' })]]);
    },
  );

  test.each([400, 401] as const)('the handler’s %i is the response', async (status) => {
    const { address, lines } = await serveEvents(async () => ({ status, body: { error: 'why' } }));
    const answer = await fetch(address, { method: 'POST' });
    expect([answer.status, await answer.json()]).toEqual([status, { error: 'why' }]);
    expect(lines).toEqual([]);
  });

  test('a handler that fails: 500, so that Agora retries, a log line, and no error details in the response', async () => {
    const { address, lines } = await serveEvents(() => Promise.reject(new Error('planted')));
    const answer = await fetch(address, { method: 'POST', body: '{}' });
    const body = await answer.text();
    expect(answer.status).toBe(500);
    expect(JSON.parse(body)).toHaveProperty('error');
    expect(body).not.toContain('planted');
    expect(lines).toEqual([expect.stringMatching(/"level":"error".*planted/)]);
  });

  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('%s is rejected with the allowed methods', async (method) => {
    const { address, given } = await serveEvents();
    const answer = await fetch(address, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await answer.text()).toContain(method === 'HEAD' ? '' : 'Use POST');
    expect(given).toEqual([]);
  });

  test('the other routes are unchanged', async () => {
    const { address } = await serveEvents();
    const health = address.replace('/agora/events', '/healthz');
    expect((await fetch(health)).status).toBe(200);
    expect((await fetch(health, { method: 'POST' })).status).toBe(405);
  });

  test('a body of 256 KiB is accepted', async () => {
    const { address, given } = await serveEvents();
    const body = Buffer.alloc(most, 'x');
    expect((await fetch(address, { method: 'POST', body })).status).toBe(200);
    expect(given[0]?.[0].equals(body)).toBe(true);
  });

  test('one byte more is rejected by its header alone, and the connection is closed', async () => {
    const { server, given } = await serveEvents();
    const answer = await sendRequest(
      server,
      `POST /agora/events HTTP/1.1\r\nHost: x\r\nContent-Length: ${most + 1}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*Connection: close.*"error":/is);
    expect(given).toEqual([]);
  });

  test('a chunked body is rejected as soon as it is too long', async () => {
    const { server, given } = await serveEvents();
    const head = 'POST /agora/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
    const piece = `${(1024).toString(16)}\r\n${'x'.repeat(1024)}\r\n`;
    const answer = await sendRequest(server, `${head}${piece.repeat(256)}1\r\nx\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*Connection: close.*"error":/is);
    expect(given).toEqual([]);
  });

  test('a sender that disconnects half-way causes no error', async () => {
    const { server, address, given, lines } = await serveEvents();
    const socket = connect(server.port() ?? 0, '127.0.0.1');
    // The server says `100 Continue` when it has read the headers and waits for the body.
    socket.write('POST /agora/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\nhalf');
    await once(socket, 'data');
    await once(socket.destroy(), 'close');
    // By the time that it answers somebody else, it has seen the end of the first connection.
    await (await fetch(address)).text();
    expect([given, lines]).toEqual([[], []]);
  });
});

describe('listening', () => {
  test('port 0 picks a free port and reports it', async () => {
    const { server } = await serve();
    expect(server.port()).toBeGreaterThan(0);
    expect(make().port()).toBeUndefined();
  });

  test('a port in use: the error says what to do, and another port can be tried', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const server = make();
    await expect(server.listen('127.0.0.1', port)).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${port}: another program .*HTTP_PORT`)),
    });
    await server.listen('127.0.0.1', 0);
    expect((await fetch(`http://127.0.0.1:${server.port()}/healthz`)).status).toBe(200);
    other.close();
  });

  test('an address of another machine is rejected', async () => {
    await expect(make().listen('192.0.2.1', 0)).rejects.toMatchObject({
      code: 'EADDRNOTAVAIL',
      message: expect.stringContaining('HTTP_HOST'),
    });
  });
});

describe('closing', () => {
  test('keep-alive connections do not delay it', async () => {
    const { server, base } = await serve();
    await (await fetch(`${base}/healthz`)).text();
    await server.close(60_000);
    expect(server.port()).toBeUndefined();
  });

  test('idle connections are dropped after the grace period', async () => {
    const { server } = await serve();
    const silent = connect(server.port() ?? 0, '127.0.0.1');
    await once(silent, 'connect');
    const ended = once(silent.resume(), 'close');
    await server.close(1);
    await ended;
  });

  test('a request in flight is answered, and its connection closed', async () => {
    const arrived = Promise.withResolvers<void>();
    const go = Promise.withResolvers<Readiness>();
    const readiness = () => {
      arrived.resolve();
      return go.promise;
    };
    const { server, base } = await serve({ readiness });
    const answer = fetch(`${base}/readyz`);
    await arrived.promise;
    const closed = server.close(10_000);
    go.resolve({ reasons: [] });
    expect((await answer).status).toBe(200);
    expect((await answer).headers.get('connection')).toBe('close');
    await closed;
  });

  test('a request that is never answered is dropped after the grace period', async () => {
    const arrived = Promise.withResolvers<void>();
    const readiness = () => {
      arrived.resolve();
      return new Promise<Readiness>(() => {});
    };
    const { server, base } = await serve({ readiness });
    const answer = fetch(`${base}/readyz`).catch(() => 'dropped');
    await arrived.promise;
    await server.close(1);
    expect(await answer).toBe('dropped');
  });

  test('close is idempotent, also before listen', async () => {
    const { server } = await serve();
    await Promise.all([server.close(), server.close()]);
    await make().close();
  });
});

test.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['127.example.com', false],
])('%s is a loopback address: %s', (host, expected) => expect(isLoopback(host)).toBe(expected));

test('a port that is in use: the sentence names the setting', async () => {
  const { server } = await serve();
  const port = server.port() ?? 0;
  const log = createLog({ level: 'silent', secrets: [] });
  const second = createHttpServer({ routes: {}, log, portVariable: 'METRICS_PORT' });
  await expect(second.listen('127.0.0.1', port)).rejects.toThrow('set METRICS_PORT to a free port');
});

test('installation pages: GET alone, with their headers', async () => {
  const page = async () => ({
    status: 302,
    type: 'text/plain',
    body: '',
    headers: { Location: 'https://slack.com/x' },
  });
  const routes = installRoutes({ begin: page, complete: () => Promise.reject(new Error('planted')) });
  const server = createHttpServer({ routes, log: createLog({ level: 'silent', secrets: [] }) });
  open.push(server);
  await server.listen('127.0.0.1', 0);
  const base = `http://127.0.0.1:${server.port()}`;
  const answer = await fetch(`${base}/slack/install?x=1`, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://slack.com/x']);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  for (const method of ['HEAD', 'POST']) {
    expect((await fetch(`${base}/slack/oauth_redirect`, { method })).status).toBe(405);
  }
  const failed = await fetch(`${base}/slack/oauth_redirect`);
  expect([failed.status, await failed.text()]).toEqual([500, expect.not.stringContaining('planted')]);
});
