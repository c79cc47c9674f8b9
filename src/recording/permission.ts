/**
 * Who may do what, until there are permissions: a recording is steered from the Slack channel of its card, or by its
 * starter from anywhere, and seen by everybody unless its card is in a private channel or a direct message.
 */
import type { Asker } from './events.ts';
import type { Recording } from './recording.ts';

export function maySteer(r: Recording, by: Asker): boolean {
  return by.channel === r.card.channel || by.user === r.startedBy;
}

export function maySee(r: Recording, by: Asker): boolean {
  return maySteer(r, by) || !r.card.hidden;
}
