/** `npm run demo` */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scriptTimeout, useFreshCopy } from './fresh-copy.ts';

const copy = useFreshCopy();
const demo = (args: readonly string[], input?: string) =>
  copy.npm(['run', 'demo', '--', ...args], input === undefined ? {} : { input });

describe('npm run demo', { timeout: scriptTimeout }, () => {
  test.each([[[]], [['recording']]])('-- --story %j plays stories and ends', async (names) => {
    const script = demo(['--story', ...names]);
    expect(await script.ended).toBe(0);
    expect(script.out.join('\n')).toMatch(/Starting[^]*Recording[^]*Finished/u);
    expect(script.err).toEqual([]);
  });

  test('has a prompt where people join and leave Agora channels, and ends with the input', async () => {
    const lines = ['/record start maths', '/record start math', 'wait 1m', 'leave maths', 'wait 3m', 'join maths'];
    const script = demo(
      [],
      `${[...lines, 'wait 1m', '/record stop math', '/record stop maths', 'wait 2m'].join('\n')}\n`,
    );
    expect(await script.ended).toBe(0);
    const text = script.out.join('\n');
    expect(text).toContain('People are in *maths* and *standup*.');
    expect(text).toContain('ana in #classes> ');
    expect(text).toMatch(
      /Everybody left the Agora channel maths\.[^]*Somebody joined the Agora channel maths: 1 person/u,
    );
    expect(text).toMatch(/[0-9a-f]{32}_maths\.m3u8/u);
    // Nobody is in a channel whose name was mistyped.
    expect(text).not.toContain('_math.m3u8');
    expect(script.err).toEqual([]);
  });

  test('shows the form behind Custom… at the prompt, where it is filled in and sent', async () => {
    const lines = [
      '/record start maths',
      'wait 1m',
      '5',
      'wait 1s',
      'write 0 0 50% 1 | 50% 0 50% 1',
      'send',
      'wait 10s',
    ];
    const script = demo([], `${['write x', ...lines].join('\n')}\n`);
    expect(await script.ended).toBe(0);
    const text = script.out.join('\n');
    expect(text).toContain('No form with a text is open.');
    expect(text).toMatch(
      /\(a form, only visible to ana\)\nCustom layout[^]*\| 50% 0 50% 1\n[^]*@ana changed the layout to Custom\./u,
    );
    expect(script.err).toEqual([]);
  });

  test('shows the start form at the prompt', async () => {
    const lines = [
      'fill x',
      'shortcut',
      'wait 1s',
      'close',
      '/record',
      'wait 1s',
      'write maths',
      'fill Stop after: 1h',
      'send',
    ];
    const script = demo([], `${[...lines, 'wait 1m'].join('\n')}\n`);
    expect(await script.ended).toBe(0);
    const text = script.out.join('\n');
    expect(text).toContain('Open a form, then type for example  fill Stop after: 1h.');
    expect(text).toMatch(/\(a form, only visible to ana\)\nStart a recording[^]*\| 1h\n[^]*Recording maths/u);
    expect(script.err).toEqual([]);
  });

  test('-- --no-prompt runs until Ctrl-C, without a prompt', async () => {
    const script = demo(['--no-prompt']);
    await script.line(/^Press Ctrl-C to stop\.$/u);
    const [slackUrl = ''] = /http:\S+/u.exec(await script.line(/^Slack: /u)) ?? [];
    expect((await fetch(slackUrl)).status).toBe(200);
    const [page = ''] = /http:\S+/u.exec(await script.line(/^page: /u)) ?? [];
    expect(page).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]{32}$/u);
    expect(await (await fetch(page)).text()).toContain('<div id="page">');
    script.interrupt();
    await script.ended;
    await expect(fetch(page)).rejects.toThrow('fetch failed');
    await expect(fetch(slackUrl)).rejects.toThrow('fetch failed');
    expect(script.out.join('\n')).not.toContain('ana in #classes>');
    expect(script.err).toEqual([]);
  });

  test('-- --port N serves the page there, or says that the port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const refused = demo(['--no-prompt', '--port', String(port)]);
    expect(await refused.ended).toBe(1);
    expect(refused.err).toEqual([`Port ${port} is in use. Choose another one, or leave out \`--port\`.`]);
    taken.close();
    await once(taken, 'close');
    const script = demo(['--no-prompt', '--port', String(port)]);
    expect(await script.line(/^page: /u)).toContain(`http://127.0.0.1:${port}/?token=`);
    script.interrupt();
    await script.ended;
  });

  test('without the development dependencies there is no page, and a prompt', async () => {
    rmSync(join(copy.folder, 'node_modules', 'vite'));
    const script = demo([], '/record help\n');
    expect(await script.ended).toBe(0);
    expect(script.out).toContain('There is no page: it needs the development dependencies (npm ci).');
    expect(script.out.join('\n')).toContain('/record start');
    expect(script.err).toEqual([]);
  });

  test.each([
    [['--port', '65536'], '`--port` takes a number from 0 to 65535'],
    [['--port', '8080', '--story'], 'A story has no page: leave out `--port`.'],
    [['--story', 'nope'], 'There is no story “nope”.'],
    [['--prot', '1'], "Unknown option '--prot'."],
    [['extra'], "Unexpected argument 'extra'."],
  ])('rejects %j in one sentence', async (args, sentence) => {
    const script = demo(args);
    expect(await script.ended).toBe(1);
    expect(script.err).toEqual([expect.stringContaining(sentence)]);
  });
});
