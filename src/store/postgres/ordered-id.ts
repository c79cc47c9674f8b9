/** Ids of jobs. pg-boss orders by them what was sent in one transaction. */
import { randomBytes } from 'node:crypto';

/** Within a millisecond. */
const most = 0xfff;

/** Makes UUIDs of version 7, each greater than the one before: milliseconds, a counter, and chance. */
export function orderedIds(now: () => number = Date.now): () => string {
  let ms = 0;
  let counter = 0;
  return () => {
    const current = Math.floor(now());
    if (current > ms) [ms, counter] = [current, 0];
    else if (counter < most) counter += 1;
    else [ms, counter] = [ms + 1, 0];
    const time = ms.toString(16).padStart(12, '0');
    const chance = randomBytes(8).toString('hex');
    // The variant takes two bits.
    const variant = (8 + (Number.parseInt(chance.slice(0, 1), 16) % 4)).toString(16);
    return [
      time.slice(0, 8),
      time.slice(8),
      `7${counter.toString(16).padStart(3, '0')}`,
      `${variant}${chance.slice(1, 4)}`,
      chance.slice(4),
    ].join('-');
  };
}
