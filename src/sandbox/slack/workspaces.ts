/** The workspaces and organizations of the local Slack, and what serves each. */
import type { Broadcast } from '../broadcast.ts';
import type { Clock } from '../movable-clock.ts';
import { createLimits, type Limits } from './call-limits.ts';
import type { Deliver, EventOutcome } from './delivery.ts';
import { enterpriseEventPayload, eventPayload } from './event-payload.ts';
import { type Grants, isOrganization, type Organization, type Target } from './grants.ts';
import { createInteractions } from './interactions.ts';
import type { SlackOrganization } from './local-slack.ts';
import { createResponses, type Responses } from './responses.ts';
import { type Bot, createState, type Identity, type State, type Team } from './state.ts';
import type { ApiEntry, Json, SlackFile } from './types.ts';
import { createWaiter } from './wait.ts';
import { createStepControls } from './workflow-steps.ts';
import type { Installable, Workspace } from './workspace.ts';
import { actions, administration, views } from './workspace-actions.ts';

/** How payloads of a workspace reach the bot. */
export type Outbound = Readonly<{
  deliverFor(this: void, state: State): Deliver;
  deliverEvent(this: void, state: State, payload: Json): Promise<EventOutcome>;
}>;

export type Hosted = Readonly<{
  state: State;
  responses: Responses;
  limits: Limits | undefined;
  workspace: Workspace;
  waitFor: ReturnType<typeof createWaiter>['waitFor'];
}>;

export type Context = Readonly<{
  clock: Clock;
  /** `http://127.0.0.1:PORT` */
  origin: string;
  grants: Grants;
  outbound: Outbound;
  hasRateLimits: boolean;
  broadcast: Broadcast;
}>;

/** Below the address of the server each has its domain; the first workspace is at the root. */
export type Directory = Readonly<{
  home: Hosted;
  all(this: void): readonly Hosted[];
  addWorkspace(this: void, name: string): Workspace;
  addOrganization(this: void, name: string): SlackOrganization;
  /** Where the app is installed when it is installed in this. */
  targetOf(this: void, installable: Installable): Target;
}>;

type Registry = Context & {
  readonly hosted: Hosted[];
  /** A target and what tests have of it share the set of scopes. */
  readonly targets: Map<ReadonlySet<string>, Target>;
};

export function createDirectory(context: Context): Directory {
  const registry: Registry = { ...context, hosted: [], targets: new Map() };
  const { hosted, targets } = registry;
  const team = { ...identify(context, 'clapperboard'), id: 'T0CLAPPER', url: `${context.origin}/` };
  const home = add(registry, team, botOf('CLAPPER'));
  return {
    home,
    all: () => hosted,
    addWorkspace: (name) => addWorkspace(registry, name),
    addOrganization: (name) => addOrganization(registry, home.state, name),
    targetOf(installed) {
      const target = targets.get(installed.scopes);
      if (target === undefined) throw new Error('The app can be installed in a workspace or an organization only');
      return target;
    },
  };
}

function addWorkspace(registry: Registry, name: string, organization?: Organization): Workspace {
  const { domain, ...names } = identify(registry, name);
  if (registry.hosted.some(({ state }) => state.team.domain === domain)) throw new Error(`There is a ${name} already`);
  const letters = lettersOf(name);
  const enterprise = organization === undefined ? {} : { enterprise: organization.about };
  const team = { ...names, domain, id: `T0${letters}`, ...enterprise };
  return add(registry, team, organization?.bot ?? botOf(letters), organization).workspace;
}

function addOrganization(registry: Registry, home: State, name: string): SlackOrganization {
  const letters = lettersOf(name);
  const organization: Organization = {
    about: { ...identify(registry, name), id: `E0${letters}` },
    bot: botOf(letters),
    scopes: new Set(),
    states: [],
    id: createIds(),
    files: new Map(),
  };
  registry.targets.set(organization.scopes, organization);
  return {
    id: organization.about.id,
    name,
    addWorkspace: (workspace) => addWorkspace(registry, workspace, organization),
    ...installable(registry, home, organization),
  };
}

function add(registry: Registry, team: Team, bot: Bot, organization?: Organization): Hosted {
  const { clock, broadcast, grants, hosted, targets } = registry;
  const { id, files } = organization ?? { id: createIds(), files: new Map<string, SlackFile>() };
  const isEnterpriseInstall = () =>
    organization !== undefined && !grants.isInstalled(state) && grants.isInstalled(organization);
  const state = createState({ clock, team, bot, scopes: new Set(), id, files, isEnterpriseInstall, ...broadcast });
  const one = host(registry, state);
  hosted.push(one);
  organization?.states.push(state);
  targets.set(state.scopes, state);
  return one;
}

function identify({ origin }: Context, name: string): { name: string; domain: string; url: string } {
  const domain = name.toLowerCase().replaceAll(/[^a-z0-9]+/gu, '-');
  return { name, domain, url: `${origin}/${domain}/` };
}

function host(context: Context, state: State): Hosted {
  const { outbound, origin, clock, hasRateLimits } = context;
  const view = views(state);
  const responses = createResponses(state);
  const { waitFor } = createWaiter(state, () => renderedRooms(state, view));
  const sendEvent = (event: Json) => outbound.deliverEvent(state, eventPayload(state, event));
  const steps = createStepControls(state, sendEvent);
  const workspace: Workspace = {
    team: state.team,
    bot: state.bot,
    requestLog: state.requestLog,
    calls: (method) => apiCalls(state, method),
    sendEvent,
    ...administration(state, sendEvent),
    ...actions(state, createInteractions(state, outbound.deliverFor(state), responses, origin)),
    runStep: steps.run,
    repeatStep: steps.repeat,
    steps: () => [...state.steps.values()],
    ...view,
    waitFor: (condition, timeoutMs = 5_000) => waitFor(() => condition(workspace), timeoutMs, condition.toString()),
    subscribe: state.subscribe,
    ...installable(context, state, state),
  };
  return { state, responses, limits: hasRateLimits ? createLimits(clock) : undefined, workspace, waitFor };
}

/** `state`: the workspace in whose log the events are. */
function installable({ grants, outbound }: Context, state: State, target: Target): Installable {
  const send = (event: Json) => {
    const about = { ...event, event_ts: state.nextTs() };
    const payload = isOrganization(target) ? enterpriseEventPayload(target, state, about) : eventPayload(target, about);
    return outbound.deliverEvent(state, payload);
  };
  const tellRevoked = () => send({ type: 'tokens_revoked', tokens: { oauth: [], bot: [target.bot.userId] } });
  const requireInstalled = () => {
    if (!grants.isInstalled(target)) throw new Error('The app is not installed there');
  };
  return {
    scopes: target.scopes,
    async uninstall() {
      requireInstalled();
      grants.uninstall(target);
      return Promise.all([tellRevoked(), send({ type: 'app_uninstalled' })]);
    },
    async revokeTokens() {
      requireInstalled();
      grants.revoke(target);
      return tellRevoked();
    },
  };
}

function createIds(): Identity['id'] {
  let ids = 0;
  return (prefix) => {
    ids += 1;
    return prefix + ids.toString(36).toUpperCase().padStart(8, '0');
  };
}

function botOf(letters: string): Bot {
  return { userId: `U0${letters}`, botId: `B0${letters}`, name: 'clapperbot' };
}

function lettersOf(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/gu, '');
}

function apiCalls({ requestLog }: State, method?: string): ApiEntry[] {
  return requestLog.filter(
    (entry): entry is ApiEntry => entry.kind === 'api' && (method === undefined || entry.method === method),
  );
}

function renderedRooms({ rooms }: State, view: Pick<Workspace, 'renderText'>): string[] {
  return [...rooms.values()].filter(({ posts }) => posts.length > 0).map(({ channel }) => view.renderText(channel));
}
