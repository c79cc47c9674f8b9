/** What follows from the fate of messages: the card opens the way to Agora. */

import type { Transition } from '../effects.ts';
import {
  type Env,
  enqueueAgoraCall,
  keys,
  notifyUser,
  postToThread,
  transitionTo,
  unchanged,
  updateCard,
} from '../effects.ts';
import type { Event } from '../events.ts';
import { priority } from '../jobs.ts';
import { isLive, type Recording } from '../recording.ts';

export function onCardPosted(r: Recording, ts: string, env: Env): Transition {
  const { refused: _, ...card } = r.card;
  const posted: Recording = { ...r, card: { ...card, ts } };
  return begin(posted, env);
}

/** Slack was out of reach for too long: record without a card, post it later. */
export function onCardTimeout(r: Recording, env: Env): Transition {
  return begin(r, env);
}

function begin(r: Recording, env: Env): Transition {
  if (r.acquireEnqueued || r.phase !== 'starting') return unchanged(r);
  return transitionTo(
    { ...r, acquireEnqueued: true },
    { add: [enqueueAgoraCall(r, 'acquire', env.now, priority.person)], cancel: [keys.cardTimeout] },
  );
}

export function onPostRefused(r: Recording, event: Extract<Event, { type: 'postFailed' }>, env: Env): Transition {
  const { queue, code } = event;
  const audit = { actor: 'slack', action: `${queue} refused`, detail: code };
  if (queue === 'person') return transitionTo(r, { audit });
  // It is the message, not the place: others may well be taken.
  const isContent = contents.has(code) && r.card.ts !== undefined;
  // The starter hears what the thread can't be told, but for the status posts.
  const told =
    queue === 'thread' && event.message.type !== 'status' ? [notifyUser(env.now, r.startedBy, event.message)] : [];
  if (r.card.refused === true || isContent) return transitionTo(r, { add: told, audit });
  if (!isLive(r)) return transitionTo({ ...r, card: { ...r.card, refused: true } }, { add: told, audit });
  if (queue === 'card' && r.card.ts === undefined && !r.acquireEnqueued) {
    const failed: Recording = {
      ...r,
      phase: 'failed',
      errorCode: 'card_refused',
      endedAt: env.now,
      card: { ...r.card, refused: true },
    };
    return transitionTo(failed, {
      add: [notifyUser(env.now, r.startedBy, { type: 'cardRefused', code, recordingGoesOn: false })],
      cancel: [keys.cardTimeout],
      audit,
    });
  }
  if (code === 'message_not_found' || code === 'thread_not_found') {
    // Somebody has deleted the card. It is posted once more, and what its thread should have heard is said in the new one.
    const lines = queue === 'thread' ? [postToThread(env.now, event.message)] : [];
    if (r.card.ts === undefined) return transitionTo(r, { add: lines, audit });
    const { ts: _gone, ...rest } = r.card;
    if (r.card.reposted !== true)
      return transitionTo(
        { ...r, card: { ...rest, reposted: true } },
        { add: [updateCard(env.now, priority.person), ...lines], audit },
      );
  }
  return transitionTo(
    { ...r, card: { ...r.card, refused: true } },
    { add: [notifyUser(env.now, r.startedBy, { type: 'cardRefused', code, recordingGoesOn: true }), ...told], audit },
  );
}

/** Slack's words for a message that it does not take anywhere, and ours for one that we can't make. */
const contents: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'not_rendered',
]);
