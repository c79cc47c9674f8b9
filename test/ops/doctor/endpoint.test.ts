import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { endpointCheck } from '../../../src/ops/doctor/endpoint.ts';

const signal = new AbortController().signal;
const health = '{"status":"ok"}';

/** A server that answers these paths; by `METHOD /path`. */
async function serve(answers: Record<string, [status: number, body?: string]>): Promise<{ port: number; url: string }> {
  const server = createServer((request, response) => {
    const [status, body = ''] = answers[`${request.method} ${request.url}`] ?? [404];
    response.writeHead(status).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}` };
}

async function codeOf(options: { port: number; host?: string; isOn?: boolean; publicUrl?: string }) {
  const { findings } = await endpointCheck({ isOn: true, host: '127.0.0.1', ...options }).run(signal);
  expect(findings).toHaveLength(1);
  return findings[0]?.code;
}

test('turned off, on any port, and not running are reported without a failure', async () => {
  expect(await codeOf({ isOn: false, port: 1 })).toBe('notify.off');
  expect(await codeOf({ port: 0 })).toBe('notify.anyPort');
  expect(await codeOf({ port: 1 })).toBe('notify.notRunning');
});

test('the running bot accepts events, also when it listens on every address', async () => {
  const { port } = await serve({ 'GET /healthz': [200, health], 'POST /agora/events': [401] });
  expect(await codeOf({ port })).toBe('notify.local');
  expect(await codeOf({ port, host: '0.0.0.0' })).toBe('notify.local');
});

test('a bot that was started without the secret, and another program', async () => {
  expect(await codeOf(await serve({ 'GET /healthz': [200, health] }))).toBe('notify.disabled');
  expect(await codeOf(await serve({ 'GET /healthz': [200, 'hello'] }))).toBe('notify.otherProgram');
  expect(await codeOf(await serve({}))).toBe('notify.otherProgram');
});

test('the public URL is correct where an unsigned event is rejected', async () => {
  const { port, url } = await serve({
    'GET /healthz': [200, health],
    'POST /agora/events': [401],
    'POST /open/agora/events': [200],
    'POST /moved/agora/events': [301],
  });
  expect(await codeOf({ port, publicUrl: url })).toBe('notify.public.fine');
  for (const path of ['open', 'moved', 'none'])
    expect(await codeOf({ port, publicUrl: `${url}/${path}` }), path).toBe('notify.public.wrong');
  expect(await codeOf({ port, publicUrl: 'http://127.0.0.1:1' })).toBe('notify.public.unreachable');
});
