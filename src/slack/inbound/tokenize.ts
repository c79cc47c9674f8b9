/** Splits what was typed into words, and undoes what Slack has made of it. */
import { isControlSpace, isInvisible, isSpace } from './characters.ts';
import { type Reference, referenceAt, unescapeText } from './references.ts';

export type Word = Readonly<{
  /** As it was typed, without quotes and invisible characters. */
  text: string;
  /** It began with a quote, so it is a name and never an option. */
  quoted: boolean;
  /** The first thing in it that Slack has put in the place of what was typed. */
  reference?: Reference;
  /** Characters that are no part of the text, each once. */
  leftOut: readonly string[];
  /** Something in it has become a space that was none. */
  hasNewSpaces: boolean;
}>;

export type Tokens = Readonly<{ kind: 'words'; words: readonly Word[] } | { kind: 'openQuote' }>;

/** Quotes of one family close one another: phones and keyboards mix straight and curly ones. */
const quoteFamilies = ['"“”„‟«»＂', "'‘’‚‛", '`'];

/** Most commands: words with nothing to undo and nothing to close. */
const simple = /^[\w .-]*$/;

/** `layout=`, after which a quoted value may begin. */
const optionName = /^[\u2010-\u2015\u2212-]{0,3}[a-z]{1,20}[=＝]$/iu;

/** `source`: a slash command's text as Slack sends it, with `should_escape`. Never throws. */
export function tokenize(source: string): Tokens {
  if (simple.test(source)) return { kind: 'words', words: source.split(' ').filter(Boolean).map(plainWord) };
  const words: Word[] = [];
  let at = skipSpaces(source, 0);
  while (at < source.length) {
    const { word, end } = readWord(source, at);
    if (word === undefined) return { kind: 'openQuote' };
    if (word.text !== '' || word.quoted) words.push(word);
    at = skipSpaces(source, end);
  }
  return { kind: 'words', words };
}

function plainWord(text: string): Word {
  return { text, quoted: false, leftOut: [], hasNewSpaces: false };
}

function skipSpaces(source: string, start: number): number {
  let at = start;
  while (at < source.length && isSpace(source.charAt(at))) at += 1;
  return at;
}

/** Whether a word may end here: at a space or at the end, invisible characters apart. */
function isEnd(source: string, start: number): boolean {
  let at = start;
  while (isInvisible(characterAt(source, at))) at += characterAt(source, at).length;
  return at >= source.length || isSpace(source.charAt(at));
}

/** What is known of a word while it is read. `open`: the quotes that may close what is open. */
type Draft = {
  text: string;
  quoted: boolean;
  open: string | undefined;
  reference: Reference | undefined;
  readonly leftOut: Set<string>;
  hasNewSpaces: boolean;
};

/** `word` is undefined where a quote is not closed. */
function readWord(source: string, start: number): { word: Word | undefined; end: number } {
  const draft: Draft = {
    text: '',
    quoted: false,
    open: undefined,
    reference: undefined,
    leftOut: new Set(),
    hasNewSpaces: false,
  };
  let at = start;
  while (at < source.length && (draft.open !== undefined || !isSpace(source.charAt(at)))) {
    const character = characterAt(source, at);
    if (draft.open?.includes(character) === true && isEnd(source, at + 1)) {
      draft.open = undefined;
      at += 1;
      // Invisible characters may follow the closing quote.
      while (at < source.length && !isSpace(source.charAt(at))) at = readPiece(draft, source, at);
      break;
    }
    at = readPiece(draft, source, at);
  }
  if (draft.open !== undefined) return { word: undefined, end: at };
  const { text, quoted, reference, leftOut, hasNewSpaces } = draft;
  const word = { text, quoted, leftOut: [...leftOut], hasNewSpaces };
  return { word: reference === undefined ? word : { ...word, reference }, end: at };
}

/** Adds to the word what stands at this place, and gives the place after it. */
function readPiece(draft: Draft, source: string, at: number): number {
  const character = characterAt(source, at);
  const family = quoteFamilies.find((quotes) => quotes.includes(character));
  // A quote opens at the beginning of a word, or right after `key=`.
  if (family !== undefined && draft.open === undefined && (draft.text === '' || optionName.test(draft.text))) {
    draft.quoted ||= draft.text === '';
    draft.open = family;
    return at + 1;
  }
  const found = character === '<' ? referenceAt(source, at) : undefined;
  if (found !== undefined) {
    draft.reference ??= found.reference;
    for (const one of found.text) append(draft, one);
    return at + found.length;
  }
  const [escaped] = /^&(?:amp|lt|gt);/u.exec(source.slice(at, at + 5)) ?? [];
  if (escaped === undefined) append(draft, character);
  else draft.text += unescapeText(escaped);
  return at + (escaped ?? character).length;
}

function append(draft: Draft, character: string): void {
  if (isInvisible(character) || isControlSpace(character)) draft.leftOut.add(character);
  if (isInvisible(character)) return;
  if (isSpace(character) && character !== ' ') draft.hasNewSpaces = true;
  draft.text += isSpace(character) ? ' ' : character;
}

/** The whole code point at this place; empty at the end. */
function characterAt(source: string, at: number): string {
  const code = source.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}
