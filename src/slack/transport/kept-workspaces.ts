/** Workspaces that have been found once, and what is made for each of them. */
import type { WebClient } from '@slack/web-api';
import type { Team } from './connection.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

/** A workspace is the same object for as long as its installation does not change. */
export type KeptWorkspaces = Workspaces &
  Readonly<{
    /** For where nothing may be waited for: undefined, too, where it has not been found yet. */
    kept(teamId: string): Workspace | undefined;
  }>;

export type SingleWorkspace = KeptWorkspaces &
  Readonly<{
    /** Slack has said whose token it is. */
    identified(team: Team, botUserId: string): void;
  }>;

/**
 * The workspace of the one bot token, found for every team: rows may be of the team of a former token, and people of other teams
 * appear in shared channels. Messages may leave before Slack has said which workspace it is.
 */
export function createSingleWorkspace(client: WebClient): SingleWorkspace {
  const workspace: { -readonly [K in keyof Workspace]: Workspace[K] } = {
    team: { id: '', url: '' },
    botUserId: '',
    client,
  };
  return {
    kept: () => workspace,
    find: () => Promise.resolve(workspace),
    onChanged: () => undefined,
    identified(team, botUserId) {
      Object.assign(workspace, { team, botUserId });
    },
  };
}

export type PerWorkspace<T> = Readonly<{
  of(workspace: Workspace): T;
  /** Those that were made and are not dropped. */
  all(): Iterable<readonly [Workspace, T]>;
}>;

/** One for each workspace: made when it is first needed, and dropped when the installation changes. */
export function perWorkspace<T>(
  { onChanged }: Pick<Workspaces, 'onChanged'>,
  make: (workspace: Workspace) => T,
  onDropped: (made: T) => void = () => undefined,
): PerWorkspace<T> {
  const all = new Map<Workspace, T>();
  onChanged((teamId) => {
    for (const [workspace, made] of all) {
      if (workspace.team.id !== teamId) continue;
      all.delete(workspace);
      onDropped(made);
    }
  });
  return {
    of(workspace) {
      const known = all.get(workspace);
      if (known !== undefined) return known;
      const made = make(workspace);
      all.set(workspace, made);
      return made;
    },
    all: () => all,
  };
}
