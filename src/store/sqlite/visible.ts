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

/** `scopes` is JSON, so that one statement serves for every rule. Every scope must hold; what a scope does not name does not matter. */
const withinScopes = (channel: string) => `NOT EXISTS (
    SELECT 1 FROM json_each(@scopes) AS scope WHERE
      (json_type(scope.value, '$.channels') IS NOT NULL
        AND ${channel} NOT IN (SELECT value FROM json_each(scope.value, '$.channels')))
      OR (json_type(scope.value, '$.recordings') IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM json_each(scope.value, '$.recordings') AS name WHERE cname GLOB name.value)))`;

/** A statement of its own for each: SQLite plans by the text, and most people see what everybody may. `isOwnVisible`: for rows of the viewer. */
export function visibleSql<Sql>(
  make: (isVisible: string, isOwnVisible: string) => Sql,
  { team, isPrivate, channel, person } = ofRecordings,
): Readonly<Record<Visibility['kind'], Sql>> {
  const ofTeam = `${team} = @teamId`;
  const usual = `${ofTeam} AND (${isPrivate} = 0 OR ${channel} = @channelId OR ${person} = @userId)`;
  const within = withinScopes(channel);
  return {
    all: make(ofTeam, ofTeam),
    none: make('0', '0'),
    usual: make(usual, ofTeam),
    within: make(`${usual} AND ${within}`, `${ofTeam} AND ${within}`),
  };
}

/** Which of the statements serves the viewer, and what it needs to know. */
export function viewerOf(viewer: Actor): {
  kind: Visibility['kind'];
  params: { teamId: string; userId: string; channelId: string; scopes: string };
} {
  const { teamId, channelId } = viewer;
  const userId = viewer.via === undefined ? viewer.userId : '';
  const visibility = visibilityFor(viewer);
  const scopes = visibility.kind === 'within' ? visibility.scopes : [];
  const globs = scopes.map(({ channels, recordings }) => ({
    ...(channels && { channels }),
    ...(recordings && { recordings: recordings.map(globOf) }),
  }));
  return { kind: visibility.kind, params: { teamId, userId, channelId, scopes: JSON.stringify(globs) } };
}

/** GLOB knows more than `*`, and names of channels may hold it. */
function globOf(pattern: string): string {
  return pattern.replaceAll(/[?[]/gu, '[$&]');
}
