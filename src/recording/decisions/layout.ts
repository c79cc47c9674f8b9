/** Layouts: the card shows the one that Agora accepted, not the one that was asked for. */
import type { Answer } from '../answer.ts';
import { failoverWithin } from '../limits.ts';
import type { Line } from '../lines.ts';
import type { Decision } from '../ports.ts';
import type { ProblemCode } from '../problems.ts';
import { type Recording, sameLayout } from '../recording.ts';
import { retryAfter } from '../retry.ts';
import { again, call, card, type Env, keys, say, stay, step } from '../step.ts';
import { type AgoraWork, priority } from '../work.ts';

export function onLayoutAnswer(
  r: Recording,
  work: Extract<AgoraWork, { call: 'updateLayout' }>,
  answer: Answer,
  env: Env,
): Decision {
  if (answer.kind === 'laidOut') {
    // True even where a stop was asked meanwhile: it is what the files show.
    const next: Recording = { ...r, layout: { wanted: r.layout.wanted, applied: work.layout } };
    return step(next, {
      add: [say(env.now, { type: 'layoutChanged', layout: work.layout, by: work.by }), card(env.now, priority.person)],
      audit: { actor: work.by, action: 'layout', detail: work.layout.name },
    });
  }
  if (r.phase !== 'confirming' && r.phase !== 'recording') return stay(r);
  // A newer wish has a row of its own: this one need not be repeated, nor its refusal be told.
  if (!sameLayout(r.layout.wanted, work.layout)) return stay(r);
  switch (answer.kind) {
    case 'notFound':
    case 'exiting':
      // A fail-over answers 404 for up to 90 s. Ask what is the matter, and try the layout again.
      if (work.tries * missingRetry < failoverWithin) {
        const tryAgain = again(work, env.now + missingRetry, priority.person);
        return step(r, { add: [tryAgain, ...(work.tries === 0 ? [call(r, 'query', env.now, priority.confirm)] : [])] });
      }
      return refuse(r, work, 'agora_gone', undefined, env);
    case 'unsent':
    case 'unknown': {
      const wait = retryAfter(work.call, answer, work.tries, env.chance);
      if (wait !== undefined) return step(r, { add: [again(work, env.now + wait, priority.person)] });
      return refuse(r, work, answer.problem, answer.detail, env, answer.kind === 'unknown' ? true : undefined);
    }
    case 'refused':
      return refuse(r, work, answer.problem, answer.detail, env);
    default:
      return refuse(r, work, 'agora_strange', answer.kind, env);
  }
}

const missingRetry = 10_000;

function refuse(
  r: Recording,
  work: Extract<AgoraWork, { call: 'updateLayout' }>,
  problem: ProblemCode,
  detail: string | undefined,
  env: Env,
  uncertain?: true,
): Decision {
  const line: Line = {
    type: 'layoutRefused',
    layout: work.layout,
    by: work.by,
    problem,
    ...(detail === undefined ? {} : { detail }),
    ...(uncertain ? { uncertain } : {}),
  };
  return step(
    // After a lost answer nobody knows which one is in force: then even the old one may be asked for again.
    { ...r, layout: { wanted: r.layout.applied, applied: r.layout.applied, ...(uncertain ? { uncertain } : {}) } },
    {
      // A later wish for the same layout would be refused, too.
      cancel: [keys.updateLayout],
      add: [say(env.now, line), card(env.now, priority.person)],
      audit: { actor: work.by, action: 'layout refused', detail: problem },
    },
  );
}
