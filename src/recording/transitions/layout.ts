/** Layouts: the card shows the one that Agora accepted, not the one that was asked for. */
import type { CallOutcome } from '../call-outcome.ts';
import {
  type Env,
  enqueueAgoraCall,
  keys,
  notifyUser,
  postToThread,
  retryJob,
  type Transition,
  transitionTo,
  unchanged,
  updateCard,
} from '../effects.ts';
import type { ErrorCode } from '../error-codes.ts';
import { type AgoraPayload, type NewJob, priority } from '../jobs.ts';
import { type Layout, sameLayout } from '../layout/layout.ts';
import { failoverWindow, layoutNotFoundInterval } from '../policy.ts';
import type { Recording, UserId } from '../recording.ts';
import { retryAfter } from '../retry.ts';
import type { ThreadMessage } from '../thread-message.ts';
import { accepted, type Wanted, withdrawn } from '../wanted.ts';

type LayoutPayload = Extract<AgoraPayload, { call: 'updateLayout' }>;

export function onLayoutResponse(r: Recording, payload: LayoutPayload, outcome: CallOutcome, env: Env): Transition {
  const { layout, by } = payload;
  if (outcome.kind === 'layoutUpdated') {
    // True even where a stop was asked meanwhile: it is what the files show.
    return transitionTo(withLayout(r, accepted(r.mode.layout, layout, sameLayout)), {
      jobs: [postToThread(env.now, { type: 'layoutChanged', layout, by }), updateCard(env.now, priority.person)],
      audit: { actor: by, action: 'layout', detail: layout.kind },
    });
  }
  if (r.phase !== 'confirming' && r.phase !== 'recording') return unchanged(r);
  // A newer request has a row of its own: this one need not be repeated, nor its rejection be told.
  if (!sameLayout(r.mode.layout.desired, layout)) return unchanged(r);
  switch (outcome.kind) {
    case 'notFound':
    case 'exiting':
      return onNotFound(r, payload, env);
    case 'notSent':
    case 'indeterminate': {
      const wait = retryAfter(payload.call, outcome, payload.failedAttempts, env.jitter);
      if (wait !== undefined) return transitionTo(r, { jobs: [retryJob(payload, env.now + wait, priority.person)] });
      return giveUp(r, payload, outcome.errorCode, outcome.detail, env, outcome.kind === 'indeterminate');
    }
    case 'rejected':
      return giveUp(r, payload, outcome.errorCode, outcome.detail, env);
    default:
      return giveUp(r, payload, 'agora_strange', outcome.kind, env);
  }
}

/** A fail-over answers 404 for up to 90 s. Ask what is the matter, and try the layout again. */
function onNotFound(r: Recording, payload: LayoutPayload, env: Env): Transition {
  const { failedAttempts } = payload;
  if (failedAttempts * layoutNotFoundInterval >= failoverWindow)
    return giveUp(r, payload, 'agora_gone', undefined, env);
  const retry = retryJob(payload, env.now + layoutNotFoundInterval, priority.person);
  const query = failedAttempts === 0 ? [enqueueAgoraCall(r, 'query', env.now, priority.confirm)] : [];
  return transitionTo(r, { jobs: [retry, ...query] });
}

/** A layout that was not applied before the end: the person who requested it is told. `by`: who stopped the recording. */
export function layoutDropped({ mode }: Recording, by: UserId | undefined, env: Env): NewJob[] {
  const { desired, requestedBy } = mode.layout;
  if (requestedBy === undefined) return [];
  const message = { type: 'layoutDropped', layout: desired, ...(by === undefined ? {} : { by }) } as const;
  return [notifyUser(env.now, requestedBy, message)];
}

function giveUp(
  r: Recording,
  { layout, by }: LayoutPayload,
  errorCode: ErrorCode,
  detail: string | undefined,
  env: Env,
  isUncertain = false,
): Transition {
  const message: ThreadMessage = {
    type: 'layoutFailed',
    layout,
    by,
    errorCode,
    ...(detail === undefined ? {} : { detail }),
    ...(isUncertain ? { uncertain: true as const } : {}),
  };
  return transitionTo(withLayout(r, withdrawn(r.mode.layout, isUncertain)), {
    // A later request for the same layout would be rejected, too.
    cancel: [keys.updateLayout],
    jobs: [postToThread(env.now, message), updateCard(env.now, priority.person)],
    audit: { actor: by, action: 'layout failed', detail: errorCode },
  });
}

function withLayout(r: Recording, layout: Wanted<Layout>): Recording {
  return { ...r, mode: { ...r.mode, layout } };
}
