/** What follows from what became of messages: the card opens the way to Agora. */
import {
  type Env,
  enqueueAgoraCall,
  keys,
  notifyUser,
  postToThread,
  type Transition,
  transitionTo,
  unchanged,
  updateCard,
  withEnding,
} from '../effects.ts';
import type { EventOf } from '../events.ts';
import { priority } from '../jobs.ts';
import { isLive, type Recording } from '../recording.ts';

export function onCardPosted(r: Recording, ts: string, env: Env): Transition {
  const { rejected: _, ...card } = r.card;
  return begin({ ...r, card: { ...card, ts } }, env);
}

/** Where there is no card yet, the process that has taken over posts it. */
export function onCardOverwritten(r: Recording, env: Env): Transition {
  return r.card.ts === undefined ? unchanged(r) : transitionTo(r, { jobs: [updateCard(env.now)] });
}

/** Slack was out of reach for too long: record without a card, post it later. */
export function onCardTimeout(r: Recording, env: Env): Transition {
  return begin(r, env);
}

function begin(r: Recording, env: Env): Transition {
  if (r.card.awaited !== true || r.phase !== 'starting') return unchanged(r);
  const { awaited: _, ...card } = r.card;
  return transitionTo(
    { ...r, card },
    { jobs: [enqueueAgoraCall(r, 'acquire', env.now, priority.person)], cancel: [keys.cardTimeout] },
  );
}

export function onPostFailed(r: Recording, event: EventOf<'postFailed'>, env: Env): Transition {
  const { queue, code } = event;
  const audit = { actor: 'slack', action: `${queue} rejected`, detail: code };
  if (queue === 'person') return transitionTo(r, { audit });
  // It is the message, not the place: others may well be taken.
  const isContent = contentErrors.has(code) && r.card.ts !== undefined;
  // The starter receives what can't be posted in the thread, except status posts.
  const direct =
    event.queue === 'thread' && event.message.type !== 'status'
      ? [notifyUser(env.now, r.startedBy, event.message)]
      : [];
  if (r.card.rejected === true || isContent) return transitionTo(r, { jobs: direct, audit });
  const rejected: Recording = { ...r, card: { ...r.card, rejected: true } };
  if (!isLive(r)) return transitionTo(rejected, { jobs: direct, audit });
  if (queue === 'card' && r.card.awaited === true) {
    const failed = withEnding({ ...rejected, phase: 'failed' }, { errorCode: 'card_rejected', endedAt: env.now });
    return transitionTo(failed, {
      jobs: [notifyUser(env.now, r.startedBy, { type: 'cardRejected', code, recordingGoesOn: false })],
      cancel: [keys.cardTimeout],
      audit,
    });
  }
  if (code === 'message_not_found' || code === 'thread_not_found') {
    const reposted = repost(r, event, env);
    if (reposted !== undefined) return { ...reposted, audit };
  }
  return transitionTo(rejected, {
    jobs: [notifyUser(env.now, r.startedBy, { type: 'cardRejected', code, recordingGoesOn: true }), ...direct],
    audit,
  });
}

/** Somebody has deleted the card. It is posted again, and pending thread messages follow in the new thread. */
function repost(r: Recording, event: EventOf<'postFailed'>, env: Env): Transition | undefined {
  const messages = event.queue === 'thread' ? [postToThread(env.now, event.message)] : [];
  if (r.card.ts === undefined) return transitionTo(r, { jobs: messages });
  if (r.card.reposted === true) return undefined;
  const { ts: _deleted, ...card } = r.card;
  return transitionTo(
    { ...r, card: { ...card, reposted: true } },
    { jobs: [updateCard(env.now, priority.person), ...messages] },
  );
}

/** Slack's words for a message that it does not take anywhere, and ours for one that we can't make. */
const contentErrors: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'not_rendered',
]);
