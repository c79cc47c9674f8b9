/**
 * Somebody's time in a channel, in milliseconds; without `to` they are still there. `publishes` is a host in a live
 * channel, or a user with a camera or microphone on in a communication channel.
 */
export type PresenceInterval = { uid: string; from: number; to?: number; publishes: boolean };

/** The first moment at or after `from` at which one of the presence is there; undefined if that has not come yet. */
export function firstPresence(presence: readonly PresenceInterval[], from: number): number | undefined {
  let first: number | undefined;
  for (const interval of presence) {
    const at = Math.max(interval.from, from);
    if (interval.to !== undefined && interval.to <= at) continue;
    if (first === undefined || at < first) first = at;
  }
  return first;
}

/**
 * The moment at which nobody has been there for `idleMs` in one piece since `from`: what is known of the presence holds
 * for ever, so the moment may lie in the future. Undefined while somebody is there to the end.
 */
export function idleSince(presence: readonly PresenceInterval[], from: number, idleMs: number): number | undefined {
  let empty = from;
  for (const interval of [...presence].sort((a, b) => a.from - b.from)) {
    if (interval.from >= empty + idleMs) break;
    if (interval.to === undefined) return undefined;
    empty = Math.max(empty, interval.to);
  }
  return empty + idleMs;
}

export type Channels = {
  /** Everybody who ever was in the channel. */
  presence: (cname: string) => readonly PresenceInterval[];
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
  const channels = new Map<string, PresenceInterval[]>();
  let nextUid = FIRST_UID + publishers;

  const presenceOf = (cname: string): PresenceInterval[] => {
    let presence = channels.get(cname);
    if (presence === undefined) {
      presence = Array.from({ length: publishers }, (_, n) => ({
        uid: String(FIRST_UID + n),
        from: Number.NEGATIVE_INFINITY,
        publishes: true,
      }));
      channels.set(cname, presence);
    }
    return presence;
  };

  return {
    presence: presenceOf,
    join(cname, uid = String(nextUid++), publishes = true) {
      const presence = presenceOf(cname);
      if (!presence.some((interval) => interval.uid === uid && interval.to === undefined))
        presence.push({ uid, from: now(), publishes });
      return uid;
    },
    leave(cname, uid) {
      for (const interval of presenceOf(cname)) {
        if (interval.to === undefined && (uid === undefined || interval.uid === uid)) interval.to = now();
      }
    },
    publishers: (cname) =>
      presenceOf(cname)
        .filter((interval) => interval.publishes && interval.to === undefined)
        .map((interval) => interval.uid),
  };
}
