/** The port to Agora: sends each call once, within the request budget, and says what the answer means. */
import type { CallOutcome } from '../recording/call-outcome.ts';
import type { ErrorCode } from '../recording/error-codes.ts';
import { type Call, type Priority, priority } from '../recording/jobs.ts';
import type { Ms, Recording, Uid } from '../recording/recording.ts';
import type { AgoraApi, Clock, Redact } from '../service/ports.ts';
import { afterFailure, hostOrder, type Preference } from './hosts.ts';
import { type HttpResult, sendRequest } from './http-client.ts';
import { interpretResponse, retryAfterOf } from './interpret-response.ts';
import { createRequestLimiter, type RequestLimiter, requestsPerSecond } from './request-limiter.ts';
import { priorityOf, probeRequest, type Request, requestOf } from './requests.ts';
import type { ChannelType } from './start-body.ts';
import { recorderToken } from './token.ts';
import type { Storage } from './vendors.ts';

type Log = (details: object, message: string) => void;

export type AgoraOptions = Readonly<{
  customerId: string;
  customerSecret: string;
  /** The App Certificate, 32 hexadecimal digits. With it every start carries a token for the recorder's uid. */
  certificate?: string;
  channelType: ChannelType;
  /** Base URLs in order of preference. The next one is tried when one can't be reached. */
  apiUrls: readonly string[];
  storage: Storage;
  /** A response may repeat what it was sent, or what it knows. */
  redact: Redact;
  clock: Clock;
  /** After every call that was given its turn. `ms`: from the turn to the answer. `status`: of HTTP, if there was an answer. */
  onCall?: (call: { call: Call; outcome: CallOutcome['kind']; ms: number; status?: number }) => void;
  log?: { debug: Log; warn: Log };
  userAgent?: string;
  timeouts?: Partial<Record<Call, Ms>>;
}>;

/** `refused`: nothing will work with this configuration. `unreachable`: nobody knows yet. */
export type Probed = Readonly<
  { kind: 'ok' } | { kind: 'rejected'; errorCode: ErrorCode; detail?: string } | { kind: 'unreachable'; detail: string }
>;

export interface AgoraClient extends AgoraApi {
  /** Asks Agora whether it accepts the credentials and the App ID. Never rejects. */
  probe(appId: string, signal: AbortSignal): Promise<Probed>;
  /** How many of the 10 requests a second of this App ID are in use, and how many calls wait for their turn. */
  load(appId: string): Readonly<{ inUse: number; waiting: number }>;
}

/** Over all hosts. A `query` is short so that it never delays a stop; a `stop` answers after the upload, within 20 s. */
const defaultTimeouts: Record<Call, Ms> = {
  acquire: 10_000,
  start: 15_000,
  query: 5_000,
  updateLayout: 10_000,
  stop: 30_000,
};

/** A stop that was sent so long ago has certainly arrived at Agora. */
const stopArrivesWithin: Ms = 3_000;
const longestDetail = 200;
const longestLoggedBody = 1_000;

/** Agora over HTTP. Each App ID has a request budget of its own, the first second after construction without any. */
export function createAgoraClient(options: AgoraOptions): AgoraClient {
  const { certificate, channelType, storage, clock, redact, onCall, log } = options;
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const limiterOf = createLimiters(clock);
  const send = createSender(options);

  /** Sends when it is its turn, and reports. `undefined`: the wait was aborted. */
  async function execute(
    about: { call: Call; appId: string; priority: Priority; id?: string },
    request: Request,
    signal: AbortSignal,
    leave = signal,
  ): Promise<{ httpResult: HttpResult; outcome: CallOutcome } | undefined> {
    const permit = await limiterOf(about.appId).take(about.priority, AbortSignal.any([signal, leave]));
    if (permit === undefined) return undefined;
    const begin = performance.now();
    const answered = new AbortController();
    // Agora holds the answer to a stop back until the upload is over, up to 20 s, but counts its arrival: ten stops at once
    // must not keep everybody else waiting so long.
    if (about.call === 'stop') void clock.until(clock.now() + stopArrivesWithin, answered.signal).then(permit.release);
    const httpResult = await send(request, timeouts[about.call], signal).finally(() => {
      permit.release();
      answered.abort('responded');
    });
    const ms = performance.now() - begin;

    const raw = meaningOf(about.call, httpResult, clock.now());
    const outcome =
      'detail' in raw && raw.detail !== undefined ? { ...raw, detail: redact(raw.detail, longestDetail) } : raw;
    const status = httpResult.kind === 'responded' ? { status: httpResult.status } : {};
    onCall?.({ call: about.call, outcome: outcome.kind, ms, ...status });

    const details = { recording: about.id, call: about.call, outcome, ms: Math.round(ms), ...status };
    const isStrange = 'errorCode' in outcome && outcome.errorCode === 'agora_strange';
    if (isStrange && httpResult.kind === 'responded') {
      log?.warn({ ...details, body: redact(httpResult.body, longestLoggedBody) }, 'undocumented answer from Agora');
    } else log?.debug(details, 'Agora answered');
    return { httpResult, outcome };
  }

  return {
    async call(payload, r, signal, preempt) {
      const token = payload.call === 'start' ? tokenFor(r, payload.uid, certificate) : undefined;
      if (token === '') return { kind: 'rejected', errorCode: 'agora_bad_token' };
      const request = requestOf(payload, r, { channelType, storage, ...(token === undefined ? {} : { token }) });
      if (request === undefined) return { kind: 'rejected', errorCode: 'control_data_missing' };
      const about = { call: payload.call, appId: r.spec.appId, priority: priorityOf(payload, r), id: r.id };
      const executed = await execute(about, request, signal, preempt);
      return executed?.outcome ?? { kind: 'notSent', errorCode: 'agora_unreachable', detail: 'not sent any more' };
    },

    async probe(appId, signal) {
      const about = { call: 'query', appId, priority: priority.person } as const;
      const executed = await execute(about, probeRequest(appId), signal);
      if (executed === undefined) return { kind: 'unreachable', detail: 'not sent any more' };
      const { httpResult, outcome } = executed;
      if (httpResult.kind === 'failed') return { kind: 'unreachable', detail: httpResult.detail };
      return outcome.kind === 'rejected' && fatal.includes(outcome.errorCode) ? outcome : { kind: 'ok' };
    },

    load(appId) {
      const limiter = limiterOf(appId);
      return { inUse: limiter.inUse(), waiting: limiter.waiting() };
    },
  };
}

/** The request budget of each App ID. */
function createLimiters(clock: Clock): (appId: string) => RequestLimiter {
  const limiters = new Map<string, RequestLimiter>();
  const since = clock.now();
  return (appId) => {
    const limiter = limiters.get(appId) ?? createRequestLimiter({ clock, perSecond: requestsPerSecond, since });
    limiters.set(appId, limiter);
    return limiter;
  };
}

/** A function that goes to the next host only when the one before has certainly not received the request. */
function createSender({ customerId, customerSecret, userAgent, apiUrls, clock }: AgoraOptions) {
  const headers = {
    authorization: `Basic ${Buffer.from(`${customerId}:${customerSecret}`).toString('base64')}`,
    // Older pages of Agora list a content type without the charset as an error.
    'content-type': 'application/json;charset=utf-8',
    accept: 'application/json',
    'user-agent': userAgent ?? 'clapperbot',
  };
  let preference: Preference | undefined;
  return async (request: Request, timeout: Ms, signal: AbortSignal): Promise<HttpResult> => {
    const endsAt = performance.now() + timeout;
    let httpResult: HttpResult = { kind: 'failed', sent: false, inTime: true, detail: 'no URL' };
    for (const index of hostOrder(apiUrls.length, preference, clock.now())) {
      const left = endsAt - performance.now();
      if (left <= 0) break;
      httpResult = await sendRequest(apiUrls[index] ?? '', request, { headers, timeout: left, signal });
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

/** `undefined` where the project uses no tokens, empty where none could be made. */
function tokenFor(r: Recording, uid: Uid, certificate: string | undefined): string | undefined {
  if (certificate === undefined) return undefined;
  return recorderToken({ appId: r.spec.appId, certificate, cname: r.cname, uid }) ?? '';
}
