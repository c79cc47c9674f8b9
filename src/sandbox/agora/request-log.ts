import type { Call } from './gateway.ts';

/** One request that arrived. Storage keys are replaced by `***`. */
export type RequestLogEntry = {
  /** Time of arrival on the simulator's clock, in milliseconds. */
  at: number;
  method: string;
  path: string;
  call: Call | 'unknown';
  cname?: string;
  uid?: string;
  resourceId?: string;
  sid?: string;
  body?: unknown;
  /** Of the response, once it was sent. `code` is the service's, also in a 201 or 206. */
  status?: number;
  code?: number;
  /** Why the body was rejected, in more detail than the response. */
  why?: string;
  answeredAt?: number;
  /** No response reached the client: either side closed the connection. */
  connectionAborted?: true;
};

/** Requests, received or sent, in order; an entry is completed while its request is processed. */
export type RequestLog<Entry> = {
  readonly entries: readonly Entry[];
  add: (entry: Entry) => void;
  /** Must be called after an entry was changed; checks it for those who wait. */
  changed: (entry: Entry) => void;
  /** The first entry that fits, past or future. Entries are checked when they change, not when they are added. */
  waitFor: (fits: (entry: Entry) => boolean) => Promise<Entry>;
};

/** `onChange` is called whenever an entry was added or changed. */
export function createRequestLog<Entry>(onChange: () => void = () => undefined): RequestLog<Entry> {
  const entries: Entry[] = [];
  /** Entries that have changed at least once; new ones are not checked yet. */
  const changed = new Set<Entry>();
  const waiting = new Set<(entry: Entry) => void>();
  return {
    entries,
    add: (entry) => {
      entries.push(entry);
      onChange();
    },
    changed: (entry) => {
      changed.add(entry);
      for (const look of waiting) look(entry);
      onChange();
    },
    waitFor: (fits) =>
      new Promise((resolve) => {
        const past = entries.find((entry) => changed.has(entry) && fits(entry));
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

/** A copy of the body without storage keys, at any depth. */
export function redacted(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(redacted);
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key, SECRETS.has(key) ? '***' : redacted(value)]),
  );
}
