/** Reads the name of a channel or recording. What only looks like one is answered with how to write what was meant. */
import { format } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import { channelNameProblem, maxNameBytes } from '../../recording/validate.ts';
import { listed } from '../surfaces/words.ts';
import { called, literalName, type Suggest, withoutMark } from './arguments.ts';
import { codePoint, undoSmartPunctuation } from './characters.ts';
import { type Note, type Rejected, rejected } from './reading.ts';
import type { Reference } from './references.ts';
import type { Word } from './tokenize.ts';
import type { VerbInfo } from './verbs/verb.ts';

export type ReadName = Readonly<{ kind: 'name'; name: string; note: Note }> | Rejected;

/** The name of a channel to record: a legal one. */
export function readChannelName(verb: VerbInfo, word: Word, suggest: Suggest): ReadName {
  const other = otherThanName(verb, word, suggest);
  if (other !== undefined) return other;
  const name = undoSmartPunctuation(word.text);
  return channelNameProblem(name) === undefined ? named(word, name) : nameProblem(word.text);
}

/** What a recording is known by: its channel or its id. It may be no legal name: then nothing is found. */
export function readTarget(verb: VerbInfo, word: Word, suggest: Suggest): ReadName {
  const other = otherThanName(verb, word, suggest);
  if (other !== undefined) return other;
  if (word.text === '') return rejected(format('input.name.empty'));
  const name = undoSmartPunctuation(word.text);
  return named(word, channelNameProblem(name) === undefined ? name : word.text);
}

/** Whether it can be nothing but a name: no mention, no link, and nothing that begins like one. */
export function isPlainName({ text, quoted, reference }: Word): boolean {
  return quoted || (reference === undefined && !/^[#@＃＠]/u.test(text));
}

function named(word: Word, name: string): ReadName {
  const isOther = name !== word.text || word.hasNewSpaces;
  return { kind: 'name', name, note: { understood: isOther ? [name] : [], leftOut: word.leftOut } };
}

/** A mention, a link, or something that begins like one is a name only in quotes. */
function otherThanName(verb: VerbInfo, word: Word, suggest: Suggest): Rejected | undefined {
  const { reference, quoted } = word;
  if (reference !== undefined && reference.label === undefined) {
    return rejected(onlyId(reference.kind), format('input.name.typeIt'));
  }
  if (quoted) return undefined;
  const text = undoSmartPunctuation(word.text);
  const literal = literalName({ ...word, text }, suggest);
  if (reference !== undefined && reference.label !== word.text) {
    return rejected(format('input.name.partly', { typed: { code: text } }), literal);
  }
  const kind = /^[a-z][a-z0-9+.-]*:\/\//iu.test(text) ? 'link' : reference?.kind;
  if (kind === 'link' || kind === 'email') {
    const command = literal.length > 0 ? suggest(text) : undefined;
    const how = command === undefined ? format('input.name.plain') : called(verb, text, command);
    return rejected(what(kind, text), webPage(verb, kind), how);
  }
  const isMarked = /^[#@]/u.test(text);
  if (kind === undefined && !isMarked) return undefined;
  const bare = withoutMark(text);
  const meant = isMarked ? suggest(bare) : undefined;
  return rejected(
    // Typed by hand, it may be neither a channel nor a person of this workspace.
    kind === undefined ? [] : what(kind, text),
    meant === undefined ? format('input.name.plain') : called(verb, bare, meant),
    literal,
  );
}

function what(kind: Reference['kind'], text: string): Part[] {
  const typed = { code: text };
  switch (kind) {
    case 'slackChannel':
      return format('input.name.slackChannel', { typed });
    case 'person':
      return format('input.name.person', { typed });
    case 'group':
      return format('input.name.group', { typed });
    case 'email':
      return format('input.name.email', { typed });
    case 'link':
      return format('input.name.link');
  }
}

function webPage({ name }: VerbInfo, kind: Reference['kind']): Part[] {
  return name === 'start' && kind === 'link' ? format('input.name.webPage') : [];
}

function onlyId(kind: Reference['kind']): Part[] {
  if (kind === 'slackChannel') return format('input.name.onlyChannelId');
  return kind === 'person' ? format('input.name.onlyPersonId') : format('input.name.onlyGroupId');
}

/** Illegal characters shown. */
const maxShown = 5;

/** Why it can't be the name of a channel. `typed` must be no legal name. */
export function nameProblem(typed: string): Rejected {
  return rejected(nameProblemWords(typed));
}

export function nameProblemWords(typed: string): Part[] {
  const name = undoSmartPunctuation(typed);
  const problem = channelNameProblem(name);
  if (problem?.kind === 'tooLong') {
    return format('input.name.tooLong', { bytes: problem.bytes, most: maxNameBytes });
  }
  // As they were typed: an accent may be a character of its own.
  const characters = [...new Set(typed.normalize('NFC'))].filter(isIllegal);
  if (characters.length === 0) return format('input.name.empty');
  const shown = listed(
    characters
      .slice(0, maxShown)
      // Alone, an accent or half a character can't be seen.
      .map((character) => (/^[\p{M}\p{C}\p{Z}]$/u.test(character) ? codePoint(character) : { code: character })),
  );
  const more = characters.length > maxShown ? ['…'] : [];
  return format('input.name.characters', { characters: [...shown, ...more], symbols: { code: symbols } });
}

function isIllegal(character: string): boolean {
  return channelNameProblem(undoSmartPunctuation(character))?.kind === 'characters';
}

/** Every character that a name may hold beside letters, digits and spaces. */
const symbols = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index))
  .filter((character) => !/[a-z0-9]/iu.test(character) && !isIllegal(character))
  .join('');
