import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interpretResponse, retryAfterOf } from '../../src/agora/interpret-response.ts';
import type { CallOutcome } from '../../src/recording/call-outcome.ts';
import { errorCodes } from '../../src/recording/error-codes.ts';
import type { Call } from '../../src/recording/jobs.ts';

const calls = ['acquire', 'start', 'query', 'updateLayout', 'stop'] as const satisfies readonly Call[];
const sid = '0123456789abcdef0123456789abcdef';
const resourceId = 'AbCd-_09'.repeat(40);
const m3u8 = `${sid}_room1.m3u8`;
const bak = `bak0_${sid}_room1.m3u8`;
const html = '<html><body>502 Bad Gateway</body></html>';

/** `kind`, or `kind/problem`; an object is compared as a whole, without `detail`. */
type Row = [
  calls: Call | 'any' | 'running' | readonly Call[],
  status: number,
  body: unknown,
  expected: string | object,
];

const service = (code: number | string, reason?: string) => ({ code, ...(reason === undefined ? {} : { reason }) });
const gateway = (message: string) => ({ message });
const reply = (serverResponse: object) => ({ cname: 'room1', uid: '900123', resourceId, sid, serverResponse });
const stopped = (files: string[], uploading: string) => ({ kind: 'stopped', files, uploading });
const status = (value: number, files: string[] = []) => ({ kind: 'status', status: value, files });

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function callsOf(which: Row[0]): readonly Call[] {
  if (which === 'any') return calls;
  if (which === 'running') return ['query', 'updateLayout', 'stop'];
  return typeof which === 'string' ? [which] : which;
}

function check(rows: readonly Row[]): void {
  const flat = rows.flatMap(([which, http, body, expected]) =>
    callsOf(which).map((call) => ({ call, http, body: textOf(body), expected })),
  );
  test.each(flat)('$call, HTTP $http, $body', ({ call, http, body, expected }) => {
    const answer = interpretResponse(call, http, body);
    if (typeof expected === 'object') {
      expect(answer).toEqual(expected);
      return;
    }
    expect('errorCode' in answer ? `${answer.kind}/${answer.errorCode}` : answer.kind).toBe(expected);
  });
}

describe('the gateway', () => {
  check([
    ['any', 400, gateway('appid is invalid'), 'rejected/agora_bad_app_id'],
    ['any', 400, { code: 400, reason: 'invalid appid' }, 'rejected/agora_bad_app_id'],
    ['any', 401, gateway('Unauthorized'), 'rejected/agora_unauthorized'],
    ['any', 401, gateway('Invalid authentication credentials'), 'rejected/agora_unauthorized'],
    ['any', 401, '', 'rejected/agora_unauthorized'],
    ['any', 403, gateway('Forbidden'), 'rejected/agora_not_allowed'],
    ['any', 404, gateway('no Route matched with those values'), 'rejected/agora_wrong_route'],
    ['any', 429, gateway('API rate limit exceeded'), 'notSent/agora_rate_limited'],
    ['any', 429, html, 'notSent/agora_rate_limited'],
    ['any', 400, gateway('API rate limit exceeded'), 'notSent/agora_rate_limited'],
    ['any', 502, html, 'indeterminate/agora_server_error'],
    ['any', 503, '', 'indeterminate/agora_server_error'],
    ['any', 408, '', 'indeterminate/agora_timeout'],
    ['acquire', 302, '', 'rejected/agora_wrong_route'],
    ['start', 302, '', 'indeterminate/agora_wrong_route'],
    ['running', 302, '', 'notSent/agora_wrong_route'],
  ]);
});

describe('acquire', () => {
  check([
    ['acquire', 200, { cname: 'room1', uid: '1', resourceId, more: 1 }, { kind: 'acquired', resourceId }],
    ['acquire', 200, { resourceId, code: 200 }, { kind: 'acquired', resourceId }],
    ['acquire', 200, { resourceId: '' }, 'rejected/agora_strange'],
    ['acquire', 200, { resourceId: '../../x' }, 'rejected/agora_strange'],
    ['acquire', 200, { resourceId: 'a/b' }, 'rejected/agora_strange'],
    ['acquire', 200, { resourceId: 'a'.repeat(1025) }, 'rejected/agora_strange'],
    ['acquire', 200, { resourceId: 5 }, 'rejected/agora_strange'],
    ['acquire', 200, {}, 'rejected/agora_strange'],
    ['acquire', 200, html, 'indeterminate/agora_strange'],
    ['acquire', 400, service(2, 'Acquire: invalid resourceExpiredHour value!'), 'rejected/agora_bad_request'],
    ['acquire', 400, service(400, 'invalid_appid'), 'rejected/agora_bad_app_id'],
    ['acquire', 400, service(400), 'rejected/agora_bad_app_id'],
    ['acquire', 400, service(401, 'invalid_channel_name'), 'rejected/agora_bad_channel_name'],
    ['acquire', 400, service(1013), 'rejected/agora_bad_channel_name'],
    ['acquire', 400, service(405, 'no_active_status'), 'rejected/agora_account_inactive'],
    ['acquire', 400, service(406, 'vendor_over_load'), 'rejected/agora_quota'],
    ['acquire', 400, service(999, 'vendor_over_load'), 'rejected/agora_quota'],
    ['acquire', 400, service(62), 'rejected/agora_not_allowed'],
    ['acquire', 500, service(500, 'internal_error'), 'indeterminate/agora_server_error'],
    ['acquire', 500, service(501, 'no_worker_manager_available'), 'indeterminate/agora_server_error'],
    ['acquire', 500, service(504, 'allocate_timeout'), 'indeterminate/agora_server_error'],
    ['acquire', 504, service(62, 'request timeout'), 'indeterminate/agora_timeout'],
    ['acquire', 206, service(65, 'request not completed'), 'notSent/agora_incomplete'],
    ['acquire', 404, html, 'rejected/agora_wrong_route'],
  ]);
});

describe('start', () => {
  check([
    ['start', 200, { cname: 'room1', uid: '1', resourceId, sid }, { kind: 'started', sid }],
    ['start', 200, { sid: '' }, 'indeterminate/agora_strange'],
    ['start', 200, { sid: '../stop' }, 'indeterminate/agora_strange'],
    ['start', 200, { sid: 'a'.repeat(129) }, 'indeterminate/agora_strange'],
    ['start', 200, {}, 'indeterminate/agora_strange'],
    ['start', 200, html, 'indeterminate/agora_strange'],
    ['start', 201, service(7, 'already started'), { kind: 'alreadyStarted' }],
    ['start', 201, { ...service(7), sid }, { kind: 'alreadyStarted', sid }],
    ['start', 201, { ...service('7'), sid: '' }, { kind: 'alreadyStarted' }],
    ['start', 201, { sid }, { kind: 'alreadyStarted', sid }],
    ['start', 201, service(999), 'indeterminate/agora_strange'],
    ['start', 201, '', 'indeterminate/agora_strange'],
    ['start', 400, service(1004), { kind: 'alreadyStarted' }],
    ['start', 201, service(1005), { kind: 'alreadyStarted' }],
    ['start', 206, service(65, 'request not completed'), 'indeterminate/agora_incomplete'],
    ['start', 206, {}, 'indeterminate/agora_incomplete'],
    ['start', 400, service(2, 'request_hash mismatch!'), 'rejected/agora_bad_request'],
    ['start', 400, service(8), 'rejected/agora_bad_request'],
    ['start', 400, service(406, 'vendor_over_load'), 'rejected/agora_quota'],
    ['start', 400, service(53, 'task conflict'), { kind: 'conflict' }],
    ['start', 400, service(432), { kind: 'expired' }],
    ['start', 400, service(433), { kind: 'expired' }],
    ['start', 400, service(1001), { kind: 'expired' }],
    ['start', 400, service(1003), { kind: 'expired' }],
    ['start', 400, service(109), 'rejected/agora_bad_token'],
    ['start', 400, service(110), 'rejected/agora_bad_token'],
    ['start', 500, service(52), 'indeterminate/agora_timeout'],
    ['start', 500, service(502, 'Failed to allocate worker'), 'restartRequired/agora_no_worker'],
    ['start', 500, { resourceId, sid: '', code: 15 }, 'restartRequired/agora_no_worker'],
    ['start', 500, service(62, 'request timeout'), 'indeterminate/agora_timeout'],
    ['start', 500, service(2), 'indeterminate/agora_server_error'],
    ['start', 404, service(404, 'failed to find worker'), 'indeterminate/agora_strange'],
    ['start', 404, html, 'indeterminate/agora_strange'],
  ]);
});

describe('query, updateLayout and stop', () => {
  check([
    ['running', 404, service(404, 'failed to find worker'), { kind: 'notFound' }],
    ['running', 404, { cname: 'room1', uid: '1', resourceId, sid, code: 404 }, { kind: 'notFound' }],
    ['running', 404, { reason: 'failed to find worker' }, { kind: 'notFound' }],
    ['running', 404, { code: 999 }, { kind: 'notFound' }],
    // Not a response of the service: no evidence about the recorder.
    ['running', 404, html, 'notSent/agora_strange'],
    ['running', 404, '', 'notSent/agora_strange'],
    ['running', 404, gateway('Not found'), 'notSent/agora_strange'],
    ['query', 206, service(65), 'notSent/agora_incomplete'],
    ['updateLayout', 206, service(65), 'notSent/agora_incomplete'],
    // A query beside a stop makes Agora answer so, though it stops.
    ['stop', 206, service(65), 'indeterminate/agora_incomplete'],
    ['running', 504, service(62), 'indeterminate/agora_timeout'],
    ['running', 400, service(2), 'rejected/agora_bad_request'],
    ['running', 400, service(49, 'invalid operation'), { kind: 'exiting' }],
    ['running', 400, service(501), { kind: 'exiting' }],
    ['running', 500, service(501), { kind: 'exiting' }],
    ['running', 400, service(432), 'rejected/control_data_refused'],
    ['running', 400, service(433), 'rejected/control_data_refused'],
    ['running', 400, service(1001), 'rejected/control_data_refused'],
    ['running', 400, service(1003), 'rejected/control_data_refused'],
    ['running', 500, service(500), 'indeterminate/agora_server_error'],
    ['updateLayout', 400, service(1028), 'rejected/agora_bad_request'],
    ['updateLayout', 200, { cname: 'room1', uid: '1', resourceId, sid }, { kind: 'updated' }],
    ['updateLayout', 200, { code: 0 }, { kind: 'updated' }],
    ['updateLayout', 200, service(999), 'indeterminate/agora_strange'],
    ['updateLayout', 200, html, 'indeterminate/agora_strange'],
    ['stop', 206, service(435, 'no recorded data'), { kind: 'nothingRecorded' }],
    ['query', 206, service(435), 'indeterminate/agora_strange'],
  ]);
});

describe('query responses', () => {
  const web = {
    serviceName: 'web_recorder_service',
    payload: { state: 'inProgress', fileList: [{ filename: m3u8 }] },
  };
  check([
    ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 20].map(
      (value): Row => ['query', 200, reply({ status: value, fileList: '' }), status(value)],
    ),
    ['query', 200, reply({ status: '5', fileList: m3u8, fileListMode: 'string' }), status(5, [m3u8])],
    ['query', 200, { code: 200, ...reply({ status: 4 }) }, status(4)],
    [
      'query',
      200,
      reply({ status: 5, fileList: [{ fileName: m3u8, uid: '0' }, { filename: bak }, m3u8, {}, 7, null] }),
      status(5, [m3u8, bak, m3u8]),
    ],
    ['query', 200, reply({ status: 5, fileList: { odd: 1 } }), status(5)],
    [
      'query',
      200,
      reply({ status: 5, extensionServiceState: [web, null, 5, { serviceName: 'x' }] }),
      status(5, [m3u8]),
    ],
    ['query', 200, reply({ status: 9 }), 'indeterminate/agora_strange'],
    ['query', 200, reply({ status: 5.5 }), 'indeterminate/agora_strange'],
    ['query', 200, reply({ status: 'five' }), 'indeterminate/agora_strange'],
    ['query', 200, reply({}), 'indeterminate/agora_strange'],
    ['query', 200, { resourceId, sid }, 'indeterminate/agora_strange'],
    ['query', 200, html, 'indeterminate/agora_strange'],
    ['query', 204, '', 'indeterminate/agora_strange'],
  ]);
});

describe('stop responses', () => {
  const uploaded = { uploadingStatus: 'uploaded' };
  check([
    ['stop', 200, reply({ fileListMode: 'string', fileList: m3u8, ...uploaded }), stopped([m3u8], 'uploaded')],
    ['stop', 200, reply({ fileList: [m3u8, bak], ...uploaded }), stopped([m3u8, bak], 'uploaded')],
    [
      'stop',
      200,
      reply({ fileList: [{ fileName: m3u8 }, { filename: bak }], ...uploaded }),
      stopped([m3u8, bak], 'uploaded'),
    ],
    ['stop', 200, reply({ fileList: `${m3u8},${bak}`, ...uploaded }), stopped([m3u8, bak], 'uploaded')],
    [
      'stop',
      200,
      reply({ fileList: `a/b/${m3u8}, a/b/${bak}`, ...uploaded }),
      stopped([`a/b/${m3u8}`, `a/b/${bak}`], 'uploaded'),
    ],
    // A channel name with a comma.
    ['stop', 200, reply({ fileList: `${sid}_a,b.m3u8`, ...uploaded }), stopped([`${sid}_a,b.m3u8`], 'uploaded')],
    ['stop', 200, reply({ fileList: '', ...uploaded }), stopped([], 'uploaded')],
    ['stop', 200, reply({ fileList: [], fileListMode: 'json', uploadingStatus: 'backuped' }), stopped([], 'backuped')],
    ['stop', 200, reply({ uploadingStatus: 'unknow' }), stopped([], 'unknown')],
    ['stop', 200, reply({ uploadingStatus: 'unknown' }), stopped([], 'unknown')],
    ['stop', 200, reply({ uploadingStatus: 'half' }), stopped([], 'unknown')],
    ['stop', 200, reply({ uploadingStatus: 7 }), stopped([], 'unknown')],
    ['stop', 200, reply({}), stopped([], 'unknown')],
    ['stop', 200, { resourceId, sid }, stopped([], 'unknown')],
    ...(['payload', 'playload'] as const).map(
      (key): Row => [
        'stop',
        200,
        reply({
          extensionServiceState: [
            { serviceName: 'upload_service', [key]: { uploadingStatus: 'uploaded' } },
            { serviceName: 'web_recorder_service', [key]: { fileList: [{ filename: m3u8 }] } },
          ],
        }),
        stopped([m3u8], 'uploaded'),
      ],
    ),
    ['stop', 206, {}, stopped([], 'unknown')],
    ['stop', 206, reply({ fileList: m3u8 }), stopped([m3u8], 'unknown')],
    ['stop', 206, service(50, 'upload timeout'), stopped([], 'unknown')],
    ['stop', 400, service(50), stopped([], 'unknown')],
    ['stop', 206, service(999), 'indeterminate/agora_strange'],
    ['stop', 206, '', 'indeterminate/agora_strange'],
    ['stop', 200, html, 'indeterminate/agora_strange'],
    ['stop', 200, service(999), 'indeterminate/agora_strange'],
  ]);
});

describe('undocumented responses', () => {
  const deep = '['.repeat(100_000);
  check([
    ['any', 418, gateway("I'm a teapot"), 'rejected/agora_strange'],
    ['any', 400, service(999, 'new'), 'rejected/agora_strange'],
    ['any', 400, '', 'rejected/agora_strange'],
    ['any', 100, '', 'indeterminate/agora_strange'],
    ['any', 700, '', 'indeterminate/agora_strange'],
    ['any', Number.NaN, '', 'indeterminate/agora_strange'],
    ...['null', '[]', '[1]', '7', '"text"', 'true', '{', '', deep, `{"a":${deep}${']'.repeat(100_000)}`].map(
      (body): Row => [['acquire', 'start', 'query', 'updateLayout', 'stop'], 200, body, 'indeterminate/agora_strange'],
    ),
  ]);

  test('deep nesting in read or ignored fields causes no error', () => {
    const nested = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
    const body = `{"sid":"${sid}","serverResponse":{"status":5,"fileList":[${nested}],"more":${nested}},"reason":${nested}}`;
    expect(interpretResponse('query', 200, body)).toEqual(status(5));
  });

  test('the detail is Agora’s message, else the status and the code', () => {
    const detail = (http: number, body: unknown) => interpretResponse('start', http, textOf(body));
    expect(detail(400, service(2, 'services not selected!'))).toMatchObject({ detail: 'services not selected!' });
    expect(detail(401, gateway('Unauthorized'))).toMatchObject({ detail: 'Unauthorized' });
    expect(detail(500, service(15))).toMatchObject({ detail: 'HTTP 500, code 15' });
    expect(detail(500, {})).toMatchObject({ detail: 'HTTP 500' });
    expect(detail(502, html)).toMatchObject({ detail: 'HTTP 502, no JSON object' });
  });

  test('any status with any body has an outcome, and its ids are safe in a URL', () => {
    const codes = [
      2, 7, 8, 15, 49, 50, 52, 53, 62, 65, 109, 400, 401, 404, 405, 406, 432, 433, 435, 500, 501, 502, 504, 1001, 1003,
    ];
    const known = fc.record(
      {
        code: fc.oneof(fc.constantFrom(...codes), fc.anything()),
        reason: fc.oneof(fc.string(), fc.anything()),
        message: fc.anything(),
        sid: fc.oneof(fc.constant(sid), fc.string(), fc.anything()),
        resourceId: fc.oneof(fc.constant(resourceId), fc.string(), fc.anything()),
        serverResponse: fc.oneof(
          fc.record(
            {
              status: fc.anything(),
              fileList: fc.anything(),
              uploadingStatus: fc.anything(),
              extensionServiceState: fc.anything(),
            },
            { requiredKeys: [] },
          ),
          fc.anything(),
        ),
      },
      { requiredKeys: [] },
    );
    const asText = (value: unknown): string => {
      try {
        return JSON.stringify(value) ?? 'undefined';
      } catch {
        return 'no JSON';
      }
    };
    const body = fc.oneof(known.map(asText), fc.json(), fc.anything().map(asText), fc.string());
    const http = fc.oneof(fc.constantFrom(200, 201, 206, 302, 400, 401, 403, 404, 429, 500, 504), fc.integer());
    fc.assert(
      fc.property(fc.constantFrom(...calls), http, body, (call, code, text) => {
        const answer: CallOutcome = interpretResponse(call, code, text);
        expect(typeof answer.kind).toBe('string');
        if ('errorCode' in answer) expect(errorCodes).toContain(answer.errorCode);
        const ids = [
          answer.kind === 'acquired' ? answer.resourceId : '',
          answer.kind === 'started' ? answer.sid : '',
          answer.kind === 'alreadyStarted' ? (answer.sid ?? '') : '',
        ];
        for (const id of ids) expect(id).toMatch(/^[\w=-]*$/);
        if (answer.kind === 'stopped' || answer.kind === 'status') {
          for (const name of answer.files) expect(name).not.toBe('');
        }
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 10, 21, 12, 0, 0);
  test.each([
    [undefined, undefined],
    ['3', 3_000],
    ['0', 0],
    ['99999', 60_000],
    ['Sat, 21 Nov 2026 12:00:07 GMT', 7_000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
    ['soon', undefined],
  ])('%s', (header, wait) => {
    expect(retryAfterOf(header, now)).toBe(wait);
  });

  test('is part of the outcome of a 429', () => {
    expect(interpretResponse('query', 429, '{"message":"API rate limit exceeded"}', 3_000)).toEqual({
      kind: 'notSent',
      errorCode: 'agora_rate_limited',
      detail: 'API rate limit exceeded',
      retryAfter: 3_000,
    });
  });
});

describe('when files begin', () => {
  const startsOf = (serverResponse: object) => {
    const outcome = interpretResponse('stop', 200, JSON.stringify({ serverResponse }));
    return outcome.kind === 'stopped' ? outcome.starts : outcome;
  };
  const at = 1_795_000_000_000;

  test.each<[string, object, object | undefined]>([
    [
      'of each file',
      {
        fileList: [
          { fileName: 'a', sliceStartTime: at },
          { fileName: 'b', sliceStartTime: at + 1 },
        ],
      },
      { a: at, b: at + 1 },
    ],
    ['in seconds', { fileList: [{ fileName: 'a', sliceStartTime: at / 1_000 }] }, { a: at }],
    ['as a text', { fileList: [{ fileName: 'a', sliceStartTime: String(at) }] }, { a: at }],
    ['of the one file in a text', { fileList: 'a.m3u8', sliceStartTime: at }, { 'a.m3u8': at }],
    [
      'of a page',
      { extensionServiceState: [{ playload: { fileList: [{ filename: 'a', sliceStartTime: at }] } }] },
      { a: at },
    ],
    ['0 is ignored', { fileList: [{ fileName: 'a', sliceStartTime: 0 }], sliceStartTime: at }, undefined],
    ['another shape is ignored', { fileList: [{ fileName: 'a', sliceStartTime: 'soon' }, 'b'] }, undefined],
    ['no start reported', { fileList: 'a.m3u8' }, undefined],
  ])('%s', (_, response, expected) => expect(startsOf(response)).toEqual(expected));
});
