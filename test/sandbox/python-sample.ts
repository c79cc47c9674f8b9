/** Agora's Python sample with its blanks filled in, as a process whose `time.sleep` the test decides. */
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { onTestFinished, type TestContext } from 'vitest';

type Access = { url: string; appId: string; customerId: string; customerSecret: string };

/** Skips the test where the sample can't run. */
export function requirePython(context: TestContext): void {
  const found = spawnSync('python3', ['-c', 'import requests'], { encoding: 'utf8' });
  if (found.status === 0) return;
  context.skip(found.error === undefined ? "python3 has no module 'requests'" : 'python3 is not installed');
}

/** Starts the sample. `sleep` is Python source: the body of what stands for `time.sleep(seconds)`. */
export async function startSample(
  access: Access,
  sleep: string,
): Promise<ChildProcessByStdio<Writable, Readable, null>> {
  const wrapper = `
import os, sys, time
real_sleep = time.sleep
def sleep(seconds):
    ${sleep.trim().replaceAll('\n', '\n    ')}
time.sleep = sleep
exec(compile(os.environ['SAMPLE'], 'sample.py', 'exec'), {'__name__': '__main__'})
`;
  const child = spawn('python3', ['-c', wrapper], {
    env: { ...process.env, SAMPLE: await sampleFor(access), NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill();
  });
  return child;
}

/** Throws if a blank is no longer there. */
async function sampleFor({ url, appId, customerId, customerSecret }: Access): Promise<string> {
  const auth = Buffer.from(`${customerId}:${customerSecret}`).toString('base64');
  const blanks: [string, string][] = [
    ['APPID=""', `APPID="${appId}"`],
    ['Auth=""', `Auth="Basic ${auth}"`],
    ['Cname=""', 'Cname="sample room"'],
    ['ACCESS_KEY=""', 'ACCESS_KEY="access"'],
    ['SECRET_KEY=""', 'SECRET_KEY="secret"'],
    ['VENDOR = 0', 'VENDOR = 1'],
    ['REGION = 0', 'REGION = 7'],
    ['BUCKET = ""', 'BUCKET = "bucket"'],
    ['url="https://api.agora.io/', `url="${url}/`],
  ];
  let sample = await readFile(new URL('sample.py', import.meta.url), 'utf8');
  for (const [blank, value] of blanks) {
    if (!sample.includes(`\n${blank}`)) throw new Error(`the sample has no line ${blank}`);
    sample = sample.replace(`\n${blank}`, `\n${value}`);
  }
  return sample;
}
