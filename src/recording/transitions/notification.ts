/**
 * What Agora's notification service tells. It may be late, doubled, out of order or missing, so a notice never ends a recording by
 * itself: it brings a sid that we lack, proof of life, causes, the fate of files, and reasons to ask Agora at once.
 */

import type { AgoraNotification, NotificationEvent } from '../agora-notification.ts';
import type { Transition } from '../effects.ts';
import {
  chain,
  type Env,
  enqueueAgoraCall,
  postToThread,
  transitionTo,
  unchanged,
  updateCard,
  withRecorder,
} from '../effects.ts';
import type { ErrorCode } from '../error-codes.ts';
import { priority } from '../jobs.ts';
import { currentRecorder, type RecorderInstance, type Recording } from '../recording.ts';
import { onOrphanFound, onOrphanGone, orphansExpired } from './orphan.ts';
import { onStatus } from './query.ts';
import { running } from './start.ts';
import { onProgress, onUploadEnded } from './upload.ts';

export function onNotification(r: Recording, notification: AgoraNotification, env: Env): Transition {
  const recorder = recorderOf(r, notification);
  if (recorder === undefined) return unchanged(r);
  const learnt = recorder.sid === undefined ? learn(r, recorder, notification.sid, env) : unchanged(r);
  return chain(learnt, (now) => {
    const { sid, uid } = recorder;
    if (uid === currentRecorder(now).uid && currentRecorder(now).status !== 'orphan') {
      return isBack(now, notification) ? onBack(now, env) : onNews(now, notification, env);
    }
    const known = now.recorders.find((one) => one.uid === uid) ?? recorder;
    const { event } = notification;
    const gone = isEnd(event) ? onOrphanGone(now, known, env) : unchanged(now);
    if (event.kind !== 'uploadEnded' || uid !== currentRecorder(now).uid || sid === undefined) return gone;
    // Lost, or ended and come back: now its files are known.
    return chain(now.phase === 'lost' ? unchanged(now) : gone, (then) => onUploadEnded(then, event, env));
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

function learn(r: Recording, recorder: RecorderInstance, sid: string, env: Env): Transition {
  return recorder.status === 'sent' && recorder.uid === currentRecorder(r).uid
    ? running(r, sid, env)
    : onOrphanFound(r, recorder, sid, env);
}

function isEnd({ kind }: NotificationEvent): boolean {
  return kind === 'exited' || kind === 'webStopped' || kind === 'uploadEnded';
}

/** A recorder that Agora could not find for longer than a fail-over takes, and that has shown itself since. */
function isBack(r: Recording, { at, event }: AgoraNotification): boolean {
  const isGone = r.over === 'endedByItself' || r.over === 'stopped' || r.phase === 'failed';
  const isSign = event.kind === 'joined' || event.kind === 'slice' || event.kind === 'failover';
  return isGone && isSign && r.exited === undefined && r.endedAt !== undefined && at > r.endedAt;
}

/** People decide: it may be what is left of their session, or a recorder too many. */
function onBack(r: Recording, env: Env): Transition {
  const next = withRecorder(r, { status: 'orphan' });
  const { uid } = currentRecorder(r);
  return transitionTo(next, {
    add: [postToThread(env.now, { type: 'orphanBack', uid }), orphansExpired(next, env), updateCard(env.now)],
    audit: { actor: 'agora', action: 'orphan back', detail: `uid ${uid}` },
  });
}

/** A notice about the recorder that counts. */
function onNews(r: Recording, notification: AgoraNotification, env: Env): Transition {
  const { event } = notification;
  switch (event.kind) {
    case 'joined':
    case 'slice':
      return r.phase === 'confirming' ? onLivenessSignal(r, notification, 4, [], env) : unchanged(r);
    case 'files':
      return onLivenessSignal(r, notification, 5, event.names, env);
    case 'failover':
      return onFailover(r, notification, event.uid, env);
    case 'exited':
      return onExit(r, event.normal ? undefined : 'recorder_error', env);
    case 'webStopped':
      return onExit(r, event.code === 0 ? undefined : 'web_stopped', env);
    case 'left':
      return isWatched(r) && (event.code & nobodyLeft) !== 0
        ? transitionTo(suspecting(r, 'channel_empty', env))
        : unchanged(r);
    case 'error':
      return onError(r, event, env);
    case 'warning':
      return event.from === 'uploader' && event.code === keptInBackup
        ? warn(r, 'upload_backup', undefined, env)
        : unchanged(r);
    case 'uploadStarted':
      return unchanged(r);
    case 'progress':
      return onProgress(r, event.share, env);
    case 'uploadEnded':
      return onUploadEnded(r, event, env);
    case 'downloadFailed':
      return warn(r, 'download_failed', event.names.join(', '), env);
    case 'webLimit':
      return warn(suspecting(r, 'web_limit', env), 'web_limit', event.limit, env);
    case 'webReloaded':
      return warn(r, 'web_reloaded', event.reason, env);
  }
}

/** Bit of `leaveCode`: the channel was empty for `maxIdleTime`. */
const nobodyLeft = 4;
/** The uploader's warning that it uploads to Agora's backup instead of the bucket. */
const keptInBackup = 32;
/** Minor errors are Agora's own business; from here on something may be missing in the files. */
const medium = 3;
const fatal = 5;

function isWatched({ phase }: Recording): boolean {
  return phase === 'confirming' || phase === 'recording';
}

/** Whether a later one has already told how the recorder is, or a copy of this one. */
function isStale(r: Recording, { sequence }: AgoraNotification): boolean {
  return r.exited !== undefined || (sequence !== undefined && r.noticed !== undefined && sequence <= r.noticed);
}

function noted(r: Recording, { sequence }: AgoraNotification): Recording {
  return sequence === undefined ? r : { ...r, noticed: Math.max(sequence, r.noticed ?? sequence) };
}

/** A sign of life, as good as an answer to `query`; one from before Agora lost sight of the recorder is none. */
function onLivenessSignal(
  r: Recording,
  notification: AgoraNotification,
  status: number,
  files: readonly string[],
  env: Env,
): Transition {
  const isOld = isStale(r, notification) || (r.missing !== undefined && notification.at <= r.missing.since);
  if (isWatched(r) && !isOld) return onStatus(noted(r, notification), { kind: 'status', status, files }, env);
  if (files.length === 0 || (r.seen?.files.length ?? 0) > 0) return unchanged(r);
  return transitionTo({ ...r, seen: { at: r.seen?.at ?? env.now, status: r.seen?.status ?? status, files } });
}

function onFailover(r: Recording, notification: AgoraNotification, uid: string, env: Env): Transition {
  if (!isWatched(r) || isStale(r, notification)) return unchanged(r);
  // A fail-over has its 90 s from here on.
  const missing = r.missing === undefined ? {} : { missing: { ...r.missing, since: env.now, lastResponseAt: env.now } };
  return transitionTo(
    { ...noted(r, notification), ...missing },
    {
      add: [postToThread(env.now, { type: 'movedOn', uid })],
      audit: { actor: 'agora', action: 'failover', detail: `uid ${uid}` },
    },
  );
}

/** The session is over, says Agora: it is asked at once, and then its 404 counts without a second look. */
function onExit(r: Recording, cause: ErrorCode | undefined, env: Env): Transition {
  if (r.exited !== undefined) return unchanged(r);
  const next: Recording = { ...suspecting(r, cause, env), exited: env.now };
  const audit = { actor: 'agora', action: 'exited', ...(cause === undefined ? {} : { detail: cause }) };
  return transitionTo(next, {
    audit,
    add: isWatched(r) ? [enqueueAgoraCall(next, 'query', env.now, priority.confirm)] : [],
  });
}

function onError(r: Recording, event: Extract<NotificationEvent, { kind: 'error' }>, env: Env): Transition {
  const { level, code, words } = event;
  const errorCode = errors[`${event.from} ${code}`] ?? 'recorder_error';
  const detail = words === '' ? `${event.from} error ${code}` : `${event.from} error ${code}: ${words}`;
  if (level < medium) return transitionTo(r, { audit: { actor: 'agora', action: 'minor error', detail } });
  const told = warn(level >= fatal ? suspecting(r, errorCode, env) : r, errorCode, detail, env);
  if (level < fatal || !isWatched(r)) return told;
  return chain(told, (now) => transitionTo(now, { add: [enqueueAgoraCall(now, 'query', env.now, priority.confirm)] }));
}

/** Agora's error codes by who reports them. The recorder's are those of the RTC network. */
const errors: Readonly<Record<string, ErrorCode>> = {
  'recorder 101': 'agora_bad_token',
  'recorder 109': 'token_expired',
  'recorder 110': 'agora_bad_token',
  'uploader 32': 'storage_refused',
  'uploader 47': 'upload_failed',
  'uploader 51': 'upload_failed',
  'service 50': 'upload_slow',
  'service 52': 'agora_timeout',
};

/** The first cause is the likeliest; what follows are its consequences. A word as general as `recorder_error` gives way. */
function suspecting(r: Recording, cause: ErrorCode | undefined, env: Env): Recording {
  if (cause === undefined || (r.suspectedReason !== undefined && r.suspectedReason.cause !== 'recorder_error'))
    return r;
  return { ...r, suspectedReason: { cause, at: env.now } };
}

/** People are told once of each. */
function warn(r: Recording, errorCode: ErrorCode, detail: string | undefined, env: Env): Transition {
  const { warned = [] } = r;
  const audit = { actor: 'agora', action: 'warned', detail: detail ?? errorCode };
  if (warned.includes(errorCode)) return transitionTo(r, { audit });
  const message = { type: 'warned', errorCode, ...(detail === undefined || detail === '' ? {} : { detail }) } as const;
  return transitionTo({ ...r, warned: [...warned, errorCode] }, { add: [postToThread(env.now, message)], audit });
}
