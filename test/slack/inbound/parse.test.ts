import { describe, expect, it } from 'vitest';
import { checkBlocks } from '../../../src/sandbox/slack/check-blocks.ts';
import { commandTable, verbNames } from '../../../src/slack/inbound/commands.ts';
import { type Command, parseCommand } from '../../../src/slack/inbound/parse.ts';
import { distance, suggest } from '../../../src/slack/inbound/suggest.ts';

const grid = { name: 'grid' } as const;
const start = (cname: string, layout: 'float' | 'grid' | 'vertical' = 'grid'): Command => ({
  verb: 'start',
  cname,
  layout: { name: layout },
});

function said(text: string): string {
  const parsed = parseCommand(text);
  if (parsed.kind === 'command') throw new Error(`understood as ${JSON.stringify(parsed.command)}`);
  expect(checkBlocks(parsed.message.blocks)).toEqual([]);
  return parsed.message.text;
}

describe('what is understood', () => {
  const nbsp = '\u00a0';
  it.each<[string, Command]>([
    ['', { verb: 'help' }],
    ['   ', { verb: 'help' }],
    ['help', { verb: 'help' }],
    ['HELP me please', { verb: 'help' }],
    ['?', { verb: 'help' }],
    ['--help', { verb: 'help' }],
    ['list', { verb: 'list' }],
    ['List ', { verb: 'list' }],
    ['start standup', start('standup')],
    ['START Standup', start('Standup')],
    ['start standup layout=float', start('standup', 'float')],
    ['start standup layout=grid', start('standup')],
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
    [`start${nbsp}"team${nbsp}sync"${nbsp}layout=float`, start('team sync', 'float')],
    ['start\u3000standup\u2003layout=float', start('standup', 'float')],
    ['start\tstandup\n', start('standup')],
    ['start \u2068stand\u200bup\u2069', start('standup')],
    ['start a=b', start('a=b')],
    ['start "layout=grid"', start('layout=grid')],
    ['start "for=90m" layout=float', start('for=90m', 'float')],
    ['start "list"', start('list')],
    ['start a&amp;b', start('a&b')],
    ['start a&lt;b&gt;c', start('a<b>c')],
    ['start "&amp;lt;"', start('&lt;')],
    ['start &lt;#C1|x&gt;', start('<#C1|x>')],
    ['start !#$%&amp;()+-:;&lt;=.&gt;?@[]^_{}|~,', start('!#$%&()+-:;<=.>?@[]^_{}|~,')],
    ['start <#C123|general>', start('#general')],
    ['start "<#C123|general> sync"', start('#general sync')],
    ['start <@U123|ana>', start('@ana')],
    ['start room-<@U123|ana>', start('room-@ana')],
    ['start <!here>', start('@here')],
    ['start <!channel>', start('@channel')],
    ['start <!everyone|everyone>', start('@everyone')],
    ['start <!subteam^S1|@team>', start('@team')],
    ['start <http://room.example.com|room.example.com>', start('room.example.com')],
    ['start <mailto:a@b.c|a@b.c>', start('a@b.c')],
    ['start <mailto:a@b.c>', start('a@b.c')],
    [`start ${'x'.repeat(63)}`, start('x'.repeat(63))],
    ['stop', { verb: 'stop' }],
    ['stop standup', { verb: 'stop', target: 'standup' }],
    ['stop "team sync"', { verb: 'stop', target: 'team sync' }],
    ['stop a=b', { verb: 'stop', target: 'a=b' }],
    ['status', { verb: 'status' }],
    ['Status r7k2m9', { verb: 'status', target: 'r7k2m9' }],
    ['layout standup grid', { verb: 'layout', target: 'standup', layout: grid }],
    ['layout "team sync" FLOAT', { verb: 'layout', target: 'team sync', layout: { name: 'float' } }],
    ['layout grid grid', { verb: 'layout', target: 'grid', layout: grid }],
    ['layout x vertical uid=5', { verb: 'layout', target: 'x', layout: { name: 'vertical', uid: '5' } }],
    [
      'layout x vertical UID=4294967295',
      { verb: 'layout', target: 'x', layout: { name: 'vertical', uid: '4294967295' } },
    ],
    [
      'layout x grid background=#1d1C1D',
      { verb: 'layout', target: 'x', layout: { name: 'grid', background: '#1d1C1D' } },
    ],
    [
      'layout background=#000000 x uid=7 vertical',
      { verb: 'layout', target: 'x', layout: { name: 'vertical', uid: '7', background: '#000000' } },
    ],
  ])('%j', (text, command) => {
    expect(parseCommand(text)).toEqual({ kind: 'command', command });
  });
});

describe('what is not understood is explained', () => {
  it.each<[string, string[]]>([
    ['strat standup', ['`strat`', 'Did you mean `start`']],
    ['stpo', ['Did you mean `stop`']],
    ['stat', ['`status` or `start`']],
    ['Lsit', ['`Lsit`', 'Did you mean `list`']],
    ['halp', ['Did you mean `help`']],
    ['layuot x grid', ['Did you mean `layout`']],
    ['standup', ['`standup`', '`/record start standup`']],
    ['"team sync"', ['`/record start "team sync"`']],
    ['record that meeting', ['`record`', '`start`', '`/record help`']],
    ['start', ['Which channel']],
    ['start layout=grid', ['Which channel']],
    ['start ""', ['empty']],
    ['start team sync', ['a word too many', '`/record start "team sync"`']],
    ['start standup grid', ['`/record start standup layout=grid`']],
    ['start standup layout = grid', ['without spaces']],
    ['start standup layout=', ['`layout=` has no value', '`layout=float`']],
    ['start standup layout=grid Layout=grid', ['`Layout` is there twice']],
    ['start standup layout=gird', ['`gird`', 'Did you mean `grid`']],
    ['start standup layout=mosaic', ['`mosaic`', '`float`, `grid` and `vertical`']],
    ['start standup layuot=grid', ['`layuot`', 'Did you mean `layout`']],
    ['start standup colour=red', ['`colour`', '`layout=…`']],
    ['start a=b c=d', ['`a`', 'quotes']],
    ['start layot=grid', ['Did you mean `layout`']],
    ['start standup for=90m', ['`for` is not available yet']],
    ['start standup PRESET=x', ['`preset` is not available yet']],
    ['start standup mode=web', ['`mode` is not available yet']],
    ['start standup url=<https://x.y>', ['`url` is not available yet']],
    ['start standup fro=90m', ['`for`', 'not available yet']],
    ['start standup uid=5', ['`uid` belongs to `/record layout`']],
    ['start "team sync', ['not closed']],
    ['start "a"b', ['not closed']],
    ["start 'ana’s room", ['not closed']],
    ['start caf\u00e9', ['é']],
    ['start tab\u0001', ['U+0001']],
    ['start a/b*c', ['/, *']],
    ['start <https://a.b/x|a.b/x>', ['does not allow /']],
    ['start <https://a.b>', ['does not allow /']],
    [`start ${'x'.repeat(64)}`, ['64', '63']],
    ['start <#C123|>', ['id of that Slack channel']],
    ['start <#C123>', ['id of that Slack channel']],
    ['start <@U123>', ['id of that person']],
    ['stop <!subteam^S1>', ['id of that group']],
    ['stop team sync', ['`/record stop "team sync"`']],
    ['stop ""', ['empty']],
    ['stop layout=grid', ['belongs to `/record start`', 'takes no keys']],
    ['list all', ['just `/record list`']],
    ['layout', ['Which recording, and which layout']],
    ['layout standup', ['Which layout']],
    ['layout vertical', ['Which recording?']],
    ['layout vertical standup', ['`/record layout standup vertical`']],
    ['layout standup verticl', ['Did you mean `vertical`']],
    ['layout team sync grid', ['`/record layout "team sync" grid`']],
    ['layout standup layout=grid', ['a word of its own']],
    ['layout "" grid', ['empty']],
    ['layout x vertical uid=0', ['`0` is no uid']],
    ['layout x vertical uid=007', ['`007` is no uid']],
    ['layout x vertical uid=4294967296', ['is no uid']],
    ['layout x vertical uid=ana', ['`ana` is no uid']],
    ['layout x grid uid=5', ['`grid` has none']],
    ['layout x grid background=FF0000', ['`background=#FF0000`']],
    ['layout x grid background=red', ['`red`', '#RRGGBB']],
    ['layout x grid backgruond=#FF0000', ['Did you mean `background`']],
    ['layout x grid background=#FF0000 background=#FF0000', ['twice']],
  ])('%j', (text, words) => {
    const sentence = said(text);
    for (const word of words) expect(sentence).toContain(word);
  });

  it('shows what was typed as it was typed, and never as markup', () => {
    expect(said('&lt;!here&gt;')).not.toContain('<');
    expect(said('sta`rt x')).not.toContain('sta`rt');
  });

  it('takes long input calmly', () => {
    for (const text of [
      'x'.repeat(50_000),
      '"'.repeat(50_000),
      '<'.repeat(50_000),
      'start '.repeat(10_000),
      `start ${'a='.repeat(20_000)}"`,
      `start "${'&amp;'.repeat(10_000)}`,
    ]) {
      expect(said(text).length).toBeLessThanOrEqual(3_000);
    }
  });
});

describe('suggestions', () => {
  it.each([
    ['start', 'start', 0],
    ['', 'stop', 4],
    ['stop', '', 4],
    ['strat', 'start', 1],
    ['stpo', 'stop', 1],
    ['lit', 'list', 1],
    ['kitten', 'sitting', 3],
  ])('%s to %s takes %i', (a, b, edits) => expect(distance(a, b)).toBe(edits));

  it('keeps short words apart', () => expect(suggest('a', ['url', 'for'])).toEqual([]));
  it('prefers nothing where nothing is near', () => expect(suggest('standup', verbNames)).toEqual([]));
});

describe('the table of the README', () => {
  it('has a row for every verb and no bar that would end a cell', () => {
    const rows = commandTable()
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(rows).toHaveLength(verbNames.length);
    for (const row of rows) expect(row.split(/(?<!\\)\|/u)).toHaveLength(6);
  });

  it('has examples that are understood', () => {
    const samples = [...commandTable().matchAll(/`\/record ([^`<[]+)`/gu)].map((found) => found[1] ?? '');
    expect(samples.length).toBeGreaterThan(8);
    for (const sample of samples)
      if (sample.trim() !== 'layout') expect(parseCommand(sample).kind, sample).toBe('command');
  });
});
