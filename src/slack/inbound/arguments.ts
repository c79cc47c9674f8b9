/** Tells options from names in what follows a verb. */
import { format } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import { channelNameProblem } from '../../recording/validate.ts';
import { listed } from '../surfaces/words.ts';
import { undoSmartPunctuation } from './characters.ts';
import { choice, type Note, type Rejected, rejected } from './reading.ts';
import type { Word } from './tokenize.ts';
import type { ParseTools, VerbInfo } from './verbs/verb.ts';

/** An option as it was typed. */
type Option = Readonly<{ name: string; typed: string; value: string; word: Word }>;

export type Arguments = Readonly<{
  kind: 'arguments';
  names: readonly Word[];
  /** By their names in lower case. */
  options: ReadonlyMap<string, string>;
  note: Note;
}>;

/** The command with this name, for suggestions; undefined where there is none. */
export type Suggest = (name: string) => string | undefined;

/**
 * An unquoted `key=value` is an option, never a name. Rejects what is no option of the verb, and what can't be right whatever
 * its value is. `suggest`: the command with this name beside the other names and options.
 */
export function readArguments(
  verb: VerbInfo,
  words: readonly Word[],
  tools: ParseTools<never>,
  suggest: (name: string, names: readonly Word[], options: ReadonlyMap<string, string>) => string | undefined,
): Arguments | Rejected {
  const names = words.filter((word) => optionOf(word) === undefined);
  const typed = words.map(optionOf).filter((option) => option !== undefined);
  const options = new Map<string, string>();
  const other: string[] = [];
  for (const option of typed) {
    const { name, value } = option;
    if (!verb.keys.some((key) => key.name === name)) {
      const known = typed.filter((one) => verb.keys.some((key) => key.name === one.name));
      const values = new Map(known.map((one) => [one.name, one.value]));
      return wrongOption(verb, option, tools, (text) => suggest(text, names, values));
    }
    if (value === '') return noValue(verb, option);
    if (options.has(name)) return rejected(format('input.key.twice', { key: { code: option.typed } }));
    options.set(name, value);
    if (isTypedOtherwise(option.word.text)) other.push(`${name}=${value}`);
  }
  return { kind: 'arguments', names, options, note: { understood: other, leftOut: [] } };
}

/** Leading dashes, as in command lines, are not part of an option. */
export function optionOf(word: Word): Option | undefined {
  if (word.quoted) return undefined;
  const [, typed, value] = /^[-\u2010-\u2015\u2212]*(\p{L}[\p{L}\p{N}_-]*)[=＝](.*)$/su.exec(word.text) ?? [];
  if (typed === undefined || value === undefined) return undefined;
  const name = undoSmartPunctuation(typed).toLowerCase();
  return { name, typed, value: undoSmartPunctuation(value), word };
}

function isTypedOtherwise(text: string): boolean {
  return text.startsWith('-') || undoSmartPunctuation(text) !== text;
}

/** An option that the verb does not have. */
function wrongOption(verb: VerbInfo, option: Option, tools: ParseTools<never>, suggest: Suggest): Rejected {
  const { name, typed, value, word } = option;
  const literal = literalName(word, suggest);
  if (nameKeys.has(name)) {
    const bare = withoutMark(value);
    const meant = suggest(bare);
    if (meant !== undefined) return rejected(called(verb, bare, meant), literal);
  }
  const owner = tools.ownerOf(name);
  if (owner !== undefined) {
    const said = format('input.key.onlyWith', { key: { code: name }, verb: { code: owner } });
    return rejected(said, takes(verb), literal);
  }
  const unknown = format('input.key.unknown', { verb: { code: verb.name }, typed: { code: typed } });
  const near = tools.nearestKeys(verb, name);
  const [nearestKey] = near;
  if (nearestKey === undefined) return rejected(unknown, takes(verb), literal);
  return rejected(unknown, format('input.meant', { choices: choice(near) }), literal);
}

/** What people call the name of a channel or recording. */
const nameKeys = new Set(['channel', 'cname', 'channelname', 'channel_name', 'name', 'room', 'recording', 'id']);

/** How to write what was typed as the name that it may be. */
export function literalName({ text }: Pick<Word, 'text'>, suggest: Suggest): Part[] {
  const command = channelNameProblem(text) === undefined ? suggest(text) : undefined;
  return command === undefined ? [] : format('input.name.literal', { command: { code: command } });
}

/** What Slack's own channels and people begin with is hardly part of the name of an Agora channel. */
export function withoutMark(name: string): string {
  return name.replace(/^[#@]+/u, '');
}

/** How to write the name that was meant. */
export function called(verb: VerbInfo, name: string, command: string): Part[] {
  const values = { name: { code: name }, command: { code: command } };
  return verb.name === 'start' ? format('input.name.startCalled', values) : format('input.name.called', values);
}

function takes({ name, keys }: VerbInfo): Part[] {
  if (keys.length === 0) return [];
  const names = listed(keys.map((key) => ({ code: `${key.name}=…` })));
  return format('input.key.takes', { verb: { code: name }, keys: names });
}

function noValue(verb: VerbInfo, { name, typed }: Option): Rejected {
  const sample = verb.keys.find((key) => key.name === name)?.sample ?? '';
  return rejected(format('input.key.noValue', { key: { code: `${typed}=` }, sample: { code: `${name}=${sample}` } }));
}
