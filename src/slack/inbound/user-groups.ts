/** Who is in a user group of Slack. */
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { type Access, accessOf as accessWith } from '../../recording/permissions/access.ts';
import { groupsIn, type Permissions } from '../../recording/permissions/rules.ts';
import { errorText, type Log } from '../sdk-log.ts';

/** Never rejects. Undefined where the group can't be read. */
export type MembersOf = (group: string) => Promise<readonly string[] | undefined>;

/** Never rejects. Undefined where the configuration says nothing of anybody. */
export type AccessOf = (userId: string) => Promise<Access | undefined>;

/** What the permissions mean for a person just now. */
export function createAccessOf(permissions: Permissions, membersOf: MembersOf): AccessOf {
  const groups = groupsIn(permissions);
  const { externalUsers: _, guests: __, workflows: ___, ...rules } = permissions;
  const isSilent = Object.keys(rules).length === 0;
  return async (userId) => {
    if (isSilent) return undefined;
    const members = await Promise.all(groups.map(async (group) => [group, await membersOf(group)] as const));
    return accessWith(permissions, userId, new Map(members));
  };
}

/** Slack allows 20 such calls a minute. */
const freshFor = 5 * 60_000;
/** While Slack can't say, what it said last counts for so long. After that nobody is taken for a member. */
const keptFor = 3_600_000;
/** After a failure the next call waits so long. */
const pauseFor = 10_000;
/** People wait for it. */
const timeout = 1_500;

type Options = Readonly<{ client: Pick<WebClient, 'apiCall'>; now: () => number; log: Log }>;

type Known = { members?: readonly string[]; at: number; failedAt?: number; asking?: Promise<void> };

const response = z.object({ users: z.array(z.string()) });

/** Asks Slack (`usergroups.users.list`) at most once in five minutes for each group. */
export function createMembersOf({ client, now, log }: Options): MembersOf {
  const known = new Map<string, Known>();

  async function ask(group: string, entry: Known): Promise<void> {
    try {
      const { users } = response.parse(await client.apiCall('usergroups.users.list', { usergroup: group }));
      entry.members = users;
      entry.at = now();
      delete entry.failedAt;
    } catch (error) {
      entry.failedAt = now();
      log.warn({ group, error: errorText(error) }, 'could not read a user group');
    } finally {
      delete entry.asking;
    }
  }

  return async (group) => {
    const entry = known.get(group) ?? { at: Number.NEGATIVE_INFINITY };
    known.set(group, entry);
    const isFresh = now() - entry.at < freshFor;
    const isPaused = entry.failedAt !== undefined && now() - entry.failedAt < pauseFor;
    if (!isFresh && !isPaused) {
      entry.asking ??= ask(group, entry);
      await Promise.race([entry.asking, late()]);
    }
    return now() - entry.at < keptFor ? entry.members : undefined;
  };
}

function late(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, timeout).unref();
  });
}
