import type { Asked, Desk, Listener, Order, Ordered } from '../../src/recording/desk.ts';
import type { Ask, Asker, Event } from '../../src/recording/events.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { Log } from '../../src/slack/log.ts';

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
    attempts: [{ uid: '4000000001', fate: 'running', sendings: 1, sid: 'sid-1', resourceId: 'res-1' }],
    startedBy: 'U1',
    createdAt: 1_700_000_000_000,
    card: { channel: 'C1', hidden: false, ts: '1700000000.000001' },
    begun: true,
    layout: { wanted: { name: 'grid' }, applied: { name: 'grid' } },
    reportDue: false,
    troubleTold: false,
    ...change,
  };
}

/** A desk that answers what it is told to, and writes down what it was asked. */
export class FakeDesk implements Desk {
  readonly recordings = new Map<string, Recording>();
  readonly orders: Order[] = [];
  readonly asks: { id: string; ask: Ask; by: Asker; request: string }[] = [];
  readonly #listeners = new Map<string, Set<Listener>>();
  onStart: (order: Order) => Promise<Ordered> = (order) => {
    const recording = aRecording({
      cname: order.cname,
      phase: 'starting',
      startedBy: order.by.user,
      card: { channel: order.by.channel, hidden: order.hidden },
    });
    this.recordings.set(recording.id, recording);
    return Promise.resolve({ kind: 'started', recording });
  };
  onAsk: (id: string, ask: Ask, by: Asker) => Promise<Asked> = (id) => {
    const recording = this.recordings.get(id);
    return Promise.resolve(recording === undefined ? { kind: 'absent' } : { kind: 'asked', recording });
  };

  constructor(...recordings: Recording[]) {
    for (const recording of recordings) this.recordings.set(recording.id, recording);
  }

  async start(order: Order): Promise<Ordered> {
    this.orders.push(order);
    return await this.onStart(order);
  }

  async ask(id: string, ask: Ask, by: Asker, request: string): Promise<Asked> {
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
