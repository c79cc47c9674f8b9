/** Cloud Recording behind its gateway. */
import { query, stop, update, updateLayout } from './control-calls.ts';
import type { Call, Route } from './gateway.ts';
import type { RecorderRecord } from './record.ts';
import type { PageFacts } from './recorder.ts';
import { historyOf, type RecorderHistory } from './recorder-history.ts';
import type { ServiceResponse } from './service-responses.ts';
import type { ServiceOptions, ServiceState } from './service-state.ts';
import { acquire, type EarlierRecorder, restore, start } from './start-calls.ts';

export type PageBehavior = 'ok' | NonNullable<PageFacts['fails']>;

export type Service = {
  /** Acts at once; only the response to a synchronous `stop` takes time. Pending ones end without effect when `signal` aborts. */
  act: (route: Route, body: unknown, signal: AbortSignal) => ServiceResponse | Promise<ServiceResponse>;
  restore: (recorder: EarlierRecorder) => void;
  recorders(): RecorderHistory[];
  /** How a web page with this address behaves from now on. */
  page(url: string, behavior: PageBehavior): void;
  /** Every recorder that was ever started. */
  records(): Iterable<RecorderRecord>;
  /** The recorder with that sid, or the one that was started with that resourceId. */
  find(key: { sid: string } | { resourceId: string }): RecorderRecord | undefined;
};

export function createService(options: ServiceOptions): Service {
  const state: ServiceState = {
    ...options,
    reservations: new Map(),
    records: new Map(),
    live: new Set(),
    pages: new Map(),
  };
  const { reservations, records, channels, clock } = state;
  const calls: Record<Call, Service['act']> = {
    acquire: (_, body) => acquire(state, body),
    start: (route, body) => start(state, route, body),
    query: (route) => query(state, route),
    updateLayout: (route, body) => updateLayout(state, route, body),
    update: (route, body) => update(state, route, body),
    stop: (route, body, signal) => stop(state, route, body, signal),
  };
  return {
    act: (route, body, signal) => calls[route.call](route, body, signal),
    restore: (recorder) => restore(state, recorder),
    page(url, behavior) {
      if (behavior === 'ok') state.pages.delete(url);
      else state.pages.set(url, behavior);
    },
    recorders: () =>
      [...records.values()].map((record) => historyOf(record, channels.presence(record.cname), clock.now())),
    records: () => records.values(),
    find(key) {
      const sid = 'sid' in key ? key.sid : reservations.get(key.resourceId)?.sid;
      return sid === undefined ? undefined : records.get(sid);
    },
  };
}
