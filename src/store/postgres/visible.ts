/** `canView` and `canViewSchedule` of the core, in SQL: contract tests compare them. */
import type { Actor } from '../../recording/events.ts';
import { type Visibility, visibilityFor } from '../../recording/permission.ts';

/** What a row has for it. */
export type VisibilityColumns = Readonly<{ team: string; isPrivate: string; channel: string; person: string }>;

const ofRecordings: VisibilityColumns = {
  team: 'card_team',
  isPrivate: 'card_private',
  channel: 'card_channel',
  person: 'started_by',
};

export const ofSchedules: VisibilityColumns = {
  team: 'team',
  isPrivate: 'private',
  channel: 'channel',
  person: 'created_by',
};

/** Every scope must hold; what a scope does not name does not matter. */
const withinScopes = (channel: string) => `NOT EXISTS (
    SELECT 1 FROM jsonb_array_elements(@scopes::jsonb) AS scope WHERE
      NOT (coalesce(scope -> 'channels' ? ${channel}, true))
      OR NOT (scope -> 'recordings' IS NULL
        OR EXISTS (SELECT 1 FROM jsonb_array_elements_text(scope -> 'recordings') AS pattern WHERE cname LIKE pattern)))`;

export type Viewer = Readonly<{ teamId: string; userId: string; channelId: string; scopes: string }>;

/**
 * What the viewer may see, as a condition, and what of the viewer’s own rows; `params` are what both need.
 */
export function visibleTo(
  viewer: Actor,
  { team, isPrivate, channel, person } = ofRecordings,
): Readonly<{ isVisible: string; isOwnVisible: string; params: Viewer }> {
  const visibility = visibilityFor(viewer);
  const ofTeam = `${team} = @teamId`;
  const usual = `${ofTeam} AND (NOT ${isPrivate} OR ${channel} = @channelId OR ${person} = @userId)`;
  const within = withinScopes(channel);
  const conditions: Readonly<Record<Visibility['kind'], readonly [string, string]>> = {
    all: [ofTeam, ofTeam],
    none: ['false', 'false'],
    usual: [usual, ofTeam],
    within: [`${usual} AND ${within}`, `${ofTeam} AND ${within}`],
  };
  const [isVisible, isOwnVisible] = conditions[visibility.kind];
  return { isVisible, isOwnVisible, params: viewerParams(viewer, visibility) };
}

function viewerParams({ teamId, channelId, userId, via }: Actor, visibility: Visibility): Viewer {
  const scopes = visibility.kind === 'within' ? visibility.scopes : [];
  const patterns = scopes.map(({ channels, recordings }) => ({
    ...(channels && { channels }),
    ...(recordings && { recordings: recordings.map(likePattern) }),
  }));
  return { teamId, channelId, userId: via === undefined ? userId : '', scopes: JSON.stringify(patterns) };
}

/** LIKE knows more than any characters, and names of channels may hold it. */
function likePattern(pattern: string): string {
  return pattern.replaceAll(/[\\%_]/gu, '\\$&').replaceAll('*', '%');
}
