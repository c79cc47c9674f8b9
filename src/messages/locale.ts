/** The languages, and the one in which messages are made at the moment. */
import { AsyncLocalStorage } from 'node:async_hooks';

export const locales = ['en', 'zh'] as const;

export type Locale = (typeof locales)[number];

const current = new AsyncLocalStorage<Locale>();

/** Every message that `make` makes is in this language, also after it has awaited something. */
export function inLocale<T>(locale: Locale, make: () => T): T {
  return current.run(locale, make);
}

/** English where nothing is said: on a terminal, in the log and in documents. */
export function currentLocale(): Locale {
  return current.getStore() ?? 'en';
}

/** Of a language tag such as `zh-CN`; undefined for a language that there are no messages in. */
export function localeOf(tag: string): Locale | undefined {
  const [language] = tag.toLowerCase().split(/[-_]/u);
  return locales.find((locale) => locale === language);
}

type Punctuation = Readonly<{
  /** Between the entries of a list. */
  list: string;
  /** Between two sentences. */
  sentences: string;
  /** Ends what is no sentence by itself, before the next one. */
  end: string;
  /** Date and time, as Slack's dates have it. */
  date: string;
}>;

const punctuations: Readonly<Record<Locale, Punctuation>> = {
  en: { list: ', ', sentences: ' ', end: '. ', date: '{date_short_pretty} at {time}' },
  zh: { list: '、', sentences: '', end: '。', date: '{date_short_pretty} {time}' },
};

export function punctuation(): Punctuation {
  return punctuations[currentLocale()];
}
