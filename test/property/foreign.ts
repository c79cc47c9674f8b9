/** Text from anywhere, as it may stand in what is said in Slack, and the check that it is shown literally. */
import * as fc from 'fast-check';
import type { Message } from '../../src/slack/surfaces/blocks.ts';
import { faults } from '../slack/surfaces/support.ts';

/** No message of ours holds it, so it shows where external text went. */
const marker = 'Ω';
const nasty = fc.constantFrom(
  '<!here>',
  '<!channel>',
  '<@U1>',
  '<https://evil.example|bank>',
  '&lt;!here&gt;',
  '*b*',
  '_i_',
  '~s~',
  '`',
  '```',
  '\n',
  '\r\n> q',
  ':tada:',
  '@here',
  '#general',
  'https://evil.example',
  '\u202e',
  '\u0000',
  '\ud83d',
  '\u2028',
  '"',
  '“',
  '|',
  '^',
  '&',
  '<',
  '>',
  '😀',
);
const some = fc.oneof(
  { arbitrary: nasty, weight: 3 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 12 }), weight: 1 },
);
const long = fc.tuple(some, fc.constantFrom(70, 150, 700)).map(([bit, times]) => bit.repeat(times));
export const foreign = fc
  .oneof(
    { arbitrary: fc.array(some, { maxLength: 4 }).map((bits) => bits.join('')), weight: 30 },
    { arbitrary: long, weight: 1 },
  )
  .map((bits) => `${marker}${bits}${marker}`);
export const mayBeEmpty = fc.oneof({ arbitrary: foreign, weight: 9 }, { arbitrary: fc.constant(''), weight: 1 });

export const user = fc.oneof(
  { arbitrary: fc.constantFrom('U1ANA', 'W2BEN'), weight: 4 },
  { arbitrary: foreign, weight: 1 },
);
export const moment = fc.oneof(
  fc.integer({ min: 0, max: 4_000_000_000_000 }),
  fc.constantFrom(-1, Number.NaN, Number.MAX_VALUE),
);

export function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined });
}

/** Without the fields that are undefined. */
export function solid<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}

export function sound(message: Message): void {
  const found = faults(message, marker);
  if (found.length > 0) throw new Error(found.join('\n'));
}
