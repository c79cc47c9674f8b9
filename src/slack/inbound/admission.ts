/** Who may do anything at all, and what of it. */
import { format } from '../../messages/format.ts';
import { inLocale } from '../../messages/locale.ts';
import type { Permissions } from '../../recording/permissions/rules.ts';
import { type Message, say } from '../surfaces/blocks.ts';
import type { Team } from '../transport/connection.ts';
import type { HandlerResult, RequestContext } from './handler.ts';
import { type AdmissionOf, isAdmitted, type Membership, type People } from './people.ts';
import { isExternal } from './requests.ts';
import type { AccessOf } from './user-groups.ts';

/**
 * Refuses those who may do nothing here before anything is done; the task gets the request with what the person may do, and replies in
 * the language of the person.
 */
export type Admit = (
  request: RequestContext,
  task: (admitted: RequestContext) => Promise<HandlerResult>,
) => Promise<HandlerResult>;

type Options = Readonly<{
  people: Pick<People, 'membershipOf' | 'knownLocaleOf'>;
  admits: Pick<Permissions, 'externalUsers' | 'guests'>;
  accessOf: AccessOf;
}>;

export function createAdmissionOf({ people, admits, accessOf }: Options): AdmissionOf {
  return async (userId) => {
    const membership = await people.membershipOf(userId);
    // The language is part of the membership lookup, if known.
    const locale = people.knownLocaleOf(userId);
    if (!isAdmitted(membership, admits)) return { refused: inLocale(locale, () => notAMember(membership)) };
    const access = await accessOf(userId);
    return access === undefined ? {} : { access };
  };
}

export function admitting(admissionOf: AdmissionOf, { knownLocaleOf }: Pick<People, 'knownLocaleOf'>): Admit {
  return async (request, task) => {
    const { actor } = request;
    const admission = await admissionOf(actor.userId);
    if (admission.refused !== undefined) return { outcome: 'answered', reply: admission.refused };
    const { access } = admission;
    const admitted = access === undefined ? request : { ...request, actor: { ...actor, access } };
    return await inLocale(knownLocaleOf(actor.userId), () => task(admitted));
  };
}

/** Whether the workspace that Slack names with what the person did is another one, whose people may do nothing here. */
export function isShutOut(
  teamId: string | undefined,
  { team, admits }: Readonly<{ team: Pick<Team, 'id'>; admits: Pick<Permissions, 'externalUsers'> }>,
): boolean {
  return isExternal(teamId, team) && !admits.externalUsers;
}

export function notAMember(membership: Membership): Message {
  return say(...format(membership === 'member' ? 'input.former' : `input.${membership}`));
}
