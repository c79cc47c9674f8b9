import type { Call } from './gateway.ts';

/** One request. Storage keys are never kept: they read `***`. */
export type RequestLogEntry = {
  /** When it arrived, on the simulator's clock. */
  at: number;
  method: string;
  path: string;
  call: Call | 'unknown';
  cname?: string;
  uid?: string;
  resourceId?: string;
  sid?: string;
  body?: unknown;
  /** Of the answer, once it was given. `code` is the service's, also in a 201 or 206. */
  status?: number;
  code?: number;
  /** Why the body was refused, in words that the answer does not have. */
  why?: string;
  answeredAt?: number;
  /** No answer reached the client: it went away, or the simulator closed the connection. */
  connectionAborted?: true;
};

export type RequestLog<Entry> = {
  readonly entries: readonly Entry[];
  add: (entry: Entry) => void;
  /** Tells those who wait that an entry has changed. */
  changed: (entry: Entry) => void;
  /** The first entry that fits, past or still to come. It is looked at whenever it has changed, not when it is added. */
  waitFor: (fits: (entry: Entry) => boolean) => Promise<Entry>;
};

export function createRequestLog<Entry>(): RequestLog<Entry> {
  const entries: Entry[] = [];
  /** Those that have changed: what is still on its way does not count yet. */
  const seen = new Set<Entry>();
  const waiting = new Set<(entry: Entry) => void>();
  return {
    entries,
    add: (entry) => {
      entries.push(entry);
    },
    changed: (entry) => {
      seen.add(entry);
      for (const look of waiting) look(entry);
    },
    waitFor: (fits) =>
      new Promise((resolve) => {
        const past = entries.find((entry) => seen.has(entry) && fits(entry));
        if (past !== undefined) return resolve(past);
        const look = (entry: Entry) => {
          if (!fits(entry)) return;
          waiting.delete(look);
          resolve(entry);
        };
        waiting.add(look);
      }),
  };
}

const SECRETS = new Set(['accessKey', 'secretKey', 'stsToken']);

/** A copy of the body without the storage keys, wherever in it they are. */
export function redacted(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(redacted);
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key, SECRETS.has(key) ? '***' : redacted(value)]),
  );
}
