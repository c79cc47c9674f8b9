/**
 * What an HTTP response of Agora means. Agora has two families of error bodies: `{message}` from its gateway, `{code, reason}`
 * from the service, the latter also with 201 and 206. For many codes no page names the HTTP status, so a code counts whatever
 * the status is, and the status only where the code is no help. (Agora: Cloud Recording REST API, "Status codes", and its older
 * page "Common errors".)
 */
import type { CallOutcome } from '../recording/call-outcome.ts';
import type { ErrorCode } from '../recording/error-codes.ts';
import type { Call } from '../recording/jobs.ts';
import type { FileStarts, Ms } from '../recording/recording.ts';
import {
  type Body,
  filesOf,
  parseBody,
  pausedOf,
  type ServerResponse,
  startsOf,
  uploadingOf,
} from './response-schemas.ts';

type Seen = Readonly<{ call: Call; status: number; body: Body | undefined; retryAfter: Ms | undefined }>;
type Meaning = (seen: Seen) => CallOutcome;

/** Matches when every given condition matches; of `codes` and `words` one is enough. */
type Row = Readonly<{
  calls?: readonly Call[];
  http?: readonly [from: number, to: number];
  codes?: readonly number[];
  words?: RegExp;
  means: Meaning;
}>;

const running: readonly Call[] = ['query', 'update', 'updateLayout', 'stop'];
const authFailures = [400, 499] as const;

/** The first row that matches decides. */
const rows: readonly Row[] = [
  // The gateway, about any call.
  { http: [401, 401], means: refused('agora_unauthorized') },
  { http: [403, 403], means: refused('agora_not_allowed') },
  { http: [429, 429], means: rateLimited },
  { http: authFailures, words: /rate limit/i, means: rateLimited },
  { http: authFailures, words: /no route matched/i, means: refused('agora_wrong_route') },
  { http: authFailures, words: /invalid[ _]?app_?id|app_?id is invalid/i, means: refused('agora_bad_app_id') },

  // The service, about any call.
  { codes: [65], means: incomplete },
  { codes: [1013], words: /invalid_channel_name/, means: refused('agora_bad_channel_name') },
  { words: /no_active_status/, means: refused('agora_account_inactive') },
  { words: /vendor_over_load/, means: refused('agora_quota') },
  { http: [200, 499], codes: [2, 8, 1028], means: refused('agora_bad_request') },

  { calls: ['acquire'], http: authFailures, codes: [400], means: refused('agora_bad_app_id') },
  { calls: ['acquire'], http: authFailures, codes: [401], means: refused('agora_bad_channel_name') },
  { calls: ['acquire'], http: authFailures, codes: [405], means: refused('agora_account_inactive') },
  { calls: ['acquire'], http: authFailures, codes: [406], means: refused('agora_quota') },
  // 2019 to 2026 the meaning of 62 on `acquire` was that the service is not enabled.
  { calls: ['acquire'], http: authFailures, codes: [62], means: refused('agora_not_allowed') },
  { calls: ['acquire'], codes: [500, 501, 504], means: unknown('agora_server_error') },
  // `acquire` is the first call of every recording: an address that is wrong shows itself here.
  { calls: ['acquire'], http: [404, 404], means: refused('agora_wrong_route') },
  { calls: ['acquire'], http: [300, 399], means: refused('agora_wrong_route') },

  // 1004 and 1005 are the codes of 2019.
  { calls: ['start'], codes: [7, 1004, 1005], means: alreadyStarted },
  { calls: ['start'], codes: [53], means: () => ({ kind: 'conflict' }) },
  { calls: ['start'], codes: [432, 433, 1001, 1003], means: () => ({ kind: 'expired' }) },
  { calls: ['start'], codes: [15, 502], means: restartRequired },
  { calls: ['start'], codes: [52], means: unknown('agora_timeout') },
  { calls: ['start'], codes: [109, 110], means: refused('agora_bad_token') },

  { calls: ['stop'], codes: [50], means: stopped },
  { calls: ['stop'], codes: [435], means: () => ({ kind: 'nothingRecorded' }) },
  { calls: running, codes: [404], words: /failed to find worker/i, means: foundNothing },
  { calls: running, codes: [49, 501], means: () => ({ kind: 'exiting' }) },
  // These say that our ids do not belong together or no longer serve. Nothing about the recorder: it may well run on.
  { calls: running, codes: [432, 433, 1001, 1003], means: refused('control_data_refused') },

  { codes: [62], means: unknown('agora_timeout') },

  // No code that we know: the HTTP status.
  { calls: ['start'], http: [201, 201], means: codeless(alreadyStarted) },
  { calls: ['stop'], http: [206, 206], means: codeless(stopped) },
  { http: [206, 206], means: codeless(incomplete) },
  { http: [200, 299], means: success },
  // Agora redirects nobody: a proxy or a login page stands between, and has most likely kept the request for itself. For
  // `start` most likely is not enough.
  { calls: running, http: [300, 399], means: unsent('agora_wrong_route') },
  { calls: ['start'], http: [300, 399], means: unknown('agora_wrong_route') },
  // 404 from the service with an unknown reason. Agora's bodies vary, and `notFound` is retried for 90 s.
  { calls: running, http: [404, 404], means: foundNothing },
  // The address was right for `acquire` a moment ago.
  { calls: ['start'], http: [404, 404], means: unknown('agora_strange') },
  { http: [408, 408], means: unknown('agora_timeout') },
  { http: authFailures, means: refused('agora_strange') },
  { http: [500, 599], means: unknown('agora_server_error') },
];

/**
 * The meaning of an HTTP response. Never throws, whatever the body is. `detail` is Agora's own reason as it came: it may be long,
 * and may echo what we sent.
 * @param retryAfter milliseconds, from a Retry-After header
 */
export function interpretResponse(call: Call, status: number, bodyText: string, retryAfter?: Ms): CallOutcome {
  const seen: Seen = { call, status, body: parseBody(bodyText), retryAfter };
  return (rows.find((row) => fits(row, seen))?.means ?? unknown('agora_strange'))(seen);
}

function fits({ calls, http, codes, words }: Row, { call, status, body }: Seen): boolean {
  if (calls !== undefined && !calls.includes(call)) return false;
  if (http !== undefined && !(status >= http[0] && status <= http[1])) return false;
  if (codes === undefined && words === undefined) return true;
  const hasCode = body?.code !== undefined && codes?.includes(body.code) === true;
  return hasCode || words?.test(wordsOf(body)) === true;
}

function success(seen: Seen): CallOutcome {
  const { call, body } = seen;
  if (body === undefined) return unknown('agora_strange')(seen);
  switch (call) {
    case 'acquire':
      // An empty reservation can't start anything, and asking for another one is harmless, but this is no service of Agora's.
      if (body.resourceId === undefined) return refused('agora_strange')(seen);
      return { kind: 'acquired', resourceId: body.resourceId };
    case 'start':
      // Without a sid it may still run.
      return body.sid === undefined ? unknown('agora_strange')(seen) : { kind: 'started', sid: body.sid };
    case 'query':
      return status(seen);
    case 'update':
    case 'updateLayout':
      return codeless(() => ({ kind: 'updated' }))(seen);
    case 'stop':
      return codeless(stopped)(seen);
  }
}

function status(seen: Seen): CallOutcome {
  const { serverResponse } = seen.body ?? {};
  const value = serverResponse?.status;
  const isKnown = value !== undefined && ((value >= 0 && value <= 8) || value === 20);
  if (!isKnown) return unknown('agora_strange')(seen);
  const paused = pausedOf(serverResponse);
  const files = filesOf(serverResponse);
  return {
    kind: 'status',
    status: value,
    files,
    ...startsIn(serverResponse),
    ...(paused === undefined ? {} : { paused }),
  };
}

/** The meaning of a JSON object without an error code. An undocumented code makes any response unexpected. */
function codeless(then: Meaning): Meaning {
  return (seen) =>
    seen.body === undefined || seen.body.code !== undefined ? unknown('agora_strange')(seen) : then(seen);
}

/** Often 206: the files are in order, but Agora has not seen the end of their upload. `fileList` may be absent even with 200. */
function stopped({ body }: Seen): CallOutcome {
  const { serverResponse } = body ?? {};
  return {
    kind: 'stopped',
    files: filesOf(serverResponse),
    ...startsIn(serverResponse),
    uploading: uploadingOf(serverResponse),
  };
}

function startsIn(response: ServerResponse | undefined): { starts?: FileStarts } {
  const starts = startsOf(response);
  return Object.keys(starts).length === 0 ? {} : { starts };
}

/** No page promises a sid in this body. */
function alreadyStarted({ body }: Seen): CallOutcome {
  return { kind: 'alreadyStarted', ...(body?.sid === undefined ? {} : { sid: body.sid }) };
}

/** A start or a stop may have taken effect; sending anything else again is harmless. */
function incomplete(seen: Seen): CallOutcome {
  const mayHaveStarted = seen.call === 'start' || seen.call === 'stop';
  return (mayHaveStarted ? unknown : unsent)('agora_incomplete')(seen);
}

function restartRequired(seen: Seen): CallOutcome {
  return { kind: 'restartRequired', errorCode: 'agora_no_worker', detail: detailOf(seen) };
}

/** A page of HTML, or a gateway's message, comes from something in front of Agora's service: no evidence about the recorder. */
function foundNothing(seen: Seen): CallOutcome {
  const { code, reason, message, resourceId, sid } = seen.body ?? {};
  const isService = message === undefined && [code, reason, resourceId, sid].some((field) => field !== undefined);
  return isService ? { kind: 'notFound' } : unsent('agora_strange')(seen);
}

function rateLimited(seen: Seen): CallOutcome {
  const { retryAfter } = seen;
  return {
    kind: 'notSent',
    errorCode: 'agora_rate_limited',
    detail: detailOf(seen),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

function refused(errorCode: ErrorCode): Meaning {
  return (seen) => ({ kind: 'rejected', errorCode, detail: detailOf(seen) });
}

function unknown(errorCode: ErrorCode): Meaning {
  return (seen) => ({ kind: 'indeterminate', errorCode, detail: detailOf(seen) });
}

function unsent(errorCode: ErrorCode): Meaning {
  return (seen) => ({ kind: 'notSent', errorCode, detail: detailOf(seen) });
}

function wordsOf(body: Body | undefined): string {
  return body?.reason ?? body?.message ?? '';
}

function detailOf({ status, body }: Seen): string {
  const words = wordsOf(body);
  if (words !== '') return words;
  if (body === undefined) return `HTTP ${status}, no JSON object`;
  return body.code === undefined ? `HTTP ${status}` : `HTTP ${status}, code ${body.code}`;
}

/** Longer waits than this are not believed: a stop must not wait for an hour. */
const longestRetryAfter: Ms = 60_000;

/** Milliseconds of a Retry-After header (seconds, or an HTTP date); `undefined` where there is none that can be read. */
export function retryAfterOf(header: string | undefined, now: Ms): Ms | undefined {
  if (header === undefined) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), longestRetryAfter);
}
