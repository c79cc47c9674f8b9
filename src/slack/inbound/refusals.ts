/** Said to those who can't control recordings. */
import { format } from '../../messages/format.ts';
import { type Message, say } from '../surfaces/blocks.ts';
import type { Membership } from './people.ts';

export function notAMember(membership: Exclude<Membership, 'member'>): Message {
  return say(...format(`input.${membership}`));
}
