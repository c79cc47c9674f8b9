/** Layouts: the card shows the one that Agora accepted, not the one that was asked for. */

import type { CallOutcome } from '../call-outcome.ts';
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
} from '../effects.ts';
import type { ErrorCode } from '../error-codes.ts';
import { type AgoraPayload, priority } from '../jobs.ts';
import { failoverWindow } from '../policy.ts';
import { type Recording, sameLayout } from '../recording.ts';
import { retryAfter } from '../retry.ts';
import type { ThreadMessage } from '../thread-message.ts';

export function onLayoutAnswer(
  r: Recording,
  payload: Extract<AgoraPayload, { call: 'updateLayout' }>,
  outcome: CallOutcome,
  env: Env,
): Transition {
  if (outcome.kind === 'layoutUpdated') {
    // True even where a stop was asked meanwhile: it is what the files show.
    const next: Recording = { ...r, layout: { wanted: r.layout.wanted, applied: payload.layout } };
    return transitionTo(next, {
      add: [
        postToThread(env.now, { type: 'layoutChanged', layout: payload.layout, by: payload.by }),
        updateCard(env.now, priority.person),
      ],
      audit: { actor: payload.by, action: 'layout', detail: payload.layout.name },
    });
  }
  if (r.phase !== 'confirming' && r.phase !== 'recording') return unchanged(r);
  // A newer wish has a row of its own: this one need not be repeated, nor its refusal be told.
  if (!sameLayout(r.layout.wanted, payload.layout)) return unchanged(r);
  switch (outcome.kind) {
    case 'notFound':
    case 'exiting':
      // A fail-over answers 404 for up to 90 s. Ask what is the matter, and try the layout again.
      if (payload.failedAttempts * missingRetry < failoverWindow) {
        const tryAgain = retryJob(payload, env.now + missingRetry, priority.person);
        return transitionTo(r, {
          add: [
            tryAgain,
            ...(payload.failedAttempts === 0 ? [enqueueAgoraCall(r, 'query', env.now, priority.confirm)] : []),
          ],
        });
      }
      return refuse(r, payload, 'agora_gone', undefined, env);
    case 'notSent':
    case 'indeterminate': {
      const wait = retryAfter(payload.call, outcome, payload.failedAttempts, env.jitter);
      if (wait !== undefined) return transitionTo(r, { add: [retryJob(payload, env.now + wait, priority.person)] });
      return refuse(
        r,
        payload,
        outcome.errorCode,
        outcome.detail,
        env,
        outcome.kind === 'indeterminate' ? true : undefined,
      );
    }
    case 'rejected':
      return refuse(r, payload, outcome.errorCode, outcome.detail, env);
    default:
      return refuse(r, payload, 'agora_strange', outcome.kind, env);
  }
}

const missingRetry = 10_000;

function refuse(
  r: Recording,
  payload: Extract<AgoraPayload, { call: 'updateLayout' }>,
  errorCode: ErrorCode,
  detail: string | undefined,
  env: Env,
  uncertain?: true,
): Transition {
  const message: ThreadMessage = {
    type: 'layoutRefused',
    layout: payload.layout,
    by: payload.by,
    errorCode,
    ...(detail === undefined ? {} : { detail }),
    ...(uncertain ? { uncertain } : {}),
  };
  return transitionTo(
    // After a lost answer nobody knows which one is in force: then even the old one may be asked for again.
    { ...r, layout: { wanted: r.layout.applied, applied: r.layout.applied, ...(uncertain ? { uncertain } : {}) } },
    {
      // A later wish for the same layout would be refused, too.
      cancel: [keys.updateLayout],
      add: [postToThread(env.now, message), updateCard(env.now, priority.person)],
      audit: { actor: payload.by, action: 'layout refused', detail: errorCode },
    },
  );
}
