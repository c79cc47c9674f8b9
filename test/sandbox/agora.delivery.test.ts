import { describe, expect, it } from 'vitest';
import { startAgora } from '../../src/sandbox/agora/agora-server.ts';
import { signatures } from '../../src/sandbox/agora/notification-sender.ts';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import { notified, receiver, SECRET } from './agora.receiver.ts';
import { START } from './agora.support.ts';

type Notified = Awaited<ReturnType<typeof notified>>;
type Received = Notified['to']['received'][number];

/** Node gives header names in lowercase. */
const signed = ({ raw, headers }: Received) => {
  const right = signatures(SECRET, raw);
  return {
    v1: headers['agora-signature'] === right['Agora-Signature'],
    v2: headers['agora-signature-v2'] === right['Agora-Signature-V2'],
  };
};

describe('signatures', () => {
  it('match the sample in the documentation', () => {
    const raw =
      '{"eventMs":1560408533119,"eventType":10,"noticeId":"4eb720f0-8da7-11e9-a43e-53f411c2761f",' +
      '"notifyMs":1560408533119,"payload":{"a":"1","b":2},"productId":1}';
    expect(signatures('secret', raw)).toEqual({
      'Agora-Signature': '033c62f40f687675f17f0f41f91a40c71c0f134c',
      'Agora-Signature-V2': '6d3320c60b11101395b7fc8f9068748808a0aa1bfa064438e39d1bc2c7d74d99',
    });
  });

  it('both cover the raw body of every delivery', async () => {
    const { run, agora, to, settled } = await notified();
    const { sid } = await run('room');
    agora.sendNotification(sid, 101, { words: 'täglich' });
    await settled(101);
    expect(to.received.map(signed)).toEqual([{ v1: true, v2: true }]);
    expect(to.received[0]?.headers['content-type']).toBe('application/json; charset=utf-8');
  });
});

describe('a notification without a 200', () => {
  it('is sent three more times: at once, then after growing pauses, with new signatures', async () => {
    const { run, clock, agora, to, settled } = await notified();
    to.answer = ({ notification }) => (notification.eventType === 40 ? 500 : 200);
    const { sid } = await run('room');
    clock.advance(4_000);
    await settled(40, 2);
    clock.advance(10_000);
    await settled(40, 3);
    clock.advance(30_000);
    await settled(40, 4);
    clock.advance(600_000);
    agora.sendNotification(sid, 999);
    await settled(999);

    const tries = agora.notifications.filter((entry) => entry.eventType === 40);
    expect(tries.map(({ at, attempt, status }) => [at - START, attempt, status])).toEqual([
      [4_000, 1, 500],
      [4_000, 2, 500],
      [14_000, 3, 500],
      [44_000, 4, 500],
    ]);
    const received = to.received.filter(({ notification }) => notification.eventType === 40);
    expect(new Set(received.map(({ notification }) => notification.noticeId)).size).toBe(1);
    expect(received.map(({ notification }) => notification.notifyMs - START)).toEqual([4_000, 4_000, 14_000, 44_000]);
    expect(received.map(({ notification }) => notification.payload.sequence)).toEqual([0, 0, 0, 0]);
    for (const one of received) expect(signed(one)).toEqual({ v1: true, v2: true });
  });

  it.each([201, 302, 401])('is sent again after a %i, but not after a 200', async (status) => {
    const { run, clock, agora, to, settled } = await notified();
    to.answer = () => (to.received.length === 1 ? status : 200);
    const { sid } = await run('room');
    clock.advance(4_000);
    expect(await settled(40)).toMatchObject({ status });
    expect(await settled(40, 2)).toMatchObject({ status: 200 });
    clock.advance(600_000);
    agora.sendNotification(sid, 999);
    await settled(999);
    expect(agora.notifications.filter((entry) => entry.eventType === 40)).toHaveLength(2);
  });

  it('times out after 10 s of the clock, and is then sent again', async () => {
    const { run, clock, to, settled } = await notified({ publishers: 0 });
    to.answer = () => (to.received.length === 1 ? undefined : 200);
    await run('room');
    clock.advance(4_000);
    await expect.poll(() => to.received.length).toBe(1);
    expect(clock.next()).toBe(START + 14_000);
    clock.advance(10_000);
    const given = await settled(40);
    expect(given).not.toHaveProperty('status');
    expect(given).toMatchObject({ at: START + 4_000, endedAt: START + 14_000 });
    expect(await settled(40, 2)).toMatchObject({ status: 200 });
  });

  it('is sent again if the connection is refused', async () => {
    const { run, clock, agora, to, settled } = await notified({ publishers: 0 });
    agora.notifyTo('http://127.0.0.1:1/agora/events', SECRET);
    await run('room');
    clock.advance(4_000);
    expect(await settled(40, 2)).not.toHaveProperty('status');
    agora.notifyTo(to.url, SECRET);
    clock.advance(10_000);
    expect(await settled(40, 3)).toMatchObject({ status: 200 });
  });

  it('is canceled when the receiver is removed', async () => {
    const { run, clock, agora, to, settled } = await notified();
    to.answer = () => undefined;
    await run('room');
    clock.advance(4_000);
    await expect.poll(() => to.received.length).toBe(1);
    agora.notifyTo();
    await settled(40);
    expect(clock.next()).toBeUndefined();
    agora.notifyTo(to.url, SECRET);
    expect(agora.notifications).toHaveLength(1);
  });

  it('is canceled when the simulator closes', async () => {
    const to = await receiver();
    const clock = new MovableClock(START);
    const agora = await startAgora({ clock, notify: { url: to.url, secret: SECRET } });
    to.answer = () => undefined;
    const sending = agora.sendRaw('{}');
    await expect.poll(() => to.received.length).toBe(1);
    await agora.close();
    expect(await sending).toBeUndefined();
    expect(clock.next()).toBeUndefined();
  });
});

describe('a notification fault', () => {
  /** Three events of one recorder; when the last one has arrived, nothing more of the others will. */
  async function send({ run, agora, settled }: Notified): Promise<void> {
    const { sid } = await run('room');
    for (const eventType of [101, 102, 103]) agora.sendNotification(sid, eventType);
    await settled(103);
  }

  it('drops a notification', async () => {
    const one = await notified();
    const fault = one.agora.faultNotification({ eventType: 101, kind: 'drop' });
    await send(one);
    expect(one.types()).toEqual([102, 103]);
    expect(one.to.received[0]?.notification.payload.sequence).toBe(1);
    expect(await one.settled(101)).toMatchObject({ dropped: true });
    expect(fault.hits).toBe(1);
  });

  it('sends a notification twice, with different ids', async () => {
    const one = await notified();
    one.agora.faultNotification({ cname: 'room', kind: 'double' });
    await send(one);
    expect(one.types()).toEqual([101, 101, 102, 103]);
    const [first, second] = one.to.received.map(({ notification }) => notification);
    expect(second?.payload).toEqual(first?.payload);
    expect(second?.noticeId).not.toBe(first?.noticeId);
  });

  it('delays a notification on the clock', async () => {
    const one = await notified();
    one.agora.faultNotification({ eventType: 101, kind: 'delay', ms: 3_000 });
    await send(one);
    expect(one.types()).toEqual([102, 103]);
    one.clock.advance(3_000);
    expect(await one.settled(101)).toMatchObject({ at: START + 3_000, status: 200 });
  });

  it('reorders two notifications', async () => {
    const one = await notified();
    one.agora.faultNotification({ eventType: 101, kind: 'reorder' });
    const { sid } = await one.run('room');
    one.agora.sendNotification(sid, 100);
    one.agora.sendNotification(sid, 101);
    await one.settled(100);
    expect(one.types()).toEqual([100]);
    one.agora.sendNotification(sid, 102);
    await one.settled(101);
    expect(one.types()).toEqual([100, 102, 101]);
    expect(one.to.received.map(({ notification }) => notification.payload.sequence)).toEqual([0, 2, 1]);
  });

  it('sends what it holds when it is released', async () => {
    const one = await notified();
    const fault = one.agora.faultNotification({ kind: 'reorder' });
    const { sid } = await one.run('room');
    one.agora.sendNotification(sid, 101);
    expect(one.agora.notifications).toEqual([]);
    fault.release();
    expect(await one.settled(101)).toMatchObject({ status: 200 });
  });

  it.each([
    ['badSignature', { v1: false, v2: false }],
    ['omitV2', { v1: true, v2: false }],
  ] as const)('changes the signatures of a notification in every attempt: %s', async (kind, expected) => {
    const one = await notified();
    one.to.answer = ({ notification }) =>
      one.to.received.filter((h) => h.notification.noticeId === notification.noticeId)[1] ? 200 : 401;
    one.agora.faultNotification({ eventType: 101, kind });
    const { sid } = await one.run('room');
    one.agora.sendNotification(sid, 101);
    one.agora.sendNotification(sid, 102);
    await one.settled(101, 2);
    await one.settled(102, 2);
    const of = (eventType: number) =>
      one.to.received.filter(({ notification }) => notification.eventType === eventType).map(signed);
    expect(of(101)).toEqual([expected, expected]);
    expect(of(102)).toEqual([
      { v1: true, v2: true },
      { v1: true, v2: true },
    ]);
    const first = one.to.received.find(({ notification }) => notification.eventType === 101);
    expect(first?.headers['agora-signature-v2'] === undefined).toBe(kind === 'omitV2');
  });
});

describe('a test can send', () => {
  it('an event of any type, with any change', async () => {
    const { run, agora, to, settled } = await notified();
    const { sid } = await run('room', '42');
    const noticeId = agora.sendNotification(sid, 2, { module: 1, warnCode: 32 });
    agora.sendNotification(sid, 110, { more: true }, (notification) => ({
      ...notification,
      noticeId,
      productId: 3,
      notifyMs: 7,
    }));
    await settled(110);
    const payload = { cname: 'room', uid: '42', sid, sendts: START, serviceType: 0 };
    const warning = { msgName: 'cloud_recording_warning', module: 1, warnCode: 32 };
    expect(to.received.map(({ notification }) => notification)).toMatchObject([
      { noticeId, notifyMs: START, payload: { ...payload, sequence: 0, details: warning } },
      { noticeId, notifyMs: 7, payload: { ...payload, sequence: 1, details: { more: true } } },
    ]);
  });

  it('any bytes once, signed or with its own headers', async () => {
    const { agora, to } = await notified();
    expect(await agora.sendRaw('not { json')).toBe(200);
    expect(await agora.sendRaw(Buffer.from([0xff, 0x7b]), {})).toBe(200);
    to.answer = () => 500;
    expect(await agora.sendRaw('{}', { 'Agora-Signature': 'abc' })).toBe(500);
    expect(to.received.map(signed)).toEqual([
      { v1: true, v2: true },
      { v1: false, v2: false },
      { v1: false, v2: false },
    ]);
    expect(to.received[2]?.headers['agora-signature']).toBe('abc');
    expect(agora.notifications).toEqual([]);
  });
});
