import type { Call } from './gateway.ts';
import type { ServiceResponse } from './service-responses.ts';

/** Which requests a fault waits for, and how many of them it spoils (default 1; `Infinity`: until it is released). */
type FaultTarget = { call: Call | 'any'; cname?: string; uid?: string; times?: number };

/**
 * What may go wrong. Faults come after the gateway's own checks and before the service's. `act` means: the service
 * does what was asked; only the answer is spoilt.
 */
export type FaultKind =
  /** Answers this instead of acting. */
  | { kind: 'respond'; status: number; body: unknown; headers?: Record<string, string> }
  /** Acts, then answers this instead of the truth. */
  | { kind: 'actThenRespond'; status: number; body: unknown; headers?: Record<string, string> }
  /** Acts, then answers what `rewrite` makes of the true answer. */
  | { kind: 'rewrite'; rewrite: (truth: ServiceResponse) => ServiceResponse }
  /** Closes the connection instead of acting. */
  | { kind: 'destroy' }
  /** Acts, then closes the connection without an answer. */
  | { kind: 'actThenDestroy' }
  /** Holds the request back until the fault is released, then acts and answers. Never acts if the client goes away first. */
  | { kind: 'hang' }
  /** Acts, then holds the answer back until the fault is released. */
  | { kind: 'actThenHang' }
  /** Acts, then holds the answer back for `ms` of the simulator's clock or of real time (default `clock`). */
  | { kind: 'delay'; ms: number; by?: 'clock' | 'real' }
  /** `start` only: answers as usual, but the recorder is gone `afterMs` later. */
  | { kind: 'dies'; afterMs: number }
  /** Kills the recorder that the request names, just before it acts. */
  | { kind: 'kill' }
  /** Begins a fail-over of the recorder that the request names, just before it acts: 404 for `ms`, then back. */
  | { kind: 'failover'; ms: number }
  /** `stop` only: other words about the upload, a file list that is empty or missing, or 206 code 65 for a stop that worked. */
  | { kind: 'stopResult'; uploadingStatus?: string; fileList?: 'empty' | 'absent'; notCompleted?: true }
  /** `start` only: a 201 code 7 that carries the sid after all. */
  | { kind: 'sidInBody' };

export type Fault = FaultTarget & FaultKind;

export type FaultHandle = {
  /** How many it has spoilt so far. */
  readonly hits: number;
  /** Ends the fault and lets go of all that it holds. */
  release(): void;
};

/** A fault that is in force; `released` ends with its release. */
export type ArmedFault<F = FaultKind> = { readonly fault: F; readonly released: Promise<void> };

export type Faults<F, Met> = {
  add: (fault: F) => FaultHandle;
  /** The fault that `met` matches: the oldest that fits and is not used up. Counts as a hit. */
  take: (met: Met) => ArmedFault<F> | undefined;
};

/** Keeps faults until they are used up; `fits` says whether one is meant for what has come. */
export function createFaults<F extends { times?: number }, Met>(fits: (fault: F, met: Met) => boolean): Faults<F, Met> {
  const armed = new Set<ArmedFault<F> & { hit(): void }>();
  return {
    add(fault) {
      const { promise, resolve } = Promise.withResolvers<void>();
      let hits = 0;
      const one = {
        fault,
        released: promise,
        hit: () => {
          hits += 1;
          if (hits >= (fault.times ?? 1)) armed.delete(one);
        },
      };
      armed.add(one);
      return {
        get hits() {
          return hits;
        },
        release() {
          armed.delete(one);
          resolve();
        },
      };
    },
    take(met) {
      const one = [...armed].find(({ fault }) => fits(fault, met));
      one?.hit();
      return one;
    },
  };
}

/** Whether the fault waits for such a request. */
export const matches = (fault: Fault, met: { call: Call; cname?: string; uid?: string }): boolean =>
  (fault.call === 'any' || fault.call === met.call) &&
  (fault.cname === undefined || fault.cname === met.cname) &&
  (fault.uid === undefined || fault.uid === met.uid);
