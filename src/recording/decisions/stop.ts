/** Stopping: repeated until Agora says that the recorder is gone. */
import { type Answer, wordsOf } from '../answer.ts';
import { failoverWithin } from '../limits.ts';
import type { Decision } from '../ports.ts';
import { current, type Ms, type Recording, type Uid, type Uploading } from '../recording.ts';
import { missingGap, refusedGap, retryAfter } from '../retry.ts';
import { again, type Env, say, stay, step, withAttempt } from '../step.ts';
import { type AgoraWork, priority } from '../work.ts';
import { endUnrecorded, finish, isOutOfControl, lose } from './end.ts';
import { missed, notHeard } from './missing.ts';

export function onStopAnswer(r: Recording, work: AgoraWork, answer: Answer, env: Env): Decision {
  if (r.phase !== 'stopping') return stay(r);
  switch (answer.kind) {
    case 'stopped':
      return over(r, 'stopped', answer.files, answer.uploading, env);
    case 'nothingRecorded':
      return over(r, 'nothingRecorded', [], 'unknown', env);
    case 'exiting':
      return over(r, 'stopped', [], 'unknown', env);
    case 'notFound':
      return onMissing(r, work, env);
    case 'unsent':
    case 'unknown':
      return repeat(r, work, answer, retryAfter('stop', answer, work.tries, env.chance) ?? refusedGap, env);
    case 'refused':
      return repeat(r, work, answer, refusedGap, env);
    default:
      return repeat(r, work, { kind: 'unknown', problem: 'agora_strange', detail: answer.kind }, refusedGap, env);
  }
}

/** Committed before a stop leaves: if its answer never arrives, a later 404 may be its echo. */
export function onStopSending(r: Recording, uid: Uid): Decision {
  if (uid !== current(r).uid || r.phase !== 'stopping' || r.stopping === undefined) return stay(r);
  const { onItsWay, ...stopping } = r.stopping;
  const lost = onItsWay === true || stopping.maybeSent === true;
  return stay({ ...r, stopping: { ...stopping, onItsWay: true, ...(lost ? { maybeSent: true } : {}) } });
}

/** The stop was answered: it is no longer on its way. */
function answered(r: Recording, maybeSent: boolean, env: Env): Pick<Recording, 'stopping'> {
  const { onItsWay: _, ...stopping } = r.stopping ?? { at: env.now };
  return { stopping: { ...stopping, ...(maybeSent ? { maybeSent: true } : {}) } };
}

/** 404: the echo of an earlier stop whose answer was lost, a fail-over of up to 90 s, or the end. */
function onMissing(r: Recording, work: AgoraWork, env: Env): Decision {
  const { missing, missingFor, lines } = missed(r, env);
  if (isOutOfControl(r, env)) return lose(r, 'control_expired', env);
  if (r.exited !== undefined || r.stopping?.maybeSent === true || missingFor >= failoverWithin)
    return over(r, 'stopped', [], 'unknown', env);
  return step(
    { ...r, ...answered(r, false, env), missing },
    { add: [again(work, env.now + missingGap(missingFor), priority.stop), ...lines] },
  );
}

/** A stop is never given up while it can help: whoever asked for it relies on it. */
function repeat(
  r: Recording,
  work: AgoraWork,
  answer: Extract<Answer, { kind: 'unsent' | 'unknown' | 'refused' }>,
  wait: Ms,
  env: Env,
): Decision {
  if (isOutOfControl(r, env)) return lose(r, 'control_expired', env);
  const tell = !r.troubleTold && (answer.kind === 'refused' || work.tries >= 1);
  const trouble = tell ? [say(env.now, { type: 'notStopped', ...wordsOf(answer) })] : [];
  return step(
    {
      ...r,
      ...notHeard(r, env),
      ...answered(r, answer.kind === 'unknown', env),
      troubleTold: r.troubleTold || tell,
    },
    { add: [again(work, env.now + wait, priority.stop), ...trouble] },
  );
}

function over(
  r: Recording,
  why: 'stopped' | 'nothingRecorded',
  files: readonly string[],
  uploading: Uploading,
  env: Env,
): Decision {
  const because = r.stopping?.because;
  // We gave up on a start that never showed itself. Files would prove us wrong; without them it never recorded.
  if (because !== undefined && files.length === 0 && (r.seen?.files.length ?? 0) === 0) {
    return endUnrecorded(withAttempt(r, { fate: 'gone' }), because, undefined, env);
  }
  return finish(r, why, files, uploading, env);
}
