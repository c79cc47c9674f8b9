/** Every language says everything that English says, and nothing that English does not know. */
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it, test } from 'vitest';
import { en } from '../../src/messages/en/index.ts';
import { type MessageId, texts } from '../../src/messages/format.ts';
import { zh } from '../../src/messages/zh/index.ts';

const ids = Object.keys(en) as MessageId[];
const option = { ignoreTag: true };

type Elements = ReturnType<IntlMessageFormat['getAst']>;

/** The types of what the formatter reads that are our own words. */
const ownWords: readonly number[] = [0];

/** Where something is put in, also within plurals. */
function placeholders(elements: Elements): string[] {
  return elements.flatMap((element) => [
    ...('value' in element && typeof element.value === 'string' && !ownWords.includes(element.type)
      ? [element.value]
      : []),
    ...('options' in element ? Object.values(element.options).flatMap(({ value }) => placeholders(value)) : []),
  ]);
}

function namesIn(text: string, locale: string): string[] {
  return [...new Set(placeholders(new IntlMessageFormat(text, locale, undefined, option).getAst()))].toSorted();
}

/** What people type and what the log and the console call things: the same in every language. */
function codesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]*)`/gu)].map(([, code = '']) => code).toSorted();
}

/** Names of products and their parts, and what people type, which Chinese texts keep in Latin letters. */
const names = new Set(
  [
    'API App Basic Bot CSV Full HD HTTPS ID Information K MP4 Mode NTP OAuth Permissions README RESTful RRGGBB',
    'PostgreSQL SQLite Scopes Slack Socket Token User',
    'app bot clapperbot class com connections cron example level maths secret signing token write xapp xoxb',
    'alpha background fit https image uid user userImage x y',
  ].flatMap((line) => line.split(' ')),
);

/** Texts with letters in English that need none in Chinese. */
const withoutHan = [
  'audit.actor.slack',
  'doctor.name.slackApp',
  'doctor.name.slackBot',
  'doctor.name.slackSigning',
  'files.kind.mp4',
  'permission.or',
  'reply.whichOne.entry',
  'startForm.channel.sample',
  'startForm.url.sample',
  'usage.class.2k',
  'usage.class.fullHd',
  'usage.class.hd',
];

/** Without placeholders, code and punctuation. */
const wordsIn = (text: string) => text.replaceAll(/`[^`]*`|\{[^}]*\}/gu, ' ').replaceAll(/[\p{P}\p{S}]/gu, ' ');

describe('Chinese', () => {
  it('has the ids of English', () => expect(Object.keys(zh).toSorted()).toEqual(ids.toSorted()));

  it('has every text as the formatter reads it, with the placeholders of the English one', () => {
    for (const id of ids) expect(namesIn(zh[id], 'zh'), id).toEqual(namesIn(en[id], 'en'));
  });

  it('keeps commands, settings and samples as they are typed', () => {
    for (const id of ids) expect(codesIn(zh[id]), id).toEqual(codesIn(en[id]));
  });

  it('has Chinese words in every text with words', () => {
    const found = ids.filter((id) => /\p{L}/u.test(wordsIn(en[id])) && !/\p{Script=Han}/u.test(zh[id]));
    expect(found.toSorted()).toEqual(withoutHan);
  });

  it('has no English words except names', () => {
    const others = ids.flatMap((id) =>
      (wordsIn(zh[id]).match(/[A-Za-z]\w*/gu) ?? []).filter((word) => !names.has(word)).map((word) => `${id}: ${word}`),
    );
    expect(others).toEqual([]);
  });

  it('has full-width punctuation between Chinese words, and a space between them and Latin ones', () => {
    for (const id of ids) {
      const text = zh[id].replaceAll(/\{[^{}]*\}/gu, 'x');
      expect(text, id).not.toMatch(/\p{Script=Han}[,;:!?()]|[,;!?]\p{Script=Han}/u);
      expect(text, id).not.toMatch(/ [，。：；？！、（）]|[，。：；？！、（] /u);
      expect(zh[id], id).not.toMatch(/\p{Script=Han}[A-Za-z0-9`]|[A-Za-z0-9`]\p{Script=Han}/u);
    }
  });

  it('has as many lines and paragraphs', () => {
    for (const id of ids) expect(zh[id].split('\n').length, id).toBe(en[id].split('\n').length);
  });
});

test('no text is empty', () => {
  for (const [locale, all] of Object.entries(texts))
    for (const id of ids) expect(all[id].trim(), `${locale} ${id}`).not.toBe('');
});
