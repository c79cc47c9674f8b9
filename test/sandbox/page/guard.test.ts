/** What the server of the page rejects. */
import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { connectPage, lookAs, type PageDemo, socketUrl, startPageDemo } from './page.support.ts';

let opened: PageDemo;
beforeAll(async () => {
  opened = await startPageDemo();
});
afterAll(() => opened[Symbol.asyncDispose]());

type Answer = { status: number | undefined; headers: IncomingHttpHeaders; body: string };

async function ask(path: string, options: { host?: string; method?: string; range?: string } = {}): Promise<Answer> {
  const { hostname, port, host } = new URL(opened.address);
  const headers = { host: options.host ?? host, ...(options.range !== undefined && { range: options.range }) };
  const outgoing = request({ hostname, port, path, method: options.method ?? 'GET', headers }).end();
  const [response] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString('latin1') };
}

/** The status with which a WebSocket is refused, or 101. */
async function upgrade(url: string, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(url, { headers });
  return new Promise((resolve) => {
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('error', () => undefined);
  });
}

describe('requests', () => {
  test('of the page are answered, with nothing from outside and in no frame', async () => {
    const { status, headers, body } = await ask('/');
    expect(status).toBe(200);
    expect(body).toContain('<title>clapperbot demo</title>');
    expect(body).not.toContain('@vite/client');
    expect(headers['content-security-policy']).toMatch(/^default-src 'self'; .*frame-ancestors 'none'$/u);
    expect(headers['content-security-policy']).not.toMatch(/https?:|\*/u);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    expect((await ask('/main.tsx')).headers['content-type']).toContain('javascript');
  });

  test('under another name are refused', async () => {
    const { port } = new URL(opened.address);
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:${Number(port) + 1}`]) {
      expect(await ask('/', { host }), host).toMatchObject({ status: 403, body: 'Forbidden\n' });
    }
    expect(await ask('/', { host: `localhost:${port}` })).toMatchObject({ status: 200 });
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('with the method %s are refused', async (method) => {
    expect(await ask('/', { method })).toMatchObject({ status: 405 });
  });

  test.each(['/nothing', '//', '/bucket/none.mp4', '/bucket/%zz', '/../package.json', '/@fs/etc/passwd'])(
    'for %s get nothing',
    async (path) => {
      const { status, body } = await ask(path);
      expect([403, 404]).toContain(status);
      expect(body).not.toContain('root:');
    },
  );
});

describe('files', () => {
  test('of the bucket are served in parts, and never as a page', async () => {
    opened.demo.bucket.put('a b/c_0.mp4', '0123456789');
    opened.demo.bucket.put('x.html', '<script>1</script>');
    expect(await ask('/bucket/a%20b/c_0.mp4', { range: 'bytes=2-4' })).toMatchObject({
      status: 206,
      body: '234',
      headers: { 'content-type': 'video/mp4', 'content-range': 'bytes 2-4/10' },
    });
    expect((await ask('/bucket/x.html')).headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': expect.stringMatching(/^attachment/u) as string,
    });
  });

  test('that the bot uploaded to Slack need the token', async () => {
    const { search } = new URL(opened.address);
    expect(await ask('/slack-files/F1')).toMatchObject({ status: 401 });
    expect(await ask(`/slack-files/F1${search}`)).toMatchObject({ status: 404 });
  });
});

describe('WebSockets', () => {
  test('need the token and the origin of the page', async () => {
    const { origin, port } = new URL(opened.address);
    const url = socketUrl(opened.address);
    expect(await upgrade(url, { origin })).toBe(101);
    expect(await upgrade(url, { origin: `http://localhost:${port}` })).toBe(101);
    expect(await upgrade(url, {})).toBe(403);
    expect(await upgrade(url, { origin: 'http://evil.example' })).toBe(403);
    expect(await upgrade(url, { origin, host: 'evil.example' })).toBe(403);
    expect(await upgrade(url.replace(/token=.*/u, 'token=0000'), { origin })).toBe(401);
    expect(await upgrade(url.replace(/\?.*/u, ''), { origin })).toBe(401);
    expect(await upgrade(socketUrl(opened.address, '/other'), { origin })).toBe(404);
  });

  test.each(['no JSON', '{}', '{"type":"do","id":1,"action":{"type":"exec"}}', '{"type":"look","view":{"limit":0}}'])(
    'are closed after %s',
    async (raw) => {
      const socket = new WebSocket(socketUrl(opened.address), { origin: new URL(opened.address).origin });
      await once(socket, 'open');
      socket.send(raw);
      expect((await once(socket, 'close'))[0]).toBe(1008);
    },
  );

  test('do nothing for nobody, and show no private channel to others', async () => {
    using page = await connectPage(opened.address);
    expect(await page.act({ type: 'join', cname: 'x' })).toBe('Choose a person first.');
    const secret = opened.demo.slack.addChannel('secret', { private: true, members: ['ben'] });
    opened.demo.slack.say('ben', secret, 'between us');
    const { person } = await lookAs(page, 'ana');
    page.look({ person, place: { kind: 'channel', channelId: secret.id }, limit: 50 });
    expect(await page.act({ type: 'type', text: '/record help' })).toBe('@ana is not in #secret');
    expect(JSON.stringify(page.received)).not.toContain('between us');
  });
});
