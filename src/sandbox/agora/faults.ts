/** Faults that tests inject into requests. */
import type { Call } from './gateway.ts';
import type { ServiceResponse } from './service-responses.ts';

/** Which requests a fault applies to, and to how many of them (default 1; `Infinity`: until it is released). */
type FaultTarget = { call: Call | 'any'; cname?: string; uid?: string; times?: number };

/**
 * What can go wrong. A fault takes effect after the gateway's checks and before the service's. "Acts" means that the
 * service performs the request: only the response is affected.
 */
export type FaultKind =
  /** Responds with this instead of acting. */
  | { kind: 'respond'; status: number; body: unknown; headers?: Record<string, string> }
  /** Acts, then responds with this. */
  | { kind: 'actThenRespond'; status: number; body: unknown; headers?: Record<string, string> }
  /** Acts, then responds with what `rewrite` makes of the true response. */
  | { kind: 'rewrite'; rewrite: (response: ServiceResponse) => ServiceResponse }
  /** Closes the connection instead of acting. */
  | { kind: 'destroy' }
  /** Acts, then closes the connection without a response. */
  | { kind: 'actThenDestroy' }
  /** Holds the request until the fault is released, then acts and responds. Does not act if the client disconnects first. */
  | { kind: 'hang' }
  /** Acts, then holds the response until the fault is released. */
  | { kind: 'actThenHang' }
  /** Acts, then holds the response for `ms` of the simulator's clock or of real time (default `clock`). */
  | { kind: 'delay'; ms: number; by?: 'clock' | 'real' }
  /** `start` only: responds as usual, but the recorder ends `afterMs` later. */
  | { kind: 'dies'; afterMs: number }
  /** Ends the recorder that the request addresses, then acts. */
  | { kind: 'kill' }
  /** Begins a failover of the recorder that the request addresses (404 for `ms`), then acts. */
  | { kind: 'failover'; ms: number }
  /** `stop` only: another upload status, an empty or missing file list, or 206 code 65 although it succeeded. */
  | { kind: 'stopResult'; uploadingStatus?: string; fileList?: 'empty' | 'absent'; notCompleted?: true }
  /** `start` only: a 201 code 7 that contains the sid. */
  | { kind: 'sidInBody' };

export type Fault = FaultTarget & FaultKind;

export type FaultHandle = {
  /** How many requests it has been applied to so far. */
  readonly hits: number;
  /** Removes the fault, and lets the requests continue that it holds. */
  release(): void;
};

/** A fault that is being applied; `released` resolves with its release. */
export type ArmedFault<F = FaultKind> = { readonly fault: F; readonly released: Promise<void> };

export type Faults<F, Request> = {
  add: (fault: F) => FaultHandle;
  /** The oldest remaining fault that applies to the request; counts as a hit. */
  take: (request: Request) => ArmedFault<F> | undefined;
};

/** Keeps faults until they are used up; `matches` tells whether one applies to a request. */
export function createFaults<F extends { times?: number }, Request>(
  matches: (fault: F, request: Request) => boolean,
): Faults<F, Request> {
  const armed = new Set<ArmedFault<F> & { hit(): void }>();
  return {
    add(fault) {
      const { promise, resolve } = Promise.withResolvers<void>();
      let hits = 0;
      const armedFault = {
        fault,
        released: promise,
        hit: () => {
          hits += 1;
          if (hits >= (fault.times ?? 1)) armed.delete(armedFault);
        },
      };
      armed.add(armedFault);
      return {
        get hits() {
          return hits;
        },
        release() {
          armed.delete(armedFault);
          resolve();
        },
      };
    },
    take(request) {
      const found = [...armed].find(({ fault }) => matches(fault, request));
      found?.hit();
      return found;
    },
  };
}

/** Whether the fault applies to the request. */
export const matches = (fault: Fault, request: { call: Call; cname?: string; uid?: string }): boolean =>
  (fault.call === 'any' || fault.call === request.call) &&
  (fault.cname === undefined || fault.cname === request.cname) &&
  (fault.uid === undefined || fault.uid === request.uid);
