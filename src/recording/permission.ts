/**
 * Who may do what where no permission says otherwise: a recording is managed from the Slack channel of its card, or by its
 * starter from anywhere, and seen by everybody unless its card is in a private channel or a direct message.
 */
import type { Actor } from './events.ts';
import type { Recording } from './recording.ts';

export function canManage(r: Recording, actor: Actor): boolean {
  return actor.channelId === r.card.channelId || actor.userId === r.startedBy;
}

export function canView(r: Recording, actor: Actor): boolean {
  return canManage(r, actor) || !r.card.isPrivate;
}
