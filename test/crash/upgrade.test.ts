/** The real program on a database that version 0.1 wrote: what was live goes on, through a kill, to its end. */
import { expect, test } from 'vitest';
import { copyFixture, fixture } from '../store/fixture-0.1.ts';
import { openSystem, type System, waitLimit } from './fixture.ts';

/** The recordings of that database whose recorders run at Agora, and what Agora says of them. */
const running = ['running', 'with-orphan', 'confirming-one'];

/** The recorders belong to another run of the local Agora, so it is told how to answer for them. */
function answerForRecorders({ agora }: System): void {
  for (const cname of [...running, 'stopping-one']) {
    const file = `0123456789abcdef0123456789abcdef_${cname}.m3u8`;
    const identity = { resourceId: 'r', sid: '0123456789abcdef0123456789abcdef', cname, uid: '1' };
    const answer = (serverResponse: object) => ({ status: 200, body: { ...identity, serverResponse } });
    const always = { cname, times: Infinity } as const;
    const files = { fileListMode: 'string', fileList: file };
    agora.fault({ call: 'stop', ...always, kind: 'respond', ...answer({ ...files, uploadingStatus: 'uploaded' }) });
  }
  const recording = { status: 5, fileListMode: 'string', fileList: 'early.m3u8', sliceStartTime: Date.now() };
  const body = { resourceId: 'r', sid: '0123456789abcdef0123456789abcdef', serverResponse: recording };
  agora.fault({ call: 'query', times: Infinity, kind: 'respond', status: 200, body });
}

test('live recordings of version 0.1 go on, and can be stopped', { timeout: 4 * waitLimit }, async () => {
  await using system = await openSystem({ from: fixture.lastWrite + 5_000, database: copyFixture });
  const { slack, agora } = system;
  // The ids that the local Slack of that version gave them.
  const ana = slack.addUser('ana');
  slack.addUser('ben');
  const room = slack.addChannel('classes');
  expect([ana.id, room.id]).toEqual(['U00000001', fixture.channelId]);
  answerForRecorders(system);

  // The cards of that version are in no local Slack: where one is gone, its starter is told in person.
  const said = () =>
    [...slack.messages(room), ...slack.dms(ana)].flatMap(({ text, replies }) => [
      text,
      ...replies.map((reply) => reply.text),
    ]);
  const told = (words: string) => slack.waitFor(() => said().find((text) => text.includes(words)), waitLimit);

  const first = system.start();
  await first.logged('ready');
  await slack.type(ana, room, '/record list');
  const list = await slack.waitFor(() => slack.ephemerals(ana).at(-1), waitLimit);
  for (const cname of [...running, 'starting-one']) expect(JSON.stringify(list.blocks)).toContain(cname);
  // Agora is asked about each of them again.
  const asked = () => new Set(agora.requests.flatMap(({ call, sid }) => (call === 'query' && sid ? [sid] : [])));
  await expect.poll(() => asked().size, { timeout: waitLimit }).toBeGreaterThanOrEqual(running.length);
  // A kill while the start is in flight may rightly leave an orphan; that is tried elsewhere.
  const phaseOf = (cname: string) =>
    system.query<{ phase: string }>(`SELECT phase FROM recordings WHERE cname = '${cname}'`)[0]?.phase;
  await expect.poll(() => phaseOf('starting-one'), { timeout: waitLimit }).toMatch(/confirming|recording/u);
  await first.kill('SIGKILL');
  const second = system.start();
  await second.logged('ready');

  // What was being stopped is stopped, what was being started is started, once.
  await told('stopping-one.m3u8');
  for (const cname of running) {
    await slack.type(ana, room, `/record stop ${cname}`);
    await told(`${cname}.m3u8`);
  }
  await slack.type(ana, room, '/record stop starting-one');
  await told('Finished starting-one');
  expect(agora.recorders.map(({ cname }) => cname)).toEqual(['starting-one']);
  expect(agora.recorders.every(({ endedAt }) => endedAt !== undefined)).toBe(true);
  const live = system.query<{ cname: string }>(
    "SELECT cname FROM recordings WHERE phase NOT IN ('finished', 'failed', 'canceled', 'lost', 'uploading')",
  );
  // The sample beside them has jobs of every kind, none of them due for a year.
  expect(live.map(({ cname }) => cname)).toEqual(['sample rallaa']);
  expect(system.integrity()).toBe('ok');
  expect(await second.kill('SIGTERM')).toBe(0);
});
