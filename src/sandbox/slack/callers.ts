/** Who calls the Web API, and in which workspace the call acts. */
import { type Grants, isOrganization, type Organization, type TokenError } from './grants.ts';
import type { State } from './state.ts';
import type { ApiEntry, Json } from './types.ts';
import type { Directory, Hosted } from './workspaces.ts';

export type Caller = Readonly<{
  kind: ApiEntry['token'];
  /** Why the token isn't valid. */
  error?: TokenError;
  /** Of the token. */
  scopes: ReadonlySet<string>;
  /** Set where the token is one for a whole organization. */
  organization?: Organization;
  /** Where the call acts, or at least is logged. */
  hosted: Hosted;
  /** `team_id` names a workspace that the organization's token is not for. */
  isElsewhere?: true;
}>;

/** What the local Slack knows of its callers. */
export type Known = Readonly<{
  directory: Directory;
  grants: Grants;
  app: { readonly token: string; readonly isRevoked: boolean };
}>;

export function callerOf({ directory, grants, app }: Known, token: string | undefined, args: Json): Caller {
  const { home } = directory;
  const nobody = { scopes: home.state.scopes, hosted: home };
  if (token === undefined || token === '') return { kind: 'none', ...nobody };
  if (token === app.token) {
    return { kind: 'app', ...nobody, ...(app.isRevoked ? { error: 'token_revoked' as const } : {}) };
  }
  const found = grants.find(token);
  if (found === undefined) return { kind: 'unknown', ...nobody };
  const { target } = found.grant;
  const organization = isOrganization(target) ? target : undefined;
  const state = isOrganization(target) ? stateIn(target, args) : target;
  return {
    kind: 'bot',
    ...(found.error === undefined ? {} : { error: found.error }),
    scopes: target.scopes,
    ...(organization === undefined ? {} : { organization }),
    hosted: directory.all().find((one) => one.state === state) ?? home,
    ...(state === undefined ? { isElsewhere: true } : {}),
  };
}

/** The workspace that the arguments name: by its id, or by that of something in it, such as a channel. */
function stateIn({ states }: Organization, args: Json): State | undefined {
  const { team_id: team } = args;
  if (team !== undefined) return states.find((state) => state.team.id === team);
  const ids = ['channel', 'channel_id', 'user', 'user_id', 'users', 'trigger_id', 'view_id'].map((name) => args[name]);
  const has = ({ rooms, users, triggers, modals }: State, id: unknown) =>
    typeof id === 'string' &&
    (rooms.has(id) || users.has(id) || triggers.has(id) || [...modals.values()].some((modal) => modal.id === id));
  return states.find((state) => ids.some((id) => has(state, id))) ?? states[0];
}
