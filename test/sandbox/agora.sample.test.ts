import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { START, startFixture } from './agora.support.ts';
import { requirePython, startSample } from './python-sample.ts';

/** Prints how long it would sleep, and continues when a line arrives. */
const sleep = `
print('SLEEP %s' % seconds, flush=True)
sys.stdin.readline()
`;

it("Agora's own Python sample succeeds with only its address, credentials and storage changed", async (context) => {
  requirePython(context);
  const { agora, clock } = await startFixture();
  const child = await startSample(agora, sleep);
  const ended = new Promise((resolve) => child.once('close', resolve));
  // The stop waits for the upload on the same clock.
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

  const calls = agora.requests.map(({ call, status, at }) => [call, status, at - START]);
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
