/** What the permissions mean for people, in each workspace by its own user groups. */
import type { Access } from '../../recording/permissions/access.ts';
import type { Permissions } from '../../recording/permissions/rules.ts';
import type { Log } from '../sdk-log.ts';
import { type KeptWorkspaces, perWorkspace } from '../transport/kept-workspaces.ts';
import type { Workspace } from '../transport/workspaces.ts';
import { type AccessOf, createAccessOf, createMembersOf } from './user-groups.ts';

export type TeamAccess = Readonly<{
  of(workspace: Workspace): AccessOf;
  /** Where the app is not installed no group can be read. Rejects when the database fails. */
  inTeam(teamId: string, userId: string): Promise<Access | undefined>;
}>;

type Options = Readonly<{
  workspaces: KeptWorkspaces;
  permissionsOf: (teamId: string) => Permissions;
  now: () => number;
  log: Log;
}>;

export function createTeamAccess({ workspaces, permissionsOf, now, log }: Options): TeamAccess {
  const { of } = perWorkspace(workspaces, ({ client, team }) =>
    createAccessOf(permissionsOf(team.id), createMembersOf({ client, now, log })),
  );
  const unreadable = (teamId: string) => createAccessOf(permissionsOf(teamId), () => Promise.resolve(undefined));
  return {
    of,
    async inTeam(teamId, userId) {
      const workspace = await workspaces.find(teamId);
      return await (workspace === undefined ? unreadable(teamId) : of(workspace))(userId);
    },
  };
}
