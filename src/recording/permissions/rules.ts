/** What the configuration says of who may do what. */
import type { UserId } from '../primitives.ts';

/** Actions that can be kept for some. */
export const actions = [
  'view',
  'start',
  'stop',
  'layout',
  'subscribe',
  'pause',
  'extend',
  'schedule',
  'files',
  'usage',
  'admin',
] as const;

export type Action = (typeof actions)[number];

/** Where an action is allowed: Slack channels by their ids, and Agora channels by patterns with `*`. What is absent does not matter. */
export type Scope = Readonly<{ channels?: readonly string[]; recordings?: readonly string[] }>;

/** Slack's ids of people and of user groups, one of which must match. Without both, those who may where nothing is said. */
export type Rule = Scope & Readonly<{ users?: readonly UserId[]; groups?: readonly string[] }>;

/** For an action that is not there, nothing is said. */
export type Permissions = Readonly<
  { [A in Action]?: Rule } & {
    /** People of other organizations may do what everyone may. */
    externalUsers: boolean;
    guests: boolean;
    /** Where steps of workflows may start and stop recordings, also where rules name people. */
    workflows?: Scope;
  }
>;

export const namesPeople = ({ users, groups }: Rule): boolean => users !== undefined || groups !== undefined;

/** Every user group that a rule names, once. */
export function groupsIn(permissions: Permissions): string[] {
  return [...new Set(actions.flatMap((action) => permissions[action]?.groups ?? []))];
}
