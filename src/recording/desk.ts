/** The desk: where people’s orders come in. It draws ids and uids, and tells listeners what became of a recording. */
import type { Ask, Asker, Event } from './events.ts';
import type { Journal } from './journal.ts';
import type { Line } from './lines.ts';
import type { Notice } from './notice.ts';
import { newRecording, shortId } from './opening.ts';
import { maySee } from './permission.ts';
import type { Clock, Store } from './ports.ts';
import type { Layout, Recording, Uid } from './recording.ts';

/** An order to record a channel. `request` is Slack’s trigger_id: the same one never counts twice. */
export type Order = Readonly<{
  cname: string;
  layout: Layout;
  by: Asker;
  /** The Slack channel is private or a direct message. */
  hidden: boolean;
  request: string;
}>;

export type Ordered = Readonly<
  { kind: 'started'; recording: Recording } | { kind: 'running'; recording: Recording } | { kind: 'seen' }
>;

/** `reply`: what to tell the person who asked. `absent`: no such recording. */
export type Asked = Readonly<
  { kind: 'asked'; recording: Recording; reply?: Line } | { kind: 'seen' } | { kind: 'absent' }
>;

export type Listener = (r: Recording, event: Event) => void;

export interface Desk {
  start(order: Order): Promise<Ordered>;
  ask(id: string, ask: Ask, by: Asker, request: string): Promise<Asked>;
  /** An exact name of a live channel wins over an id, and that over the name of one that ended lately. */
  find(nameOrId: string): Promise<Recording | undefined>;
  /**
   * The live ones, oldest first, then those that may still run out of control, then the latest `ended` ones, as far as this person
   * may see them from this channel.
   */
  list(by: Asker, ended: number): Promise<Recording[]>;
  /** Calls `listener` after every committed change of the recording; returns the end of it. */
  listen(id: string, listener: Listener): () => void;
}

/** Among so many of the latest that ended, a name is looked for. */
const endedSearched = 50;

export type DeskOptions = {
  store: Store;
  journal: Journal;
  clock: Clock;
  /** The App ID under which new recordings run, and whether their recorders get tokens. */
  appId: string;
  tokens: boolean;
  freshUid: () => Uid;
  /** A whole number from 0 to below `below`. */
  random: (below: number) => number;
};

export function createDesk(options: DeskOptions): Desk {
  const { store, journal, clock, appId, tokens, freshUid, random } = options;

  async function start(order: Order): Promise<Ordered> {
    for (;;) {
      const opening = newRecording({ id: shortId(random), order, appId, tokens, uid: freshUid(), now: clock.now() });
      const created = await store.create(opening.recording, order.request, opening.jobs);
      // Two of some 28 million short ids have met: draw again.
      if (created.kind === 'idTaken') continue;
      if (created.kind !== 'created') return created;
      journal.committed();
      return { kind: 'started', recording: opening.recording };
    }
  }

  return {
    start,
    async ask(id, ask, by, request) {
      const applied = await journal.apply(id, { type: 'asked', ask, by }, { request });
      if (applied.kind !== 'applied') return applied;
      const { next, reply } = applied.decision;
      return { kind: 'asked', recording: next, ...(reply === undefined ? {} : { reply }) };
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
      const live = (await store.live()).filter((r) => maySee(r, by));
      const orphans = (await store.withOrphans()).filter((r) => maySee(r, by));
      const isNew = (r: Recording) => maySee(r, by) && !orphans.some(({ id }) => id === r.id);
      const over = (await store.ended(ended * 5)).filter(isNew).slice(0, ended);
      return [...live, ...orphans, ...over];
    },
    listen: (id, listener) => journal.listen(id, listener),
  };
}

/** Takes a notice to its recording: on record when it resolves. Those of others, and those that were counted, change nothing. */
export async function takeNotice(store: Store, journal: Journal, notice: Notice): Promise<void> {
  const r = await store.holder(notice.sid, notice.cname, notice.uid);
  if (r !== undefined) await journal.apply(r.id, { type: 'noticed', notice }, { request: `notice ${notice.id}` });
}

/** A person's order waits behind so many writes of a tick at most. */
const tickedAtOnce = 200;

/** STATUS_CRON fired: every recording that runs owes its thread a status post. */
export async function tick(store: Store, journal: Journal): Promise<void> {
  const ids = await store.recordingIds();
  for (let from = 0; from < ids.length; from += tickedAtOnce) {
    await Promise.all(ids.slice(from, from + tickedAtOnce).map((id) => journal.apply(id, { type: 'tick' })));
  }
}
