/** Takes what arrives to the workspace that it is from. */
import type { Locale } from '../../messages/locale.ts';
import { newReference } from '../../service/reference.ts';
import { errorText } from '../sdk-log.ts';
import { wentWrong } from '../surfaces/replies.ts';
import type { Team } from '../transport/connection.ts';
import { type KeptWorkspaces, perWorkspace } from '../transport/kept-workspaces.ts';
import type { Workspace } from '../transport/workspaces.ts';
import { type Admits, createWorkspaceParts, type PartsOptions, type WorkspaceParts } from './workspace-parts.ts';

export type ServingOptions = PartsOptions & Readonly<{ workspaces: KeptWorkspaces }>;

/** What an acknowledgement may depend on: known without waiting. */
export type AtHand = Readonly<{ team: Pick<Team, 'id'>; admits: Admits; locale: Locale }>;

export type Serving = Readonly<{
  atHand(teamId: string, userId: string): AtHand;
  /**
   * Gives the parts of the workspace to the task: at once where they are kept, as they nearly always are. Where that fails the person
   * gets an answer at `responseUrl`, if there is one.
   */
  serve(teamId: string, responseUrl: string, task: (parts: WorkspaceParts) => void): void;
  /** Undefined where the app is not installed. Rejects when the database fails. */
  find(teamId: string): Promise<WorkspaceParts | undefined>;
  /** Those of which something was needed already. */
  all(): WorkspaceParts[];
}>;

export function createServing(options: ServingOptions): Serving {
  const { workspaces, admitsOf, locale, taskQueue, responder, log } = options;
  const parts = perWorkspace(
    workspaces,
    (workspace) => createWorkspaceParts(options, workspace),
    ({ end }) => end(),
  );
  const partsOf = (workspace: Workspace | undefined) => (workspace === undefined ? undefined : parts.of(workspace));
  const find = async (teamId: string) => partsOf(await workspaces.find(teamId));

  const findAndServe = async (teamId: string, responseUrl: string, task: (parts: WorkspaceParts) => void) => {
    try {
      const found = await find(teamId);
      if (found !== undefined) task(found);
      // Uninstalled a moment ago: with the installation went every way to answer but one.
      else log.warn({ team: teamId }, 'something arrived from a workspace where the app is not installed');
    } catch (error) {
      const reference = newReference();
      log.error(
        { reference, team: teamId, error: errorText(error) },
        'failed to take in what arrived from a workspace',
      );
      if (responseUrl !== '') await responder.respond(responseUrl, wentWrong('other', reference));
    }
  };

  return {
    atHand(teamId, userId) {
      const kept = partsOf(workspaces.kept(teamId));
      if (kept === undefined) return { team: { id: teamId }, admits: admitsOf(teamId), locale };
      return { team: kept.team, admits: kept.admits, locale: kept.people.knownLocaleOf(userId) };
    },
    serve(teamId, responseUrl, task) {
      const kept = partsOf(workspaces.kept(teamId));
      if (kept === undefined) taskQueue.add(() => findAndServe(teamId, responseUrl, task));
      else task(kept);
    },
    find,
    all: () => [...parts.all()].map(([, made]) => made),
  };
}

/** As Bolt has read it from the payload: where the app is installed, which need not be where the person is at home. */
export function teamOf({ teamId }: Readonly<{ teamId?: string | undefined }>): string {
  return teamId ?? '';
}
