/** What follows from the fate of messages: the card opens the way to Agora. */
import type { Event } from '../events.ts';
import type { Decision } from '../ports.ts';
import { isLive, type Recording } from '../recording.ts';
import { call, card, type Env, keys, say, stay, step, tell } from '../step.ts';
import { priority } from '../work.ts';

export function onCardPosted(r: Recording, ts: string, env: Env): Decision {
  const { refused: _, ...card } = r.card;
  const posted: Recording = { ...r, card: { ...card, ts } };
  return begin(posted, env);
}

/** Slack was out of reach for too long: record without a card, post it later. */
export function onCardLate(r: Recording, env: Env): Decision {
  return begin(r, env);
}

function begin(r: Recording, env: Env): Decision {
  if (r.begun || r.phase !== 'starting') return stay(r);
  return step({ ...r, begun: true }, { add: [call(r, 'acquire', env.now, priority.person)], cancel: [keys.cardLate] });
}

export function onPostRefused(r: Recording, event: Extract<Event, { type: 'postRefused' }>, env: Env): Decision {
  const { lane, code } = event;
  const audit = { actor: 'slack', action: `${lane} refused`, detail: code };
  if (lane === 'person') return step(r, { audit });
  // It is the message, not the place: others may well be taken.
  const isContent = contents.has(code) && r.card.ts !== undefined;
  // The starter hears what the thread can't be told, but for the status posts.
  const told = lane === 'thread' && event.line.type !== 'status' ? [tell(env.now, r.startedBy, event.line)] : [];
  if (r.card.refused === true || isContent) return step(r, { add: told, audit });
  if (!isLive(r)) return step({ ...r, card: { ...r.card, refused: true } }, { add: told, audit });
  if (lane === 'card' && r.card.ts === undefined && !r.begun) {
    const failed: Recording = {
      ...r,
      phase: 'failed',
      problem: 'card_refused',
      endedAt: env.now,
      card: { ...r.card, refused: true },
    };
    return step(failed, {
      add: [tell(env.now, r.startedBy, { type: 'cardRefused', code, recordingGoesOn: false })],
      cancel: [keys.cardLate],
      audit,
    });
  }
  if (code === 'message_not_found' || code === 'thread_not_found') {
    // Somebody has deleted the card. It is posted once more, and what its thread should have heard is said in the new one.
    const lines = lane === 'thread' ? [say(env.now, event.line)] : [];
    if (r.card.ts === undefined) return step(r, { add: lines, audit });
    const { ts: _gone, ...rest } = r.card;
    if (r.card.reposted !== true)
      return step(
        { ...r, card: { ...rest, reposted: true } },
        { add: [card(env.now, priority.person), ...lines], audit },
      );
  }
  return step(
    { ...r, card: { ...r.card, refused: true } },
    { add: [tell(env.now, r.startedBy, { type: 'cardRefused', code, recordingGoesOn: true }), ...told], audit },
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
