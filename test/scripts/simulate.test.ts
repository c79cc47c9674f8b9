/** `npm run simulate:agora -- --port N` */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { requirePython, startSample } from '../sandbox/python-sample.ts';
import { type Script, scriptTimeout, useFreshCopy } from './fresh-copy.ts';

const copy = useFreshCopy();
const simulate = (args: readonly string[], env: Record<string, string> = {}) =>
  copy.npm(['run', 'simulate:agora', '--', ...args], { env });

/** The four lines that it prints once it listens. */
async function printed(script: Script): Promise<string[]> {
  await script.line(/^AGORA_CUSTOMER_SECRET:/u);
  return script.out.filter((line) => line !== '');
}

/** A port that nobody uses at the moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

describe('npm run simulate:agora', { timeout: scriptTimeout }, () => {
  test('listens on the port, prints the four lines, and ends on Ctrl-C', async () => {
    const port = await freePort();
    const script = simulate(['--port', String(port)]);
    expect(await printed(script)).toEqual([
      `AGORA_API_URL: http://127.0.0.1:${port}`,
      'AGORA_APP_ID: 5a4db0c1a9064e7fb1e0d0ca1f00c0de',
      'AGORA_CUSTOMER_ID: local-customer',
      'AGORA_CUSTOMER_SECRET: local-secret',
    ]);
    const response = await fetch(`http://127.0.0.1:${port}/v1/apps/x/cloud_recording/acquire`, { method: 'POST' });
    expect(response.status).toBe(401);
    script.interrupt();
    await script.ended;
    expect(script.err).toEqual([]);
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
  });

  test('takes its identity from the variables of the bot', async () => {
    const env = {
      AGORA_APP_ID: 'app',
      AGORA_CUSTOMER_ID: 'id',
      AGORA_CUSTOMER_SECRET: 'pw',
      AGORA_API_URL: 'http://x',
    };
    expect(await printed(simulate(['--port', '0'], env))).toEqual([
      expect.stringMatching(/^AGORA_API_URL: http:\/\/127\.0\.0\.1:\d+$/u),
      'AGORA_APP_ID: app',
      'AGORA_CUSTOMER_ID: id',
      'AGORA_CUSTOMER_SECRET: pw',
    ]);
  });

  test('Agora’s own Python sample runs through, at eight times its speed', async (context) => {
    requirePython(context);
    const lines = await printed(simulate(['--port', '0']));
    const [url = '', appId = '', customerId = '', customerSecret = ''] = lines.map((line) => line.split(': ')[1]);
    const sample = await startSample({ url, appId, customerId, customerSecret }, 'real_sleep(seconds / 8)');
    const ended = once(sample, 'close');
    const said: string[] = [];
    for await (const line of createInterface({ input: sample.stdout })) if (!line.startsWith('url: ')) said.push(line);
    expect(await ended).toEqual([0, null]);
    expect(said).toEqual([
      expect.stringContaining('The recording status: '),
      'Update layout success.',
      expect.stringMatching(
        /^Stop cloud recording success\. FileList : [0-9a-f]{32}_sample room\.m3u8, uploading status: uploaded$/u,
      ),
    ]);
  });

  test.each([
    [['--port', 'x'], '--port must be a number from 0 to 65535.'],
    [['--port', '70000'], '--port must be a number from 0 to 65535.'],
    [['--prot', '1'], "Unknown option '--prot'."],
    [['8081'], "Unexpected argument '8081'."],
  ])('rejects %j in one sentence', async (args, sentence) => {
    const script = simulate(args);
    expect(await script.ended).toBe(1);
    expect(script.err).toEqual([expect.stringContaining(sentence)]);
  });

  test('says that the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => {
      other.close();
    });
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const script = simulate(['--port', String(port)]);
    expect(await script.ended).toBe(1);
    expect(script.err).toEqual([expect.stringContaining(`Port ${port} is in use.`)]);
  });
});
