import { firstPresence, idleSince, type PresenceInterval } from './channels.ts';

/** A recorder is in its channel this long after start has answered (status 4). */
export const READY_MS = 4_000;
/** The first file, and status 5 with it, comes no sooner than this after start (a slice of audio is 15 s long). */
const FIRST_FILE_MS = 15_000;
/** What Agora checks only after start has answered (keys, sizes, token) ends the recorder this long after start. */
const CHECKED_MS = 3_000;
/** A recorder that leaves by itself is still known for so long; a stop in that time is refused with code 49. */
export const EXIT_MS = 1_000;

export type EndedBy = 'stop' | 'idle' | 'badConfig' | 'badStorage' | 'badToken' | 'uidTaken' | 'fault';

/** Everything that decides the life of one recorder, besides who is in its channel. Times in milliseconds. */
export type Facts = {
  uid: string;
  startedAt: number;
  channelType: 0 | 1;
  maxIdleMs: number;
  controlMs: number;
  /** What the check after start will find wrong. */
  deferredError?: 'badConfig' | 'badStorage' | 'badToken';
  /** Killed from outside. */
  deadAt?: number;
  /** Stop was asked for, and how long the upload takes from then on. */
  stopped?: { at: number; takesMs: number };
  /** Agora moves the recorder to another server: for so long it can't be found. */
  failovers: { from: number; to: number }[];
  /** The storage is out of reach: what is uploaded goes to Agora's own backup first. */
  backedUp?: true;
};

/** One moment of a recorder's life. `gone`: Agora no longer knows it. `exiting`: it has left the channel, but is still known. */
export type Snapshot = {
  phase: 'running' | 'exiting' | 'gone';
  /** Agora's number: 1 to 3 while starting, 4 ready, 5 recording, 6 and 8 ending. */
  status: number;
  /** False in a fail-over and after `resourceExpiredHour`: the recorder runs, but every call answers 404. */
  reachable: boolean;
  /** When the first media was recorded. */
  mediaSince?: number;
  /** When the first file was there. */
  fileSince?: number;
  endedAt?: number;
  endedBy?: EndedBy;
  /** How many fail-overs there were so far: each starts new files. */
  moved: number;
};

type End = { at: number; by: EndedBy; exitMs: number };

/** What a recorder is at `now`: a function of its facts and of who was in the channel when. */
export function snapshotOf(facts: Facts, presence: readonly PresenceInterval[], now: number): Snapshot {
  const { startedAt } = facts;
  const end = endOf(facts, presence, now);
  const until = end?.at ?? now;
  const phase = end === undefined ? 'running' : now < end.at + end.exitMs ? 'exiting' : 'gone';
  const publishers = presence.filter((interval) => interval.publishes && interval.uid !== facts.uid);
  const mediaSince = before(firstPresence(publishers, startedAt + READY_MS), until);
  // Where somebody publishes from the start the file comes FIRST_FILE_MS after start, otherwise as long after the media.
  const fileSince = mediaSince === undefined ? undefined : before(mediaSince + FIRST_FILE_MS - READY_MS, until);
  return {
    phase,
    status: statusOf(phase, now - startedAt, fileSince !== undefined),
    reachable:
      now < startedAt + facts.controlMs &&
      !facts.failovers.some((failover) => failover.from <= now && now < failover.to),
    ...(mediaSince !== undefined && { mediaSince }),
    ...(fileSince !== undefined && { fileSince }),
    ...(end !== undefined && { endedAt: end.at, endedBy: end.by }),
    moved: facts.failovers.filter(({ from }) => from <= until).length,
  };
}

/** Status 5 stays while the recorder runs, even when everybody has stopped publishing. */
function statusOf(phase: Snapshot['phase'], age: number, hasFile: boolean): number {
  if (phase === 'exiting') return 6;
  if (phase === 'gone') return 8;
  if (hasFile) return 5;
  if (age >= READY_MS) return 4;
  return age < 1_000 ? 1 : age < 2_000 ? 2 : 3;
}

/** Ends a recorder from outside at `at`, unless that is already to happen sooner. */
export function endAt(facts: Facts, at: number): void {
  facts.deadAt = Math.min(facts.deadAt ?? at, at);
}

/** The earliest of all that may have ended the recorder by now. */
function endOf(facts: Facts, presence: readonly PresenceInterval[], now: number): End | undefined {
  const ends: End[] = [];
  const { deferredError, deadAt, stopped, startedAt } = facts;
  if (deadAt !== undefined) ends.push({ at: deadAt, by: 'fault', exitMs: 0 });
  if (deferredError !== undefined) ends.push({ at: startedAt + CHECKED_MS, by: deferredError, exitMs: 0 });
  if (stopped !== undefined) ends.push({ at: stopped.at, by: 'stop', exitMs: stopped.takesMs });

  // Two users with one uid can't be in a channel: Agora drops one of them, and says nothing. Here it is the recorder.
  const sameUid = presence.filter((interval) => interval.uid === facts.uid);
  const kicked = firstPresence(sameUid, startedAt + CHECKED_MS);
  if (kicked !== undefined) ends.push({ at: kicked, by: 'uidTaken', exitMs: EXIT_MS });

  // Communication: idle when nobody is there. Live: idle without hosts, an audience does not count.
  const others = presence.filter(
    (interval) => interval.uid !== facts.uid && (facts.channelType === 0 || interval.publishes),
  );
  const idle = idleSince(others, startedAt, facts.maxIdleMs);
  if (idle !== undefined) ends.push({ at: idle, by: 'idle', exitMs: EXIT_MS });

  const past = ends.filter((end) => end.at <= now).sort((a, b) => a.at - b.at);
  return past[0];
}

const before = (at: number | undefined, limit: number): number | undefined =>
  at !== undefined && at <= limit ? at : undefined;
