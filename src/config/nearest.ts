/** “Did you mean …?” */
import { distance } from 'fastest-levenshtein';

/** The name that differs least, if the difference is small enough to be a typing error. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const allowed = given.length < 6 ? 1 : 2;
  const [best] = names
    .map((name) => ({ name, edits: editsBetween(plain(given), plain(name)) }))
    .sort((a, b) => a.edits - b.edits);
  return best !== undefined && best.edits <= allowed ? best.name : undefined;
}

/** ` (did you mean …?)`, or nothing. */
export function hint(given: string, names: readonly string[]): string {
  const near = nearest(given, names);
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll('-', '_');
}

/** Letters more, fewer or other ones. Two neighbors swapped, the commonest slip, count as one edit. */
function editsBetween(a: string, b: string): number {
  const edits = distance(a, b);
  let at = 0;
  while (at < a.length && a.charAt(at) === b.charAt(at)) at += 1;
  const swapped = a.slice(0, at) + a.charAt(at + 1) + a.charAt(at) + a.slice(at + 2);
  return edits === 2 && swapped === b ? 1 : edits;
}
