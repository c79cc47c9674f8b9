import type { StartRequest } from '../../../src/recording/create.ts';
import type { Actor, Event, RecordingCommand } from '../../../src/recording/events.ts';
import type { Recording } from '../../../src/recording/recording.ts';
import type { CommandResult, Listener, RecordingService, StartResult } from '../../../src/service/recording-service.ts';
import type { Log } from '../../../src/slack/sdk-log.ts';

export const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A log that keeps its lines, to look for what must not be in them. */
export function keptLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  const keep = (level: string) => (about: object, message: string) => {
    lines.push(`${level} ${message} ${JSON.stringify(about)}`);
  };
  return { lines, debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
}

export function aRecording(change: Partial<Recording> = {}): Recording {
  return {
    id: 'rabcde',
    version: 1,
    phase: 'recording',
    appId: 'app',
    cname: 'standup',
    recorders: [{ uid: '4000000001', status: 'running', sendCount: 1, sid: 'sid-1', resourceId: 'res-1' }],
    startedBy: 'U1',
    createdAt: 1_700_000_000_000,
    card: { channel: 'C1', isPrivate: false, ts: '1700000000.000001' },
    acquireEnqueued: true,
    layout: { wanted: { name: 'grid' }, applied: { name: 'grid' } },
    statusPostPending: false,
    problemNotified: false,
    ...change,
  };
}

/** A desk that answers what it is told to, and writes down what it was asked. */
export class FakeRecordingService implements RecordingService {
  readonly recordings = new Map<string, Recording>();
  readonly orders: StartRequest[] = [];
  readonly asks: { id: string; ask: RecordingCommand; by: Actor; request: string }[] = [];
  readonly #listeners = new Map<string, Set<Listener>>();
  onStart: (order: StartRequest) => Promise<StartResult> = (order) => {
    const recording = aRecording({
      cname: order.cname,
      phase: 'starting',
      startedBy: order.by.user,
      card: { channel: order.by.channel, isPrivate: order.isPrivate },
    });
    this.recordings.set(recording.id, recording);
    return Promise.resolve({ kind: 'started', recording });
  };
  onAsk: (id: string, ask: RecordingCommand, by: Actor) => Promise<CommandResult> = (id) => {
    const recording = this.recordings.get(id);
    return Promise.resolve(recording === undefined ? { kind: 'notFound' } : { kind: 'accepted', recording });
  };

  constructor(...recordings: Recording[]) {
    for (const recording of recordings) this.recordings.set(recording.id, recording);
  }

  async start(order: StartRequest): Promise<StartResult> {
    this.orders.push(order);
    return await this.onStart(order);
  }

  async command(id: string, ask: RecordingCommand, by: Actor, request: string): Promise<CommandResult> {
    this.asks.push({ id, ask, by, request });
    return await this.onAsk(id, ask, by);
  }

  find(nameOrId: string): Promise<Recording | undefined> {
    const all = [...this.recordings.values()];
    return Promise.resolve(all.find((r) => r.cname === nameOrId) ?? all.find((r) => r.id === nameOrId));
  }

  list(): Promise<Recording[]> {
    return Promise.resolve([...this.recordings.values()]);
  }

  listen(id: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  listening(id: string): number {
    return this.#listeners.get(id)?.size ?? 0;
  }

  /** A change was committed. */
  happen(recording: Recording, event: Event): void {
    this.recordings.set(recording.id, recording);
    for (const listener of this.#listeners.get(recording.id) ?? []) listener(recording, event);
  }
}

/** Lets everything that is ready to run, run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
