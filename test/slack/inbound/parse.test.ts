import { describe, expect, it } from 'vitest';
import type { Layout } from '../../../src/recording/layout/layout.ts';
import type { StartOptions } from '../../../src/service/recording-service.ts';
import { parseCommand } from '../../../src/slack/inbound/parse.ts';
import type { Note } from '../../../src/slack/inbound/reading.ts';
import type { Command } from '../../../src/slack/inbound/verbs/index.ts';

const grid: Layout = { kind: 'grid' };
const start = (cname: string, kind?: 'float' | 'grid' | 'vertical'): Command => ({
  verb: 'start',
  cname,
  wanted: kind === undefined ? {} : { layout: { kind } },
});
const startWith = (wanted: StartOptions): Command => ({ verb: 'start', cname: 'standup', wanted });
/** Without a channel. */
const form = (wanted: StartOptions = {}): Command => ({ verb: 'start', wanted });
const layout = (target: string, wanted: Layout = grid): Command => ({ verb: 'layout', target, layout: wanted });

const subscribeAll: Command = { verb: 'subscribe', target: 'standup', video: 'all', audio: { only: ['7'] } };

const nbsp = '\u00a0';

describe('parsed unchanged', () => {
  it.each<[string, Command]>([
    ['', form()],
    ['   ', form()],
    ['start', form()],
    ['START ', form()],
    ['start layout=float for=1h', form({ layout: { kind: 'float' }, duration: 3_600_000 })],
    ['help', { verb: 'help' }],
    ['HELP me please', { verb: 'help' }],
    ['?', { verb: 'help' }],
    ['--help', { verb: 'help' }],
    ['—help', { verb: 'help' }],
    ['start --help', { verb: 'help' }],
    ['start "--help"', start('--help')],
    ['list', { verb: 'list' }],
    ['List ', { verb: 'list' }],
    ['/record', form()],
    ['/record start', form()],
    ['/record start standup', start('standup')],
    ['/Record /record stop', { verb: 'stop' }],
    ['start standup', start('standup')],
    ['START Standup', start('Standup')],
    ['start standup layout=float', start('standup', 'float')],
    ['start standup layout=grid', start('standup', 'grid')],
    ['start standup layout=vertical', start('standup', 'vertical')],
    ['start standup LAYOUT=Vertical', start('standup', 'vertical')],
    ['start layout=float standup', start('standup', 'float')],
    ['start standup layout="float"', start('standup', 'float')],
    ['start standup layout=“float”', start('standup', 'float')],
    ['start "team sync"', start('team sync')],
    ['start “team sync”', start('team sync')],
    ['start „team sync“', start('team sync')],
    ['start «team sync»', start('team sync')],
    ['start "team sync”', start('team sync')],
    ["start 'team sync'", start('team sync')],
    ['start ‘team sync’', start('team sync')],
    ['start `team sync`', start('team sync')],
    ['start " two  spaces "', start(' two  spaces ')],
    [`start${nbsp}standup${nbsp}layout=float`, start('standup', 'float')],
    ['start\u3000standup\u2003layout=float', start('standup', 'float')],
    ['start\tstandup\n', start('standup')],
    ['start "layout=grid"', start('layout=grid')],
    ['start "for=90m" layout=float', start('for=90m', 'float')],
    ['start "list"', start('list')],
    ['start standup mode=Individual snapshots=10s', startWith({ mode: 'individual', snapshots: 10_000 })],
    [
      'start standup mode=web url=<https://example.com/a?b=1&amp;c=2> for=1h30m',
      startWith({ mode: 'web', url: 'https://example.com/a?b=1&c=2', duration: 5_400_000 }),
    ],
    ['start a&amp;b', start('a&b')],
    ['start a&lt;b&gt;c', start('a<b>c')],
    ['start "&amp;lt;"', start('&lt;')],
    ['start &lt;#C1|x&gt;', start('<#C1|x>')],
    ['start !#$%&amp;()+-:;&lt;=.&gt;?@[]^_{}|~,', start('!#$%&()+-:;<=.>?@[]^_{}|~,')],
    ['start a#b@c', start('a#b@c')],
    ['start "#standup"', start('#standup')],
    ['start "<#C123|general>"', start('#general')],
    ['start "<#C123|general> sync"', start('#general sync')],
    ['start “<@U123|ana>”', start('@ana')],
    ['start "<!here>"', start('@here')],
    ['start "<!subteam^S1|@team>"', start('@team')],
    ['start "<http://room.example.com|room.example.com>"', start('room.example.com')],
    ['start "<mailto:a@b.c|a@b.c>"', start('a@b.c')],
    ['start "<mailto:a@b.c>"', start('a@b.c')],
    ['start <tel:4155551234|4155551234>', start('4155551234')],
    [`start ${'x'.repeat(63)}`, start('x'.repeat(63))],
    ['stop', { verb: 'stop' }],
    ['stop standup', { verb: 'stop', target: 'standup' }],
    ['stop "team sync"', { verb: 'stop', target: 'team sync' }],
    ['stop "a=b"', { verb: 'stop', target: 'a=b' }],
    ['stop caf\u00e9', { verb: 'stop', target: 'caf\u00e9' }],
    ['status', { verb: 'status' }],
    ['Status r7k2m9', { verb: 'status', target: 'r7k2m9' }],
    ['subscribe standup audio=1,2', { verb: 'subscribe', target: 'standup', audio: { only: ['1', '2'] } }],
    ['subscribe standup video=ALL audio=7', subscribeAll],
    ['unsubscribe standup video=3,3,4', { verb: 'unsubscribe', target: 'standup', video: { except: ['3', '4'] } }],
    ['pause', { verb: 'pause' }],
    ['resume "class page"', { verb: 'resume', target: 'class page' }],
    ['presets', { verb: 'presets' }],
    ['usage', { verb: 'usage' }],
    ['usage 2026-11', { verb: 'usage', month: '2026-11' }],
    ['layout standup grid', layout('standup')],
    ['layout "team sync" FLOAT', layout('team sync', { kind: 'float' })],
    ['layout grid grid', layout('grid')],
    ['layout x vertical uid=5', layout('x', { kind: 'vertical', largeUid: '5' })],
    ['layout x vertical UID=4294967295', layout('x', { kind: 'vertical', largeUid: '4294967295' })],
    ['layout x grid background=#1d1C1D', layout('x', { kind: 'grid', background: '#1d1C1D' })],
    [
      'layout background=#000000 x uid=7 vertical',
      layout('x', { kind: 'vertical', largeUid: '7', background: '#000000' }),
    ],
  ])('%j', (text, command) => {
    expect(parseCommand(text)).toEqual({ kind: 'command', command });
  });
});

describe('parsed with a correction, which is reported', () => {
  const as = (...understood: string[]): Note => ({ understood, leftOut: [] });
  const without = (...leftOut: string[]): Note => ({ understood: [], leftOut });

  it.each<[string, Command, Note]>([
    ['start room—one', start('room--one'), as('room--one')],
    ['start room–one', start('room-one'), as('room-one')],
    ['start room…', start('room...'), as('room...')],
    ['start "room—one two"', start('room--one two'), as('room--one two')],
    ['start room\u2011one', start('room-one'), as('room-one')],
    ['start ｍａｔｈｓ：１', start('maths:1'), as('maths:1')],
    [`start "team${nbsp}sync"`, start('team sync'), as('team sync')],
    [`start “team\u2003sync” layout=float`, start('team sync', 'float'), as('team sync')],
    ['start standup —layout=float', start('standup', 'float'), as('layout=float')],
    ['start standup --layout=float', start('standup', 'float'), as('layout=float')],
    ['start standup layout＝float', start('standup', 'float'), as('layout=float')],
    ['start room—one —layout=“float”', start('room--one', 'float'), as('room--one', 'layout=float')],
    ['stop room—one', { verb: 'stop', target: 'room--one' }, as('room--one')],
    ['status room–one', { verb: 'status', target: 'room-one' }, as('room-one')],
    ['layout room…one grid', layout('room...one'), as('room...one')],
    ['layout x vertical —uid=5', layout('x', { kind: 'vertical', largeUid: '5' }), as('uid=5')],
    ['start stand\u200bup', start('standup'), without('\u200b')],
    ['start \u2068stand\u200bup\u200b\u2069', start('standup'), without('\u2068', '\u200b', '\u2069')],
    ['start \u2068"team sync"\u2069 layout=float', start('team sync', 'float'), without('\u2068', '\u2069')],
    ['start tab\u0001', start('tab'), without('\u0001')],
    ['start stand\ufeffup', start('standup'), without('\ufeff')],
    ['start stand\u3164up\ufe0f', start('standup'), without('\u3164', '\ufe0f')],
    ['start "a\u{e0041}b"', start('ab'), without('\u{e0041}')],
    ['start "<#C123|gen\u200beral>"', start('#general'), without('\u200b')],
    ['stop stand\u00adup', { verb: 'stop', target: 'standup' }, without('\u00ad')],
    ['start "team\tsync"', start('team sync'), { understood: ['team sync'], leftOut: ['\t'] }],
    ['start "team\r\nsync"', start('team  sync'), { understood: ['team  sync'], leftOut: ['\r', '\n'] }],
    ['start "team\u2028sync"', start('team sync'), { understood: ['team sync'], leftOut: ['\u2028'] }],
    ['start \u200bteam—sync', start('team--sync'), { understood: ['team--sync'], leftOut: ['\u200b'] }],
  ])('%j', (text, command, note) => {
    expect(parseCommand(text)).toEqual({ kind: 'command', command, note });
  });
});

it('reads long input', () => {
  for (const text of [
    'x'.repeat(50_000),
    '"'.repeat(50_000),
    '<'.repeat(50_000),
    'start '.repeat(10_000),
    `start ${'a='.repeat(20_000)}"`,
    `start "${'&amp;'.repeat(10_000)}`,
    `start ${'a'.repeat(25_000)}${'“'.repeat(25_000)}`,
    `start a${'\u200b'.repeat(50_000)}`,
  ]) {
    const parsed = parseCommand(text);
    if (parsed.kind === 'rejected') expect(parsed.message.text.length).toBeLessThanOrEqual(3_000);
  }
});
