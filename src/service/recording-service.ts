/** Use cases: start a recording, give it a command, find and list. */
import type { Actor, RecordingCommand } from '../recording/events.ts';
import { shortId } from '../recording/ids.ts';
import { isAllowed, newTarget } from '../recording/permission.ts';
import type { Recording } from '../recording/recording.ts';
import { type Catalogue, renewSpec, resolveSpec, type SpecProblem, type SpecRequest } from '../recording/resolve.ts';
import type { Spec } from '../recording/spec.ts';
import type { ThreadMessage } from '../recording/thread-message.ts';
import type { AuditService } from './audit.ts';
import type { Listener } from './commit-listeners.ts';
import type { Clock, KnownNames, Page, Store } from './ports.ts';
import type { TransitionRunner } from './transition-runner.ts';
import type { LimitReached, UsageService } from './usage.ts';

/** What a person says of a recording to be. */
export type StartOptions = Omit<SpecRequest, 'cname'>;

/** A channel to be recorded: with what a person asks for, or with what was asked for once before. */
export type StartRequest = Readonly<{
  cname: string;
  actor: Actor;
  /** The Slack channel is private or a direct message. */
  isPrivate: boolean;
  wanted: StartOptions | Spec;
}>;

/** `active`: the channel is being recorded already, also by another workspace, and nothing was started. `invalid`: what was asked for can't be. */
export type StartResult = Readonly<
  | { kind: 'started'; recording: Recording }
  | { kind: 'active'; recording: Recording }
  | { kind: 'duplicate' }
  | { kind: 'invalid'; problems: readonly SpecProblem[] }
  /** The person may not start recordings of this channel here. */
  | { kind: 'notPermitted' }
  /** A monthly limit is used up. */
  | ({ kind: 'limitReached' } & LimitReached)
>;

/** `reply`: what to tell the person who asked. */
export type CommandResult = Readonly<
  { kind: 'accepted'; recording: Recording; reply?: ThreadMessage } | { kind: 'duplicate' } | { kind: 'notFound' }
>;

/** How many of each are wanted, and what there is. */
export type ListLimits = Readonly<{ live: number; orphans: number; ended: number }>;
export type RecordingList = Readonly<{ live: Page; orphans: Page; ended: Page }>;

/** `requestId` is Slack's trigger_id: the same one never counts twice. Whatever is listed is what the viewer may see. */
export interface RecordingService {
  start(start: StartRequest, requestId: string): Promise<StartResult>;
  /** What `start` would find wrong with what is asked for, as far as it can be checked without the database. */
  check(cname: string, wanted: StartOptions): readonly SpecProblem[];
  execute(id: string, command: RecordingCommand, actor: Actor, requestId: string): Promise<CommandResult>;
  /** Of one workspace. An exact name of a live channel wins over an id, and that over the name of one that has ended. */
  find(teamId: string, nameOrId: string): Promise<Recording | undefined>;
  /** The latest that is over: of this name and visible to the viewer, or, without a name, in the viewer's Slack channel. */
  findEnded(viewer: Actor, cname?: string): Promise<Recording | undefined>;
  /** What the workspace has live under this name: one for each project that has such a channel. */
  findLive(teamId: string, cname: string): Promise<Recording[]>;
  list(viewer: Actor, limits: ListLimits): Promise<RecordingList>;
  /** What is live in the viewer's Slack channel, and what is over there but for an orphan. */
  listInChannel(viewer: Actor, limit: number): Promise<Page>;
  /** What a mistyped name may have meant. */
  knownNames(viewer: Actor): Promise<KnownNames>;
  /** Calls `listener` after every committed change of the recording; returns the end of it. */
  listen(id: string, listener: Listener): () => void;
}

/** Among so many of the latest names a mistyped one is looked for: the search must not hold up everybody else. */
const namesSearched = 200;

export type RecordingServiceOptions = Readonly<{
  store: Store;
  runner: TransitionRunner;
  clock: Pick<Clock, 'now'>;
  /** What new recordings can be made of. */
  catalogue: Catalogue;
  /** Without it there are no monthly limits. */
  usage?: Pick<UsageService, 'limitReached'>;
  audit: Pick<AuditService, 'refuse'>;
  /** A whole number from 0 to below `below`. */
  random: (below: number) => number;
}>;

export function createRecordingService(options: RecordingServiceOptions): RecordingService {
  const { store, runner, clock, catalogue, usage, audit, random } = options;

  async function start({ wanted, ...request }: StartRequest, requestId: string): Promise<StartResult> {
    const { cname, actor } = request;
    if (!isAllowed('start', newTarget(cname, actor), actor)) {
      await audit.refuse({ actor, action: 'start', target: cname }, requestId);
      return { kind: 'notPermitted' };
    }
    const resolved =
      'options' in wanted
        ? renewSpec(wanted, cname, catalogue, clock.now())
        : resolveSpec({ ...wanted, cname }, catalogue, clock.now());
    if (!resolved.ok) return { kind: 'invalid', problems: resolved.problems };
    const { spec } = resolved;
    const reached = await usage?.limitReached(spec, actor);
    if (reached !== undefined) {
      const recording = await store.findActive(spec.appId, cname);
      return recording === undefined ? { kind: 'limitReached', ...reached } : { kind: 'active', recording };
    }
    for (;;) {
      const id = shortId(random);
      const start = { ...request, spec };
      const created = await runner.create({ type: 'startRequested', id, start }, requestId);
      // Two of some 28 million short ids have met: generate another one.
      if (created.kind === 'idTaken') continue;
      if (created.kind === 'duplicate') return { kind: 'duplicate' };
      // The audit of a workspace tells what its own people were refused.
      if (created.kind === 'active' && created.recording.card.teamId !== actor.teamId)
        await audit.refuse({ actor, action: 'start', target: cname }, requestId);
      return { kind: created.kind === 'created' ? 'started' : 'active', recording: created.recording };
    }
  }

  return {
    start,
    check(cname, wanted) {
      const resolved = resolveSpec({ ...wanted, cname }, catalogue, clock.now());
      return resolved.ok ? [] : resolved.problems;
    },
    async execute(id, command, actor, requestId) {
      // The id may come from anywhere: nothing of it is written to what another workspace has.
      if ((await store.find(id))?.card.teamId !== actor.teamId) return { kind: 'notFound' };
      const applied = await runner.apply(id, { type: 'commandReceived', command, actor }, { request: requestId });
      if (applied.kind !== 'applied') return applied;
      const { next, reply } = applied.transition;
      return { kind: 'accepted', recording: next, ...(reply === undefined ? {} : { reply }) };
    },
    find: (teamId, nameOrId) => findByNameOrId(store, catalogue, teamId, nameOrId),
    ...lists(store, catalogue),
    listen: (id, listener) => runner.listen(id, listener),
  };
}

function lists(
  store: Store,
  catalogue: Catalogue,
): Pick<RecordingService, 'findEnded' | 'findLive' | 'list' | 'listInChannel' | 'knownNames'> {
  return {
    findEnded: (viewer, cname) => store.findEnded(viewer, cname),
    async findLive(teamId, cname) {
      const appIds = new Set([...catalogue.projects.values()].map(({ appId }) => appId));
      const live = await Promise.all([...appIds].map((appId) => store.findActive(appId, cname)));
      return live.filter((r) => r !== undefined).filter(({ card }) => card.teamId === teamId);
    },
    async list(viewer, limits) {
      const [live, orphans, ended] = await Promise.all([
        store.listActive(viewer, limits.live),
        store.listWithOrphans(viewer, limits.orphans),
        store.listEnded(viewer, limits.ended),
      ]);
      return { live, orphans, ended };
    },
    listInChannel: (viewer, limit) => store.listInChannel(viewer, limit),
    knownNames: (viewer) => store.knownNames(viewer, namesSearched),
  };
}

async function findByNameOrId(
  store: Pick<Store, 'find' | 'findActive' | 'findByName'>,
  { defaults, projects }: Catalogue,
  teamId: string,
  nameOrId: string,
): Promise<Recording | undefined> {
  const own = (r: Recording | undefined) => (r?.card.teamId === teamId ? r : undefined);
  const appId = projects.get(defaults.project)?.appId;
  return (
    (appId === undefined ? undefined : own(await store.findActive(appId, nameOrId))) ??
    own(await store.find(nameOrId.toLowerCase())) ??
    // One of another project, or of an App ID from before the configuration was changed.
    (await store.findByName(teamId, nameOrId))
  );
}
