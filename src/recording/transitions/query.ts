/** What Agora’s status means: proof after a start, and news while it records. */

import { type CallOutcome, wordsOf } from '../call-outcome.ts';
import type { Transition } from '../effects.ts';
import {
  type Env,
  enqueueAgoraCall,
  keys,
  postToThread,
  retryJob,
  transitionTo,
  unchanged,
  updateCard,
  without,
} from '../effects.ts';
import { type AgoraPayload, type NewJob, priority } from '../jobs.ts';
import { confirmTimeout, failoverWindow, maxIdleTime, notifyNoMediaAfter, notifyNotFoundAfter } from '../policy.ts';
import { currentRecorder, type Ms, type Recording } from '../recording.ts';
import { confirmInterval, notFoundInterval, queryInterval, rejectedInterval, retryAfter } from '../retry.ts';
import type { ThreadMessage } from '../thread-message.ts';
import { endAsLost, finish, isOutOfControl } from './end.ts';
import { pauseNotFoundWindow, recordNotFound, unobservedTime } from './not-found.ts';
import { stopOrphans } from './orphan.ts';

export function onQueryAnswer(before: Recording, payload: AgoraPayload, outcome: CallOutcome, env: Env): Transition {
  if (before.phase !== 'confirming' && before.phase !== 'recording') return unchanged(before);
  if (outcome.kind === 'status') return onStatus(before, outcome, env);
  // Whoever waits for Agora's word hears that there is none; the card has nothing new to show.
  const r = without(before, 'refreshRequested');
  switch (outcome.kind) {
    case 'notFound':
    case 'exiting':
      return isOutOfControl(r, env) ? endAsLost(r, 'control_expired', env) : onMissing(r, env);
    case 'notSent':
    case 'indeterminate':
    case 'rejected':
      return onSilence(r, payload, outcome, env);
    default:
      return onSilence(r, payload, { kind: 'indeterminate', errorCode: 'agora_strange', detail: outcome.kind }, env);
  }
}

/** Agora's status for a recorder that ended abnormally. */
const abnormal = 20;

/** What Agora's status means, from an answer to `query` or from a notice that says as much. */
export function onStatus(r: Recording, outcome: Extract<CallOutcome, { kind: 'status' }>, env: Env): Transition {
  const { status } = outcome;
  // An answer without names is no news about the files: keep those that Agora gave before.
  const files = outcome.files.length > 0 ? outcome.files : (r.seen?.files ?? []);
  const seen: Recording = { ...r, seen: { at: env.now, status, files } };
  if (status >= 6) {
    const suspectedReason = r.suspectedReason ?? { cause: 'recorder_error', at: env.now };
    const ended: Recording = status === abnormal ? { ...seen, suspectedReason } : seen;
    return r.phase === 'confirming'
      ? failConfirmation(ended, env)
      : finish(ended, 'endedByItself', files, 'unknown', env);
  }
  if (status >= 4) return onHealthy(seen, r, env);
  return r.phase === 'confirming' ? unconfirmed(seen, true, env) : onBeginning(seen, r, env);
}

/** 0…3 after it has recorded: a recorder on its way back from a fail-over. It is there, so this never ends a recording. */
function onBeginning(seen: Recording, before: Recording, env: Env): Transition {
  const { missing, missingFor, lines } = recordNotFound(seen, env);
  // It is there: the 90 s of a fail-over that may follow begin with its first 404.
  const next: Recording = {
    ...without(seen, 'refreshRequested'),
    statusPostPending: false,
    missing: { ...missing, since: missingFor < notifyNotFoundAfter ? missing.since : env.now },
  };
  const reports = before.statusPostPending ? [postToThread(env.now, report(seen, env, false))] : [];
  return transitionTo(next, {
    add: [
      enqueueAgoraCall(next, 'query', env.now + notFoundInterval(missingFor), priority.confirm),
      ...lines,
      ...reports,
      ...redraw(next, before, env),
    ],
  });
}

/** What notices have told and Agora has contradicted for so long does not count any more. */
function withoutStale(r: Recording, env: Env): Recording {
  const isOld = (at: Ms | undefined) => at !== undefined && env.now - at >= failoverWindow;
  const stale = [
    ...(isOld(r.exited) ? ['exited' as const] : []),
    ...(isOld(r.suspectedReason?.at) ? ['suspectedReason' as const] : []),
  ];
  return without(r, ...stale);
}

/** 4 or 5: the recorder is in the channel. */
function onHealthy(seen: Recording, before: Recording, env: Env): Transition {
  const status = seen.seen?.status ?? 0;
  const confirmed = before.phase === 'confirming';
  const quiet = status === 4 ? (before.quiet ?? { since: env.now, told: false }) : undefined;
  const quietFor = quiet === undefined ? 0 : env.now - quiet.since;
  const tellQuiet = quiet !== undefined && !quiet.told && quietFor >= notifyNoMediaAfter;
  // An upload that ended before the recording has ended was told too early, unless its exit was told as well.
  const overtaken = seen.exited === undefined ? (['upload'] as const) : [];
  const next: Recording = {
    ...withoutStale(without(seen, 'confirm', 'missing', 'quiet', 'refreshRequested', ...overtaken), env),
    phase: 'recording',
    statusPostPending: false,
    problemNotified: false,
    ...(quiet === undefined ? {} : { quiet: { since: quiet.since, told: quiet.told || tellQuiet } }),
  };
  const lines: ThreadMessage[] = [];
  if (confirmed) lines.push({ type: 'confirmed' });
  if (before.missing?.told === true || before.problemNotified) lines.push({ type: 'foundAgain' });
  if (before.statusPostPending) lines.push(report(next, env, false));
  if (tellQuiet) lines.push({ type: 'nobodyPublishes' });
  return transitionTo(next, {
    add: [
      enqueueAgoraCall(
        next,
        'query',
        env.now + (next.exited !== undefined ? exitedGap : queryInterval(status, quietFor)),
        priority.watch,
      ),
      ...(confirmed ? stopOrphans(next, env) : []),
      ...lines.map((message) => postToThread(env.now, message)),
      ...redraw(next, before, env),
    ],
    ...(confirmed ? { audit: { actor: 'agora', action: 'confirmed', detail: `status ${status}` } } : {}),
  });
}

/** No recorder is found. That is the end, or a fail-over of up to 90 s. */
function onMissing(r: Recording, env: Env): Transition {
  if (r.phase === 'confirming') return unconfirmed(r, false, env);
  const { missing, missingFor, lines } = recordNotFound(r, env);
  if (r.exited !== undefined || missingFor >= failoverWindow) return finish(r, 'endedByItself', [], 'unknown', env);
  const report = settleReport({ ...r, missing }, env);
  return transitionTo(
    { ...r, statusPostPending: false, missing },
    {
      add: [
        enqueueAgoraCall(r, 'query', env.now + notFoundInterval(missingFor), priority.confirm),
        ...lines,
        ...report,
      ],
    },
  );
}

/** Evidence against the start: after 90 s of it, give up. `found`: Agora knows a recorder, which does not get any further. */
function unconfirmed(r: Recording, found: boolean, env: Env): Transition {
  const before = r.confirm ?? { by: env.now + confirmTimeout, lastResponseAt: env.now };
  const silence = unobservedTime(before.lastResponseAt, env.now);
  const unobserved = before.unobserved === true || silence >= maxIdleTime;
  const confirm = { by: before.by + silence, lastResponseAt: env.now, ...(unobserved ? { unobserved } : {}) };
  // Nobody looked for so long that it may have recorded, and ended when everybody had left.
  if ((r.exited !== undefined && !found) || env.now >= confirm.by)
    return unobserved && !found ? finish(r, 'endedByItself', [], 'unknown', env) : failConfirmation(r, env);
  const gap = Math.min(confirmInterval(sinceStart(r, env)), confirm.by - env.now);
  return transitionTo({ ...r, confirm }, { add: [enqueueAgoraCall(r, 'query', env.now + gap, priority.confirm)] });
}

/** No page promises that a recorder that does not show itself is gone, so it is told to stop first. */
function failConfirmation(r: Recording, env: Env): Transition {
  const next: Recording = {
    ...without(r, 'confirm'),
    phase: 'stopping',
    stopping: { because: r.suspectedReason?.cause ?? 'not_confirmed', at: env.now },
    // What `query` has not found for 90 s, `stop` need not look for another 90 s.
    missing: { since: env.now - failoverWindow, lastResponseAt: env.now, told: true },
  };
  return transitionTo(next, {
    add: [enqueueAgoraCall(next, 'stop', env.now, priority.stop), updateCard(env.now)],
    cancel: [keys.query, keys.updateLayout],
    audit: { actor: 'clock', action: 'not confirmed' },
  });
}

/** Agora could not be asked, or refused to answer: no evidence either way, so the clock of the confirmation stands still. */
function onSilence(
  r: Recording,
  payload: AgoraPayload,
  outcome: Extract<CallOutcome, { kind: 'notSent' | 'indeterminate' | 'rejected' }>,
  env: Env,
): Transition {
  if (outcome.kind === 'rejected' && isOutOfControl(r, env)) return endAsLost(r, 'control_expired', env);
  const wait =
    outcome.kind === 'rejected'
      ? rejectedInterval
      : (retryAfter('query', outcome, payload.failedAttempts, env.jitter) ?? rejectedInterval);
  const tell = !r.problemNotified && (outcome.kind === 'rejected' || payload.failedAttempts >= 3);
  const trouble = tell ? [postToThread(env.now, { type: 'trouble', ...wordsOf(outcome) })] : [];
  const confirm =
    r.confirm === undefined
      ? undefined
      : { ...r.confirm, by: r.confirm.by + (env.now - r.confirm.lastResponseAt), lastResponseAt: env.now };
  const next: Recording = {
    ...r,
    ...pauseNotFoundWindow(r, env),
    statusPostPending: false,
    problemNotified: r.problemNotified || tell,
    ...(confirm === undefined ? {} : { confirm }),
  };
  const urgency = r.phase === 'confirming' ? priority.confirm : priority.watch;
  return transitionTo(next, { add: [retryJob(payload, env.now + wait, urgency), ...trouble, ...settleReport(r, env)] });
}

/** Agora has said that it is over, but still shows it. */
const exitedGap: Ms = 10_000;

/** A status post that is owed goes out with what was last known. */
function settleReport(r: Recording, env: Env): NewJob[] {
  return r.statusPostPending ? [postToThread(env.now, report(r, env, true))] : [];
}

function report(r: Recording, env: Env, silent: boolean): ThreadMessage {
  const { seen } = r;
  return {
    type: 'status',
    elapsed: sinceStart(r, env),
    files: seen?.files ?? [],
    ...(seen === undefined ? {} : { status: seen.status, seenAt: seen.at }),
    silent,
    ...(r.missing === undefined ? {} : { missing: true }),
  };
}

function sinceStart(r: Recording, env: Env): Ms {
  return env.now - (currentRecorder(r).startedAt ?? r.createdAt);
}

/** The card is drawn anew when what it shows has changed, so that watching a quiet recording costs Slack nothing. */
function redraw(next: Recording, before: Recording, env: Env): NewJob[] {
  const same =
    before.phase === next.phase &&
    before.seen?.status === next.seen?.status &&
    before.seen?.files.join('\n') === next.seen?.files.join('\n');
  if (before.refreshRequested === true) return [updateCard(env.now, priority.person)];
  return same ? [] : [updateCard(env.now)];
}
