import { readArguments } from '../arguments.ts';
import { quoteName } from '../command-line.ts';
import { readTarget } from '../name.ts';
import { type Parsed, understood } from '../reading.ts';
import type { Word } from '../tokenize.ts';
import { tooManyWords } from '../too-many-words.ts';
import type { ParseTools, VerbInfo } from './verb.ts';

/** Without a target: the one recording of this Slack channel. */
type TargetCommand<Name> = Readonly<{ verb: Name; target?: string }>;

/** Reads what follows a verb that takes a channel or an id, or nothing. */
export function parseTarget<Name extends string>(
  verb: VerbInfo & Readonly<{ name: Name }>,
  words: readonly Word[],
  tools: ParseTools<TargetCommand<Name>>,
): Parsed<TargetCommand<Name>> {
  const suggest = (target: string) => tools.suggest({ verb: verb.name, target });
  const given = readArguments(verb, words, tools, (target, names) => (names.length > 0 ? undefined : suggest(target)));
  if (given.kind === 'rejected') return given;
  const { names, note } = given;
  const [name] = names;
  if (name === undefined) return understood({ verb: verb.name });
  if (names.length > 1) return tooManyWords(verb, names, suggest);
  const target = readTarget(verb, name, suggest);
  return target.kind === 'rejected' ? target : understood({ verb: verb.name, target: target.name }, target.note, note);
}

export function writeTarget({ target }: TargetCommand<string>): string {
  return target === undefined ? '' : quoteName(target);
}
