import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttpServer, type HttpOptions, type HttpServer } from '../../src/ops/http.ts';
import { createLog } from '../../src/ops/log.ts';

const open: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

function make(options: Partial<HttpOptions> = {}): HttpServer {
  const server = createHttpServer({
    readiness: () => [],
    metrics: { contentType: 'text/plain; version=0.0.4', text: async () => 'clapperbot_up 1\n' },
    log: createLog({ level: 'silent', secrets: [] }),
    ...options,
  });
  open.push(server);
  return server;
}

async function serve(options: Partial<HttpOptions> = {}): Promise<{ server: HttpServer; base: string }> {
  const server = make(options);
  await server.listen('127.0.0.1', 0);
  return { server, base: `http://127.0.0.1:${server.port()}` };
}

describe('routes', () => {
  test('/healthz answers while the process lives, whatever is not ready', async () => {
    const { base } = await serve({ readiness: () => ['Slack is not connected'] });
    const answer = await fetch(`${base}/healthz?probe=1`);
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
    expect(answer.headers.get('content-type')).toContain('application/json');
  });

  test('/readyz is 200 when nothing is missing', async () => {
    const { base } = await serve({ readiness: async () => [] });
    const answer = await fetch(`${base}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([200, { ready: true }]);
  });

  test('/readyz is 503 with the reasons', async () => {
    const reasons = ['Slack is not connected', 'The database does not answer'];
    const { base } = await serve({ readiness: async () => reasons });
    const answer = await fetch(`${base}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([503, { ready: false, reasons }]);
  });

  test('/readyz is 503 when it can’t be found out, and does not tell the error', async () => {
    const { base } = await serve({ readiness: () => Promise.reject(new Error('canary')) });
    const answer = await fetch(`${base}/readyz`);
    const body = await answer.text();
    expect(answer.status).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ ready: false });
    expect(body).not.toContain('canary');
  });

  test('/metrics is Prometheus text', async () => {
    const { base } = await serve();
    const answer = await fetch(`${base}/metrics`);
    expect([answer.status, await answer.text()]).toEqual([200, 'clapperbot_up 1\n']);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4');
  });

  test('/metrics is 500 when they can’t be read', async () => {
    const metrics = { contentType: 'text/plain', text: () => Promise.reject(new Error('canary')) };
    const { base } = await serve({ metrics });
    const answer = await fetch(`${base}/metrics`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('canary');
  });

  test.each(['/healthz', '/readyz', '/metrics'])('HEAD %s has the headers alone', async (path) => {
    const { base } = await serve();
    const answer = await fetch(base + path, { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(0);
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s is refused, with what is allowed', async (method) => {
    const { base } = await serve();
    const answer = await fetch(`${base}/healthz`, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
    expect(await answer.json()).toHaveProperty('error');
  });

  test.each(['/', '/nothing', '/healthz/', '//healthz', '/../package.json', '/__proto__', '/constructor'])(
    '%s is not there',
    async (path) => {
      const { base } = await serve();
      const answer = await fetch(base + path);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toHaveProperty('error');
    },
  );

  test('headers that are too long are refused', async () => {
    const { base } = await serve();
    const answer = await fetch(`${base}/healthz`, { headers: { 'x-long': 'x'.repeat(10_000) } });
    expect(answer.status).toBe(431);
  });
});

describe('listening', () => {
  test('port 0 picks a free one, which it tells', async () => {
    const { server } = await serve();
    expect(server.port()).toBeGreaterThan(0);
    expect(make().port()).toBeUndefined();
  });

  test('a port in use: it says so, what to do, and can try another one', async () => {
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

  test('an address of another machine', async () => {
    await expect(make().listen('192.0.2.1', 0)).rejects.toMatchObject({
      code: 'EADDRNOTAVAIL',
      message: expect.stringContaining('HTTP_HOST'),
    });
  });
});

describe('closing', () => {
  test('connections that are kept alive do not hold it up', async () => {
    const { server, base } = await serve();
    await (await fetch(`${base}/healthz`)).text();
    await server.close(60_000);
    expect(server.port()).toBeUndefined();
  });

  test('connections that never ask anything are dropped after the grace', async () => {
    const { server } = await serve();
    const silent = connect(server.port() ?? 0, '127.0.0.1');
    await once(silent, 'connect');
    const ended = once(silent.resume(), 'close');
    await server.close(1);
    await ended;
  });

  test('a request in flight is answered, on a connection that ends with it', async () => {
    const arrived = Promise.withResolvers<void>();
    const go = Promise.withResolvers<readonly string[]>();
    const readiness = () => {
      arrived.resolve();
      return go.promise;
    };
    const { server, base } = await serve({ readiness });
    const answer = fetch(`${base}/readyz`);
    await arrived.promise;
    const closed = server.close(10_000);
    go.resolve([]);
    expect((await answer).status).toBe(200);
    expect((await answer).headers.get('connection')).toBe('close');
    await closed;
  });

  test('a request that is never answered is dropped after the grace', async () => {
    const arrived = Promise.withResolvers<void>();
    const readiness = () => {
      arrived.resolve();
      return new Promise<string[]>(() => {});
    };
    const { server, base } = await serve({ readiness });
    const answer = fetch(`${base}/readyz`).catch(() => 'dropped');
    await arrived.promise;
    await server.close(1);
    expect(await answer).toBe('dropped');
  });

  test('twice, and without having listened', async () => {
    const { server } = await serve();
    await Promise.all([server.close(), server.close()]);
    await make().close();
  });
});
