/** Characters that keyboards, input methods and copying put in the place of others, and invisible ones. */

/** Controls, formats, fillers and variation selectors. Agora allows none of them in a name. */
const invisible = /^[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]$/u;
// What JavaScript takes for a space, without the byte order mark, which is invisible; and the "next line" of ISO 6429.
const space = /^[^\S\ufeff]$|^\u0085$/u;

export function isSpace(character: string): boolean {
  return space.test(character);
}

export function isInvisible(character: string): boolean {
  return !isSpace(character) && invisible.test(character);
}

/** A line break or a tab: a space that is a control character, too. */
export function isControlSpace(character: string): boolean {
  return isSpace(character) && /^[\p{Cc}\u2028\u2029]$/u.test(character);
}

/** `U+200B` */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** What phones, Macs and word processors make of what was typed. */
const replaced: Readonly<Record<string, string>> = {
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2013': '-',
  '\u2014': '--',
  '\u2015': '--',
  '\u2212': '-',
  '\u2025': '..',
  '\u2026': '...',
  '\u2018': "'",
  '\u2019': "'",
  '\u201a': "'",
  '\u201b': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u201e': '"',
  '\u201f': '"',
  '\u2032': "'",
  '\u2033': '"',
};

/** The text as it was meant: `room—one` is `room--one`; full-width letters and symbols become the usual ones. */
export function undoSmartPunctuation(text: string): string {
  return text
    .replace(
      /[\u2010-\u2015\u2018-\u201f\u2025\u2026\u2032\u2033\u2212]/gu,
      (character) => replaced[character] ?? character,
    )
    .replace(/[\uff01-\uff5e]/gu, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) - 0xfee0));
}
