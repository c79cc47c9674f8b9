import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it, test } from 'vitest';
import { en } from '../../src/messages/en/index.ts';
import { texts } from '../../src/messages/format.ts';
import { locales } from '../../src/messages/locale.ts';
import { errorCodes } from '../../src/recording/error-codes.ts';

const root = resolve(import.meta.dirname, '../..');
const ids = Object.keys(en) as (keyof typeof en)[];

test.each(locales)('%s: every message can be read by the formatter', (locale) => {
  for (const id of ids)
    expect(() => new IntlMessageFormat(texts[locale][id], locale, undefined, { ignoreTag: true }), id).not.toThrow();
});

test('every id is unique', () => {
  const sources = globSync('src/messages/en/*.ts', { cwd: root }).map((file) =>
    readFileSync(resolve(root, file), 'utf8'),
  );
  const written = sources.flatMap((text) => [...text.matchAll(/^ {2}'([\w.]+)':/gmu)].map((match) => match[1] ?? ''));
  expect(written.toSorted()).toEqual([...ids].toSorted());
});

describe('every message is used', () => {
  const source = globSync('src/**/*.ts', { cwd: root, exclude: ['src/messages/{en,zh}/*'] })
    .map((file) => readFileSync(resolve(root, file), 'utf8'))
    .join('\n');
  const written = new Set([...source.matchAll(/'([\w.]+)'/gu)].map((match) => match[1]));
  /** Ids that are put together, by what stands before the placeholder: `state.${phase}`. */
  const prefixes = [...source.matchAll(/`((?:[a-z]\w*\.)+)\$\{/gu)].map((match) => match[1] ?? '');

  it.each(ids)('%s', (id) => expect(written.has(id) || prefixes.some((prefix) => id.startsWith(prefix))).toBe(true));

  it('no text remains of an error that is no longer reported', () => {
    const codes = new Set<string>([...errorCodes, 'unknown']);
    const left = ids.filter((id) => id.startsWith('errors.') && !codes.has(id.split('.')[1] ?? ''));
    expect(left).toEqual([]);
  });
});

test.each(locales)('%s: commands and settings are in code, and quotes and dashes are typographic', (locale) => {
  for (const id of ids) {
    const text = texts[locale][id];
    const prose = text.replaceAll(/`[^`]*`/gu, '');
    expect(text.split('`').length % 2, id).toBe(1);
    expect(prose, id).not.toMatch(/\/record|[A-Z]+_[A-Z]+|["']|--|\.\.\./u);
  }
});

/** Digits that are no number of anything: each with why it stands there. */
const digits: Readonly<Record<string, string>> = {
  'span.underMinute': 'the smallest step in which spans are told',
  'usage.class.2k': 'the name of a price class',
  'usage.class.above': 'the name of a price class',
  'files.kind.mp4': 'the name of the format',
  'files.hls.mp4': 'the name of the format',
  'files.hls.preset': 'the name of the format',
  'causes.uid': 'where the uids of the recorders begin',
};

test.each(locales)('%s: numbers come from the policy: none is typed, but in examples', (locale) => {
  const typed = ids.filter((id) => /\d/u.test(texts[locale][id].replaceAll(/`[^`]*`/gu, '')));
  expect(typed.toSorted()).toEqual(Object.keys(digits).toSorted());
});
