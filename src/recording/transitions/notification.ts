/**
 * What Agora's notification service reports. It may be late, doubled, out of order or missing, so a notification never ends a
 * recording by itself: it brings a sid that we lack, proof of life, reasons, the result of the upload, and reasons to ask Agora at once.
 */
import type { AgoraNotification, NotificationEvent } from '../agora-notification.ts';
import {
  chain,
  type Env,
  enqueueAgoraCall,
  postToThread,
  type Transition,
  transitionTo,
  unchanged,
  withHealth,
  withRecorder,
} from '../effects.ts';
import type { ErrorCode } from '../error-codes.ts';
import { priority } from '../jobs.ts';
import { currentRecorder, type RecorderInstance, type Recording } from '../recording.ts';
import { onError, suspecting, warn } from './agora-warning.ts';
import { onOrphanEnded, onOrphanFound, orphansExpired } from './orphan.ts';
import { withSnapshot } from './snapshots.ts';
import { onStarted } from './start.ts';
import { onStatus } from './status.ts';
import { onProgress, onUploadEnded } from './upload.ts';

export function onNotification(r: Recording, notification: AgoraNotification, env: Env): Transition {
  const recorder = recorderOf(r, notification);
  if (recorder === undefined) return unchanged(r);
  const learned = recorder.sid === undefined ? learnSid(r, recorder, notification.sid, env) : unchanged(r);
  return chain(learned, (now) => {
    const { sid, uid } = recorder;
    const current = currentRecorder(now);
    if (uid === current.uid && current.status !== 'orphan')
      return isBack(now, notification) ? onBack(now, env) : onCurrent(now, notification, env);
    const known = now.recorders.find((one) => one.uid === uid) ?? recorder;
    const { event } = notification;
    const ended = isEnd(event) ? onOrphanEnded(now, known, env) : unchanged(now);
    if (event.kind !== 'uploadEnded' || uid !== current.uid || sid === undefined) return ended;
    // Lost, or ended and come back: now its files are known.
    return chain(now.phase === 'lost' ? unchanged(now) : ended, (then) => onUploadEnded(then, event, env));
  });
}

/** By its sid, which stays through fail-overs; or the one that still lacks its sid, by the uid that we gave it. */
function recorderOf(r: Recording, { sid, uid, cname }: AgoraNotification): RecorderInstance | undefined {
  const known = r.recorders.find((recorder) => recorder.sid === sid);
  if (known !== undefined || r.cname !== cname) return known;
  return r.recorders.find(
    (recorder) =>
      recorder.sid === undefined &&
      recorder.uid === uid &&
      (recorder.status === 'sent' || recorder.status === 'orphan'),
  );
}

function learnSid(r: Recording, recorder: RecorderInstance, sid: string, env: Env): Transition {
  return recorder.status === 'sent' && recorder.uid === currentRecorder(r).uid
    ? onStarted(r, sid, env)
    : onOrphanFound(r, recorder, sid, env);
}

function isEnd({ kind }: NotificationEvent): boolean {
  return kind === 'exited' || kind === 'webStopped' || kind === 'uploadEnded';
}

/** A recorder that Agora could not find for longer than a fail-over takes, and that has shown itself since. */
function isBack({ phase, ending, health }: Recording, { at, event }: AgoraNotification): boolean {
  const { result, endedAt } = ending ?? {};
  const isOver = result === 'endedEarly' || result === 'stopped' || phase === 'failed' || phase === 'canceled';
  const isSignal = event.kind === 'joined' || event.kind === 'slice' || event.kind === 'failover';
  return isOver && isSignal && health.exitedAt === undefined && endedAt !== undefined && at > endedAt;
}

/** People decide: it may be what is left of their session, or a recorder too many. */
function onBack(r: Recording, env: Env): Transition {
  const next = withRecorder(r, { status: 'orphan' });
  const { uid } = currentRecorder(r);
  return transitionTo(next, {
    jobs: [postToThread(env.now, { type: 'orphanBack', uid }), orphansExpired(next, env)],
    audit: { actor: 'agora', action: 'orphan back', detail: `uid ${uid}` },
  });
}

/** A notification about the recorder that counts. */
function onCurrent(r: Recording, notification: AgoraNotification, env: Env): Transition {
  const { event } = notification;
  switch (event.kind) {
    case 'joined':
    case 'slice':
      return r.phase === 'confirming' ? onLivenessSignal(r, notification, 4, [], env) : unchanged(r);
    case 'files':
      return onLivenessSignal(r, notification, 5, withKnown(r, event.names), env);
    case 'failover':
      return onFailover(r, notification, event.uid, env);
    case 'exited':
      return onExit(r, event.normal ? undefined : 'recorder_error', env);
    case 'webStopped':
      return onExit(withFiles(r, event.names, env), webStops[event.code] ?? 'web_stopped', env);
    case 'left':
      return isWatched(r) && (event.code & nobodyLeft) !== 0
        ? transitionTo(suspecting(r, 'channel_empty', env))
        : unchanged(r);
    case 'error':
      return onError(r, event, isWatched(r), env);
    case 'warning':
      return event.from === 'uploader' && event.code === keptInBackup
        ? warn(r, 'upload_backup', undefined, env)
        : unchanged(r);
    case 'snapshot':
      return transitionTo({ ...r, snapshots: withSnapshot(r.snapshots, event.name) });
    case 'registered':
    case 'uploadStarted':
      return unchanged(r);
    case 'progress':
      return onProgress(r, event.share, env);
    case 'uploadEnded':
      return onUploadEnded(r, event, env);
    case 'storageTokenExpired':
      return warn(r, 'storage_token_expired', undefined, env);
    case 'downloadFailed':
      return warn(r, 'download_failed', event.names.join(', '), env);
    case 'webLimit':
      return warn(suspecting(r, 'web_limit', env), 'web_limit', event.limit, env);
    case 'webReloaded':
      return warn(r, 'web_reloaded', event.reason, env);
  }
}

/** Event 71, `code`. */
const webStops: Readonly<Record<number, ErrorCode | undefined>> = {
  0: undefined,
  1: 'web_max_hours',
  2: 'web_limit',
  3: 'recorder_error',
  4: 'web_page_silent',
  5: 'web_page_unreachable',
  6: 'recorder_error',
};

/** Bit of `leaveCode`: the channel was empty for as long as it may be. */
const nobodyLeft = 4;
/** The uploader's warning that it uploads to Agora's backup instead of the bucket. */
const keptInBackup = 32;

function isWatched({ phase }: Recording): boolean {
  return phase === 'confirming' || phase === 'recording';
}

/** The files that Agora names at the end of a page; `query` will not tell them any more. */
function withFiles(r: Recording, files: readonly string[], env: Env): Recording {
  if (files.length === 0) return r;
  const { at, status } = r.health.lastStatus ?? { at: env.now, status: 5 };
  return withHealth(r, { lastStatus: { at, status, files }, mediaSeen: true });
}

/** Whether a later notification, or a copy of this one, has already been processed. */
function isStale({ health }: Recording, { sequence }: AgoraNotification): boolean {
  const { exitedAt, lastSequence } = health;
  return exitedAt !== undefined || (sequence !== undefined && lastSequence !== undefined && sequence <= lastSequence);
}

function noted(r: Recording, { sequence }: AgoraNotification): Recording {
  if (sequence === undefined) return r;
  return withHealth(r, { lastSequence: Math.max(sequence, r.health.lastSequence ?? sequence) });
}

/** As good as a response to `query`; one from before Agora lost sight of the recorder is none. */
function onLivenessSignal(
  r: Recording,
  notification: AgoraNotification,
  status: number,
  files: readonly string[],
  env: Env,
): Transition {
  const { notFound, lastStatus } = r.health;
  const isOld = isStale(r, notification) || (notFound !== undefined && notification.at <= notFound.since);
  if (isWatched(r) && !isOld) return onStatus(noted(r, notification), { kind: 'status', status, files }, env);
  if (files.length === 0 || (lastStatus?.files.length ?? 0) > 0) return unchanged(r);
  const learned = { at: lastStatus?.at ?? env.now, status: lastStatus?.status ?? status, files };
  return transitionTo(withHealth(r, { lastStatus: learned, mediaSeen: true }));
}

/** One notification for each playlist: the names add up. */
function withKnown({ health }: Recording, names: readonly string[]): string[] {
  return [...new Set([...(health.lastStatus?.files ?? []), ...names])];
}

function onFailover(r: Recording, notification: AgoraNotification, uid: string, env: Env): Transition {
  if (!isWatched(r) || isStale(r, notification)) return unchanged(r);
  const { notFound } = r.health;
  // A fail-over has its 90 s from here on.
  const next = withHealth(noted(r, notification), {
    notFound: notFound && { ...notFound, since: env.now, lastResponseAt: env.now },
  });
  return transitionTo(next, {
    jobs: [postToThread(env.now, { type: 'failover', uid })],
    audit: { actor: 'agora', action: 'failover', detail: `uid ${uid}` },
  });
}

/** The session is over, says Agora: it is asked at once, and then its 404 counts without a second look. */
function onExit(r: Recording, errorCode: ErrorCode | undefined, env: Env): Transition {
  if (r.health.exitedAt !== undefined) return unchanged(r);
  const next = withHealth(suspecting(r, errorCode, env), { exitedAt: env.now });
  return transitionTo(next, {
    audit: { actor: 'agora', action: 'exited', ...(errorCode === undefined ? {} : { detail: errorCode }) },
    jobs: isWatched(r) ? [enqueueAgoraCall(next, 'query', env.now, priority.confirm)] : [],
  });
}
