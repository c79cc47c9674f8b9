/**
 * What Agora's notification service tells. It may be late, doubled, out of order or missing, so a notice never ends a recording by
 * itself: it brings a sid that we lack, proof of life, causes, the fate of files, and reasons to ask Agora at once.
 */
import type { Notice, What } from '../notice.ts';
import type { Decision } from '../ports.ts';
import type { ProblemCode } from '../problems.ts';
import { type Attempt, current, type Recording } from '../recording.ts';
import { andThen, call, card, type Env, say, stay, step, withAttempt } from '../step.ts';
import { priority } from '../work.ts';
import { onOrphanFound, onOrphanGone, orphansOver } from './orphan.ts';
import { onStatus } from './query.ts';
import { running } from './start.ts';
import { onProgress, onUploadEnded } from './upload.ts';

export function onNoticed(r: Recording, notice: Notice, env: Env): Decision {
  const attempt = attemptOf(r, notice);
  if (attempt === undefined) return stay(r);
  const learnt = attempt.sid === undefined ? learn(r, attempt, notice.sid, env) : stay(r);
  return andThen(learnt, (now) => {
    const { sid, uid } = attempt;
    if (uid === current(now).uid && current(now).fate !== 'orphan') {
      return isBack(now, notice) ? onBack(now, env) : onNews(now, notice, env);
    }
    const known = now.attempts.find((one) => one.uid === uid) ?? attempt;
    const { what } = notice;
    const gone = isEnd(what) ? onOrphanGone(now, known, env) : stay(now);
    if (what.kind !== 'uploadEnded' || uid !== current(now).uid || sid === undefined) return gone;
    // Lost, or ended and come back: now its files are known.
    return andThen(now.phase === 'lost' ? stay(now) : gone, (then) => onUploadEnded(then, what, env));
  });
}

/** By its sid, which stays through fail-overs; or the one that still lacks its sid, by the uid that we gave it. */
function attemptOf(r: Recording, { sid, uid, cname }: Notice): Attempt | undefined {
  const known = r.attempts.find((attempt) => attempt.sid === sid);
  if (known !== undefined || r.cname !== cname) return known;
  return r.attempts.find(
    (attempt) =>
      attempt.sid === undefined && attempt.uid === uid && (attempt.fate === 'sent' || attempt.fate === 'orphan'),
  );
}

function learn(r: Recording, attempt: Attempt, sid: string, env: Env): Decision {
  return attempt.fate === 'sent' && attempt.uid === current(r).uid
    ? running(r, sid, env)
    : onOrphanFound(r, attempt, sid, env);
}

function isEnd({ kind }: What): boolean {
  return kind === 'exited' || kind === 'webStopped' || kind === 'uploadEnded';
}

/** A recorder that Agora could not find for longer than a fail-over takes, and that has shown itself since. */
function isBack(r: Recording, { at, what }: Notice): boolean {
  const isGone = r.over === 'endedByItself' || r.over === 'stopped' || r.phase === 'failed';
  const isSign = what.kind === 'joined' || what.kind === 'slice' || what.kind === 'failover';
  return isGone && isSign && r.exited === undefined && r.endedAt !== undefined && at > r.endedAt;
}

/** People decide: it may be what is left of their session, or a recorder too many. */
function onBack(r: Recording, env: Env): Decision {
  const next = withAttempt(r, { fate: 'orphan' });
  const { uid } = current(r);
  return step(next, {
    add: [say(env.now, { type: 'orphanBack', uid }), orphansOver(next, env), card(env.now)],
    audit: { actor: 'agora', action: 'orphan back', detail: `uid ${uid}` },
  });
}

/** A notice about the recorder that counts. */
function onNews(r: Recording, notice: Notice, env: Env): Decision {
  const { what } = notice;
  switch (what.kind) {
    case 'joined':
    case 'slice':
      return r.phase === 'confirming' ? onSign(r, notice, 4, [], env) : stay(r);
    case 'files':
      return onSign(r, notice, 5, what.names, env);
    case 'failover':
      return onFailover(r, notice, what.uid, env);
    case 'exited':
      return onExit(r, what.normal ? undefined : 'recorder_error', env);
    case 'webStopped':
      return onExit(r, what.code === 0 ? undefined : 'web_stopped', env);
    case 'left':
      return isWatched(r) && (what.code & nobodyLeft) !== 0 ? step(suspecting(r, 'channel_empty', env)) : stay(r);
    case 'error':
      return onError(r, what, env);
    case 'warning':
      return what.from === 'uploader' && what.code === keptInBackup
        ? warn(r, 'upload_backup', undefined, env)
        : stay(r);
    case 'uploadStarted':
      return stay(r);
    case 'progress':
      return onProgress(r, what.share, env);
    case 'uploadEnded':
      return onUploadEnded(r, what, env);
    case 'downloadFailed':
      return warn(r, 'download_failed', what.names.join(', '), env);
    case 'webLimit':
      return warn(suspecting(r, 'web_limit', env), 'web_limit', what.limit, env);
    case 'webReloaded':
      return warn(r, 'web_reloaded', what.reason, env);
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
function isStale(r: Recording, { sequence }: Notice): boolean {
  return r.exited !== undefined || (sequence !== undefined && r.noticed !== undefined && sequence <= r.noticed);
}

function noted(r: Recording, { sequence }: Notice): Recording {
  return sequence === undefined ? r : { ...r, noticed: Math.max(sequence, r.noticed ?? sequence) };
}

/** A sign of life, as good as an answer to `query`; one from before Agora lost sight of the recorder is none. */
function onSign(r: Recording, notice: Notice, status: number, files: readonly string[], env: Env): Decision {
  const isOld = isStale(r, notice) || (r.missing !== undefined && notice.at <= r.missing.since);
  if (isWatched(r) && !isOld) return onStatus(noted(r, notice), { kind: 'status', status, files }, env);
  if (files.length === 0 || (r.seen?.files.length ?? 0) > 0) return stay(r);
  return step({ ...r, seen: { at: r.seen?.at ?? env.now, status: r.seen?.status ?? status, files } });
}

function onFailover(r: Recording, notice: Notice, uid: string, env: Env): Decision {
  if (!isWatched(r) || isStale(r, notice)) return stay(r);
  // A fail-over has its 90 s from here on.
  const missing = r.missing === undefined ? {} : { missing: { ...r.missing, since: env.now, heardAt: env.now } };
  return step(
    { ...noted(r, notice), ...missing },
    {
      add: [say(env.now, { type: 'movedOn', uid })],
      audit: { actor: 'agora', action: 'failover', detail: `uid ${uid}` },
    },
  );
}

/** The session is over, says Agora: it is asked at once, and then its 404 counts without a second look. */
function onExit(r: Recording, cause: ProblemCode | undefined, env: Env): Decision {
  if (r.exited !== undefined) return stay(r);
  const next: Recording = { ...suspecting(r, cause, env), exited: env.now };
  const audit = { actor: 'agora', action: 'exited', ...(cause === undefined ? {} : { detail: cause }) };
  return step(next, { audit, add: isWatched(r) ? [call(next, 'query', env.now, priority.confirm)] : [] });
}

function onError(r: Recording, what: Extract<What, { kind: 'error' }>, env: Env): Decision {
  const { level, code, words } = what;
  const problem = errors[`${what.from} ${code}`] ?? 'recorder_error';
  const detail = words === '' ? `${what.from} error ${code}` : `${what.from} error ${code}: ${words}`;
  if (level < medium) return step(r, { audit: { actor: 'agora', action: 'minor error', detail } });
  const told = warn(level >= fatal ? suspecting(r, problem, env) : r, problem, detail, env);
  if (level < fatal || !isWatched(r)) return told;
  return andThen(told, (now) => step(now, { add: [call(now, 'query', env.now, priority.confirm)] }));
}

/** Agora's error codes by who reports them. The recorder's are those of the RTC network. */
const errors: Readonly<Record<string, ProblemCode>> = {
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
function suspecting(r: Recording, cause: ProblemCode | undefined, env: Env): Recording {
  if (cause === undefined || (r.suspected !== undefined && r.suspected.cause !== 'recorder_error')) return r;
  return { ...r, suspected: { cause, at: env.now } };
}

/** People are told once of each. */
function warn(r: Recording, problem: ProblemCode, detail: string | undefined, env: Env): Decision {
  const { warned = [] } = r;
  const audit = { actor: 'agora', action: 'warned', detail: detail ?? problem };
  if (warned.includes(problem)) return step(r, { audit });
  const line = { type: 'warned', problem, ...(detail === undefined || detail === '' ? {} : { detail }) } as const;
  return step({ ...r, warned: [...warned, problem] }, { add: [say(env.now, line)], audit });
}
