import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkChannelName } from '../../src/recording/validate.ts';
import { parseCommand } from '../../src/slack/inbound/parse.ts';
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
const bit = fc.oneof(
  fc.constantFrom(
    'start',
    'stop',
    'status',
    'layout',
    'list',
    'help',
    'strat',
    'grid',
    'vertical',
    ' ',
    '  ',
    '\u00a0',
    '\n',
    '=',
    '"',
    '“',
    "'",
    '`',
    '<',
    '>',
    '&amp;',
    '&lt;',
    '&gt;',
    '&',
    'layout=',
    'LAYOUT=grid',
    'uid=',
    'uid=5',
    'background=#FF0000',
    'for=9m',
    'fro=1',
    '<#C1|general>',
    '<#C1>',
    '<@U1|ana>',
    '<@U1>',
    '<!here>',
    '<https://a.b|a.b>',
    '<|>',
    '\ud83d',
    '\u202e',
    '\u0000',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const text = fc.oneof(
  fc.array(bit, { maxLength: 14 }).map((bits) => bits.join('')),
  fc.array(bit, { maxLength: 8 }).map((bits) => bits.join(' ')),
);

it('any text is understood or answered, and the answer is safe and within the limits', () => {
  const counts = { command: 0, say: 0 };
  fc.assert(
    fc.property(text, (typed) => {
      const parsed = parseCommand(typed);
      counts[parsed.kind] += 1;
      if (parsed.kind === 'say') expect(faults(parsed.message)).toEqual([]);
      else if (parsed.command.verb === 'start') expect(checkChannelName(parsed.command.cname)).toEqual({ ok: true });
      else if (parsed.command.verb === 'layout') expect(parsed.command.target).not.toBe('');
    }),
    { numRuns },
  );
  // Both outcomes must have been tried, or the property says little.
  expect(Math.min(counts.command, counts.say)).toBeGreaterThan(100);
});

it('a legal name in quotes comes through as it is, for every verb that takes one', () => {
  fc.assert(
    fc.property(
      legalName,
      quotes,
      fc.constantFrom('start', 'stop', 'status', 'layout'),
      (name, [open, close], verb) => {
        const parsed = parseCommand(asSlackSends(`${verb} ${open}${name}${close}${verb === 'layout' ? ' grid' : ''}`));
        if (parsed.kind !== 'command' || parsed.command.verb === 'help' || parsed.command.verb === 'list')
          throw new Error('not understood');
        const read = parsed.command.verb === 'start' ? parsed.command.cname : parsed.command.target;
        expect(read).toBe(name);
      },
    ),
    { numRuns },
  );
});

it('a legal name of one word needs no quotes, unless it looks like a key', () => {
  fc.assert(
    fc.property(
      legalName.filter((name) => !/[ =]/u.test(name)),
      (name) => {
        expect(parseCommand(asSlackSends(`start ${name}`))).toEqual({
          kind: 'command',
          command: { verb: 'start', cname: name, layout: { name: 'grid' } },
        });
      },
    ),
    { numRuns },
  );
});

it('a name is legal exactly if it is made of Agora’s alphabet and short enough', () => {
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
      expect(checkChannelName(name).ok).toBe(legal);
    }),
    { numRuns },
  );
});
