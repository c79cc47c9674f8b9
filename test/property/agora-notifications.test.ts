import { createHmac } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseNotification } from '../../src/agora/parse-notification.ts';
import { signedBy } from '../../src/agora/signature.ts';
import { createWebhookHandler } from '../../src/agora/webhook.ts';
import { createRedact } from '../../src/ops/redact.ts';
import type { AgoraNotification } from '../../src/recording/agora-notification.ts';
import { endPhases, livePhases } from '../../src/recording/recording.ts';
import { transition } from '../../src/recording/transition.ts';
import { runningRecording } from '../support/recordings.ts';

const redact = createRedact([]);

const numRuns = 10_000;
const sid = '0123456789abcdef0123456789abcdef';

function asText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'undefined';
  } catch {
    return 'no JSON';
  }
}

/** One of the three, and a notification that the core can rely on. */
function sound(rawBody: Buffer): 'notification' | 'ignored' | 'bad' {
  const parsed = parseNotification(rawBody, redact);
  if (parsed.kind === 'bad') expect(parsed.why).toMatch(/^The .+\.$/u);
  if (parsed.kind !== 'notification') return parsed.kind;
  const { id, at, uid, cname, sequence, event } = parsed.notification;
  expect(id).toMatch(/^[\w.:-]{1,128}$/u);
  expect(parsed.notification.sid).toMatch(/^[\w-]{1,128}$/u);
  expect(cname).not.toBe('');
  expect(Number.isNaN(new Date(at).getTime())).toBe(false);
  for (const number of ['code' in event ? event.code : 0, sequence ?? 0])
    expect(Number.isSafeInteger(number)).toBe(true);
  for (const someone of [uid, event.kind === 'failover' ? event.uid : uid]) {
    expect(someone).toMatch(/^[1-9]\d{0,9}$/u);
    expect(Number(someone)).toBeLessThanOrEqual(4_294_967_295);
  }
  if (event.kind === 'progress') expect(event.share >= 0 && event.share <= 1).toBe(true);
  if (event.kind === 'error') expect([1, 2, 3, 4, 5]).toContain(event.level);
  if ('names' in event) for (const name of event.names) expect(name).toMatch(/\S/u);
  const words = [event.kind === 'error' ? event.words : '', event.kind === 'webLimit' ? event.limit : ''];
  for (const text of [...words, event.kind === 'webReloaded' ? event.reason : '']) {
    expect(text.length).toBeLessThanOrEqual(200);
    expect(text).not.toMatch(/\p{Cc}/u);
    expect(text.isWellFormed()).toBe(true);
  }
  apply(parsed.notification);
  return 'notification';
}

/** Any accepted notification is a valid event in any phase. */
function apply(notification: AgoraNotification): void {
  const env = { now: notification.at, newUid: '2', notifications: true, jitter: 0 };
  for (const phase of [...livePhases, ...endPhases, 'uploading'] as const) {
    const recorders = [{ uid: '1', status: 'running', sendCount: 1, sid }] as const;
    const r = runningRecording({ phase, cname: 'room1', recorders });
    const made = transition(r, { type: 'notificationReceived', notification }, env);
    expect(isDeepStrictEqual(JSON.parse(JSON.stringify(made)), made)).toBe(true);
  }
}

const simple = fc.oneof(
  fc.integer(),
  fc.integer({ min: -1, max: 10_001 }),
  fc.double(),
  fc.integer().map(String),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const long = fc.tuple(fc.string({ unit: 'binary', minLength: 1 }), fc.constant(250)).map(([bit, n]) => bit.repeat(n));
const value = fc.oneof(
  { weight: 18, arbitrary: simple },
  { weight: 1, arbitrary: long },
  { weight: 1, arbitrary: fc.anything() },
);
const file = fc.oneof(fc.record({ fileName: value }), fc.record({ filename: value }), value);
const keys = [
  'module',
  'errorLevel',
  'errorCode',
  'errorMsg',
  'warnCode',
  'status',
  'fileName',
  'exitStatus',
  'leaveStatus',
  'newUid',
  'progress',
  'leaveCode',
  'code',
  'limitType',
  'reason',
] as const;
const details = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record(
      {
        ...Object.fromEntries(keys.map((key) => [key, value])),
        fileList: fc.oneof(fc.array(file, { maxLength: 5 }), value),
      },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: fc.anything() },
);
const eventTypes = [1, 2, 3, 4, 11, 12, 13, 30, 31, 32, 33, 34, 40, 41, 42, 43, 70, 71, 72, 73, 90, 1001];
const eventType = fc.oneof({ weight: 19, arbitrary: fc.constantFrom(...eventTypes) }, { weight: 1, arbitrary: value });

/** Mostly as it should be, for else nothing gets past the first check. */
function mostly(usual: unknown): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 49, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: value });
}

const envelope = fc.record({
  noticeId: fc.oneof(fc.uuid(), value),
  productId: mostly(3),
  eventType,
  notifyMs: mostly(1_795_250_300_000),
  payload: fc.oneof(
    {
      weight: 49,
      arbitrary: fc.record({
        cname: mostly('room1'),
        uid: fc.oneof(
          { weight: 9, arbitrary: fc.integer({ min: 1, max: 5_000_000_000 }) },
          { weight: 1, arbitrary: value },
        ),
        sid: mostly(sid),
        sequence: value,
        sendts: value,
        details,
      }),
    },
    { weight: 1, arbitrary: value },
  ),
});

it('any bytes and any JSON have one of three results', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array)),
    fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.anything().map(asText)).map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(bytes, (rawBody) => {
      sound(rawBody);
    }),
    { numRuns },
  );
});

it('anything like a notification has one of three results, and an accepted one is valid', () => {
  const counts = { notification: 0, ignored: 0, bad: 0 };
  fc.assert(
    fc.property(envelope, (json) => {
      counts[sound(Buffer.from(asText(json)))] += 1;
    }),
    { numRuns },
  );
  // All three must have been tried, or the property says little.
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(100);
  expect(counts.notification).toBeGreaterThan(numRuns / 4);
});

it('the text of any notification is free of secrets', async () => {
  const secret = 'a-5ecret"';
  const other = '{/}';
  const received: string[] = [];
  const take = async ({ event }: { event: object }) => void received.push(...Object.values(event).map(String));
  const words = fc.array(fc.oneof(fc.constantFrom(secret, other, encodeURIComponent(secret)), fc.string()));
  const post = createWebhookHandler({
    secrets: [secret],
    redact: createRedact([secret, other]),
    take,
    log: { warn: () => undefined },
  });
  await fc.assert(
    fc.asyncProperty(
      words,
      fc.constantFrom([1, 'errorMsg'], [72, 'limitType'], [73, 'reason']),
      async (bits, [type, key]) => {
        const payload = { cname: 'c', uid: 1, sid, sendts: 1, details: { [key]: bits.join('') } };
        const rawBody = Buffer.from(JSON.stringify({ productId: 3, eventType: type, payload }));
        const signature = createHmac('sha256', secret).update(rawBody).digest('hex');
        expect((await post(rawBody, { 'agora-signature-v2': signature })).status).toBe(200);
        for (const text of received.splice(0))
          expect([secret, other].filter((isPrivate) => text.includes(isPrivate))).toEqual([]);
      },
    ),
    { numRuns },
  );
});

it('no other header is accepted as the signature', () => {
  const digits = fc.string({
    unit: fc.constantFrom(...Array.from('0123456789abcdefABCDEF')),
    minLength: 40,
    maxLength: 64,
  });
  const header = fc.oneof(digits, fc.string({ unit: 'binary' }), fc.constant(undefined));
  fc.assert(
    fc.property(fc.string(), fc.uint8Array(), header, header, (secret, bytes, v1, v2) => {
      expect(signedBy(secret, Buffer.from(bytes), { 'agora-signature': v1, 'agora-signature-v2': v2 })).toBe(false);
    }),
    { numRuns },
  );
});
