/** Use cases: start a recording, give it a command, find and list. */
import type { Actor, RecordingCommand, Resources, StartRequest } from '../recording/events.ts';
import { shortId } from '../recording/ids.ts';
import type { Recording } from '../recording/recording.ts';
import type { ThreadMessage } from '../recording/thread-message.ts';
import type { KnownNames, Page, Store } from './ports.ts';
import type { Listener, TransitionRunner } from './transition-runner.ts';

/** `active`: the channel is being recorded already, and nothing was started. */
export type StartResult = Readonly<
  { kind: 'started'; recording: Recording } | { kind: 'active'; recording: Recording } | { kind: 'duplicate' }
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
  execute(id: string, command: RecordingCommand, actor: Actor, requestId: string): Promise<CommandResult>;
  /** An exact name of a live channel wins over an id, and that over the name of one that has ended. */
  find(nameOrId: string): Promise<Recording | undefined>;
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
  /** What new recordings run with. */
  resources: Resources;
  /** A whole number from 0 to below `below`. */
  random: (below: number) => number;
}>;

export function createRecordingService(options: RecordingServiceOptions): RecordingService {
  const { store, runner, resources, random } = options;

  async function start(request: StartRequest, requestId: string): Promise<StartResult> {
    for (;;) {
      const id = shortId(random);
      const created = await runner.create({ type: 'startRequested', id, start: request, resources }, requestId);
      // Two of some 28 million short ids have met: generate another one.
      if (created.kind === 'idTaken') continue;
      if (created.kind === 'duplicate') return { kind: 'duplicate' };
      return { kind: created.kind === 'created' ? 'started' : 'active', recording: created.recording };
    }
  }

  return {
    start,
    async execute(id, command, actor, requestId) {
      const applied = await runner.apply(id, { type: 'commandReceived', command, actor }, { request: requestId });
      if (applied.kind !== 'applied') return applied;
      const { next, reply } = applied.transition;
      return { kind: 'accepted', recording: next, ...(reply === undefined ? {} : { reply }) };
    },
    async find(nameOrId) {
      return (
        (await store.findActive(resources.appId, nameOrId)) ??
        (await store.find(nameOrId.toLowerCase())) ??
        // One of another App ID, from before the configuration was changed, still runs under its name.
        (await store.findByName(nameOrId))
      );
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
    listen: (id, listener) => runner.listen(id, listener),
  };
}
