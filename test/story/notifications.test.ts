/** What people see sooner, or at all, because Agora's notification service calls in. */
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { openWorld, type World } from '../support/world.ts';

async function recording(world: World): Promise<string> {
  await world.slack.type(world.ana, world.room, '/record start standup');
  await world.card('Recording');
  return world.agora.recorders[0]?.sid ?? '';
}
const press = (world: World, button: string) => {
  const [card] = world.cards();
  if (card === undefined) throw new Error('no card');
  return world.slack.click(world.ana, card, button);
};

test('a start whose response was lost gets its sid from a notification: one recorder, and it can be stopped', async () => {
  const world = await openWorld({ notifications: true });
  world.agora.fault({ call: 'start', kind: 'actThenDestroy' });
  // The start is sent again before the first notification comes.
  world.agora.faultNotification({ kind: 'delay', ms: 8_000, times: Number.POSITIVE_INFINITY });
  await recording(world);
  expect(world.agora.requests.filter(({ call }) => call === 'start').map(({ status }) => status)).toEqual([
    undefined,
    201,
  ]);
  await press(world, 'Stop');
  await world.card('Finished');
  expect(world.agora.recorders.map(({ endedBy }) => endedBy)).toEqual(['stop']);
  expect(world.thread().join('\n')).not.toContain('recorder may be running');
});

test('without its notification the same start is an orphan; a late notification stops the orphan', async () => {
  const world = await openWorld({ notifications: true });
  world.agora.fault({ call: 'start', kind: 'actThenDestroy' });
  const held = world.agora.faultNotification({ kind: 'drop', times: Number.POSITIVE_INFINITY });
  await world.slack.type(world.ana, world.room, '/record start standup');
  await world.line('recorder may be running');
  await world.card('Recording');
  expect(world.agora.recorders).toHaveLength(2);
  await world.slack.type(world.ana, world.room, '/record list');
  await world.ephemeral(world.ana, 'a second recorder may be running');

  held.release();
  const [lost] = world.agora.recorders;
  world.agora.sendNotification(lost?.sid ?? '', 40, { msgName: 'recorder_started', status: 0 });
  await world.line('The extra recorder has ended');
  // A person's stop of the recording itself must not wait for the orphan's upload.
  const stops = world.agora.requests.filter(({ call }) => call === 'stop').map(({ body }) => body);
  expect(stops).toMatchObject([{ clientRequest: { async_stop: true } }]);
  expect(world.agora.recorders.map(({ endedBy }) => endedBy)).toEqual(['stop', undefined]);
  expect(world.slack.renderText(world.room)).not.toContain('A second recorder may be running (');
});

test('an end by itself is explained at once, and the upload is tracked to its end', async () => {
  const world = await openWorld({ notifications: true });
  const sid = await recording(world);
  await world.pass(60);
  world.agora.leave('standup');
  const uploading = await world.line('still uploading', 400);
  expect(uploading).toContain('Everyone had left');
  const last = await world.line('uploaded', 60);
  expect(last).toContain(`${sid}_standup.m3u8`);
  await world.card('Finished');
  // No 90 s of doubt: Agora said so itself.
  expect(world.thread().join('\n')).not.toContain('Lost contact');
});

test('a stop that leaves the upload open shows Uploading, its progress, and its result', async () => {
  const world = await openWorld({ notifications: true });
  const sid = await recording(world);
  world.agora.fault({ call: 'stop', kind: 'stopResult', uploadingStatus: 'unknown' });
  world.agora.faultNotification({ eventType: 33, kind: 'drop' });
  const held = world.agora.faultNotification({ eventType: 31, kind: 'drop' });
  await press(world, 'Stop');
  await world.card('Uploading');
  expect(world.slack.buttons(world.room)).toEqual([]);
  await world.until(() => held.hits === 1);
  world.agora.sendNotification(sid, 33, { msgName: 'uploading_progress', progress: 4_200 });
  await world.until(() => world.slack.renderText(world.room).includes('42 %'));
  const details = { msgName: 'backuped', status: 0, fileList: [{ fileName: `${sid}_standup.m3u8` }] };
  world.agora.sendNotification(sid, 32, details);
  await world.card('Finished');
  await world.line('backuped');
  // Nobody is notified twice.
  world.agora.sendNotification(sid, 32, details);
  await world.pass(30);
  expect(world.thread().filter((text) => text.includes('backuped'))).toHaveLength(1);
});

test('a repeated notification is ignored after a restart', async () => {
  const world = await openWorld({ notifications: true });
  const sid = await recording(world);
  // Without a sequence only its id distinguishes it from another failover.
  const failover = (noticeId: string) =>
    world.agora.sendNotification(sid, 12, { newUid: 7 }, (notification) => {
      const { sequence: _, ...payload } = notification.payload;
      return { ...notification, noticeId, payload: payload as typeof notification.payload };
    });
  const told = () => world.thread().filter((text) => text.includes('The recorder moved')).length;
  failover('once');
  await world.until(() => told() === 1);
  await world.restart();
  failover('once');
  await world.pass(30);
  expect(told()).toBe(1);
  failover('twice');
  await world.until(() => told() === 2);
});

test('unsigned, malformed and unrelated notifications change nothing', async () => {
  const world = await openWorld({ notifications: true });
  const sid = await recording(world);
  const about = { cname: 'standup', uid: world.agora.recorders[0]?.uid, sid, sequence: 90, sendts: 1, serviceType: 0 };
  const exit = {
    noticeId: 'n',
    productId: 3,
    eventType: 11,
    notifyMs: 1,
    payload: { ...about, details: { exitStatus: 0 } },
  };
  const post = (body: string, secret: string) =>
    fetch(`http://127.0.0.1:${world.bot.port}/agora/events`, {
      method: 'POST',
      headers: { 'Agora-Signature-V2': createHmac('sha256', secret).update(body).digest('hex') },
      body,
    });
  const right = world.config.projects.get('default')?.notifySecret ?? '';
  expect((await post(JSON.stringify(exit), 'wrong')).status).toBe(401);
  expect((await post('[]', right)).status).toBe(400);
  expect((await post(JSON.stringify({ ...exit, productId: 1 }), right)).status).toBe(200);
  expect((await post(JSON.stringify({ ...exit, payload: { ...about, sid: 'f'.repeat(32) } }), right)).status).toBe(200);
  await world.pass(130);
  expect(world.cards()[0]?.text).toContain('Recording');
  expect(world.agora.recorders[0]).not.toHaveProperty('endedAt');
});

test('a stop of an orphan is stored, and sent when a notification brings the sid', async () => {
  const world = await openWorld({ notifications: true });
  world.agora.fault({ call: 'start', kind: 'actThenDestroy' });
  const held = world.agora.faultNotification({ kind: 'drop', times: Number.POSITIVE_INFINITY });
  await world.slack.type(world.ana, world.room, '/record start standup');
  await world.until(() => world.agora.recorders.length === 1);
  await press(world, 'Stop');
  await world.card('Lost');
  held.release();
  world.agora.sendNotification(world.agora.recorders[0]?.sid ?? '', 42, { msgName: 'recorder_slice_start' });
  await world.line('The extra recorder has ended');
  expect(world.agora.recorders.map(({ endedBy }) => endedBy)).toEqual(['stop']);
});
