import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAt, parseEvery, type Rule } from '../../src/recording/schedule/rule.ts';
import { channelNameProblem } from '../../src/recording/validate.ts';
import type { StartOptions } from '../../src/service/recording-service.ts';
import { parseCommand, suggestCommand } from '../../src/slack/inbound/parse.ts';
import { writtenRule } from '../../src/slack/inbound/schedule-options.ts';
import type { Command } from '../../src/slack/inbound/verbs/index.ts';
import { faults } from '../slack/surfaces/support.ts';

const numRuns = 10_000;

/** What Slack makes of text that is typed. */
function asSlackSends(typed: string): string {
  return typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !#$%&()+-:;<=.>?@[]^_{}|~,';
const legalName = fc.string({ unit: fc.constantFrom(...Array.from(alphabet)), minLength: 1, maxLength: 63 });
const quotes = fc.constantFrom(
  ['"', '"'],
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
  ["'", "'"],
  ['‘', '’'],
  ['`', '`'],
  ['"', '”'],
);

/** Bits that the grammar is made of, so that random text gets past the first word. */
const verbs = 'schedule schedules start stop status layout list help strat pause pasue grid gird vertical'.split(' ');
const words = 'maths team every monday at 9 recording now to ä a, #maths @ana'.split(' ');
const characters = Array.from(' \u00a0\n\t="“\'`—–…<>&\u202e\u200b\0＃＝');
const options =
  'layout= LAYOUT=grid —layout=grid channel=maths a=b uid= uid=5 background=#FF0000 for=9m fro=1 at="2026-12-01 09:00" every=“mon–fri 9:00” every=daily'.split(
    ' ',
  );
const escapes = '&amp; &lt; &gt; <| <#C1|general> <#C1> <@U1|ana> <@U1> <!here> <!subteam^S1|@team>'.split(' ');
const links = ['<https://a.b|a.b>', '<mailto:a@b.c|a@b.c>', 'team sync', '\ud83d'];
const bit = fc.oneof(
  fc.constantFrom(...verbs, ...words, ...characters, ...options, ...escapes, ...links),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const text = fc.oneof(
  fc.array(bit, { maxLength: 14 }).map((bits) => bits.join('')),
  fc.array(bit, { maxLength: 8 }).map((bits) => bits.join(' ')),
);

it('any text is parsed or answered, and the response is safe and within the limits', () => {
  const counts = { command: 0, rejected: 0 };
  fc.assert(
    fc.property(text, (typed) => {
      const parsed = parseCommand(typed);
      counts[parsed.kind] += 1;
      if (parsed.kind === 'rejected') expect(faults(parsed.message)).toEqual([]);
      else if (parsed.command.verb === 'start')
        expect(channelNameProblem(parsed.command.cname ?? 'form')).toBeUndefined();
      else if (parsed.command.verb === 'layout') expect(parsed.command.target).not.toBe('');
    }),
    { numRuns },
  );
  // Both outcomes must have been tried, or the property says little.
  expect(Math.min(counts.command, counts.rejected)).toBeGreaterThan(100);
});

it('every suggested command is parsed, unchanged', () => {
  let suggestions = 0;
  fc.assert(
    fc.property(text, (typed) => {
      const parsed = parseCommand(typed);
      if (parsed.kind === 'command') return;
      for (const [, suggestion = ''] of parsed.message.text.matchAll(/`\/record ([^`]+)`/gu)) {
        suggestions += 1;
        const read = parseCommand(suggestion);
        expect(read.kind, suggestion).toBe('command');
        expect(read, suggestion).not.toHaveProperty('note');
      }
    }),
    { numRuns },
  );
  expect(suggestions).toBeGreaterThan(1_000);
});

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((both) => both.map((one) => String(one).padStart(2, '0')).join(':'));
const weekday = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 });
const fromMonday = (day: number) => (day + 6) % 7;
const rule: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({ days: weekday, time }).map(({ days, time: at }) => ({
    kind: 'weekly' as const,
    days: days.toSorted((a, b) => fromMonday(a) - fromMonday(b)),
    time: at,
  })),
  fc
    .record({ date: fc.date({ min: new Date('2026-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), time })
    .map(({ date, time: at }) => ({ kind: 'once' as const, at: `${date.toISOString().slice(0, 10)}T${at}` })),
  fc
    .constantFrom('0 9 * * 1-5', '*/30 8-17 * * mon#1', '15 10 L * *', '0 0 1,15 * fri', '5 4 1 jan ?')
    .map((expression) => ({ kind: 'cron' as const, expression })),
);

/** What phones, Macs and word processors make of what is typed. */
const typedOtherwise: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll('-', '–'),
  (text) => text.replaceAll(' ', '\u00a0'),
  (text) => text.replaceAll(' ', '\u202f'),
  (text) => text.replaceAll(':', '：'),
  (text) => text.toUpperCase(),
];

it('a schedule is parsed with any quoting and spacing', () => {
  fc.assert(
    fc.property(
      rule.filter(({ kind }) => kind !== 'cron'),
      quotes,
      fc.constantFrom(...typedOtherwise),
      (wantedRule, [open = '', close = ''], change) => {
        const [, key = '', value = ''] = /^(\w+)="(.*)"$/u.exec(writtenRule(wantedRule)) ?? [];
        const parsed = parseCommand(asSlackSends(`schedule maths ${key}=${open}${change(value)}${close} for=1h`));
        expect(parsed).toMatchObject({ kind: 'command', command: { cname: 'maths', rule: wantedRule } });
      },
    ),
    { numRuns: 2_000 },
  );
});

it.each([
  ['every=“mon–fri 09:00”', { kind: 'weekly', days: [1, 2, 3, 4, 5], time: '09:00' }],
  ['every=«Mon – Fri\u00a009:00»', { kind: 'weekly', days: [1, 2, 3, 4, 5], time: '09:00' }],
  ['—every=“daily at 9:00”', { kind: 'weekly', days: [1, 2, 3, 4, 5, 6, 0], time: '09:00' }],
  ['at=‘2026–12–01\u00a009:00’', { kind: 'once', at: '2026-12-01T09:00' }],
  ['at＝"2026-12-01 09：00"', { kind: 'once', at: '2026-12-01T09:00' }],
  ['every=“0 9 * * 1–5”', { kind: 'cron', expression: '0 9 * * 1-5' }],
])('%s is understood', (typed, wantedRule) => {
  expect(parseCommand(`schedule maths ${typed} for=1h`)).toMatchObject({
    kind: 'command',
    command: { rule: wantedRule },
  });
});

it('any text is a time or none, and parsing is fast', () => {
  const bits = fc.constantFrom(
    'mon',
    'fri',
    '-',
    ',',
    ' ',
    '9:00',
    '*',
    '/',
    '0',
    '1',
    '2026-12-01',
    'L',
    '#',
    '?',
    '+',
    '99',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(bits, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 12 }), (parts) => {
      const typed = parts.join('');
      for (const read of [parseAt(typed), parseEvery(typed)]) {
        if (read === undefined) continue;
        const [, value = ''] = /^\w+="(.*)"$/su.exec(writtenRule(read)) ?? [];
        expect(read.kind === 'once' ? parseAt(value) : parseEvery(value)).toEqual(read);
      }
    }),
    { numRuns },
  );
});

describe('a suggestion', () => {
  const asWritten = { noNullPrototype: true };
  const layout = fc.oneof(
    fc.constantFrom({ kind: 'float' } as const, { kind: 'grid' } as const, { kind: 'vertical' } as const),
    fc.record(
      {
        kind: fc.constant('vertical' as const),
        largeUid: fc.integer({ min: 1, max: 4_294_967_295 }).map(String),
      },
      asWritten,
    ),
    fc.record({ kind: fc.constant('grid' as const), background: fc.constantFrom('#000000', '#1d1C1D') }, asWritten),
  );
  const plainLayout = fc.constantFrom(
    { kind: 'float' } as const,
    { kind: 'grid' } as const,
    { kind: 'vertical' } as const,
  );
  const wanted: fc.Arbitrary<StartOptions> = fc.record(
    {
      layout: plainLayout,
      mode: fc.constantFrom('mix' as const, 'individual' as const, 'web' as const),
      url: fc.webUrl().filter((url) => !/["'`<>|]/u.test(url)),
      duration: fc.integer({ min: 60, max: 24 * 3600 }).map((seconds) => seconds * 1000),
      snapshots: fc.integer({ min: 5, max: 3600 }).map((seconds) => seconds * 1000),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  const uid = fc.integer({ min: 1, max: 4_294_967_295 }).map(String);
  const uids = fc.uniqueArray(uid, { minLength: 1, maxLength: 5 });
  const list = fc.oneof(
    fc.constant('all' as const),
    uids.map((only) => ({ only })),
  );
  const name = fc.oneof(legalName, fc.constantFrom('grid', 'start', 'record', '--help', '=', 'a=b', '#maths', '?'));
  const command: fc.Arbitrary<Command> = fc.oneof(
    fc.record({ verb: fc.constant('start' as const), cname: name, wanted }, asWritten),
    fc.record({ verb: fc.constantFrom('stop' as const, 'status' as const, 'pause' as const), target: name }, asWritten),
    fc.record({ verb: fc.constant('subscribe' as const), target: name, audio: list }, asWritten),
    fc.record(
      { verb: fc.constant('unsubscribe' as const), target: name, video: uids.map((except) => ({ except })) },
      asWritten,
    ),
    fc.record({ verb: fc.constant('schedule' as const), cname: name, rule, wanted }, asWritten),
    fc.record({ verb: fc.constant('layout' as const), target: name, layout }, asWritten),
    fc
      .record({ target: fc.option(name, { nil: undefined }), by: fc.integer({ min: 60, max: 24 * 3600 }) })
      .map(
        ({ target, by }): Command => ({ verb: 'extend', ...(target === undefined ? {} : { target }), by: by * 1000 }),
      ),
    fc.constantFrom<Command>(
      { verb: 'help' },
      { verb: 'start', wanted: {} },
      { verb: 'schedules' },
      { verb: 'list' },
      { verb: 'stop' },
      { verb: 'status' },
    ),
  );

  const lengthOf = (one: Extract<Command, { verb: 'start' | 'schedule' }>) =>
    (one.wanted.url === undefined && one.verb === 'start'
      ? 0
      : (one.cname ?? '').length + (one.wanted.url ?? '').length) +
    (one.verb === 'schedule' ? writtenRule(one.rule).length : 0);

  it('exists for every command with a valid name, and parses as that command', () => {
    fc.assert(
      fc.property(
        command.filter(
          (one) => !('target' in one) || one.target === undefined || channelNameProblem(one.target) === undefined,
        ),
        (one) => {
          // With a long address, or a long name and rule, a command is too long to be suggested.
          fc.pre(!('wanted' in one) || lengthOf(one) <= 55);
          const suggestion = suggestCommand(one);
          expect(suggestion).toMatch(/^\/record /u);
          expect(parseCommand(asSlackSends(suggestion?.slice('/record '.length) ?? ''))).toEqual({
            kind: 'command',
            command: one,
          });
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('does not exist where it would be rejected or parsed as something else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 70 }), (cname) => {
        const suggestion = suggestCommand({ verb: 'start', cname, wanted: {} });
        if (channelNameProblem(cname) !== undefined) expect(suggestion).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });
});

it('a valid quoted name is unchanged, for every verb that takes one', () => {
  fc.assert(
    fc.property(
      legalName,
      quotes,
      fc.constantFrom('start', 'stop', 'status', 'layout'),
      (name, [open, close], verb) => {
        const parsed = parseCommand(asSlackSends(`${verb} ${open}${name}${close}${verb === 'layout' ? ' grid' : ''}`));
        if (parsed.kind !== 'command') throw new Error('not understood');
        expect(parsed.note).toBeUndefined();
        expect(parsed.command).toMatchObject(verb === 'start' ? { cname: name } : { target: name });
      },
    ),
    { numRuns },
  );
});

/** Begins like a Slack channel or a person, looks like an option, or asks for help. */
function needsQuotes(name: string): boolean {
  return / |^[#@]|^-*[a-z][\w-]*=|^--help$/iu.test(name);
}

it('a valid name of one word needs no quotes, unless it looks like another argument', () => {
  fc.assert(
    fc.property(
      legalName.filter((name) => !needsQuotes(name)),
      (name) => {
        expect(parseCommand(asSlackSends(`start ${name}`))).toEqual({
          kind: 'command',
          command: { verb: 'start', cname: name, wanted: {} },
        });
      },
    ),
    { numRuns },
  );
});

it('a valid name with smart punctuation is parsed as intended, and the response says so', () => {
  const changed = legalName
    .filter((name) => !needsQuotes(name) && /-|\.{3}/u.test(name))
    .map((name) => ({ name, typed: name.replaceAll('...', '…').replaceAll('--', '—').replaceAll('-', '–') }));
  fc.assert(
    fc.property(
      changed.filter(({ name, typed }) => name !== typed),
      ({ name, typed }) => {
        expect(parseCommand(asSlackSends(`start ${typed}`))).toMatchObject({
          command: { cname: name },
          note: { understood: [name] },
        });
      },
    ),
    { numRuns: 1_000 },
  );
});

it('a name is valid exactly if it uses Agora’s alphabet and is short enough', () => {
  const any = fc.oneof(
    legalName,
    fc.string({ unit: 'binary', maxLength: 70 }),
    // Around the longest that is legal.
    fc.string({ unit: fc.constantFrom(...Array.from(alphabet)), minLength: 60, maxLength: 67 }),
  );
  fc.assert(
    fc.property(any, (name) => {
      const legal =
        name.length > 0 && name.length <= 63 && Array.from(name).every((character) => alphabet.includes(character));
      expect(channelNameProblem(name) === undefined).toBe(legal);
    }),
    { numRuns },
  );
});
