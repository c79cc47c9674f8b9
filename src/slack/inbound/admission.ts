/** Who may do anything at all. */
import { format } from '../../messages/format.ts';
import { type Message, say } from '../surfaces/blocks.ts';
import type { HandlerResult, RequestContext } from './handler.ts';
import type { Membership, MembershipOf } from './people.ts';

/** Refuses guests and people of other organizations before anything is done. */
export async function asMember(
  { actor }: RequestContext,
  membershipOf: MembershipOf,
  task: () => Promise<HandlerResult>,
): Promise<HandlerResult> {
  const membership = await membershipOf(actor.userId);
  return membership === 'member' ? task() : { outcome: 'answered', reply: notAMember(membership) };
}

export function notAMember(membership: Exclude<Membership, 'member'>): Message {
  return say(...format(`input.${membership}`));
}
