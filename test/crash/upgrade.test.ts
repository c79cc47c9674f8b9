/** The real program on a database that version 0.1 wrote: every live recording continues, through kills, to its end. */
import { expect, test } from 'vitest';
import { copyFixture, fixture, readServices } from '../store/fixture-0.1.ts';
import { openSystem, type System, waitTimeout } from './system.ts';
import { duplicatesIn } from './threads.ts';

/** The recordings whose recorders run. Beside them `stopping-one` has a `stop` to send, and `starting-one` an `acquire`. */
const running = ['running', 'with-orphan', 'confirming-one'];

/** The recorders run on at Agora, and the cards are in Slack, with the ids that the services of that version gave them. */
function restoreServices({ slack, agora }: System) {
  const ana = slack.addUser('ana');
  slack.addUser('ben');
  const room = slack.addChannel('classes');
  expect([ana.id, room.id]).toEqual(['U00000001', fixture.channelId]);
  const { recorders, cards } = readServices();
  for (const { cname, ...card } of cards) slack.restore({ ...card, text: `Card of ${cname}` });
  // What the bot never learned of its orphan.
  for (const { sid, ...recorder } of recorders) agora.restore({ ...recorder, sid: sid ?? 'f'.repeat(32) });
  return { ana, room, cards };
}

test('live recordings of version 0.1 continue, and end when they are stopped', {
  timeout: 4 * waitTimeout,
}, async () => {
  await using system = await openSystem({ from: fixture.lastWrite + 5_000, database: copyFixture });
  const { slack, agora } = system;
  const { ana, room, cards } = restoreServices(system);
  const card = (cname: string) => {
    const ts = cards.find((one) => one.cname === cname)?.ts;
    return slack.messages(room).find((message) => message.ts === ts);
  };
  const shows = (cname: string, state: string) =>
    slack.waitFor(() => card(cname)?.text.startsWith(`${state} ${cname}`), waitTimeout);

  // `stopping-one` waits for the second bot, which is killed right after its `stop`.
  const noStop = agora.fault({ call: 'stop', kind: 'hang', times: Infinity });
  const first = system.start();
  await first.logged('ready');
  await slack.type(ana, room, '/record list');
  const list = await slack.waitFor(() => slack.ephemerals(ana).at(-1), waitTimeout);
  for (const cname of [...running, 'starting-one']) expect(JSON.stringify(list.blocks)).toContain(cname);
  await Promise.all(['confirming-one', 'starting-one'].map((cname) => shows(cname, 'Recording')));
  // The card of a recording to which nothing happens stays as version 0.1 drew it.
  for (const cname of ['running', 'with-orphan']) {
    await slack.type(ana, room, `/record layout ${cname} float`);
    await shows(cname, 'Recording');
  }
  await first.kill('SIGKILL');
  noStop.release();

  // Agora has acted on the `stop` of `stopping-one`, and the bot has not written it down.
  const second = system.start('after request stop');
  expect(await second.ended).toBe('SIGKILL');
  expect(system.integrity()).toBe('ok');

  const third = system.start();
  await third.logged('ready');
  await shows('stopping-one', 'Finished');
  for (const cname of [...running, 'starting-one']) {
    await slack.type(ana, room, `/record stop ${cname}`);
    await shows(cname, 'Finished');
  }

  for (const cname of [...running, 'stopping-one', 'starting-one']) {
    const started = agora.recorders.filter((one) => one.cname === cname && one.endedBy === 'stop');
    expect(started, cname).toHaveLength(1);
    const [file = 'no file'] = started[0]?.files ?? [];
    await slack.waitFor(() => card(cname)?.replies.some(({ text }) => text.includes(file)), waitTimeout);
  }
  // One recorder was started, and the only one that still runs is the orphan of version 0.1, which is still known as one.
  expect(agora.requests.filter(({ call, status }) => call === 'start' && status === 200)).toHaveLength(1);
  const left = agora.recorders.filter(({ endedAt }) => endedAt === undefined).map(({ uid }) => ({ uid }));
  expect(left).toHaveLength(1);
  expect(
    system.query(
      "SELECT uid FROM recorders JOIN recordings ON id = recording WHERE status = 'orphan' AND cname = 'with-orphan'",
    ),
  ).toEqual(left);
  const live = system.query(
    "SELECT cname FROM recordings WHERE phase IN ('starting', 'confirming', 'recording', 'stopping')",
  );
  // The sample has a job of every other kind, but no `stop`.
  expect(live).toEqual([{ cname: 'sample rallaa' }]);
  expect(slack.messages(room)).toHaveLength(cards.length);
  // Only what was on its way to Slack when the bot was killed may be there twice.
  expect(slack.messages(room).flatMap(duplicatesIn).length).toBeLessThanOrEqual(2);
  expect(system.integrity()).toBe('ok');
  expect(await third.kill('SIGTERM')).toBe(0);
});
