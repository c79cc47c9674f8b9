/**
 * Who may do what, until there are permissions: a recording is steered from the Slack channel of its card, or by its
 * starter from anywhere, and seen by everybody unless its card is in a private channel or a direct message.
 */
import type { Actor } from './events.ts';
import type { Recording } from './recording.ts';

export function canManage(r: Recording, by: Actor): boolean {
  return by.channel === r.card.channel || by.user === r.startedBy;
}

export function canView(r: Recording, by: Actor): boolean {
  return canManage(r, by) || !r.card.isPrivate;
}
