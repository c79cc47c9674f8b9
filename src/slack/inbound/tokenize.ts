/** Splits what was typed into words, and undoes what Slack has made of it. */
import type { Part } from '../surfaces/blocks.ts';

/** `quoted`: it began with a quote, so it is a name and never a key. */
export type Word = Readonly<{ text: string; quoted: boolean }>;

type Read = Readonly<{ kind: 'words'; words: readonly Word[] } | { kind: 'unclear'; why: readonly Part[] }>;

/** Quotes of one family close one another: phones and keyboards mix straight and curly ones. */
const families = ['"“”„‟«»＂', "'‘’‚‛", '`'];

// People copy names out of pages and chats that put such marks around them. Agora allows none of them in a name.
const invisible = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069]/gu;

/** A reference that Slack has put in the place of what was typed: `<#C1|name>`, `<@U1|name>`, `<!here>`, `<https://a.b|a.b>`. */
const reference = /<([#@!]?)([^<>|]+)(?:\|([^<>]*))?>/uy;

/** Most commands: words with nothing to undo and nothing to close. */
const simple = /^[\w .-]*$/;

/** `text`: a slash command's text as Slack sends it, with `should_escape`. Never throws. */
export function tokenize(text: string): Read {
  if (simple.test(text)) {
    const words = text.split(' ').filter((word) => word !== '');
    return { kind: 'words', words: words.map((word) => ({ text: word, quoted: false })) };
  }
  const source = text.replace(invisible, '');
  const words: Word[] = [];
  let at = 0;
  const space = (index: number) => index >= source.length || /\s/u.test(source.charAt(index));

  while (at < source.length) {
    if (space(at)) {
      at += 1;
      continue;
    }
    const quoted = familyOf(source.charAt(at)) !== undefined;
    let word = '';
    /** The quotes that may close what is open; a quote opens at the beginning of a word, or right after `key=`. */
    let open: string | undefined;
    while (at < source.length && (open !== undefined || !space(at))) {
      const character = source.charAt(at);
      const family = familyOf(character);
      const mayOpen = word === '' || (word.endsWith('=') && /^[a-z]+=$/iu.test(word));
      if (open === undefined && family !== undefined && mayOpen) {
        open = family;
        at += 1;
      } else if (open?.includes(character) && space(at + 1)) {
        open = undefined;
        at += 1;
        break;
      } else if (character === '<') {
        const undone = undo(source, at);
        if (undone === undefined) {
          word += character;
          at += 1;
        } else if (undone.text === undefined) return { kind: 'unclear', why: undone.why };
        else {
          word += undone.text;
          at += undone.length;
        }
      } else {
        const escaped = /&(?:amp|lt|gt);/uy;
        escaped.lastIndex = at;
        const found = escaped.exec(source)?.[0];
        word += found === undefined ? (/\s/u.test(character) ? ' ' : character) : unescaped(found);
        at += found?.length ?? 1;
      }
    }
    if (open !== undefined) {
      return {
        kind: 'unclear',
        why: ['A quote is opened but not closed. Put one at both ends of the name: `"team sync"`.'],
      };
    }
    words.push({ text: word, quoted });
  }
  return { kind: 'words', words };
}

function familyOf(character: string): string | undefined {
  return families.find((family) => family.includes(character));
}

type Undone = Readonly<{ text: string; length: number } | { text: undefined; why: readonly Part[] }>;

/** What was typed where the reference at this place stands; undefined if there is none. */
function undo(source: string, at: number): Undone | undefined {
  reference.lastIndex = at;
  const found = reference.exec(source);
  if (found === null) return undefined;
  const [whole, sign = '', target = '', label = ''] = found;
  const name = unescaped(label);
  const typed = (text: string) => ({ text, length: whole.length });
  if (sign === '#') return label === '' ? { text: undefined, why: onlyId('that Slack channel') } : typed(`#${name}`);
  if (sign === '@') return label === '' ? { text: undefined, why: onlyId('that person') } : typed(`@${name}`);
  if (sign === '!') {
    if (/^(?:here|channel|everyone)$/u.test(target)) return typed(`@${target}`);
    return label === '' ? { text: undefined, why: onlyId('that group') } : typed(name);
  }
  if (!/^[a-z][a-z0-9+.-]*:/iu.test(target)) return undefined;
  return typed(label === '' ? unescaped(target).replace(/^(?:mailto|tel):/u, '') : name);
}

function onlyId(whom: string): Part[] {
  return [
    `Slack gave me only the id of ${whom}, not its name. Type the name as plain text, without picking it from Slack’s list.`,
  ];
}

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt);/gu, (_, name: string) => (name === 'amp' ? '&' : name === 'lt' ? '<' : '>'));
}
