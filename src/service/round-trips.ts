import type { Ms } from '../recording/recording.ts';

/** So many round trips must be known before anything is concluded from them, and so long they count. */
const enoughTrips = 200;
const tripsCount: Ms = 300_000;
/** What the shortest one may yet be undercut by. */
const tripMargin: Ms = 20;
const second: Ms = 1000;

/**
 * The time that every round trip takes at least. A request arrives no later than (the way back) before its answer, and the next
 * one no earlier than (the way there) after it was sent: together that is a round trip at its shortest. The first quicker one
 * ends what was concluded from slower ones.
 */
export function roundTrips() {
  let before = { shortest: second, count: 0 };
  let now = { shortest: second, count: 0, since: 0 };
  return {
    add(took: Ms, at: Ms): void {
      if (at - now.since >= tripsCount) {
        before = at - now.since < 2 * tripsCount ? now : { shortest: second, count: 0 };
        now = { shortest: second, count: 0, since: at };
      }
      now.shortest = Math.min(now.shortest, took);
      now.count += 1;
    },
    surely(): Ms {
      if (before.count + now.count < enoughTrips) return 0;
      return Math.max(0, Math.min(before.shortest, now.shortest) - tripMargin);
    },
  };
}
