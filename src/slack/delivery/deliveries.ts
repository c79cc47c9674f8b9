/** What goes out to Slack: each message leaves through the workspace of its recording or schedule, at the rate of that workspace. */
import type { Locale } from '../../messages/locale.ts';
import type { Recording, UserId } from '../../recording/recording.ts';
import type { SharedBudgets } from '../../service/budget.ts';
import type { Clock, Messenger, SendOutcome } from '../../service/ports.ts';
import type { ScheduleMessenger } from '../../service/schedule-ports.ts';
import { errorText } from '../sdk-log.ts';
import type { Team } from '../transport/connection.ts';
import { type KeptWorkspaces, perWorkspace } from '../transport/kept-workspaces.ts';
import type { Workspace } from '../transport/workspaces.ts';
import { createMessenger, type MessengerOptions, type SlackMessenger } from './messenger.ts';
import { createRateLimiter, type RateLimiter } from './rate-limiter.ts';
import { sharedLimits } from './rates.ts';
import { createScheduleMessenger } from './schedule-messenger.ts';

/** Of one workspace: Slack counts for each by itself, and the same id means somebody else in another. */
export type Delivery = Readonly<{
  rateLimiter: RateLimiter;
  messenger: SlackMessenger;
  scheduleMessenger: ScheduleMessenger;
}>;

export type Deliveries = Readonly<{
  of(workspace: Workspace): Delivery;
  messenger: Messenger;
  scheduleMessenger: ScheduleMessenger;
  /** The workspaces whose bot token Slack rejects, with the reason. */
  rejections(): readonly Readonly<{ team: Team; reason: string }>[];
}>;

/** `ofPerson` never rejects. */
type TeamLanguages = Readonly<{ ofWorkspace: Locale; ofPerson(teamId: string, user: UserId): Promise<Locale> }>;

export type DeliveriesOptions = Omit<MessengerOptions, 'client' | 'rateLimiter' | 'teamUrl' | 'languages' | 'clock'> &
  Readonly<{
    workspaces: KeptWorkspaces;
    languages: TeamLanguages;
    clock: Clock;
    /** Where other replicas send to the same workspaces. */
    sharedBudgets?: SharedBudgets;
  }>;

/** The app is gone from the workspace: waiting does not bring it back. */
const notInstalled: SendOutcome = { kind: 'rejected', code: 'not_installed' };
const databaseFailed: SendOutcome = { kind: 'later', after: 1_000 };

export function createDeliveries(options: DeliveriesOptions): Deliveries {
  const { workspaces, languages, clock, log, sharedBudgets } = options;
  const { of, all } = perWorkspace(workspaces, (workspace): Delivery => {
    const rateLimiter = createRateLimiter(clock, (method) => {
      const limit = sharedLimits[method];
      return limit && sharedBudgets?.(`slack:${workspace.team.id}:${method}`, limit);
    });
    const about: MessengerOptions = {
      ...options,
      client: workspace.client,
      rateLimiter,
      // It may not be known yet.
      teamUrl: () => (workspace.team.url === '' ? undefined : workspace.team.url),
      languages: {
        ofWorkspace: languages.ofWorkspace,
        ofPerson: (user) => languages.ofPerson(workspace.team.id, user),
      },
    };
    return { rateLimiter, messenger: createMessenger(about), scheduleMessenger: createScheduleMessenger(about) };
  });
  const noteMissing = createMissingLog(options);

  const through = async (teamId: string, send: (delivery: Delivery) => Promise<SendOutcome>): Promise<SendOutcome> => {
    let workspace: Workspace | undefined;
    try {
      workspace = await workspaces.find(teamId);
    } catch (error) {
      log.error({ team: teamId, error: errorText(error) }, 'could not look up the workspace of a message');
      return databaseFailed;
    }
    if (workspace !== undefined) return await send(of(workspace));
    noteMissing(teamId);
    return notInstalled;
  };
  const ofRecording = (r: Recording, send: (messenger: Messenger) => Promise<SendOutcome>) =>
    through(r.card.teamId, ({ messenger }) => send(messenger));

  return {
    of,
    messenger: {
      card: (r, urgent, signal) => ofRecording(r, (messenger) => messenger.card(r, urgent, signal)),
      post: (r, message, signal) => ofRecording(r, (messenger) => messenger.post(r, message, signal)),
      notify: (user, r, message, signal) => ofRecording(r, (messenger) => messenger.notify(user, r, message, signal)),
    },
    scheduleMessenger: {
      announce: (s, message, signal) =>
        through(s.channel.teamId, ({ scheduleMessenger }) => scheduleMessenger.announce(s, message, signal)),
      tell: (s, message, signal) =>
        through(s.channel.teamId, ({ scheduleMessenger }) => scheduleMessenger.tell(s, message, signal)),
    },
    rejections: () =>
      [...all()].flatMap(([{ team }, { messenger }]) => messenger.ready().map((reason) => ({ team, reason }))),
  };
}

/** A recording may have much to say: one line is enough. */
const missingLogInterval = 60_000;

/** A function that logs that messages to a workspace are given up, at most once a minute for each. */
function createMissingLog({ clock, log }: Pick<DeliveriesOptions, 'clock' | 'log'>): (teamId: string) => void {
  const loggedAt = new Map<string, number>();
  return (teamId) => {
    const now = clock.now();
    if (now - (loggedAt.get(teamId) ?? Number.NEGATIVE_INFINITY) < missingLogInterval) return;
    loggedAt.set(teamId, now);
    log.warn({ team: teamId }, 'gave up messages to a workspace where the app is not installed');
  };
}
