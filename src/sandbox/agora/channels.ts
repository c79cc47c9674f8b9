/**
 * Somebody's time in a channel, in milliseconds; without `to` they are still there. `publishes` is a host in a live
 * channel, or a user with a camera or microphone on in a communication channel.
 */
export type Stay = { uid: string; from: number; to?: number; publishes: boolean };

/** The first moment at or after `from` at which one of the stays is there; undefined if that has not come yet. */
export function firstPresence(stays: readonly Stay[], from: number): number | undefined {
  let first: number | undefined;
  for (const stay of stays) {
    const at = Math.max(stay.from, from);
    if (stay.to !== undefined && stay.to <= at) continue;
    if (first === undefined || at < first) first = at;
  }
  return first;
}

/**
 * The moment at which nobody has been there for `idleMs` in one piece since `from`: what is known of the stays holds
 * for ever, so the moment may lie in the future. Undefined while somebody is there to the end.
 */
export function idleSince(stays: readonly Stay[], from: number, idleMs: number): number | undefined {
  let empty = from;
  for (const stay of [...stays].sort((a, b) => a.from - b.from)) {
    if (stay.from >= empty + idleMs) break;
    if (stay.to === undefined) return undefined;
    empty = Math.max(empty, stay.to);
  }
  return empty + idleMs;
}

export type Channels = {
  /** Everybody who ever was in the channel. */
  stays: (cname: string) => readonly Stay[];
  /** Puts a participant into the channel, from now on; returns the uid. Joining twice changes nothing. */
  join: (cname: string, uid?: string, publishes?: boolean) => string;
  /** Takes one participant out, or everybody. */
  leave: (cname: string, uid?: string) => void;
  /** The uids that publish in the channel now. */
  publishers: (cname: string) => readonly string[];
};

/** Uids of participants that nobody has named: a range that neither a sample nor a random draw is likely to use. */
const FIRST_UID = 27_182_801;

/** Channels exist as soon as they are named, with `publishers` people in them who have been there for ever. */
export function createChannels(now: () => number, publishers: number): Channels {
  const channels = new Map<string, Stay[]>();
  let nextUid = FIRST_UID + publishers;

  const staysOf = (cname: string): Stay[] => {
    let stays = channels.get(cname);
    if (stays === undefined) {
      stays = Array.from({ length: publishers }, (_, n) => ({
        uid: String(FIRST_UID + n),
        from: Number.NEGATIVE_INFINITY,
        publishes: true,
      }));
      channels.set(cname, stays);
    }
    return stays;
  };

  return {
    stays: staysOf,
    join(cname, uid = String(nextUid++), publishes = true) {
      const stays = staysOf(cname);
      if (!stays.some((stay) => stay.uid === uid && stay.to === undefined)) stays.push({ uid, from: now(), publishes });
      return uid;
    },
    leave(cname, uid) {
      for (const stay of staysOf(cname)) {
        if (stay.to === undefined && (uid === undefined || stay.uid === uid)) stay.to = now();
      }
    },
    publishers: (cname) =>
      staysOf(cname)
        .filter((stay) => stay.publishes && stay.to === undefined)
        .map((stay) => stay.uid),
  };
}
