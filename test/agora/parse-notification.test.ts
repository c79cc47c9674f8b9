import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseNotification } from '../../src/agora/parse-notification.ts';
import { signedBy } from '../../src/agora/signature.ts';
import { createWebhookHandler } from '../../src/agora/webhook.ts';
import { createRedact } from '../../src/ops/redact.ts';
import type { AgoraNotification } from '../../src/recording/agora-notification.ts';

const redact = createRedact([]);

const sid = '0123456789abcdef0123456789abcdef';
const id = 'fedcba9876543210fedcba9876543210';
const m3u8 = `${sid}_room1.m3u8`;
const mp4 = `bak0_${sid}_room1_0.mp4`;
const item = { trackType: 'audio_and_video', uid: '0', mixedAllUser: true, isPlayable: true, sliceStartTime: 1 };

type Json = Record<string, unknown>;

/** A body as Agora sends it in 2026. `undefined` takes a field away. */
function body(eventType: unknown, details: unknown, over: { top?: Json; payload?: Json } = {}): Buffer {
  const payload = {
    cname: 'room1',
    uid: '900123',
    sid,
    sequence: 17,
    sendts: 1_795_250_299_870,
    serviceType: 2,
    serviceScene: 'rtc_record',
    details,
    ...over.payload,
  };
  const top = { noticeId: id, productId: 3, eventType, notifyMs: 1_795_250_300_000, payload };
  return Buffer.from(JSON.stringify({ ...top, ...over.top }));
}

function notificationOf(rawBody: Buffer): AgoraNotification {
  const parsed = parseNotification(rawBody, redact);
  if (parsed.kind !== 'notification') throw new Error(JSON.stringify(parsed));
  return parsed.notification;
}

test('a whole notification: its sample of 2026', () => {
  const details = { msgName: 'uploaded', status: 0, fileList: [{ fileName: m3u8, ...item }] };
  expect(parseNotification(body(31, details), redact)).toEqual({
    kind: 'notification',
    notification: {
      id,
      sid,
      cname: 'room1',
      uid: '900123',
      sequence: 17,
      at: 1_795_250_299_870,
      event: { kind: 'uploadEnded', uploading: 'uploaded', names: [m3u8] },
    },
  });
});

describe('each event', () => {
  const error = { kind: 'error', from: 'recorder', level: 5, code: 110, words: '' };
  const ended = (uploading: string, ...names: string[]) => ({ kind: 'uploadEnded', uploading, names });
  const rows: [eventType: number, details: unknown, event: object | 'ignored'][] = [
    // As it was seen in a support ticket.
    [1, { errorCode: 110, errorLevel: 5, errorMsg: '', module: 0, msgName: 'cloud_recording_error', stat: 0 }, error],
    [1, { errorCode: 32, errorLevel: 4, module: 1 }, { ...error, from: 'uploader', level: 4, code: 32 }],
    [
      1,
      { errorCode: 50, errorLevel: 1, module: 2, errorMsg: 'late' },
      { ...error, from: 'service', level: 1, code: 50, words: 'late' },
    ],
    [1, { errorCode: '1', errorLevel: '3', module: '6' }, { ...error, from: 'web', level: 3, code: 1 }],
    [1, { errorCode: 7, errorLevel: 99, module: 3 }, { ...error, from: 'other', code: 7 }],
    [1, {}, { ...error, from: 'other', level: 3, code: -1 }],
    [2, { module: 1, warnCode: 31 }, { kind: 'warning', from: 'uploader', code: 31 }],
    [2, { module: 0, warnCode: '32' }, { kind: 'warning', from: 'recorder', code: 32 }],
    [2, undefined, { kind: 'warning', from: 'other', code: -1 }],
    [3, { status: 5, recordingMode: 0, fileList: m3u8 }, 'ignored'],
    [4, { fileList: m3u8 }, { kind: 'files', names: [m3u8] }],
    [4, { fileList: `${m3u8},${mp4}` }, { kind: 'files', names: [m3u8, mp4] }],
    [4, { fileList: 'a,b.m3u8' }, { kind: 'files', names: ['a,b.m3u8'] }],
    [4, { fileList: '' }, { kind: 'files', names: [] }],
    [11, { exitStatus: 0 }, { kind: 'exited', normal: true }],
    [11, { exitStatus: 1 }, { kind: 'exited', normal: false }],
    [11, { leaveStatus: 1 }, { kind: 'exited', normal: false }],
    [11, { leaveStatus: '0' }, { kind: 'exited', normal: true }],
    [11, {}, { kind: 'exited', normal: true }],
    [12, { newUid: 4_294_967_295 }, { kind: 'failover', uid: '4294967295' }],
    [12, { newUid: '7' }, { kind: 'failover', uid: '7' }],
    [12, { newUid: 0 }, { kind: 'failover', uid: '900123' }],
    [13, {}, { kind: 'registered' }],
    [30, { status: 0 }, { kind: 'uploadStarted' }],
    [30, { status: 1 }, 'ignored'],
    [31, { status: 0, fileList: [{ fileName: m3u8 }, { filename: mp4 }] }, ended('uploaded', m3u8, mp4)],
    [31, { status: 0 }, ended('uploaded')],
    [32, { status: 0, fileList: [] }, ended('backuped')],
    [32, { fileList: m3u8 }, ended('backuped', m3u8)],
    [33, { progress: 0 }, { kind: 'progress', share: 0 }],
    [33, { progress: 2_500 }, { kind: 'progress', share: 0.25 }],
    [33, { progress: '10000' }, { kind: 'progress', share: 1 }],
    [33, { progress: 10_001 }, { kind: 'progress', share: 1 }],
    [33, { progress: -1 }, { kind: 'progress', share: 0 }],
    [33, { progress: 'half' }, 'ignored'],
    [34, {}, { kind: 'storageTokenExpired' }],
    [40, { status: 0 }, { kind: 'joined' }],
    [40, {}, { kind: 'joined' }],
    [40, { status: 1 }, 'ignored'],
    [41, { leaveCode: 24 }, { kind: 'left', code: 24 }],
    [41, { leaveCode: '4' }, { kind: 'left', code: 4 }],
    [41, {}, { kind: 'left', code: 8 }],
    [42, { startUtcMs: 1, mixedAllUser: true, streamUid: '0', trackType: 'audio_and_video' }, { kind: 'slice' }],
    [70, { recorderStartTime: 1 }, { kind: 'joined' }],
    [
      71,
      { code: 5, message: 'm', details: 'd', fileList: [{ filename: m3u8 }] },
      { kind: 'webStopped', code: 5, names: [m3u8] },
    ],
    [71, {}, { kind: 'webStopped', code: 0, names: [] }],
    [72, { limitType: 'WebGL' }, { kind: 'webLimit', limit: 'WebGL' }],
    [73, { reason: 'audio_silence' }, { kind: 'webReloaded', reason: 'audio_silence' }],
    [90, { fileName: `${m3u8};${mp4}` }, { kind: 'downloadFailed', names: [m3u8, mp4] }],
    [90, { filename: 'a;b' }, { kind: 'downloadFailed', names: ['a;b'] }],
    ...[43, 44, 45, 46, 47, 60, 61, 80, 81, 100, 110, 111, 112, 113, 1001, 0, -1, 5, 4_711].map(
      (eventType): [number, unknown, 'ignored'] => [eventType, { status: 0, code: 1, fileList: m3u8 }, 'ignored'],
    ),
  ];
  test.each(rows)('%i %j', (eventType, details, event) => {
    const parsed = parseNotification(body(eventType, details), redact);
    expect(parsed.kind === 'notification' ? parsed.notification.event : parsed.kind).toEqual(event);
  });

  test.each([
    [1, 'errorMsg', 'words'],
    [72, 'limitType', 'limit'],
    [73, 'reason', 'reason'],
  ])('%i: what Agora says is cut, and has no control characters', (eventType, key, field) => {
    const { event } = notificationOf(body(eventType, { [key]: `a\u0000\u001b\r\n\u202eb${'x'.repeat(500)}` }));
    expect(event).toHaveProperty(field, `a b${'x'.repeat(197)}`);
  });
});

describe('older and undocumented shapes', () => {
  const old = { noticeId: undefined, notificationId: id, notifyMs: undefined, eventMs: '1560408533119' };
  const rows: [string, { top?: Json; payload?: Json }, Partial<AgoraNotification>][] = [
    [
      'names of 2019',
      { top: old, payload: { sendts: undefined, noticeLevel: 1, sequence: '3' } },
      { id, at: 1_560_408_533_119, sequence: 3 },
    ],
    ['numbers as texts', { top: { productId: '3', eventType: '42' } }, { sid }],
    ['uid as a number', { payload: { uid: 900_123 } }, { uid: '900123' }],
    ['sendts as a text', { payload: { sendts: '1795250299870' } }, { at: 1_795_250_299_870 }],
    ['no sendts', { payload: { sendts: undefined } }, { at: 1_795_250_300_000 }],
    ['the sid at the top', { top: { sid }, payload: { sid: undefined } }, { sid }],
    ['unknown fields', { top: { more: [1] }, payload: { more: {} } }, { id }],
    ['a channel that is called like the test', { payload: { cname: 'test_webhook' } }, { cname: 'test_webhook' }],
  ];
  test.each(rows)('%s', (_name, over, expected) => {
    expect(notificationOf(body(42, {}, over))).toMatchObject({ ...expected, event: { kind: 'slice' } });
  });

  test('no sequence', () => {
    expect(notificationOf(body(42, {}, { payload: { sequence: 'x' } }))).not.toHaveProperty('sequence');
  });

  test.each([undefined, '', 7, 'x'.repeat(200), 'a b'])(
    'noticeId %j: the same one for each delivery, another for each notification',
    (noticeId) => {
      const idOf = (details: unknown, over: Json = {}, eventType = 1) =>
        notificationOf(body(eventType, details, { top: { noticeId, notifyMs: Math.random() }, payload: over })).id;
      const given = idOf({ errorCode: 1 });
      expect(given).toMatch(/^[0-9a-f]{32}$/);
      expect(idOf({ errorCode: 1 }, { sendts: 5 })).toBe(given);
      const others = [
        idOf({ errorCode: 2 }),
        idOf({ errorCode: 1 }, { sequence: 18 }),
        idOf({ errorCode: 1 }, {}, 2),
        idOf({ errorCode: 1 }, { sid: 'f'.repeat(32) }),
      ];
      expect(new Set([given, ...others]).size).toBe(5);
    },
  );
});

describe('notifications of other products or services', () => {
  const rows: [string, Buffer][] = [
    ['another product', body(42, {}, { top: { productId: 1 } })],
    ['another product, another shape', Buffer.from('{"productId":1}')],
    ['the health check', body(42, {}, { payload: { channelName: 'test_webhook', uid: 12_121_212 } })],
    [
      'the health check in the shape of a recording',
      body(42, {}, { payload: { cname: 'test_webhook', uid: '12121212' } }),
    ],
    ['no sid', body(42, {}, { payload: { sid: undefined } })],
    ['an empty sid', body(11, {}, { payload: { sid: '' } })],
  ];
  test.each(rows)('%s is ignored', (_name, rawBody) => {
    expect(parseNotification(rawBody, redact)).toEqual({ kind: 'ignored' });
  });
});

describe('malformed notifications', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const rows: [string, Buffer | string, string][] = [
    ['nothing', '', 'JSON'],
    ['no JSON', '<html>', 'JSON'],
    ['half of it', body(42, {}).subarray(0, 50), 'JSON'],
    ['a text', '"text"', 'JSON object'],
    ['nothing in JSON', 'null', 'JSON object'],
    ['an array of events', `[${body(42, {}).toString()}]`, 'JSON object'],
    ['deep nesting', deep, 'JSON'],
    ['no productId', body(42, {}, { top: { productId: undefined } }), 'productId'],
    ['a strange eventType', body('x', {}), 'eventType'],
    ['no payload', body(42, {}, { top: { payload: undefined } }), 'payload'],
    ['an array as payload', body(42, {}, { top: { payload: [] } }), 'payload'],
    ['a sid that is no part of a URL', body(42, {}, { payload: { sid: '../x' } }), 'sid'],
    ['no cname', body(42, {}, { payload: { cname: '' } }), 'cname'],
    ['no uid', body(42, {}, { payload: { uid: '0' } }), 'uid'],
    ['a uid that is too large', body(42, {}, { payload: { uid: 4_294_967_296 } }), 'uid'],
    ['no time', body(42, {}, { top: { notifyMs: 0 }, payload: { sendts: 1e300 } }), 'sendts'],
  ];
  test.each(rows)('%s', (_name, rawBody, about) => {
    expect(parseNotification(Buffer.from(rawBody), redact)).toEqual({
      kind: 'bad',
      why: expect.stringContaining(about),
    });
  });

  test('details that are nested too deeply to serialize cause no error', () => {
    const text = body(42, 0, { top: { noticeId: undefined } })
      .toString()
      .replace('"details":0', `"details":{"more":${deep}}`);
    expect(['bad', 'notification']).toContain(parseNotification(Buffer.from(text), redact).kind);
  });
});

/** Agora's own check vector. */
const vector = {
  secret: 'secret',
  body: Buffer.from(
    '{"eventMs":1560408533119,"eventType":10,"noticeId":"4eb720f0-8da7-11e9-a43e-53f411c2761f",' +
      '"notifyMs":1560408533119,"payload":{"a":"1","b":2},"productId":1}',
  ),
  v1: '033c62f40f687675f17f0f41f91a40c71c0f134c',
  v2: '6d3320c60b11101395b7fc8f9068748808a0aa1bfa064438e39d1bc2c7d74d99',
};

describe('signatures', () => {
  const { v1, v2 } = vector;
  const wrong = v2.replace('6', '7');
  const rows: [string, Record<string, string | string[]>, boolean][] = [
    ['V2', { 'agora-signature-v2': v2 }, true],
    ['V1 alone', { 'agora-signature': v1 }, true],
    ['both', { 'agora-signature-v2': v2, 'agora-signature': v1 }, true],
    ['V2 with a wrong V1', { 'agora-signature-v2': v2, 'agora-signature': 'x' }, true],
    ['capitals', { 'agora-signature-v2': v2.toUpperCase() }, true],
    ['V1 in capitals', { 'agora-signature': v1.toUpperCase() }, true],
    ['a wrong V2 with a right V1', { 'agora-signature-v2': wrong, 'agora-signature': v1 }, false],
    ['an empty V2 with a right V1', { 'agora-signature-v2': '', 'agora-signature': v1 }, false],
    ['V1 in the place of V2', { 'agora-signature-v2': v1 }, false],
    ['V2 in the place of V1', { 'agora-signature': v2 }, false],
    ['half of it', { 'agora-signature-v2': v2.slice(0, 32) }, false],
    ['more than it', { 'agora-signature-v2': `${v2}00` }, false],
    ['as long, no digits', { 'agora-signature-v2': 'z'.repeat(64) }, false],
    ['beyond ASCII', { 'agora-signature-v2': 'é'.repeat(64) }, false],
    ['several', { 'agora-signature-v2': [v2] }, false],
    ['none', {}, false],
  ];
  test.each(rows)('%s', (_name, headers, expected) => {
    expect(signedBy(vector.secret, vector.body, headers)).toBe(expected);
  });

  test('another secret, or one byte more', () => {
    expect(signedBy('secreT', vector.body, { 'agora-signature-v2': v2 })).toBe(false);
    expect(signedBy('secret', Buffer.concat([vector.body, Buffer.from('\n')]), { 'agora-signature-v2': v2 })).toBe(
      false,
    );
  });
});

describe('the endpoint', () => {
  const secret = 'notify-5ecret';
  const signed = (rawBody: Buffer) => ({
    'agora-signature-v2': createHmac('sha256', secret).update(rawBody).digest('hex'),
  });

  function make(take: (notification: AgoraNotification) => Promise<void> = async () => undefined) {
    const taken: AgoraNotification[] = [];
    const logged: string[] = [];
    const post = createWebhookHandler({
      secrets: [secret],
      redact: createRedact([secret, 'AKIAEXAMPLE']),
      take: async (notification) => {
        await take(notification);
        taken.push(notification);
      },
      log: { warn: (details, message) => logged.push(`${message} ${JSON.stringify(details)}`) },
    });
    return { post, taken, logged };
  }

  test('a notification is stored before it is answered', async () => {
    const stored = Promise.withResolvers<void>();
    const { post, taken } = make(() => stored.promise);
    const rawBody = body(11, { exitStatus: 0 });
    let answered = false;
    const answer = post(rawBody, signed(rawBody)).finally(() => {
      answered = true;
    });
    await new Promise(setImmediate);
    expect(answered).toBe(false);
    stored.resolve();
    expect(await answer).toEqual({ status: 200, body: { received: true } });
    expect(taken).toEqual([notificationOf(rawBody)]);
  });

  test('an ignored notification gets the same response', async () => {
    const { post, taken } = make();
    const rawBody = body(42, {}, { payload: { channelName: 'test_webhook' } });
    expect(await post(rawBody, signed(rawBody))).toEqual({ status: 200, body: { received: true } });
    expect(taken).toEqual([]);
  });

  test('a wrong signature: 401 without the name of a variable, the log says what to do, and nothing is read', async () => {
    const { post, taken, logged } = make();
    const answer = await post(body(42, {}), signed(Buffer.from('another body')));
    expect(answer).toEqual({ status: 401, body: { error: 'The signature does not match.' } });
    expect([taken, logged]).toEqual([[], [expect.stringContaining('AGORA_NOTIFY_SECRET')]]);
    expect(JSON.stringify([answer, logged])).not.toContain(secret);
  });

  test('a bad body: 400, and the log says why', async () => {
    const { post, taken, logged } = make();
    const rawBody = Buffer.from('{"productId":3}');
    const answer = await post(rawBody, signed(rawBody));
    expect(answer).toEqual({ status: 400, body: { error: expect.stringContaining('eventType') } });
    expect([taken, logged]).toEqual([[], [expect.stringContaining('eventType')]]);
  });

  test('a notification that can’t be stored is not acknowledged', async () => {
    const { post } = make(() => Promise.reject(new Error('the disk is full')));
    const rawBody = body(42, {});
    await expect(post(rawBody, signed(rawBody))).rejects.toThrow('the disk is full');
  });

  test('secrets in Agora’s message are redacted', async () => {
    const { post, taken } = make();
    const rawBody = body(1, { errorMsg: `the key AKIAEXAMPLE of ${secret} does not exist` });
    await post(rawBody, signed(rawBody));
    expect(taken[0]?.event).toMatchObject({ words: 'the key [secret] of [secret] does not exist' });
  });
});
