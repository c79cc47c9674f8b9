/** Message ids and their values → parts, in the language that `inLocale` says. */
import { IntlMessageFormat, PART_TYPE } from 'intl-messageformat';
import { en } from './en/index.ts';
import { currentLocale, type Locale, locales } from './locale.ts';
import type { Part } from './rich-text.ts';
import { zh } from './zh/index.ts';

export type MessageId = keyof typeof en;

/** The placeholders of a message: `{name}`, or the name before the comma of `{count, plural, …}`. */
type Placeholder<Text extends string> = Text extends `${string}{${infer Body}}${infer Rest}`
  ? NameOf<Body> | Placeholder<Rest>
  : never;
// A body of a plural holds a `#` or a space; a name never does.
type NameOf<Body extends string> = Body extends `${infer Name},${string}`
  ? Name
  : Body extends `${string}${' ' | '#'}${string}`
    ? never
    : Body;

/** A string is text from anywhere and is shown as it is; a number is formatted. Parts are kept; several may stand in one place. */
export type Value = string | number | Part | readonly Part[];
type ValuesOf<Text extends string> = Readonly<Record<Placeholder<Text>, Value>>;
export type Values<Id extends MessageId> = ValuesOf<(typeof en)[Id]>;

/** Arguments of `format`: values only where the message has placeholders. */
type Arguments<Id extends MessageId> = [Placeholder<(typeof en)[Id]>] extends [never] ? [] : [values: Values<Id>];

/** Messages without placeholders. */
export type FixedMessageId = {
  [Id in MessageId]: [Placeholder<(typeof en)[Id]>] extends [never] ? Id : never;
}[MessageId];

/** A message that a language lacks does not compile. */
export const texts: Readonly<Record<Locale, Readonly<Record<MessageId, string>>>> = { en, zh };

const formats = new Map(locales.map((locale) => [locale, new Map<MessageId, IntlMessageFormat>()]));

function formatOf(id: MessageId): IntlMessageFormat {
  const locale = currentLocale();
  const known = formats.get(locale);
  const format = known?.get(id) ?? new IntlMessageFormat(texts[locale][id], locale, undefined, { ignoreTag: true });
  known?.set(id, format);
  return format;
}

/** The message as parts: our own words as strings, and what stands for its placeholders. */
export function format<Id extends MessageId>(id: Id, ...[values]: Arguments<Id>): Part[] {
  return formatOf(id)
    .formatToParts<Wrapped>(wrap(values ?? {}))
    .flatMap((part): readonly Part[] => (part.type === PART_TYPE.literal ? [part.value] : unwrap(part.value)));
}

/** For ids that are put together: values that a message has no place for are left out, missing ones are an error. */
export function formatAny(id: MessageId, values: Readonly<Record<string, Value>> = {}): Part[] {
  return format(id, ...([values] as unknown as Arguments<typeof id>));
}

/** A message without placeholders as plain text, such as the label of a button. */
export function label(id: FixedMessageId): string {
  return plainText(formatAny(id));
}

/** An amount of money. */
export function money(amount: number, currency: string): string {
  return moneyFormat(currency).format(amount);
}

/** The least that the currency has. */
export function smallestAmount(currency: string): number {
  return 10 ** -(moneyFormat(currency).resolvedOptions().maximumFractionDigits ?? 2);
}

function moneyFormat(currency: string): Intl.NumberFormat {
  return new Intl.NumberFormat(currentLocale(), { style: 'currency', currency });
}

/** `November 2026`, `2026年11月` */
export function monthName(at: number): string {
  return new Intl.DateTimeFormat(currentLocale(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(at);
}

/** Our own words alone, for where nothing can be marked up: a terminal, a log. */
export function plainText(parts: readonly Part[]): string {
  return parts.map((part) => (typeof part === 'string' ? part.replaceAll('`', '') : '')).join('');
}

/** Kept from the formatter, which would turn a string into our own words. */
type Wrapped = Readonly<{ parts: readonly Part[] }>;

function wrap(values: Readonly<Record<string, Value>>): Record<string, number | Wrapped> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : { parts: partsOf(value) },
    ]),
  );
}

function partsOf(value: string | Part | readonly Part[]): readonly Part[] {
  if (typeof value === 'string') return [{ plain: value }];
  return Array.isArray(value) ? value : [value as Part];
}

function unwrap(value: unknown): readonly Part[] {
  return (value as Wrapped).parts;
}
