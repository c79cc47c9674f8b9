/** The workspaces in which the app is installed. */
import type { WebClient } from '@slack/web-api';
import type { Team } from './connection.ts';

/** `client`: for an OAuth installation one that always uses the current token. */
export type Workspace = Readonly<{ team: Team; botUserId: string; client: WebClient }>;

export type Workspaces = Readonly<{
  /** Undefined where the app is not installed, or no longer. Rejects when the database fails. */
  find(teamId: string): Promise<Workspace | undefined>;
  /** Called with the team's id when an installation came, changed or went, so that what was kept of it is dropped. */
  onChanged(listener: (teamId: string) => void): void;
}>;
