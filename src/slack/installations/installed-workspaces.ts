/** The workspaces where the app is installed by OAuth. */
import { WebClient } from '@slack/web-api';
import type { Ms } from '../../recording/recording.ts';
import type { EndReason, InstallationStore, SealedInstallation } from '../../service/installations.ts';
import type { Log } from '../sdk-log.ts';
import { clientOptions } from '../transport/client.ts';
import type { KeptWorkspaces } from '../transport/kept-workspaces.ts';
import type { Workspace } from '../transport/workspaces.ts';
import { type BotToken, type Installation, opened, sealed } from './installation.ts';
import { InstallationError, type Seal } from './seal.ts';
import { createTokens, type Tokens } from './tokens.ts';

export type InstalledWorkspaces = KeptWorkspaces &
  Readonly<{
    /** All that have not ended, those for whole organizations too. Rejects with an `InstallationError` where one can't be read. */
    list(): Promise<readonly Installation[]>;
    /** As `find`, for a payload, which names the organization, too. */
    findFor(source: PayloadSource): Promise<Workspace | undefined>;
    /** Stores it; from now on it is found. */
    install(installation: Installation): Promise<void>;
    /** Ends an installation that was there at `at`, and deletes its tokens; resolves with whether there was one. */
    end(id: string, reason: EndReason, at: Ms): Promise<boolean>;
  }>;

/** `teamId`: absent where something happens in an organization, but in none of its workspaces. */
export type PayloadSource = Readonly<{ teamId?: string | undefined; enterpriseId?: string | undefined }>;

type Options = Readonly<{
  store: InstallationStore;
  seal: Seal;
  clientId: string;
  clientSecret: string;
  /** Ends with a slash. */
  apiUrl: string;
  now: () => Ms;
  log: Log;
}>;

/** Of one installation, while it does not change. */
type Kept = Readonly<{ installation: Installation; tokens: Tokens }>;

export function createInstalledWorkspaces(options: Options): InstalledWorkspaces {
  const { store, seal } = options;
  const kept = new Map<string, Kept>();
  /** By the id of the team, with that of the installation. */
  const found = new Map<string, Readonly<{ workspace: Workspace; id: string }>>();
  const listeners: ((teamId: string) => void)[] = [];
  /** Counts what came and went, so that what was read before is not kept after it. */
  let changes = 0;

  const changed = async (id: string) => {
    changes += 1;
    kept.delete(id);
    const teams = new Set([id]);
    for (const [teamId, one] of found) if (one.id === id) teams.add(teamId);
    const drop = (teamId: string) => {
      found.delete(teamId);
      for (const listener of listeners) listener(teamId);
    };
    // At once, so that nothing more is done with what is gone.
    for (const teamId of teams) drop(teamId);
    for (const teamId of await store.listTeams(id)) if (!teams.has(teamId)) drop(teamId);
  };

  const find = async (teamId: string): Promise<Workspace | undefined> => {
    const known = found.get(teamId);
    if (known !== undefined) return known.workspace;
    const before = changes;
    const stored = await store.findInstallation(teamId);
    if (before !== changes) return await find(teamId);
    if (stored === undefined) return undefined;
    const { id } = stored;
    const of = kept.get(id) ?? keep(options, stored);
    kept.set(id, of);
    // Another call may have found it meanwhile: a workspace is one object.
    const workspace = found.get(teamId)?.workspace ?? workspaceOf(options, of, teamId);
    found.set(teamId, { workspace, id });
    return workspace;
  };

  return {
    find,
    kept: (teamId) => found.get(teamId)?.workspace,
    onChanged: (listener) => void listeners.push(listener),
    list: async () => (await store.listInstallations()).map((installation) => opened(installation, seal)),
    async findFor({ teamId, enterpriseId }) {
      const known = teamId === undefined ? undefined : await find(teamId);
      if (known !== undefined || enterpriseId === undefined) return known;
      const ofEnterprise = await find(enterpriseId);
      if (ofEnterprise === undefined || teamId === undefined) return ofEnterprise;
      // Rows know their workspace alone.
      await store.noteTeam(teamId, enterpriseId);
      return await find(teamId);
    },
    async install(installation) {
      await store.saveInstallation(sealed(installation, seal));
      await changed(installation.id);
    },
    async end(id, reason, at) {
      const isEnded = await store.endInstallation(id, reason, at);
      if (isEnded) await changed(id);
      return isEnded;
    },
  };
}

function keep(options: Options, row: SealedInstallation): Kept {
  const { store, seal, apiUrl, log } = options;
  const installation = openedOrUnusable(row, options);
  let stored = row.sealed;
  const tokens = createTokens({
    ...options,
    installation,
    client: new WebClient(undefined, clientOptions(apiUrl, log)),
    async store(bot: BotToken) {
      const next = sealed({ ...installation, bot }, seal).sealed;
      // Where it was installed again meanwhile, that one counts.
      if (await store.resealInstallation(installation.id, stored, next)) stored = next;
    },
  });
  return { installation, tokens };
}

/** What can't be read is an installation whose token Slack rejects: what is live can still be stopped. */
function openedOrUnusable(row: SealedInstallation, { seal, log }: Options): Installation {
  try {
    return opened(row, seal);
  } catch (error) {
    if (!(error instanceof InstallationError)) throw error;
    log.error({ installation: row.id, error: error.message }, 'could not read an installation');
    const { sealed: _, ...keys } = row;
    return { ...keys, name: row.id, url: '', botId: '', botUserId: '', scopes: [], bot: { token: '' } };
  }
}

function workspaceOf({ apiUrl, log }: Options, { installation, tokens }: Kept, teamId: string): Workspace {
  const { url, scopes, botUserId, isEnterprise } = installation;
  const client = new WebClient(undefined, {
    ...clientOptions(apiUrl, log),
    // The SDK would keep one token for ever.
    async fetch(address, init) {
      const headers = new Headers(init?.headers);
      if (String(address).startsWith(apiUrl)) headers.set('Authorization', `Bearer ${await tokens.current()}`);
      return await fetch(address, { ...init, headers });
    },
    // One token of an organization is for all of its workspaces.
    ...(isEnterprise && teamId !== installation.id && { teamId }),
  });
  return { team: { id: teamId, url, scopes }, botUserId, client };
}
