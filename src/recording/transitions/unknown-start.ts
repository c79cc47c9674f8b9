/** What to do when it is unknown whether a recorder runs: wait for its sid, call it an orphan, ask for another one. */
import {
  type AuditEntry,
  type Env,
  enqueueAgoraCall,
  keys,
  postToThread,
  scheduleTimer,
  type Transition,
  transitionTo,
  unchanged,
  updateCard,
  withNewRecorder,
  withRecorder,
} from '../effects.ts';
import type { ErrorCode } from '../error-codes.ts';
import { type NewJob, priority } from '../jobs.ts';
import { anotherRecorderAfter, maxRecorders, sidTimeout } from '../policy.ts';
import { currentRecorder, type Recording, recentRecorders } from '../recording.ts';
import { endWithoutRecording } from './end.ts';
import { orphansExpired } from './orphan.ts';

/** The start has worked, or may have, and its sid is not known: a notification may still bring it. */
export function awaitSid(r: Recording, env: Env): Transition {
  if (!env.notifications) return markOrphan(r, env);
  return transitionTo(r, {
    jobs: [scheduleTimer('sidTimeout', env.now + sidTimeout, priority.person)],
    cancel: [keys.start],
    audit: { actor: 'agora', action: 'sid awaited', detail: `uid ${currentRecorder(r).uid}` },
  });
}

/** No notification has brought the sid. */
export function onSidTimeout(r: Recording, env: Env): Transition {
  return currentRecorder(r).status === 'sent' ? markOrphan(r, env) : unchanged(r);
}

/** A recorder may run that nobody can control. Say so openly, and start another one unless a stop was asked. */
function markOrphan(r: Recording, env: Env): Transition {
  const { uid } = currentRecorder(r);
  const next = withRecorder(r, { status: 'orphan' });
  const retrying = r.phase === 'starting' && recentRecorders(r).length < maxRecorders;
  const message = postToThread(env.now, { type: 'orphan', uid, retrying });
  const first = [message, orphansExpired(next, env)];
  const audit = { actor: 'agora', action: 'orphan', detail: `uid ${uid}` };
  if (retrying) return startAnother(next, env, first, audit);
  const errorCode = r.phase === 'stopping' ? 'start_unknown' : 'start_exhausted';
  return endWithoutRecording(next, errorCode, undefined, env, first, audit);
}

/** Certainly nothing runs for this recorder: take a new reservation with another uid. */
export function restart(r: Recording, errorCode: ErrorCode, env: Env): Transition {
  const next = withRecorder(r, { status: 'ended' });
  if (r.phase !== 'starting' || recentRecorders(r).length >= maxRecorders)
    return endWithoutRecording(next, errorCode, undefined, env);
  return startAnother(next, env, [], { actor: 'agora', action: 'restart', detail: errorCode });
}

function startAnother(r: Recording, env: Env, messages: readonly NewJob[], audit: AuditEntry): Transition {
  const next = withNewRecorder(r, env.newUid);
  const dueAt = env.now + recentRecorders(r).length * anotherRecorderAfter;
  return transitionTo(next, {
    jobs: [...messages, enqueueAgoraCall(next, 'acquire', dueAt, priority.person), updateCard(env.now)],
    audit,
  });
}
