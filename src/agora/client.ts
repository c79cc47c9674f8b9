/** The port to Agora: sends each call once, within the request budget, and says what the answer means. */
import type { CallOutcome } from '../recording/call-outcome.ts';
import type { ErrorCode } from '../recording/error-codes.ts';
import { type Call, type Priority, priority } from '../recording/jobs.ts';
import type { Ms } from '../recording/recording.ts';
import type { Budget, Permit, SharedBudgets } from '../service/budget.ts';
import type { AgoraApi, Clock, Redact } from '../service/ports.ts';
import { afterFailure, hostOrder, type Preference } from './hosts.ts';
import { type HttpOptions, type HttpResult, sendRequest } from './http-client.ts';
import { interpretResponse, retryAfterOf } from './interpret-response.ts';
import { type AgoraProject, longestDetail, type PrepareOptions, prepare } from './prepare.ts';
import { agoraLimit, createRequestLimiter, requestsPerSecond } from './request-limiter.ts';
import { priorityOf, probeRequest, type Request } from './requests.ts';

type Log = (details: object, message: string) => void;

export type AgoraOptions = PrepareOptions &
  Readonly<{
    clock: Clock;
    /** Where other replicas send requests of the same App IDs. */
    sharedBudgets?: SharedBudgets;
    /** After every call that was given its turn. */
    onCall?: (call: AgoraCall) => void;
    log?: { debug: Log; warn: Log };
    userAgent?: string;
    timeouts?: Partial<Record<Call, Ms>>;
  }>;

/** `recording`: absent for a check of the credentials. `waited`: ms until its turn. `ms`: from the turn to the answer. `status`: of HTTP, if there was an answer. */
export type AgoraCall = Readonly<{
  recording?: string;
  call: Call;
  outcome: CallOutcome['kind'];
  errorCode?: ErrorCode;
  waited: Ms;
  ms: number;
  status?: number;
}>;

/** `refused`: nothing will work with this configuration. `unreachable`: not known yet. */
export type Probed = Readonly<
  { kind: 'ok' } | { kind: 'rejected'; errorCode: ErrorCode; detail?: string } | { kind: 'unreachable'; detail: string }
>;

/** `status`: of HTTP, and `date`: the header, where there was a response. */
export type Inspected = Probed & Readonly<{ status?: number; date?: string }>;

export type { AgoraProject } from './prepare.ts';

export interface AgoraClient extends AgoraApi {
  /** Asks Agora whether it accepts the credentials and the App ID of a project. Never rejects. */
  probe(project: AgoraProject, signal: AbortSignal): Promise<Probed>;
  /** The same, with what else the response reports. */
  inspect(project: AgoraProject, signal: AbortSignal): Promise<Inspected>;
  /** How many of the 10 requests a second of this App ID are in use, and how many calls wait for their turn. */
  load(appId: string): Readonly<{ inUse: number; waiting: number }>;
}

/** Over all hosts. A `query` is short so that it never delays a stop; a `stop` answers after the upload, within 20 s. */
const defaultTimeouts: Record<Call, Ms> = {
  acquire: 10_000,
  start: 15_000,
  query: 5_000,
  update: 10_000,
  updateLayout: 10_000,
  stop: 30_000,
};

/** A stop that was sent so long ago has certainly arrived at Agora. */
const stopArrivesWithin: Ms = 3_000;
const longestLoggedBody = 1_000;

/** A call: for which project and recording, and what only its request holds and nobody may read. */
type About = Readonly<{
  call: Call;
  project: AgoraProject;
  appId: string;
  priority: Priority;
  id?: string;
  hidden?: readonly string[];
}>;

/** Agora over HTTP. Each App ID has a request budget of its own, the first second after construction without any. */
export function createAgoraClient(options: AgoraOptions): AgoraClient {
  const { clock } = options;
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const budgetOf = createBudgets(options);
  const senderOf = createSenders(options);
  const report = createReporter(options);
  const turnOf = createTurns(clock);

  /** Sends when it is its turn, and reports. `undefined`: the wait was aborted. */
  async function execute(
    about: About,
    request: Request,
    signal: AbortSignal,
    leave = signal,
  ): Promise<{ httpResult: HttpResult; outcome: CallOutcome } | undefined> {
    const askedAt = clock.now();
    const aborted = AbortSignal.any([signal, leave]);
    const permit = await budgetOf(about.appId).take(about.priority, aborted, timeouts[about.call]);
    if (permit === undefined) return undefined;
    const waited = clock.now() - askedAt;
    const begin = performance.now();
    const answered = new AbortController();
    const mayLeave = turnOf(permit, about.call, answered.signal);
    const sending = { timeout: timeouts[about.call], signal, mayLeave };
    const httpResult = await senderOf(about.project)(request, sending).finally(() => {
      permit.release();
      answered.abort('responded');
    });
    return { httpResult, outcome: report(about, httpResult, { waited, ms: performance.now() - begin }) };
  }

  async function inspect(project: AgoraProject, signal: AbortSignal): Promise<Inspected> {
    const { appId } = project;
    const about = { call: 'query', project, appId, priority: priority.person } as const;
    return inspectedOf(await execute(about, probeRequest(appId), signal));
  }

  return {
    async call(payload, r, signal, preempt) {
      const preparing = prepare(payload, r, options);
      // A call takes its place in the queue for the budget at once.
      const prepared = preparing instanceof Promise ? await preparing : preparing;
      if (prepared.kind !== 'ready') return prepared;
      const { project, request, hidden } = prepared;
      const about = {
        call: payload.call,
        project,
        hidden,
        appId: r.spec.appId,
        priority: priorityOf(payload, r),
        id: r.id,
      };
      const executed = await execute(about, request, signal, preempt);
      return executed?.outcome ?? { kind: 'notSent', errorCode: 'agora_unreachable', detail: 'not sent any more' };
    },

    async probe(project, signal) {
      const { date: _date, status: _status, ...probed } = await inspect(project, signal);
      return probed;
    },

    inspect,

    load: (appId) => loadOf(budgetOf(appId)),
  };
}

function loadOf(budget: Budget): ReturnType<AgoraClient['load']> {
  return { inUse: budget.inUse(), waiting: budget.waiting() };
}

/** A function that gives what is asked when a request can leave: whether it still may. */
function createTurns(clock: Clock) {
  return (permit: Permit, call: Call, answered: AbortSignal) => (): boolean => {
    if (!permit.isValid()) return false;
    // Agora holds the answer to a stop back until the upload is over, up to 20 s, but counts its arrival: ten stops at once
    // must not keep everybody else waiting so long.
    if (call === 'stop') void clock.until(clock.now() + stopArrivesWithin, answered).then(permit.release);
    return true;
  };
}

/** Whatever was answered without an objection to the credentials is well. `undefined`: nothing was sent. */
function inspectedOf(executed: { httpResult: HttpResult; outcome: CallOutcome } | undefined): Inspected {
  if (executed === undefined) return { kind: 'unreachable', detail: 'not sent any more' };
  const { httpResult, outcome } = executed;
  if (httpResult.kind === 'failed') return { kind: 'unreachable', detail: httpResult.detail };
  const { status, date } = httpResult;
  const isRejected = outcome.kind === 'rejected' && fatal.includes(outcome.errorCode);
  return { ...(isRejected ? outcome : { kind: 'ok' }), status, ...(date !== undefined && { date }) };
}

/** A function that says what came of a call, to the log and the metrics too. */
function createReporter({ clock, redact, onCall, log, projects }: AgoraOptions) {
  return (about: About, httpResult: HttpResult, { waited, ms }: Pick<AgoraCall, 'waited' | 'ms'>): CallOutcome => {
    const clean = cleanerOf(about.hidden ?? [], redact);

    const raw = meaningOf(about.call, httpResult, clock.now());
    const name = projects.size > 1 ? nameOf(projects, about.project) : undefined;
    const outcome = withDetail(raw, (detail) => clean(detail, longestDetail), name);
    const status = httpResult.kind === 'responded' ? { status: httpResult.status } : {};
    const error = 'errorCode' in outcome ? { errorCode: outcome.errorCode } : {};
    const recording = about.id === undefined ? {} : { recording: about.id };
    onCall?.({ call: about.call, ...recording, outcome: outcome.kind, ...error, waited, ms, ...status });

    const details = { recording: about.id, call: about.call, outcome, ms: Math.round(ms), ...status };
    const isStrange = 'errorCode' in outcome && outcome.errorCode === 'agora_strange';
    if (isStrange && httpResult.kind === 'responded') {
      log?.warn({ ...details, body: clean(httpResult.body, longestLoggedBody) }, 'undocumented answer from Agora');
    } else log?.debug(details, 'Agora answered');
    return outcome;
  };
}

/** Whose limits and credentials an admin has to look at, where there are several projects. */
const ofProject: readonly ErrorCode[] = [
  'agora_quota',
  'agora_account_inactive',
  'agora_unauthorized',
  'agora_not_allowed',
  'agora_bad_app_id',
];

/** `project`: its name, where it is to be reported. */
function withDetail(raw: CallOutcome, clean: (text: string) => string, project: string | undefined): CallOutcome {
  if (!('detail' in raw) || raw.detail === undefined) return raw;
  const detail = clean(raw.detail);
  const isTold = project !== undefined && ofProject.includes(raw.errorCode);
  return { ...raw, detail: isTold ? `${detail} (project ${project})` : detail };
}

function nameOf(projects: AgoraOptions['projects'], project: AgoraProject): string | undefined {
  return [...projects].find(([, one]) => one === project)?.[0];
}

/** Hides also what only this request held: temporary keys, a token. Agora may repeat whatever it was sent. */
function cleanerOf(hidden: readonly string[], redact: Redact): Redact {
  const secrets = hidden.filter((secret) => secret !== '');
  return (text, longest) =>
    redact(
      secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text),
      longest,
    );
}

/** The request budget of each App ID. */
function createBudgets({ clock, sharedBudgets }: AgoraOptions): (appId: string) => Budget {
  const budgets = new Map<string, Budget>();
  const since = clock.now();
  return (appId) => {
    const budget =
      budgets.get(appId) ??
      sharedBudgets?.(`agora:${appId}`, agoraLimit) ??
      createRequestLimiter({ clock, perSecond: requestsPerSecond, since });
    budgets.set(appId, budget);
    return budget;
  };
}

/** A sender for each project: credentials and addresses are its own. */
function createSenders(options: AgoraOptions): (project: AgoraProject) => ReturnType<typeof createSender> {
  // Weak: a project may be looked at once only.
  const senders = new WeakMap<AgoraProject, ReturnType<typeof createSender>>();
  return (project) => {
    const sender = senders.get(project) ?? createSender(project, options);
    senders.set(project, sender);
    return sender;
  };
}

/** A function that goes to the next host only when the one before has certainly not received the request. */
function createSender(
  { customerId, customerSecret, apiUrls }: AgoraProject,
  { userAgent, clock }: Pick<AgoraOptions, 'userAgent' | 'clock'>,
) {
  const headers = {
    authorization: `Basic ${Buffer.from(`${customerId}:${customerSecret}`).toString('base64')}`,
    // Older pages of Agora list a content type without the charset as an error.
    'content-type': 'application/json;charset=utf-8',
    accept: 'application/json',
    'user-agent': userAgent ?? 'clapperbot',
  };
  let preference: Preference | undefined;
  return async (request: Request, { timeout, signal, mayLeave }: Omit<HttpOptions, 'headers'>): Promise<HttpResult> => {
    const endsAt = performance.now() + timeout;
    let httpResult: HttpResult = { kind: 'failed', sent: false, inTime: true, detail: 'no URL' };
    for (const index of hostOrder(apiUrls.length, preference, clock.now())) {
      const left = endsAt - performance.now();
      if (left <= 0) break;
      httpResult = await sendRequest(apiUrls[index] ?? '', request, { headers, timeout: left, signal, mayLeave });
      if (httpResult.kind === 'responded' || signal.aborted) break;
      preference = afterFailure(apiUrls.length, index, clock.now());
      if (httpResult.sent) break;
    }
    return httpResult;
  };
}

const fatal: readonly ErrorCode[] = ['agora_unauthorized', 'agora_not_allowed', 'agora_bad_app_id'];

function meaningOf(call: Call, httpResult: HttpResult, now: Ms): CallOutcome {
  if (httpResult.kind === 'responded') {
    return interpretResponse(call, httpResult.status, httpResult.body, retryAfterOf(httpResult.retryAfter, now));
  }
  const { sent, inTime, detail } = httpResult;
  if (!sent) return { kind: 'notSent', errorCode: 'agora_unreachable', detail };
  return { kind: 'indeterminate', errorCode: inTime ? 'agora_unreachable' : 'agora_timeout', detail };
}
