/** What the rules mean for one person: worked out once for each command, click and form, and then a plain value. */
import type { UserId } from '../primitives.ts';
import { type Action, actions, namesPeople, type Permissions, type Rule, type Scope } from './rules.ts';

/**
 * `named`: the rule names the person. `anyone`: it names nobody, so that the people are those where nothing is said. `others`: it names
 * others. `unknown`: a user group that it names can't be read, which counts as `others`.
 */
type Named = 'named' | 'anyone' | 'others' | 'unknown';

/** `within`: every one of these must hold. `unreadable`: the user groups that can't be read. */
export type Grant = Readonly<{ people: Named; within: readonly Scope[]; rule: Rule; unreadable: readonly string[] }>;

/** An action without a grant: nothing is said of it. */
export type Access = Readonly<{ isAdmin: boolean; grants: Readonly<{ [A in Action]?: Grant }> }>;

/** The members of a user group; undefined where it can't be read. */
export type GroupMembers = ReadonlyMap<string, readonly UserId[] | undefined>;

export function accessOf(permissions: Permissions, userId: UserId, members: GroupMembers): Access {
  const grants = Object.fromEntries(
    actions.flatMap((action) => {
      const rule = permissions[action];
      return rule === undefined ? [] : [[action, grantOf(rule, userId, members)]];
    }),
  ) as Access['grants'];
  return { isAdmin: grants.admin?.people === 'named', grants };
}

function grantOf(rule: Rule, userId: UserId, members: GroupMembers): Grant {
  const { users = [], groups = [], channels, recordings } = rule;
  const scope: Scope = { ...(channels && { channels }), ...(recordings && { recordings }) };
  const within = channels === undefined && recordings === undefined ? [] : [scope];
  const unreadable = groups.filter((group) => members.get(group) === undefined);
  const isNamed = users.includes(userId) || groups.some((group) => members.get(group)?.includes(userId));
  const people = !namesPeople(rule) ? 'anyone' : isNamed ? 'named' : unreadable.length > 0 ? 'unknown' : 'others';
  return { people, within, rule, unreadable };
}
