/** Who belongs to the workspace. Guests and people of other organizations can't control recordings. */
import type { WebClient } from '@slack/web-api';
import { errorText, type Log } from '../sdk-log.ts';
import type { Team } from '../transport/connection.ts';

export type Membership = 'member' | 'guest' | 'external';

/** Never rejects. */
export type MembershipOf = (userId: string) => Promise<Membership>;

/** Without this optional scope only the team id tells who is external, and guests pass as members. */
const neededScope = 'users:read';
const keptFor = 3_600_000;
/** People wait for it. */
const timeout = 1_500;
/** Beyond this the oldest are asked for again. */
const mostKept = 5_000;

type Options = Readonly<{ client: Pick<WebClient, 'apiCall'>; team: Team; now: () => number; log: Log }>;

/** Asks Slack (`users.info`) at most once an hour for each person. While Slack can't say, people count as members: a class can't be repeated. */
export function createMembership({ client, team, now, log }: Options): MembershipOf {
  if (team.scopes?.includes(neededScope) !== true) return () => Promise.resolve('member');
  const known = new Map<string, { membership: Membership; until: number }>();

  return async (userId) => {
    const kept = known.get(userId);
    if (kept !== undefined && kept.until > now()) return kept.membership;
    try {
      const response = await Promise.race([client.apiCall('users.info', { user: userId }), late()]);
      const membership = membershipIn(response);
      known.delete(userId);
      known.set(userId, { membership, until: now() + keptFor });
      const [oldest] = known.keys();
      if (known.size > mostKept && oldest !== undefined) known.delete(oldest);
      return membership;
    } catch (error) {
      log.warn({ error: errorText(error) }, 'could not look up a user; treated as a member');
      return kept?.membership ?? 'member';
    }
  };
}

function membershipIn(response: object): Membership {
  const { user } = response as {
    user?: { is_stranger?: unknown; is_restricted?: unknown; is_ultra_restricted?: unknown };
  };
  if (user?.is_stranger === true) return 'external';
  return user?.is_restricted === true || user?.is_ultra_restricted === true ? 'guest' : 'member';
}

function late(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`users.info took longer than ${timeout} ms`)), timeout).unref();
  });
}
