/** Faults that tests inject into requests to Slack. */

/** What goes wrong with a request. Times are real, like the client's own timeouts. */
export type FaultKind =
  /** HTTP 200 with `{ok:false,error}`; for a response_url, HTTP 400 with the error as text. */
  | { readonly error: string }
  /** This HTTP status, with a body that is not JSON. */
  | { readonly status: number }
  /** HTTP 429; seconds. */
  | { readonly retryAfter: number }
  /** Acts and responds after this many milliseconds. */
  | { readonly slowMs: number }
  /** Closes the connection instead of acting. */
  | 'drop'
  /** Acts, then closes the connection: the client can't know that the request succeeded. */
  | 'loseResponse'
  /** Neither acts nor responds. */
  | 'hang';

export type FaultPlan = {
  /** A Web API method, `response_url`, or `*` for every request. */
  readonly method: string;
  /** Only for requests whose `channel` argument is this id. */
  readonly channel?: string;
  /** Only for requests of the workspace with this id. */
  readonly team?: string;
  /** How many requests it applies to; default 1. `Infinity`: until cleared. */
  readonly times?: number;
  readonly kind: FaultKind;
};

export type Fault = { readonly hits: number; clear(): void };

export type Faults = {
  add: (plan: FaultPlan) => Fault;
  /** The oldest remaining fault that applies to the request; counts as a hit. */
  take(method: string, channel: unknown, team: string): FaultKind | undefined;
};

export function createFaults(): Faults {
  const planned: { plan: FaultPlan; left: number; hits: number }[] = [];
  const remove = (fault: (typeof planned)[number]) => {
    const index = planned.indexOf(fault);
    if (index >= 0) planned.splice(index, 1);
  };
  return {
    add(plan) {
      const fault = { plan, left: plan.times ?? 1, hits: 0 };
      planned.push(fault);
      return {
        get hits() {
          return fault.hits;
        },
        clear: () => {
          remove(fault);
        },
      };
    },
    take(method, channel, team) {
      const fault = planned.find(
        ({ plan }) =>
          (plan.method === method || plan.method === '*') &&
          (plan.channel === undefined || plan.channel === channel) &&
          (plan.team === undefined || plan.team === team),
      );
      if (fault === undefined) return undefined;
      fault.hits += 1;
      fault.left -= 1;
      if (fault.left <= 0) remove(fault);
      return fault.plan.kind;
    },
  };
}

export function nameOf(kind: FaultKind): string {
  return typeof kind === 'string' ? kind : Object.entries(kind).flat().join(' ');
}
