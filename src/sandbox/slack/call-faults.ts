/** What goes wrong with a request. Plain waiting is real time, because a client's own timeout is. */
export type FaultKind =
  /** HTTP 200 with `{ok:false,error}`; for a response_url, HTTP 400 with the word. */
  | { readonly error: string }
  /** This HTTP status, with a body that is not JSON. */
  | { readonly status: number }
  /** HTTP 429; seconds. */
  | { readonly retryAfter: number }
  /** Acts and answers after this many milliseconds. */
  | { readonly slowMs: number }
  /** Breaks the connection before acting. */
  | 'drop'
  /** Acts, then breaks the connection: the client cannot know that it worked. */
  | 'loseResponse'
  /** Never answers and does not act. */
  | 'hang';

export type FaultPlan = {
  /** A Web API method, `response_url`, or `*` for every request. */
  readonly method: string;
  /** Only for requests whose `channel` argument is this id. */
  readonly channel?: string;
  /** How many requests it strikes; 1 unless given. `Infinity` until cleared. */
  readonly times?: number;
  readonly kind: FaultKind;
};

export type Fault = { readonly hits: number; clear(): void };

export type Faults = {
  add: (plan: FaultPlan) => Fault;
  /** The fault that strikes this request, oldest first, counted as struck. */
  take(method: string, channel: unknown): FaultKind | undefined;
};

export function createFaults(): Faults {
  const planned: { plan: FaultPlan; left: number; hits: number }[] = [];
  const forget = (fault: (typeof planned)[number]) => {
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
          forget(fault);
        },
      };
    },
    take(method, channel) {
      const fault = planned.find(
        ({ plan }) =>
          (plan.method === method || plan.method === '*') && (plan.channel === undefined || plan.channel === channel),
      );
      if (fault === undefined) return undefined;
      fault.hits += 1;
      fault.left -= 1;
      if (fault.left <= 0) forget(fault);
      return fault.plan.kind;
    },
  };
}

export function nameOf(kind: FaultKind): string {
  return typeof kind === 'string' ? kind : Object.entries(kind).flat().join(' ');
}
