/**
 * Everything that is said in Slack, as files that are read in reviews: `.txt` for people, `.json` for Block Kit, both in each
 * language. After a change that is meant, `UPDATE_GOLDEN=1 npx vitest run test/golden` rewrites them.
 */
import { describe, expect, it } from 'vitest';
import { inLocale, locales } from '../../src/messages/locale.ts';
import type { Message } from '../../src/slack/surfaces/blocks.ts';
import { faults } from '../slack/surfaces/support.ts';
import { cards } from './cards.ts';
import { golden } from './file.ts';
import { files } from './files.ts';
import { forms } from './forms.ts';
import { home } from './home.ts';
import { lineCount, readable } from './readable.ts';
import { replies } from './replies.ts';
import { schedules } from './schedules.ts';
import { thread } from './thread.ts';

const groups = Object.entries({ cards, thread, replies, files, forms, schedules, home });
const inLanguages = locales.flatMap((locale) =>
  groups.map(([name, make]) => [locale, name, inLocale(locale, make)] as const),
);

describe.each(inLanguages)('%s: %s', (locale, name, messages: Readonly<Record<string, Message>>) => {
  it('are as the files have them', () => {
    const file = locale === 'en' ? name : `${name}.${locale}`;
    const text = readable(messages);
    expect(text).toBe(golden(`${file}.txt`, text));
    const json = `${JSON.stringify(messages, null, 1)}\n`;
    expect(json).toBe(golden(`${file}.json`, json));
  });

  it.each(Object.entries(messages))('%s is a message that Slack takes', (_, message) =>
    expect(faults(message)).toEqual([]),
  );
});

/** What has a warning sign may take more room, and so may an early end, delayed files, many files and the cost. */
const calm = locales
  .flatMap((locale) =>
    Object.entries(inLocale(locale, cards)).map(([name, message]) => [locale, name, message] as const),
  )
  .filter(
    ([, name, { blocks }]) =>
      !/⚠️|❌|"warning"/u.test(JSON.stringify(blocks)) && !/early|delayed|60 files|with prices/u.test(name),
  );

describe('a card takes at most eight lines while nothing is wrong', () => {
  it.each(calm)('%s: %s', (_locale, _name, message) => expect(lineCount(message)).toBeLessThanOrEqual(8));
});
