/** “Did you mean …?” */
import { distance } from 'fastest-levenshtein';

/** At most this many are offered. */
const offered = 3;

/**
 * The options that the word may stand for: the one that it is the beginning of, then the nearest ones, `most` edits away at
 * most. Short words must be nearer, or everything would match. Letter case does not count.
 */
export function nearest(word: string, options: readonly string[], most = 2): string[] {
  const typed = word.toLowerCase();
  const found: { option: string; edits: number }[] = [];
  for (const option of options) {
    const known = option.toLowerCase();
    const allowed = Math.min(most, Math.floor(Math.max(typed.length, known.length) / 2));
    if (Math.abs(typed.length - known.length) > allowed) continue;
    const edits = editsBetween(typed, known);
    if (edits <= allowed) found.push({ option, edits });
  }
  const fewest = Math.min(...found.map(({ edits }) => edits));
  const closest = found.filter(({ edits }) => edits === fewest).map(({ option }) => option);
  const prefixed = typed.length < 2 ? [] : options.filter((option) => option.toLowerCase().startsWith(typed));
  return [...new Set([...(prefixed.length === 1 ? prefixed : []), ...closest])].slice(0, offered);
}

/** Letters more, fewer or other ones. Two neighbors swapped, the commonest slip, count as one edit. */
function editsBetween(a: string, b: string): number {
  const edits = distance(a, b);
  return edits === 2 && isSwap(a, b) ? 1 : edits;
}

function isSwap(a: string, b: string): boolean {
  let at = 0;
  while (a.charAt(at) === b.charAt(at)) at += 1;
  return a.slice(0, at) + a.charAt(at + 1) + a.charAt(at) + a.slice(at + 2) === b;
}
