/** The ends: finished, failed, lost, canceled. */
import {
  type AuditEntry,
  type Env,
  keys,
  postToThread,
  scheduleTimer,
  settingKeys,
  type Transition,
  transitionTo,
  updateCard,
  withEnding,
  withHealth,
  withNotified,
  withRecorder,
} from '../effects.ts';
import type { ErrorCode } from '../error-codes.ts';
import { timeLimitOf } from '../expiry.ts';
import { namesByMessage } from '../files.ts';
import type { NewJob } from '../jobs.ts';
import { maxIdleOf, modeOf, predictFiles } from '../modes/index.ts';
import { isStoppedAtOnce, outcomeOf } from '../outcome.ts';
import { tokenLifetime, uploadTimeout } from '../policy.ts';
import {
  currentRecorder,
  type Files,
  orphansOf,
  type Recording,
  type RunResult,
  type Uploading,
  type UserId,
} from '../recording.ts';
import type { ThreadMessage } from '../thread-message.ts';
import { orphansExpired, stopOrphans } from './orphan.ts';
import { settingsDropped } from './setting.ts';
import { goOn } from './wait.ts';

/** What a recording that is over has no use for. */
const everything = [
  keys.acquire,
  keys.start,
  keys.query,
  ...settingKeys,
  keys.storage,
  keys.stop,
  keys.cardTimeout,
  keys.sidTimeout,
  keys.controlExpiring,
  keys.uploadTimeout,
  keys.limitNear,
  keys.limitReached,
];

/** It ran, and it is over. `names` is what Agora gave last; where it never gave one, its naming rule predicts it. */
export function finish(
  r: Recording,
  ran: RunResult,
  names: readonly string[],
  uploading: Uploading,
  env: Env,
): Transition {
  const last = names.length > 0 ? names : (r.ending?.upload?.names ?? r.health.lastStatus?.files ?? []);
  const known = [...new Set([...(r.earlier?.files ?? []), ...last])];
  const isEmpty = known.length === 0 && receivedNothing(r);
  // Of a page nobody had to turn a camera on: what ended it is the reason.
  const result = isEmpty && r.mode.kind !== 'web' ? 'nothingRecorded' : ran;
  const errorCode = ran === 'endedEarly' ? (r.health.suspected?.errorCode ?? reasonByAge(r, env)) : undefined;
  // Nobody saw the end itself. It was there when Agora was first unable to find the recorder.
  const endedAt = r.health.notFound?.since ?? env.now;
  const ongoing =
    ran === 'endedEarly'
      ? goOn(r, withRecorder(closed(r), { status: 'ended', endedAt }), known, errorCode, env)
      : undefined;
  if (ongoing !== undefined) return ongoing;
  const over = withEnding(withRecorder(closed(r), { status: 'ended' }), {
    endedAt: r.ending?.endedAt ?? (result === 'endedEarly' ? endedAt : env.now),
    result,
    errorCode: result === 'endedEarly' ? errorCode : undefined,
    files: isEmpty || result === 'nothingRecorded' ? { names: [], predicted: false } : filesOf(r, known),
    uploading: uploading === 'unknown' ? (r.ending?.upload?.status ?? 'unknown') : uploading,
  });
  const first = [...stopOrphans(over, env), ...untoldSettings(r, env)];
  if (over.ending?.uploading !== 'unknown' || !env.notifications || isEmpty || result === 'nothingRecorded')
    return finished(over, env, first);
  const next: Recording = { ...over, phase: 'uploading' };
  return transitionTo(next, {
    jobs: [
      ...first,
      postToThread(env.now, { type: 'uploading', outcome: outcomeOf(next) ?? { kind: 'finished' } }),
      scheduleTimer('uploadTimeout', env.now + uploadTimeout),
      updateCard(env.now),
    ],
    cancel: everything,
    audit: { actor: 'agora', action: 'uploading', detail: result },
  });
}

/** The last message on a recording that is over: its files and what became of them. */
export function finished(r: Recording, env: Env, first: readonly NewJob[] = []): Transition {
  const next: Recording = { ...r, phase: 'finished' };
  const { files = { names: [], predicted: false }, uploading = 'unknown', result = 'stopped' } = r.ending ?? {};
  const outcome = outcomeOf(next) ?? { kind: 'finished' };
  const announced = r.phase === 'uploading' ? { announced: true as const } : {};
  const [names = [], ...further] = namesByMessage(next, files.names);
  const following = further.flat().length;
  const message = {
    type: 'finished',
    outcome,
    files: { ...files, names },
    ...(following > 0 ? { following } : {}),
    uploading,
    ...announced,
  } as const;
  return transitionTo(next, {
    jobs: [
      ...first,
      postToThread(env.now, message),
      ...furtherFiles(further, names.length).map((more) => postToThread(env.now, more)),
      updateCard(env.now),
    ],
    cancel: everything,
    audit: { actor: 'agora', action: 'finished', detail: `${result}, ${uploading}` },
  });
}

function furtherFiles(parts: readonly (readonly string[])[], before: number): ThreadMessage[] {
  const total = before + parts.flat().length;
  let first = before + 1;
  return parts.map((names) => {
    const message = { type: 'moreFiles', names, first, total } as const;
    first += names.length;
    return message;
  });
}

/** No sound or video ever came: it was seen waiting for long enough to tell, or was stopped before Agora had reported once. */
function receivedNothing(r: Recording): boolean {
  const { noMedia, mediaSeen, lastStatus } = r.health;
  if (mediaSeen === true) return false;
  if (r.mode.kind === 'web') return true;
  if (lastStatus === undefined) return isStoppedAtOnce(r);
  return noMedia !== undefined && lastStatus.at - noMedia.since >= (modeOf(r).noMediaAfter ?? 0);
}

/**
 * What its age says of an early end: a recorder has to leave when its token expires, or at the time limit of a page, and it
 * can't have been idle for longer than it may be before it has been there for as long.
 */
function reasonByAge(r: Recording, env: Env): ErrorCode | undefined {
  const { acquiredAt = r.createdAt, startedAt = r.createdAt } = currentRecorder(r);
  const age = env.now - startedAt;
  if (r.spec.usesTokens && age >= tokenLifetime) return 'token_expired';
  const limit = timeLimitOf(r);
  // Its time runs from a moment before the response to `start` came, and not before `acquire` was answered.
  if (limit !== undefined && env.now - acquiredAt >= limit) return 'web_max_hours';
  // Nobody has to be there for a page.
  if (r.spec.options.mode === 'web') return 'recorder_vanished';
  return age < (maxIdleOf(r.spec) ?? 0) ? 'recorder_vanished' : undefined;
}

/**
 * It never recorded: `lost` where a recorder may run that nobody can control, `canceled` where somebody had stopped it before,
 * else `failed`.
 */
export function endWithoutRecording(
  r: Recording,
  errorCode: ErrorCode,
  detail: string | undefined,
  env: Env,
  first: readonly NewJob[] = [],
  also?: AuditEntry,
): Transition {
  // What it has recorded before counts.
  if ((r.earlier?.files.length ?? 0) > 0 && orphansOf(r).length === 0)
    return finish(withHealth(r, { suspected: { errorCode, at: env.now } }), 'endedEarly', [], 'unknown', env);
  const { by, because, limit } = r.ending?.stop ?? {};
  const isLost = orphansOf(r).length > 0;
  const isCanceled = (by !== undefined || limit === true) && because === undefined;
  const phase = isLost ? 'lost' : isCanceled ? 'canceled' : 'failed';
  const message = {
    lost: { type: 'lost', errorCode },
    failed: { type: 'failed', errorCode, ...(detail === undefined ? {} : { detail }) },
    canceled: { type: 'canceled', ...(by === undefined ? {} : { by }) },
  } as const;
  const ended = withEnding({ ...closed(r), phase }, { endedAt: env.now, errorCode });
  return transitionTo(ended, {
    jobs: [
      ...first,
      ...(by === undefined ? [] : stopOrphans(r, env)),
      ...untoldSettings(r, env),
      postToThread(env.now, message[phase]),
      updateCard(env.now),
    ],
    cancel: everything,
    audit: also ?? { actor: 'agora', action: phase, detail: errorCode },
  });
}

/** It ran, and Agora rejects every control. */
export function endAsLost(r: Recording, errorCode: ErrorCode, env: Env): Transition {
  const orphan = closed(withRecorder(r, { status: 'orphan' }));
  const files = filesOf(r, r.health.lastStatus?.files ?? []);
  const next = withEnding({ ...orphan, phase: 'lost' }, { endedAt: env.now, errorCode, files });
  return transitionTo(next, {
    jobs: [
      orphansExpired(next, env),
      ...untoldSettings(r, env),
      postToThread(env.now, { type: 'lost', errorCode }),
      updateCard(env.now),
    ],
    cancel: everything,
    audit: { actor: 'agora', action: 'lost', detail: errorCode },
  });
}

/** Nothing was sent to Agora that could record: it can be canceled. */
export function cancelBeforeStart(r: Recording, by: UserId | undefined, env: Env): Transition {
  const reason = by === undefined ? { limit: true as const } : { by };
  const stopped = withEnding(withRecorder(r, { status: 'ended' }), { stop: { ...reason, at: env.now } });
  if (r.earlier !== undefined) return endWaiting(stopped, env);
  const errorCode = orphansOf(r).length > 0 ? 'start_unknown' : 'canceled';
  return endWithoutRecording(stopped, errorCode, undefined, env, [], { actor: by ?? 'clock', action: 'canceled' });
}

/** A scheduled recording ends while it has no recorder. */
export function endWaiting(r: Recording, env: Env): Transition {
  return finish(r, r.health.mediaSeen === true ? 'stopped' : 'nothingRecorded', [], 'unknown', env);
}

/** Where a person stopped it, the stop was reported. */
function untoldSettings(r: Recording, env: Env): NewJob[] {
  return r.ending?.stop?.by === undefined ? settingsDropped(r, undefined, env) : [];
}

function closed(r: Recording): Recording {
  const kept = withHealth(r, {
    confirmation: undefined,
    notFound: undefined,
    noMedia: undefined,
    suspected: undefined,
    problem: undefined,
  });
  const { waiting: _, ...rest } = withNotified(kept, { refreshRequested: undefined, statusPostPending: undefined });
  return rest;
}

function filesOf(r: Recording, names: readonly string[]): Files {
  if (names.length > 0) return { names, predicted: false };
  const { sid } = currentRecorder(r);
  return { names: sid === undefined ? [] : predictFiles(r, sid), predicted: true };
}
