/** Short ids of recordings, and uids of recorders. */
import type { Uid } from './recording.ts';

/** Without i, l, o, 0 and 1, which look alike. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** `r` and five characters. `random(n)` gives a whole number from 0 to below n. */
export function shortId(random: (below: number) => number): string {
  return `r${Array.from({ length: 5 }, () => letters.charAt(random(letters.length))).join('')}`;
}

const lowestUid = 3_000_000_000;
const highestUid = 4_294_967_295;

/** A uid for a recorder, from a high range where participants' uids are rare (a shared uid makes Agora drop one of the two). */
export function generateUid(random: (below: number) => number): Uid {
  return String(lowestUid + random(highestUid - lowestUid + 1));
}
