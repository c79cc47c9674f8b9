/**
 * Who may do what. Where no rule says otherwise, a recording is managed from the Slack channel of its card, or by its starter from
 * anywhere, and seen by everybody unless its card is in a private channel or a direct message. Schedules are like recordings.
 *
 * All of it is within one workspace: in another one nobody sees or may do anything, admins included, and ids of people and channels
 * mean nothing there. A Slack Connect channel is no exception: a card belongs to the workspace where its recording was started.
 */
import type { Actor, RecordingCommand } from './events.ts';
import type { Access, Grant } from './permissions/access.ts';
import { matchesName } from './permissions/name-pattern.ts';
import type { Action, Scope } from './permissions/rules.ts';
import type { UserId } from './primitives.ts';
import type { Recording } from './recording.ts';
import type { Schedule } from './schedule/schedule.ts';

/** What an action is done to: a recording, a schedule, or one that is to be. */
export type Target = Readonly<{
  teamId: string;
  cname: string;
  channelId: string;
  isPrivate: boolean;
  owner: UserId;
}>;

export const recordingTarget = ({ cname, card, startedBy }: Recording): Target => ({
  teamId: card.teamId,
  cname,
  channelId: card.channelId,
  isPrivate: card.isPrivate,
  owner: startedBy,
});

export const scheduleTarget = ({ cname, channel, createdBy }: Schedule): Target => ({
  teamId: channel.teamId,
  cname,
  channelId: channel.channelId,
  isPrivate: channel.isPrivate,
  owner: createdBy,
});

/** What the person is about to make, in the Slack channel where they ask for it. */
export const newTarget = (cname: string, { teamId, channelId, userId }: Actor): Target => ({
  teamId,
  cname,
  channelId,
  isPrivate: false,
  owner: userId,
});

/** The action of every command, however it was given: verb, button or form. */
export const actionOf: Readonly<Record<RecordingCommand['type'], Action>> = {
  stop: 'stop',
  refresh: 'view',
  layout: 'layout',
  subscribe: 'subscribe',
  hold: 'pause',
  files: 'files',
  extend: 'extend',
};

/**
 * Whether the person may do this to the target, apart from whether they may see it. What is not said of schedules follows from what is
 * said of starting, or a schedule would be a way around it.
 */
export function isAllowed(action: Exclude<Action, 'view' | 'usage' | 'admin'>, target: Target, actor: Actor): boolean {
  if (!isOfTeam(target, actor)) return false;
  if (actor.access?.isAdmin) return true;
  const grant = grantFor(action, actor);
  const isUsual = action === 'files' ? isUsuallySeen(target, actor) : isUsuallyManaged(target, actor);
  if (grant === undefined) return isUsual;
  return isWithin(grant.within, target) && (grant.people === 'named' || (grant.people === 'anyone' && isUsual));
}

/** What is said of this action for the person. */
export function grantFor(action: Action, { access }: Actor): Grant | undefined {
  return access?.grants[action] ?? (action === 'schedule' ? access?.grants.start : undefined);
}

/** For what concerns no recording by itself: without a rule for the action, `otherwise`. */
export function isAllowedAtAll(action: 'usage' | 'admin', { access }: Actor, otherwise: boolean): boolean {
  if (access?.isAdmin) return true;
  const grant = access?.grants[action];
  return grant === undefined ? otherwise : grant.people === 'named' || (grant.people === 'anyone' && otherwise);
}

export function canView(r: Recording, actor: Actor): boolean {
  return isVisible(recordingTarget(r), actor);
}

export function canViewSchedule(s: Schedule, actor: Actor): boolean {
  return isVisible(scheduleTarget(s), actor);
}

/** Whether the person may give this command to the recording. What they may not see they may not change either. */
export function mayCommand(r: Recording, type: RecordingCommand['type'], actor: Actor): boolean {
  const action = actionOf[type];
  if (!canView(r, actor)) return false;
  return action === 'view' || action === 'usage' || action === 'admin' || isAllowed(action, recordingTarget(r), actor);
}

export function mayManageSchedule(s: Schedule, actor: Actor): boolean {
  return canViewSchedule(s, actor) && isAllowed('schedule', scheduleTarget(s), actor);
}

/**
 * What a person may see of their workspace. `within`: what everybody may see, where all of these hold. A rule never opens what is private: that is for
 * those in its Slack channel, and for admins.
 */
export type Visibility = Readonly<
  { kind: 'all' } | { kind: 'none' } | { kind: 'usual' } | { kind: 'within'; scopes: readonly Scope[] }
>;

export function visibilityFor({ access }: Actor): Visibility {
  if (access?.isAdmin) return { kind: 'all' };
  const grant = access?.grants.view;
  if (grant === undefined) return { kind: 'usual' };
  if (grant.people === 'others' || grant.people === 'unknown') return { kind: 'none' };
  return grant.within.length === 0 ? { kind: 'usual' } : { kind: 'within', scopes: grant.within };
}

/** A viewer who sees everything of a workspace. */
export function everythingOf(teamId: string): Actor {
  return { teamId, userId: '', channelId: '', access: { isAdmin: true, grants: {} } };
}

/** The person as one who sees only that whose minutes and cost they may see, too. */
export function asUsageViewer(actor: Actor): Actor {
  const { isAdmin = false, grants = {} } = actor.access ?? {};
  const { view, usage } = grants;
  if (usage === undefined || usage.within.length === 0) return actor;
  const seen: Grant = {
    ...(view ?? { ...usage, people: 'anyone' }),
    within: [...(view?.within ?? []), ...usage.within],
  };
  const access: Access = { isAdmin, grants: { ...grants, view: seen } };
  return { ...actor, access };
}

function isOfTeam({ teamId }: Target, actor: Actor): boolean {
  return teamId === actor.teamId;
}

function isVisible(target: Target, actor: Actor): boolean {
  if (!isOfTeam(target, actor)) return false;
  const visibility = visibilityFor(actor);
  switch (visibility.kind) {
    case 'all':
      return true;
    case 'none':
      return false;
    case 'usual':
      return isUsuallySeen(target, actor);
    case 'within':
      return isUsuallySeen(target, actor) && isWithin(visibility.scopes, target);
  }
}

/** A workflow may name anybody, so that for its steps being the owner counts for nothing. */
function isUsuallyManaged({ channelId, owner }: Target, actor: Actor): boolean {
  return actor.channelId === channelId || (actor.via === undefined && actor.userId === owner);
}

function isUsuallySeen(target: Target, actor: Actor): boolean {
  return isUsuallyManaged(target, actor) || !target.isPrivate;
}

function isWithin(scopes: readonly Scope[], { channelId, cname }: Target): boolean {
  return scopes.every(
    ({ channels, recordings }) =>
      (channels?.includes(channelId) ?? true) && (recordings?.some((pattern) => matchesName(pattern, cname)) ?? true),
  );
}
