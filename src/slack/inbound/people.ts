/** Who somebody is: whether they belong to the workspace, their time zone and their language. */
import type { WebClient } from '@slack/web-api';
import { type Locale, localeOf as localeOfTag } from '../../messages/locale.ts';
import type { Access } from '../../recording/permissions/access.ts';
import type { Permissions } from '../../recording/permissions/rules.ts';
import { isTimeZone } from '../../recording/schedule/rule.ts';
import { errorText, type Log } from '../sdk-log.ts';
import type { Message } from '../surfaces/blocks.ts';
import type { Team } from '../transport/connection.ts';

/** `former`: the account was deactivated. */
export type Membership = 'member' | 'guest' | 'external' | 'former';

/** Guests and people of other organizations can't control recordings, unless the configuration lets them. */
export function isAdmitted(membership: Membership, { guests, externalUsers }: Admitting): boolean {
  if (membership === 'guest') return guests;
  return membership === 'external' ? externalUsers : membership === 'member';
}

type Admitting = Pick<Permissions, 'guests' | 'externalUsers'>;

/** `refused`: why somebody may do nothing here. `access`: undefined where the configuration says nothing of anybody. */
export type Admission = Readonly<{ refused: Message } | { refused?: undefined; access?: Access }>;

/** Never rejects. */
export type AdmissionOf = (userId: string) => Promise<Admission>;

/** Never rejects. */
export type MembershipOf = (userId: string) => Promise<Membership>;

/** `isOwn`: the time zone is that of the person. */
export type People = Readonly<{
  membershipOf: MembershipOf;
  timeZoneOf(userId: string): Promise<Readonly<{ timeZone: string; isOwn: boolean }>>;
  /** The language of what only this person sees. Never rejects. */
  localeOf: LocaleOf;
  /** The same, for where nothing may be waited for: from the cached lookup, of any age. */
  knownLocaleOf(userId: string): Locale;
}>;

export type LocaleOf = (userId: string) => Promise<Locale>;

type Person = Readonly<{ membership: Membership; timeZone?: string; locale?: Locale }>;

/** Without this optional scope only the team id tells who is external, guests pass as members, and time zones and languages are not known. */
const neededScope = 'users:read';
const keptFor = 3_600_000;
/** People wait for it. */
const timeout = 1_500;
/** Beyond this the oldest are asked for again. */
const mostKept = 5_000;

type Options = Readonly<{
  client: Pick<WebClient, 'apiCall'>;
  team: Team;
  /** Of those whose own is not known. */
  timeZone: string;
  locale: Locale;
  now: () => number;
  log: Log;
}>;

/** Asks Slack (`users.info`) at most once an hour for each person. While Slack can't say, people count as members: a class can't be repeated. */
export function createPeople({ client, team, timeZone: otherwise, locale, now, log }: Options): People {
  const isGranted = team.scopes?.includes(neededScope) === true;
  const known = new Map<string, { person: Person; until: number }>();

  async function lookUp(userId: string): Promise<Person | undefined> {
    if (!isGranted) return undefined;
    const kept = known.get(userId);
    if (kept !== undefined && kept.until > now()) return kept.person;
    try {
      const response = await Promise.race([
        client.apiCall('users.info', { user: userId, include_locale: true }),
        late(),
      ]);
      const person = personIn(response);
      known.delete(userId);
      known.set(userId, { person, until: now() + keptFor });
      const [oldest] = known.keys();
      if (known.size > mostKept && oldest !== undefined) known.delete(oldest);
      return person;
    } catch (error) {
      log.warn({ error: errorText(error) }, 'could not look up a user; treated as a member');
      return kept?.person;
    }
  }

  return {
    membershipOf: async (userId) => (await lookUp(userId))?.membership ?? 'member',
    async timeZoneOf(userId) {
      const { timeZone } = (await lookUp(userId)) ?? {};
      return timeZone === undefined ? { timeZone: otherwise, isOwn: false } : { timeZone, isOwn: true };
    },
    localeOf: async (userId) => (await lookUp(userId))?.locale ?? locale,
    knownLocaleOf: (userId) => known.get(userId)?.person.locale ?? locale,
  };
}

function personIn(response: object): Person {
  const { user = {} } = response as { user?: Readonly<Record<string, unknown>> };
  const { tz, locale: tag } = user;
  const locale = typeof tag === 'string' ? localeOfTag(tag) : undefined;
  return {
    membership: membershipIn(user),
    ...(typeof tz === 'string' && isTimeZone(tz) && { timeZone: tz }),
    ...(locale !== undefined && { locale }),
  };
}

function membershipIn(user: Readonly<Record<string, unknown>>): Membership {
  if (user['deleted'] === true) return 'former';
  if (user['is_stranger'] === true) return 'external';
  return user['is_restricted'] === true || user['is_ultra_restricted'] === true ? 'guest' : 'member';
}

function late(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`users.info took longer than ${timeout} ms`)), timeout).unref();
  });
}
