/** “Did you mean …?” */

/** Edits that lead from one word to the other: a letter more, fewer, another one, or two neighbours swapped. */
export function distance(a: string, b: string): number {
  const [from, to] = [Array.from(a), Array.from(b)];
  let before: number[] = [];
  let last: number[] = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      const [left, up, corner] = [row[j - 1] ?? 0, last[j] ?? 0, last[j - 1] ?? 0];
      let edits = Math.min(left + 1, up + 1, corner + (same ? 0 : 1));
      if (from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
      row.push(edits);
    }
    [before, last] = [last, row];
  }
  return last[to.length] ?? 0;
}

/**
 * The options that the word may stand for, at most three: the one that it is the beginning of, then the nearest ones, two
 * edits away at most. Short words must be nearer, or everything would look alike. Letter case does not count.
 */
export function suggest(word: string, options: readonly string[]): string[] {
  const typed = word.toLowerCase();
  const found: { option: string; edits: number }[] = [];
  for (const option of options) {
    const meant = option.toLowerCase();
    const allowed = Math.min(2, Math.floor(Math.max(typed.length, meant.length) / 2));
    if (Math.abs(typed.length - meant.length) > allowed) continue;
    const edits = distance(typed, meant);
    if (edits <= allowed) found.push({ option, edits });
  }
  const fewest = Math.min(...found.map((f) => f.edits));
  const nearest = found.filter((f) => f.edits === fewest).map((f) => f.option);
  const acquireEnqueued = typed.length < 2 ? [] : options.filter((option) => option.toLowerCase().startsWith(typed));
  return [...new Set([...(acquireEnqueued.length === 1 ? acquireEnqueued : []), ...nearest])].slice(0, 3);
}
