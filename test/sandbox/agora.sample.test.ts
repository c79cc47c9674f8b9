import { spawn, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import type { AgoraSimulator } from '../../src/sandbox/agora/agora-server.ts';
import { BEGINNING, bench } from './agora.support.ts';

/** Runs the sample with a `time.sleep` that says how long it would sleep and goes on when it is told to. */
const WRAPPER = `
import os, sys, time
def sleep(seconds):
    print('SLEEP %s' % seconds, flush=True)
    sys.stdin.readline()
time.sleep = sleep
exec(compile(os.environ['SAMPLE'], 'sample.py', 'exec'), {'__name__': '__main__'})
`;

it("Agora's own Python sample runs through, changed in nothing but address, credentials and storage", async (ctx) => {
  const found = spawnSync('python3', ['-c', 'import requests'], { encoding: 'utf8' });
  if (found.status !== 0) {
    const reason = found.error === undefined ? "python3 has no module 'requests'" : 'python3 is not installed';
    process.stderr.write(`skipped: Agora's Python sample: ${reason}\n`);
    ctx.skip(reason);
  }
  const { agora, clock } = await bench();
  const child = spawn('python3', ['-c', WRAPPER], {
    env: { ...process.env, SAMPLE: await sampleFor(agora), NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill();
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  // The stop waits for the upload, on the same clock.
  const stopping = agora.waitFor((entry) => entry.call === 'stop').then(() => clock.advance(2_000));

  const printed: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [, seconds] = /^SLEEP (\d+)$/.exec(line) ?? [];
    if (seconds === undefined) printed.push(line);
    else {
      clock.advance(Number(seconds) * 1000);
      child.stdin.write('\n');
    }
  }
  expect(await ended).toBe(0);
  await stopping;

  const calls = agora.requests.map(({ call, status, at }) => [call, status, at - BEGINNING]);
  expect(calls).toEqual([
    ['acquire', 200, 0],
    ['start', 200, 0],
    ['query', 200, 30_000],
    ['updateLayout', 200, 40_000],
    ['stop', 200, 40_000],
  ]);
  const [recorder] = agora.recorders;
  const file = `${recorder?.sid}_sample room.m3u8`;
  const said = printed.filter((line) => !line.startsWith('url: '));
  expect(said).toEqual([
    expect.stringMatching(new RegExp(`^The recording status: .*'status': 5.*'fileList': '${file}'`)),
    'Update layout success.',
    `Stop cloud recording success. FileList : ${file}, uploading status: uploaded`,
  ]);
  expect(recorder).toMatchObject({ cname: 'sample room', uid: '123', endedBy: 'stop', hadMedia: true });
  expect(recorder?.layouts.map(({ layout }) => [layout.mixedVideoLayout, layout.backgroundColor])).toEqual([
    [3, '#fff000'],
    [3, '#ff00cc'],
  ]);
});

/** The sample with its blanks filled in. Throws if a blank is no longer there. */
async function sampleFor(agora: AgoraSimulator): Promise<string> {
  const auth = Buffer.from(`${agora.customerId}:${agora.customerSecret}`).toString('base64');
  const blanks: [string, string][] = [
    ['APPID=""', `APPID="${agora.appId}"`],
    ['Auth=""', `Auth="Basic ${auth}"`],
    ['Cname=""', 'Cname="sample room"'],
    ['ACCESS_KEY=""', 'ACCESS_KEY="access"'],
    ['SECRET_KEY=""', 'SECRET_KEY="secret"'],
    ['VENDOR = 0', 'VENDOR = 1'],
    ['REGION = 0', 'REGION = 7'],
    ['BUCKET = ""', 'BUCKET = "bucket"'],
    ['url="https://api.agora.io/', `url="${agora.url}/`],
  ];
  let sample = await readFile(new URL('sample.py', import.meta.url), 'utf8');
  for (const [blank, value] of blanks) {
    if (!sample.includes(`\n${blank}`)) throw new Error(`the sample has no line ${blank}`);
    sample = sample.replace(`\n${blank}`, `\n${value}`);
  }
  return sample;
}
