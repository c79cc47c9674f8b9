/** The lifecycle of one recorder, computed from what was done to it and from who was in its channel. */
import { firstPresence, idleSince, type PresenceInterval } from './channels.ts';

/** A recorder is in its channel (status 4) this long after `start`. */
export const READY_MS = 4_000;
/** The earliest first file, and status 5 with it, after `start`: an audio slice is 15 s long. */
const FIRST_FILE_MS = 15_000;
/** Individual files come later (Agora: best practices). */
const FIRST_TRACK_MS = 60_000;
/** What Agora checks only after answering `start` (keys, sizes, token) ends the recorder this long after it. */
const CHECKED_MS = 3_000;
/** A page that answers with an error is given up this long after `start`. */
const PAGE_OPENED_MS = 5_000;
/** How long a recorder that has left is still known: a `stop` in that time is rejected with code 49. */
export const EXIT_MS = 1_000;

export type EndedBy =
  | 'stop'
  | 'idle'
  | 'badConfig'
  | 'badStorage'
  | 'badToken'
  | 'uidTaken'
  | 'maxHours'
  | 'pageNotFound'
  | 'pageNotReady'
  | 'fault';

/** A page that is recorded instead of a channel. It needs no participants. */
export type PageFacts = {
  maxMs: number;
  /** It answers with an error, or never says that it is ready. */
  fails?: 'notFound' | 'notReady';
  /** How long it has to say so; 0: it need not. */
  readyMs: number;
};

/** Everything that determines a recorder's state, apart from who is in its channel. Times in milliseconds. */
export type Facts = {
  uid: string;
  startedAt: number;
  mode: 'mix' | 'individual' | 'web';
  channelType: 0 | 1;
  maxIdleMs: number;
  page?: PageFacts;
  controlMs: number;
  /** What the check after `start` will find wrong. */
  deferredError?: 'badConfig' | 'badStorage' | 'badToken';
  /** When a fault ended it. */
  deadAt?: number;
  /** When `stop` was called, and how long the upload then takes. */
  stopped?: { at: number; takesMs: number };
  /** Periods in which it can't be found, because Agora moves it to another server. */
  failovers: { from: number; to: number }[];
  /** The storage is unreachable: files go to Agora's own backup first. */
  backedUp?: true;
  /** Files are really uploaded, to a storage on this machine; without `doneAt` they are not there yet. */
  upload?: { doneAt?: number };
};

/** A recorder at one point in time. `exiting`: it has left the channel but is still known. `gone`: it no longer is. */
export type Snapshot = {
  phase: 'running' | 'exiting' | 'gone';
  /** Agora's number: 1 to 3 while starting, 4 ready, 5 recording, 6 and 8 ending. */
  status: number;
  /** False during a failover and after `resourceExpiredHour`: the recorder runs, but every call gets 404. */
  reachable: boolean;
  /** When the first media was recorded. */
  mediaSince?: number;
  /** When the first file was written. */
  fileSince?: number;
  endedAt?: number;
  endedBy?: EndedBy;
  /** Number of failovers so far: each starts new files. */
  moved: number;
};

type End = { at: number; by: EndedBy; exitMs: number };

/** The recorder at `now`. Pure: the same facts and presence give the same snapshot. */
export function snapshotOf(facts: Facts, presence: readonly PresenceInterval[], now: number): Snapshot {
  const { startedAt } = facts;
  const end = endOf(facts, presence, now);
  const until = end?.at ?? now;
  const phase = end === undefined ? 'running' : now < end.at + end.exitMs ? 'exiting' : 'gone';
  const publishers = presence.filter((interval) => interval.publishes && interval.uid !== facts.uid);
  const hasMediaAt = mediaAt(facts, publishers);
  const mediaSince = before(hasMediaAt, until);
  const firstFileMs = facts.mode === 'individual' ? FIRST_TRACK_MS : FIRST_FILE_MS;
  // With media from the beginning this is `firstFileMs` after `start`.
  const fileSince = mediaSince === undefined ? undefined : before(mediaSince + firstFileMs - READY_MS, until);
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

/** When the first media could be recorded: a page needs nobody, but must open. */
function mediaAt({ page, startedAt }: Facts, publishers: readonly PresenceInterval[]): number | undefined {
  if (page === undefined) return firstPresence(publishers, startedAt + READY_MS);
  return page.fails === undefined ? startedAt + READY_MS : undefined;
}

/** Status 5 lasts while the recorder runs, even after everybody has stopped publishing. */
function statusOf(phase: Snapshot['phase'], age: number, hasFile: boolean): number {
  if (phase === 'exiting') return 6;
  if (phase === 'gone') return 8;
  if (hasFile) return 5;
  if (age >= READY_MS) return 4;
  return age < 1_000 ? 1 : age < 2_000 ? 2 : 3;
}

/** Ends a recorder by a fault at `at`, unless one ends it earlier. */
export function endAt(facts: Facts, at: number): void {
  facts.deadAt = Math.min(facts.deadAt ?? at, at);
}

/** The earliest event that has ended the recorder by `now`. */
function endOf(facts: Facts, presence: readonly PresenceInterval[], now: number): End | undefined {
  const ends: End[] = [];
  const { deferredError, deadAt, stopped, startedAt } = facts;
  if (deadAt !== undefined) ends.push({ at: deadAt, by: 'fault', exitMs: 0 });
  if (deferredError !== undefined) ends.push({ at: startedAt + CHECKED_MS, by: deferredError, exitMs: 0 });
  if (stopped !== undefined) ends.push({ at: stopped.at, by: 'stop', exitMs: stopped.takesMs });

  if (facts.page === undefined) ends.push(...channelEnds(facts, presence));
  else ends.push(...pageEnds(startedAt, facts.page));
  const past = ends.filter((end) => end.at <= now).sort((a, b) => a.at - b.at);
  return past[0];
}

function pageEnds(startedAt: number, { maxMs, fails, readyMs }: PageFacts): End[] {
  const ends: End[] = [{ at: startedAt + maxMs, by: 'maxHours', exitMs: EXIT_MS }];
  if (fails === 'notFound') ends.push({ at: startedAt + PAGE_OPENED_MS, by: 'pageNotFound', exitMs: 0 });
  // The first time the page is loaded again.
  if (fails === 'notReady' && readyMs > 0) ends.push({ at: startedAt + 2 * readyMs, by: 'pageNotReady', exitMs: 0 });
  return ends;
}

function channelEnds(facts: Facts, presence: readonly PresenceInterval[]): End[] {
  const { startedAt } = facts;
  const ends: End[] = [];
  // A uid can't be in a channel twice: Agora silently drops one of the two. Here it is the recorder.
  const sameUid = presence.filter((interval) => interval.uid === facts.uid);
  const droppedAt = firstPresence(sameUid, startedAt + CHECKED_MS);
  if (droppedAt !== undefined) ends.push({ at: droppedAt, by: 'uidTaken', exitMs: EXIT_MS });

  // A communication channel is idle when it is empty, a live channel when it has no host.
  const others = presence.filter(
    (interval) => interval.uid !== facts.uid && (facts.channelType === 0 || interval.publishes),
  );
  const idle = idleSince(others, startedAt, facts.maxIdleMs);
  if (idle !== undefined) ends.push({ at: idle, by: 'idle', exitMs: EXIT_MS });
  return ends;
}

const before = (at: number | undefined, limit: number): number | undefined =>
  at !== undefined && at <= limit ? at : undefined;
