/** What the rules mean for one person: worked out once for each command, click and form, and then a plain value. */
import type { UserId } from '../primitives.ts';
import { type Action, actions, groupsIn, namesPeople, type Permissions, type Rule, type Scope } from './rules.ts';

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

/**
 * What the rules mean for the steps of workflows. A step says which person it is for, and Slack tells nobody who has made or run the
 * workflow: an author could name an admin. So a step is nobody whom a rule names, and is no admin. `workflows` takes the place of all
 * rules: it says where steps may start and stop recordings. Undefined where the configuration says nothing.
 */
export function workflowAccess(permissions: Permissions): Access | undefined {
  const { workflows } = permissions;
  if (workflows !== undefined) {
    const grant: Grant = { people: 'named', within: [workflows], rule: workflows, unreadable: [] };
    return { isAdmin: false, grants: { start: grant, stop: grant } };
  }
  if (actions.every((action) => permissions[action] === undefined)) return undefined;
  return accessOf(permissions, '', new Map(groupsIn(permissions).map((group) => [group, []])));
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
