/** From the reservation to the sid, and what to do when nobody knows whether a recorder runs. */
import { type Answer, wordsOf } from '../answer.ts';
import {
  confirmWithin,
  firstQueryAfter,
  maxIdle,
  mostAttempts,
  sidByNoticeWithin,
  startWithin,
  warnOfControlBefore,
} from '../limits.ts';
import type { Decision } from '../ports.ts';
import type { ProblemCode } from '../problems.ts';
import { current, type Ms, type Recording, type Uid } from '../recording.ts';
import { retryAfter } from '../retry.ts';
import { again, call, card, type Env, keys, say, stay, step, timer, withAttempt, withFreshAttempt } from '../step.ts';
import { type AgoraWork, type NewJob, priority } from '../work.ts';
import { cancelUnsent, endUnrecorded, knownEnd } from './end.ts';
import { orphansOver } from './orphan.ts';

export function onAcquireAnswer(r: Recording, work: AgoraWork, answer: Answer, env: Env): Decision {
  if (r.phase !== 'starting' || current(r).fate !== 'intended') return stay(r);
  switch (answer.kind) {
    case 'acquired': {
      const next = withAttempt(r, { resourceId: answer.resourceId, acquiredAt: env.now });
      return step(next, { add: [call(next, 'start', env.now, priority.person)] });
    }
    case 'unsent':
    case 'unknown':
      // Reserving twice is harmless: a reservation that nobody uses expires.
      return retryOr(r, work, answer, env, () => fail(r, answer.problem, answer.detail, env));
    case 'refused':
      return fail(r, answer.problem, answer.detail, env);
    default:
      return fail(r, 'agora_strange', answer.kind, env);
  }
}

/**
 * Committed before `start` leaves. Afterwards `fate` is `sent`, or unchanged where the start is no longer wanted: then it must
 * not be sent.
 */
export function onSending(r: Recording, uid: Uid, env: Env): Decision {
  const attempt = current(r);
  const wanted = attempt.uid === uid && attempt.resourceId !== undefined;
  const mayStart = r.phase === 'starting' && (attempt.fate === 'intended' || attempt.fate === 'sent');
  // Stop was asked after a first sending whose answer was lost: only the sid makes it possible to stop.
  const mustKnow = r.phase === 'stopping' && attempt.fate === 'sent';
  if (!wanted || !(mayStart || mustKnow)) return stay(r);
  // The bot was down meanwhile. What was to be recorded is over, or people have helped themselves.
  if (attempt.fate === 'intended' && env.now - r.createdAt > startWithin) return fail(r, 'too_late', undefined, env);
  const sent = withAttempt(r, { fate: 'sent', sendings: attempt.sendings + 1 });
  const layout = attempt.fate === 'intended' ? { wanted: r.layout.wanted, applied: r.layout.wanted } : r.layout;
  return step(
    { ...sent, layout },
    {
      audit: {
        actor: 'agora',
        action: 'start sent',
        detail: `uid ${uid}, sending ${attempt.sendings + 1}`,
      },
    },
  );
}

export function onStartAnswer(r: Recording, work: AgoraWork, answer: Answer, env: Env): Decision {
  const { fate, sid } = current(r);
  // Whatever a notice has brought meanwhile, Agora's own answer counts.
  if (fate === 'running' && answer.kind === 'started' && answer.sid !== sid)
    return step(withAttempt(r, { sid: answer.sid }), {
      audit: { actor: 'agora', action: 'started', detail: `sid ${answer.sid}, not ${sid}` },
    });
  if (fate !== 'sent') return stay(r);
  switch (answer.kind) {
    case 'started':
      return running(r, answer.sid, env);
    case 'alreadyStarted':
      // Agora's 201 is not documented to carry the sid; without it nothing can control the recorder.
      return answer.sid === undefined ? withoutSid(r, env) : running(r, answer.sid, env);
    case 'conflict':
    case 'expired':
      // From the second sending on, a refusal may be the echo of a first one that succeeded.
      if (current(r).sendings > 1) return withoutSid(r, env);
      return afresh(r, answer.kind === 'conflict' ? 'start_conflict' : 'resource_expired', env);
    case 'startAfresh':
      return current(r).sendings > 1 ? withoutSid(r, env) : afresh(r, answer.problem, env);
    case 'unsent':
      return onUnsent(r, work, answer, env);
    case 'unknown':
      return retryOr(r, work, answer, env, () => withoutSid(r, env));
    case 'refused':
      if (current(r).sendings > 1) return withoutSid(r, env);
      return fail(withAttempt(r, { fate: 'gone' }), answer.problem, answer.detail, env);
    default:
      return withoutSid(r, env);
  }
}

/** It never left: the sending is taken back, so that nothing is mistaken for its echo. */
function onUnsent(r: Recording, work: AgoraWork, answer: Extract<Answer, { kind: 'unsent' }>, env: Env): Decision {
  const sendings = current(r).sendings - 1;
  const next = withAttempt(r, { sendings, fate: sendings === 0 ? 'intended' : 'sent' });
  const by = r.stopping?.by;
  if (sendings === 0 && r.phase === 'stopping' && by !== undefined) return cancelUnsent(next, by, env);
  // Another reservation would be refused, too; and what an earlier sending may have begun is not forgotten.
  return retryOr(next, work, answer, env, () =>
    sendings === 0 ? fail(next, answer.problem, answer.detail, env) : withoutSid(next, env),
  );
}

/** The start has worked, or may have, and its sid is not known: a notice may still bring it. */
function withoutSid(r: Recording, env: Env): Decision {
  if (!env.notices) return orphaned(r, env);
  return step(r, {
    add: [timer('sidLate', env.now + sidByNoticeWithin, priority.person)],
    cancel: [keys.start],
    audit: { actor: 'agora', action: 'sid awaited', detail: `uid ${current(r).uid}` },
  });
}

/** No notice has brought the sid. */
export function onSidLate(r: Recording, env: Env): Decision {
  return current(r).fate === 'sent' ? orphaned(r, env) : stay(r);
}

/** The sid is here: it is written in the same breath, for without it the recorder can't be controlled. */
export function running(r: Recording, sid: string, env: Env): Decision {
  const next = withAttempt(r, { fate: 'running', sid, startedAt: env.now });
  const audit = { actor: 'agora', action: 'started', detail: `sid ${sid}` };
  const cancel = [keys.start, keys.sidLate];
  if (r.phase === 'stopping') return step(next, { add: [call(next, 'stop', env.now, priority.stop)], cancel, audit });
  return step(
    { ...next, phase: 'confirming', troubleTold: false, confirm: { by: env.now + confirmWithin, heardAt: env.now } },
    {
      add: [
        call(next, 'query', env.now + firstQueryAfter, priority.confirm),
        timer('controlEnds', knownEnd(next) - warnOfControlBefore),
      ],
      cancel,
      audit,
    },
  );
}

/** A recorder may run that nobody can control. Say so openly, and start another one unless a stop was asked. */
function orphaned(r: Recording, env: Env): Decision {
  const next = withAttempt(r, { fate: 'orphan' });
  const fresh = r.phase === 'starting' && r.attempts.length < mostAttempts;
  const line = say(env.now, { type: 'orphan', uid: current(r).uid, idle: maxIdle, again: fresh });
  const first = [line, orphansOver(next, env)];
  const audit = { actor: 'agora', action: 'orphan', detail: `uid ${current(r).uid}` };
  if (!fresh)
    return endUnrecorded(
      next,
      r.phase === 'stopping' ? 'start_unknown' : 'start_exhausted',
      undefined,
      env,
      first,
      audit,
    );
  return another(next, env, first, audit);
}

/** Certainly nothing runs for this attempt: take a new reservation with another uid. */
function afresh(r: Recording, problem: ProblemCode, env: Env): Decision {
  const next = withAttempt(r, { fate: 'gone' });
  if (r.phase !== 'starting') return endUnrecorded(next, problem, undefined, env);
  if (r.attempts.length >= mostAttempts) return endUnrecorded(next, problem, undefined, env);
  return another(next, env, [], { actor: 'agora', action: 'afresh', detail: problem });
}

function another(
  r: Recording,
  env: Env,
  lines: NewJob[],
  audit: { actor: string; action: string; detail: string },
): Decision {
  const next = withFreshAttempt(r, env.freshUid);
  return step(next, {
    add: [...lines, call(next, 'acquire', env.now + freshAfter(r), priority.person), card(env.now)],
    audit,
  });
}

/** What Agora lacks now it may have in some seconds: 3 s before the second attempt, 6 s before the third. */
function freshAfter(r: Recording): Ms {
  return r.attempts.length * 3_000;
}

function fail(r: Recording, problem: ProblemCode, detail: string | undefined, env: Env): Decision {
  return endUnrecorded(withAttempt(r, { fate: 'gone' }), problem, detail, env);
}

function retryOr(
  r: Recording,
  work: AgoraWork,
  answer: Extract<Answer, { kind: 'unsent' | 'unknown' }>,
  env: Env,
  otherwise: () => Decision,
): Decision {
  const wait = retryAfter(work.call, answer, work.tries, env.chance);
  if (wait === undefined) return otherwise();
  const retry = again(work, env.now + wait, priority.person);
  // One failure is noise; from the third on, people should know why nothing happens.
  if (work.tries < 2 || r.troubleTold) return step(r, { add: [retry] });
  const trouble = say(env.now, { type: 'trouble', ...wordsOf(answer) });
  return step({ ...r, troubleTold: true }, { add: [retry, trouble] });
}
