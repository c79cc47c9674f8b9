/** Every timeout, interval, backoff and limit of ours, in milliseconds unless its name says otherwise, with its source. */
import type { Call, Ms } from './primitives.ts';

const second: Ms = 1_000;
const minute: Ms = 60 * second;
const hour: Ms = 60 * minute;
const day: Ms = 24 * hour;

/* Starting */

/** Slack may be out of reach this long; then recording begins without a card, because a class can't be repeated. */
export const cardTimeout: Ms = 10 * second;

/** A resourceId serves for a `start` this long (Agora: REST API, "acquire"). */
export const resourceLifetime: Ms = 5 * minute;

/** A start that could not leave for this long has timed out. */
export const startTimeout: Ms = 15 * minute;

/** After a `start` that is known to have worked, a notification may bring the sid within this time. */
export const sidTimeout: Ms = 15 * second;

/** The first `query` after the sid (Agora: best practices). */
export const firstQueryAfter: Ms = 5 * second;

/** After the sid, a recorder must have shown itself within this time (Agora: integration checklist). */
export const confirmTimeout: Ms = 90 * second;

/** Recorders that are asked for before a recording is given up. */
export const maxRecorders = 3;

/** What Agora lacks now it may have soon: the wait before another recorder is asked for grows by this with each of them. */
export const anotherRecorderAfter: Ms = 3 * second;

/* Watching */

/** A fail-over takes up to this long, and every call answers 404 meanwhile (Agora: best practices). */
export const failoverWindow: Ms = 90 * second;

/** People are notified that contact is lost after this long. */
export const notifyNotFoundAfter: Ms = 15 * second;

/** People are notified that a recorder receives nothing after this long. */
export const notifyNoMediaAfter: Readonly<Record<'mix' | 'individual', Ms>> = {
  mix: minute,
  // Individual files follow a minute after the start, and status 5 with them (Agora: best practices).
  individual: 2 * minute,
};

/** Longer than any wait between two queries that are meant to find something out: beyond it nobody was watching. */
export const longestQueryInterval: Ms = 20 * second;

/** Where nothing else is asked for, a recorder leaves by itself this long after the last participant. */
export const defaultMaxIdle: Ms = 5 * minute;

/** `resourceExpiredHour`, Agora's default: afterwards Agora rejects every call but a new start. A page may be recorded for longer. */
export const controlPeriod: Ms = 72 * hour;

/** Agora's tokens serve this long at most, and the one of a recorder can't be renewed. */
export const tokenLifetime: Ms = 24 * hour;

/** People are notified this long before a recording is stopped because its time is over. */
export const limitWarningLead: Ms = 10 * minute;

/** A recording that is stopped so long after its time was over is said to be late: the bot was not running then. */
export const limitTolerance: Ms = minute;

/** By how much the buttons of the card extend it. */
export const extensions = { '30m': 30 * minute, '1h': hour } as const satisfies Readonly<Record<string, Ms>>;

/** While nobody is in the channel, a scheduled recording asks for another recorder so long after the last one has left. */
export const emptyChannelInterval: Ms = 3 * minute;

/** A recorder for less than this is not worth its start. */
export const shortestRest: Ms = minute;

/** People are warned this long before control or the token ends. */
export const expiryWarningLead: Ms = hour;

/* Ending */

/** Agora's uploads are over after 20 minutes as a rule; what takes longer than this is not waited for. */
export const uploadTimeout: Ms = day;

/** The reported usual duration of an upload (Agora: "Upload the recorded files"). */
export const uploadUsuallyWithin: Ms = 20 * minute;

/** The reported usual duration of a start. */
export const startUsuallyWithin: Ms = 10 * second;

/** How long a recording is kept after its end. */
export const retentionPeriod: Ms = 365 * day;

/* Usage and cost */

/** What participants send is unknown: so much is assumed of each (a usual size in the apps; four of them are 1280 × 720). */
export const assumedSender = { width: 640, height: 360 } as const;

/** How many are assumed to send video where no list says whose video is recorded. */
export const assumedSenders = 4;

/** A mixed recording has the first so many participants (Agora: "Set up subscription"). */
export const maxMixedSenders = 17;

/** From this share of a monthly limit on, people are warned. */
export const limitWarningShare = 0.8;
/** One message names so many files at most, and of so many characters in all: a person reads it, and Slack takes it. */
export const filesInMessage = { count: 100, characters: 12_000 } as const;

/* Retries */

export type RetryPlan = Readonly<{ waits: readonly Ms[]; endless: boolean }>;

const plan = (inSeconds: readonly number[], endless = false): RetryPlan => ({
  waits: inSeconds.map((n) => n * second),
  endless,
});

/**
 * Waits before the same call is sent again, by how often it has failed in a row; the last one repeats where `endless`.
 * Agora's best-practice pages give 1, 3, 6 s for transport errors, 3, 6, 9 s for a start, and 5, 10, 15, 30 s for a query.
 */
export const retryPlans: Readonly<Record<Call, Readonly<Record<'notSent' | 'indeterminate', RetryPlan>>>> = {
  acquire: { notSent: plan([1, 3, 6, 10, 15, 15, 30, 30, 30, 30]), indeterminate: plan([3, 6, 9, 15, 15]) },
  // The reservation ends an endless start by itself after five minutes.
  start: { notSent: plan([1, 3, 6, 15], true), indeterminate: plan([3, 6, 9]) },
  query: { notSent: plan([5, 10, 15, 30], true), indeterminate: plan([5, 10, 15, 30], true) },
  update: { notSent: plan([1, 3, 6]), indeterminate: plan([3, 6, 9]) },
  updateLayout: { notSent: plan([1, 3, 6]), indeterminate: plan([3, 6, 9]) },
  stop: { notSent: plan([1, 2, 4, 8, 15], true), indeterminate: plan([3, 6, 9, 15], true) },
};

/** After 429, for which Agora documents no Retry-After: the waits double. Ten of them take about three minutes. */
export const rateLimitedWaits: readonly Ms[] = [1, 2, 4, 8, 16, 30].map((n) => n * second);
export const maxRateLimitedStarts = 10;

/** 206 code 65 on `start`: Agora asks for the same request twice more, then for a new one. */
export const maxIncompleteStarts = 2;

/** What Agora rejects, somebody has to fix first: the same call is sent again after this long. */
export const rejectedInterval: Ms = minute;

/** Between two attempts at a change while Agora finds no recorder. */
export const changeNotFoundInterval: Ms = 10 * second;

/** Temporary credentials of a bucket are renewed so often (Agora: "start", `stsToken`). */
export const storageRenewalInterval: Ms = hour;

/** Between two stops of an orphan, and how many 404s in a row are believed: a fail-over is over then. */
export const orphanStopInterval: Ms = 15 * second;
export const maxOrphanNotFound = 6;

/**
 * Between two status posts lies at least this share of the time that it has recorded, from the first hour on: three days have about
 * thirty more of them than that hour.
 */
export const statusPostShare = 1 / 6;
export const statusPostsSpreadAfter: Ms = hour;

/** From so many failed attempts on the reason is reported; a single failure is noise. */
export const notifyAfterFailures = { start: 2, query: 3, stop: 1 } as const;

/** Waits between queries while Agora finds no recorder: 5, 10, 15 s, then every 15 s (Agora: best practices). */
export function notFoundInterval(notFoundFor: Ms): Ms {
  if (notFoundFor < 5 * second) return 5 * second;
  return notFoundFor < 15 * second ? 10 * second : 15 * second;
}

/** Waits between queries while a start is to be confirmed. */
export function confirmInterval(sinceStart: Ms): Ms {
  return sinceStart < 30 * second ? 5 * second : 10 * second;
}

/** Waits between queries to a recorder that is there: often until its first file, then every two minutes (Agora: best practices). */
export function queryInterval(status: number, noMediaFor: Ms): Ms {
  return status === 4 && noMediaFor < 2 * minute ? 10 * second : 2 * minute;
}

/** Between two queries after Agora has said that it is over, and still shows it. */
export const exitedInterval: Ms = 10 * second;

/* Posting and people */

/**
 * Waits before a post is tried again, by how often it failed; Slack's own Retry-After may be longer. After an outage people see the
 * present state within 15 s.
 */
export const postRetryWaits: readonly Ms[] = [1, 2, 5, 10].map((n) => n * second);

/** What the database rejected (a full disk, a locked file) is tried again after this long. */
export const databaseRetryInterval: Ms = 5 * second;

/** How long a person's command waits for a card to link to, and for Agora's response; both stay below Slack's 30 minutes by far. */
export const cardLinkTimeout: Ms = 15 * second;
export const statusReplyTimeout: Ms = 8 * second;
