/** Who is in which Agora channel, and when. Times in milliseconds. */

/**
 * One participant's time in a channel; no `to` while they are present. `publishes`: a host of a live channel, or a user
 * of a communication channel whose camera or microphone is on.
 */
export type PresenceInterval = { uid: string; from: number; to?: number; publishes: boolean };

/** The first time at or after `from` at which somebody is present; undefined if nobody has been so far. */
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
 * When the channel will first have been empty for `idleMs` without a break since `from`, if nobody else comes: this may be
 * in the future. Undefined while somebody is present.
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
  /** Of everybody who was ever in the channel. */
  presence: (cname: string) => readonly PresenceInterval[];
  /** Adds a participant; returns the uid. Joining twice changes nothing. */
  join: (cname: string, uid?: string, publishes?: boolean) => string;
  /** Removes one participant, or all of them. */
  leave: (cname: string, uid?: string) => void;
  /** The uids that publish in the channel now. */
  publishers: (cname: string) => readonly string[];
  /** Those that somebody is in now, with the uids of all participants. */
  populated: () => { cname: string; uids: string[] }[];
};

/** First uid of participants without one: neither a sample nor a random draw is likely to use this range. */
const FIRST_UID = 27_182_801;

/** A channel exists as soon as it is named, with `publishers` participants who have always been there. */
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
    populated: () =>
      [...channels]
        .map(([cname, presence]) => ({
          cname,
          uids: presence.filter(({ to }) => to === undefined).map(({ uid }) => uid),
        }))
        .filter(({ uids }) => uids.length > 0),
  };
}
