/** What can't work is explained, with what to write instead. */

import { describe, expect, it } from 'vitest';
import { checkBlocks } from '../../../src/sandbox/slack/check-blocks.ts';
import { parseCommand } from '../../../src/slack/inbound/parse.ts';

function answerTo(text: string): string {
  const parsed = parseCommand(text);
  if (parsed.kind === 'command') throw new Error(`understood as ${JSON.stringify(parsed.command)}`);
  expect(checkBlocks(parsed.message.blocks)).toEqual([]);
  return parsed.message.text;
}

/** The commands that an answer suggests. */
function suggested(text: string): string[] {
  return [...answerTo(text).matchAll(/`(\/record [^`]+)`/gu)].map(([, command]) => command ?? '');
}

describe('verbs', () => {
  it.each([
    ['strat standup', 'Did you mean `/record start standup`'],
    ['strat "team sync" layout=float', 'Did you mean `/record start "team sync" layout=float`'],
    ['strat', 'Did you mean `/record start`'],
    ['stpo', 'Did you mean `/record stop`'],
    ['stat', '`/record status` or `/record start`'],
    ['Lsit', '`Lsit` isn’t a command. Did you mean `/record list`'],
    ['aufit maths', 'Did you mean `/record audit maths`'],
    ['halp', 'Did you mean `/record help`'],
    ['layuot x grid', 'Did you mean `/record layout x grid`'],
    ['standup', '`standup` isn’t a command. To record an Agora channel called `standup`: `/record start standup`'],
    ['"team sync"', '`/record start "team sync"`'],
    ['record that meeting', '`record` isn’t a command. `/record help`'],
    ['#general', 'To record an Agora channel called `general`: `/record start general`'],
    ['<@U1|ana>', '`@ana` is a person in Slack.'],
    ['list all', '`/record list` takes no arguments.'],
  ])('%j', (text, words) => expect(answerTo(text)).toContain(words));
});

describe('text that is a name only in quotes', () => {
  const web = '/record start class mode=web url=https://example.com/class';

  it.each([
    ['start #maths', ['/record start maths', '/record start "#maths"']],
    ['start ＃maths', ['/record start maths', '/record start "#maths"']],
    ['start @ana', ['/record start ana', '/record start "@ana"']],
    ['start <#C1|general>', ['/record start general', '/record start "#general"']],
    [
      'start <#C1|general> layout=float',
      ['/record start general layout=float', '/record start "#general" layout=float'],
    ],
    ['start <@U1|ana>', ['/record start ana', '/record start "@ana"']],
    ['start <!here>', ['/record start here', '/record start "@here"']],
    ['start <!subteam^S1|@team>', ['/record start team', '/record start "@team"']],
    ['start room-<@U123|ana>', ['/record start "room-@ana"']],
    ['start channel=maths', ['/record start maths', '/record start "channel=maths"']],
    ['start Name=#maths', ['/record start maths', '/record start "Name=#maths"']],
    ['start a=b', ['/record start "a=b"']],
    ['start a=b layout=float', ['/record start "a=b" layout=float']],
    ['start a=b c=d', ['/record start "a=b"']],
    ['start uid=5', ['/record start "uid=5"']],
    ['start <http://room.example.com|room.example.com>', [web, '/record start "room.example.com"']],
    ['start <mailto:a@b.c|a@b.c>', ['/record start "a@b.c"']],
    ['stop #maths', ['/record stop maths', '/record stop "#maths"']],
    ['stop <#C1|general>', ['/record stop general', '/record stop "#general"']],
    ['stop a=b', ['/record stop "a=b"']],
    ['stop recording=maths', ['/record stop maths', '/record stop "recording=maths"']],
    ['status @ana', ['/record status ana', '/record status "@ana"']],
    ['layout #maths grid', ['/record layout maths grid', '/record layout "#maths" grid']],
    ['layout a=b grid', ['/record layout "a=b" grid']],
    ['layout vertical #maths', ['/record layout maths vertical', '/record layout "#maths" vertical']],
    ['start #', ['/record start "#"']],
    ['start #<#C1|general>', ['/record start "##general"']],
    ['start https://localhost/x', [web]],
    ['stop <https://a.b/x>', []],
    ['start #ä', []],
  ])('%j', (text, commands) => expect(suggested(text)).toEqual(commands));

  it.each([
    ['start <#C1|general>', '`#general` is a Slack channel.'],
    ['start <https://a.b/x|a.b/x>', 'That is a link. To record a web page, give it a name'],
    ['stop <https://a.b/x|a.b/x>', 'That is a link. Write the name'],
    ['start <mailto:a@b.c|a@b.c>', '`a@b.c` is an email address.'],
    ['start <#C123|>', 'only the ID of that channel'],
    ['start <#C123>', 'only the ID of that channel'],
    ['start "<#C123>"', 'only the ID of that channel'],
    ['start <@U123>', 'only the ID of that person'],
    ['stop <!subteam^S1>', 'only the ID of that group'],
  ])('%j says what it is', (text, words) => expect(answerTo(text)).toContain(words));
});

describe('invalid names', () => {
  it.each([
    ['start caf\u00e9', 'Names can’t contain `é`.'],
    ['start cafe\u0301', 'Names can’t contain `é`.'],
    ['start ana’s', 'Names can’t contain `’`.'],
    ['start a/b*c', 'Names can’t contain `/`, `*`.'],
    ['start a—ä', 'Names can’t contain `ä`.'],
    ['start x\ud83d', 'Names can’t contain U+D83D.'],
    ['start äöüßéè', '`ä`, `ö`, `ü`, `ß`, `é`…'],
    ['start Klasse 9ä', 'Names can’t contain `ä`.'],
    ['start ""', 'The name is empty'],
    ['stop ""', 'The name is empty'],
    ['layout "" grid', 'The name is empty'],
    [`start ${'x'.repeat(64)}`, 'Names can have up to 63 characters. This one has 64.'],
    ['start "team sync', 'A quote isn’t closed'],
    ['start "a"b', 'A quote isn’t closed'],
    ["start 'ana’s room", 'A quote isn’t closed'],
  ])('%j', (text, words) => expect(answerTo(text)).toContain(words));

  it('lists every allowed symbol', () => {
    expect(answerTo('start ä')).toContain('`!#$%&amp;()+,-.:;&lt;=&gt;?@[]^_{|}~`');
  });
});

describe('too many arguments', () => {
  it.each([
    ['start team sync', ['/record start "team sync"']],
    ['start team sync layout=float', ['/record start "team sync" layout=float']],
    ['start live at five', ['/record start "live at five"']],
    ['start standup grid', ['/record start standup layout=grid']],
    ['start team sync vertical', ['/record start "team sync" layout=vertical']],
    ['start "team sync" float', ['/record start "team sync" layout=float']],
    ['start standup gird', ['/record start standup layout=grid']],
    ['start Klasse 9ä', []],
    ['start maths every monday', ['/record schedule maths every="mon,wed 09:00" for=1h', '/record start maths']],
    [
      'start team sync tomorrow',
      ['/record schedule "team sync" every="mon,wed 09:00" for=1h', '/record start "team sync"'],
    ],
    ['start maths at 9', ['/record schedule maths every="mon,wed 09:00" for=1h', '/record start maths']],
    ['start maths for 90m', ['/record start maths for=1h30m']],
    ['start maths now', ['/record start maths']],
    ['start recording maths', ['/record start maths', '/record start "recording maths"']],
    ['start maths, physics', ['/record start maths']],
    ['start "a" "b"', ['/record start a']],
    ['start team #maths', []],
    ['start maths [layout=float|grid]', []],
    ['start standup layout = grid', []],
    [`start ${'x '.repeat(40)}`, []],
    ['stop team sync', ['/record stop "team sync"']],
    ['stop "a" "b"', ['/record stop a']],
    ['stop standup now', ['/record stop standup']],
    ['status "a" b', ['/record status a']],
    ['layout team sync grid', ['/record layout "team sync" grid']],
    ['layout "a" "b" grid', ['/record layout a grid']],
    ['layout standup to grid', ['/record layout standup grid']],
    ['layout a b c', []],
  ])('%j', (text, commands) => expect(suggested(text)).toEqual(commands));

  it.each([
    [
      'start maths every monday',
      'To record `maths` at a set time: `/record schedule maths every="mon,wed 09:00" for=1h`. To record it now: `/record start maths`',
    ],
    ['start standup layout = grid', 'without spaces around the `=`'],
    ['stop "a" "b"', '`stop` takes one name.'],
    ['start team sync', 'Too many words. For a name with spaces: `/record start "team sync"`.'],
  ])('%j says why', (text, words) => expect(answerTo(text)).toContain(words));
});

describe('options', () => {
  it.each(['at', 'every'])('%s is for schedules', (key) => {
    expect(answerTo(`start standup ${key.toUpperCase()}=x`)).toContain(`\`${key}\` works only with \`schedule\`.`);
  });

  it.each([
    ['start standup layout=', '`layout=` has no value. Write `layout=grid`'],
    ['start standup layout=grid Layout=grid', '`Layout` was given twice.'],
    ['start standup layout=gird', '`gird` isn’t a layout. Did you mean `grid`'],
    ['start standup layout=mosaic', 'Choose `float`, `grid` or `vertical`.'],
    ['start standup layout=custom', 'Choose `float`, `grid` or `vertical`.'],
    ['start standup layuot=grid', '`start` has no option `layuot`. Did you mean `layout`'],
    ['start layot=grid', 'Did you mean `layout`'],
    ['start standup colour=red', '`start` has no option `colour`. `start` takes `layout=…`, `preset=…`'],
    ['start standup fro=90m', '`start` has no option `fro`. Did you mean `for`'],
    ['start standup mode=mixed', '`mixed` isn’t a mode. Choose `mix`, `individual` or `web`.'],
    ['start standup for=0m', '`for` takes `1m` to `24h`, for example `for=1h30m`.'],
    ['start standup for=25h', '`for` takes `1m` to `24h`, for example `for=1h30m`.'],
    ['extend', 'By how much? For example `/record extend maths 30m`.'],
    ['extend maths', 'By how much? For example `/record extend maths 30m`.'],
    ['extend maths 0m', '`0m` isn’t a time from `1m` to `24h`. For example `/record extend maths 30m`.'],
    ['extend 25h', '`25h` isn’t a time from `1m` to `24h`. For example `/record extend maths 30m`.'],
    ['extend team sync 30m', 'For a name with spaces: `/record extend "team sync" 30m`.'],
    ['extend #maths 30m', '`/record extend maths 30m`'],
    ['start standup snapshots=2s', '`snapshots` takes `5s` to `1h`, for example `snapshots=10s`.'],
    ['start standup preset=lesson', 'There is no `preset` `lesson`: the configuration names none.'],
    ['subscribe', 'Name the recording first, for example `/record subscribe maths audio=all video=527841`.'],
    ['subscribe maths', 'Whose audio or video? For example'],
    ['subscribe maths audio=ana', '`ana` isn’t a valid uid.'],
    ['subscribe maths audio=,', '`audio` takes 1 to 32 uids'],
    ['unsubscribe maths video=all', 'At least somebody must be recorded.'],
    ['presets all', '`/record presets` takes no arguments.'],
    ['usage november', 'Write a month as year and number, for example `/record usage 2026-11`.'],
    ['usage 2026-13', 'Write a month as year and number'],
    ['usage 2026-11 maths', 'Write a month as year and number'],
    ['start standup uid=5', '`uid` works only with `layout`.'],
    ['stop layout=grid', '`layout` works only with `start`.'],
    ['layout', 'Name the recording and the layout'],
    ['layout standup', 'Which layout? Add `float`, `grid` or `vertical`, for example `/record layout standup grid`.'],
    ['layout vertical', 'Name the recording before the layout'],
    ['layout vertical standup', 'The name comes first: `/record layout standup vertical`.'],
    ['layout standup verticl', 'Did you mean `vertical`'],
    ['layout standup layout=grid', 'Write the layout without `layout=`: `/record layout standup grid`.'],
    ['layout layout=grid', 'for example `/record layout maths grid`'],
    ['layout x vertical uid=0', '`0` isn’t a valid uid. Use a number: `uid=527841`.'],
    ['layout x vertical uid=007', '`007` isn’t a valid uid.'],
    ['layout x vertical uid=4294967296', 'isn’t a valid uid.'],
    ['layout x vertical uid=<@U1|ana>', '`@ana` isn’t a valid uid.'],
    ['layout x grid uid=5', '`uid` works only with `vertical`.'],
    ['layout x grid background=FF0000', '`background=#FF0000`'],
    ['layout x grid background=red', '`red` isn’t a valid color. Use `#RRGGBB`'],
    ['layout x grid backgruond=#FF0000', 'Did you mean `background`'],
    ['layout x grid background=#FF0000 background=#FF0000', 'was given twice'],
  ])('%j', (text, words) => expect(answerTo(text)).toContain(words));
});

it('shows what was typed as it was typed, and never as markup', () => {
  expect(answerTo('&lt;!here&gt;')).not.toContain('<');
  expect(answerTo('sta`rt x')).not.toContain('sta`rt');
});
