import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';

const MAIN = new URL('../../src/cli/simulate.ts', import.meta.url).pathname;

function run(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { PATH: process.env['PATH'], ...env } });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** The four lines that it prints when it listens. */
async function announced(child: ChildProcess): Promise<string[]> {
  const lines: string[] = [];
  if (child.stdout === null) throw new Error('no stdout');
  for await (const line of createInterface({ input: child.stdout })) {
    if (lines.push(line) === 4) return lines;
  }
  throw new Error(`it ended after ${lines.length} lines`);
}

describe('the simulator as a program', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('says where it is, serves, and ends on %s', async (signal) => {
    const child = run(['--port', '0']);
    const ended = once(child, 'exit');
    const lines = await announced(child);
    expect(lines).toEqual([
      expect.stringMatching(/^AGORA_API_URL: http:\/\/127\.0\.0\.1:\d+$/),
      'AGORA_APP_ID: 5a4db0c1a9064e7fb1e0d0ca1f00c0de',
      'AGORA_CUSTOMER_ID: local-customer',
      'AGORA_CUSTOMER_SECRET: local-secret',
    ]);
    const response = await fetch(`${lines[0]?.split(' ')[1]}/v1/apps/x/cloud_recording/acquire`, { method: 'POST' });
    expect(response.status).toBe(401);
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
  });

  it('takes its identity from the environment', async () => {
    const env = {
      AGORA_APP_ID: 'app',
      AGORA_CUSTOMER_ID: 'id',
      AGORA_CUSTOMER_SECRET: 'pw',
      AGORA_API_URL: 'http://x',
    };
    const lines = await announced(run(['--port', '0'], env));
    expect(lines.slice(1)).toEqual(['AGORA_APP_ID: app', 'AGORA_CUSTOMER_ID: id', 'AGORA_CUSTOMER_SECRET: pw']);
    expect(lines[0]).toContain('127.0.0.1');
  });

  it.each([[['--port', '70000']], [['--port', 'x']], [['--port']], [['--prot', '1']]])('refuses %j', async (args) => {
    const child = run(args);
    const [[code], stderr] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('--port must be a number from 0 to 65535')]);
  });

  it('says so when the port is in use', async () => {
    const other = createServer();
    onTestFinished(() => {
      other.close();
    });
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const child = run(['--port', String(port)]);
    const [[code], stderr] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`port ${port} is in use`)]);
  });
});
