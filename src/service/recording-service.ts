/** The desk: where people’s orders come in. It draws ids and uids, and tells listeners what became of a recording. */

import type { AgoraNotification } from '../recording/agora-notification.ts';
import { createRecording, type StartRequest, shortId } from '../recording/create.ts';
import type { Actor, Event, RecordingCommand } from '../recording/events.ts';
import { canView } from '../recording/permission.ts';
import type { Recording, Uid } from '../recording/recording.ts';
import type { ThreadMessage } from '../recording/thread-message.ts';
import type { Clock, Store } from './ports.ts';
import type { TransitionRunner } from './transition-runner.ts';

export type StartResult = Readonly<
  { kind: 'started'; recording: Recording } | { kind: 'running'; recording: Recording } | { kind: 'duplicate' }
>;

/** `reply`: what to tell the person who asked. `absent`: no such recording. */
export type CommandResult = Readonly<
  { kind: 'accepted'; recording: Recording; reply?: ThreadMessage } | { kind: 'duplicate' } | { kind: 'notFound' }
>;

export type Listener = (r: Recording, event: Event) => void;

export interface RecordingService {
  start(order: StartRequest): Promise<StartResult>;
  command(id: string, command: RecordingCommand, by: Actor, request: string): Promise<CommandResult>;
  /** An exact name of a live channel wins over an id, and that over the name of one that ended lately. */
  find(nameOrId: string): Promise<Recording | undefined>;
  /**
   * The live ones, oldest first, then those that may still run out of control, then the latest `ended` ones, as far as this person
   * may see them from this channel.
   */
  list(by: Actor, ended: number): Promise<Recording[]>;
  /** Calls `listener` after every committed change of the recording; returns the end of it. */
  listen(id: string, listener: Listener): () => void;
}

/** Among so many of the latest that ended, a name is looked for. */
const endedSearched = 50;

export type RecordingServiceOptions = {
  store: Store;
  runner: TransitionRunner;
  clock: Clock;
  /** The App ID under which new recordings run, and whether their recorders get tokens. */
  appId: string;
  tokens: boolean;
  newUid: () => Uid;
  /** A whole number from 0 to below `below`. */
  random: (below: number) => number;
};

export function createRecordingService(options: RecordingServiceOptions): RecordingService {
  const { store, runner, clock, appId, tokens, newUid, random } = options;

  async function start(order: StartRequest): Promise<StartResult> {
    for (;;) {
      const opening = createRecording({ id: shortId(random), order, appId, tokens, uid: newUid(), now: clock.now() });
      const created = await store.create(opening.recording, order.request, opening.jobs);
      // Two of some 28 million short ids have met: draw again.
      if (created.kind === 'idTaken') continue;
      if (created.kind !== 'created') return created;
      runner.committed();
      return { kind: 'started', recording: opening.recording };
    }
  }

  return {
    start,
    async command(id, command, by, request) {
      const applied = await runner.apply(id, { type: 'commandReceived', command, by }, { request });
      if (applied.kind !== 'applied') return applied;
      const { next, reply } = applied.decision;
      return { kind: 'accepted', recording: next, ...(reply === undefined ? {} : { reply }) };
    },
    async find(nameOrId) {
      const live = await store.running(appId, nameOrId);
      const known = live ?? (await store.find(nameOrId.toLowerCase()));
      if (known !== undefined) return known;
      // One of another App ID, from before the configuration was changed, still runs under its name.
      const isNamed = (r: Recording) => r.cname === nameOrId;
      return (await store.live()).find(isNamed) ?? (await store.ended(endedSearched)).find(isNamed);
    },
    async list(by, ended) {
      const live = (await store.live()).filter((r) => canView(r, by));
      const orphans = (await store.withOrphans()).filter((r) => canView(r, by));
      const isNew = (r: Recording) => canView(r, by) && !orphans.some(({ id }) => id === r.id);
      const over = (await store.ended(ended * 5)).filter(isNew).slice(0, ended);
      return [...live, ...orphans, ...over];
    },
    listen: (id, listener) => runner.listen(id, listener),
  };
}

/** Takes a notice to its recording: on record when it resolves. Those of others, and those that were counted, change nothing. */
export async function handleNotification(
  store: Store,
  runner: TransitionRunner,
  notification: AgoraNotification,
): Promise<void> {
  const r = await store.holder(notification.sid, notification.cname, notification.uid);
  if (r !== undefined)
    await runner.apply(r.id, { type: 'notificationReceived', notification }, { request: `notice ${notification.id}` });
}

/** A person's order waits behind so many writes of a tick at most. */
const tickedAtOnce = 200;

/** STATUS_CRON fired: every recording that runs owes its thread a status post. */
export async function tick(store: Store, runner: TransitionRunner): Promise<void> {
  const ids = await store.recordingIds();
  for (let from = 0; from < ids.length; from += tickedAtOnce) {
    await Promise.all(ids.slice(from, from + tickedAtOnce).map((id) => runner.apply(id, { type: 'tick' })));
  }
}
