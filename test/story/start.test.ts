import { describe, expect, test } from 'vitest';
import { openWorld } from '../support/world.ts';

const hour = 3_600_000;

describe('starting', () => {
  test('two people who start the same channel at once get one recording, and the second a link to its card', async () => {
    const world = await openWorld();
    const { slack, agora, ana, ben, room } = world;
    const [first, second] = await Promise.all([
      slack.type(ana, room, '/record start standup'),
      slack.type(ben, room, '/record start standup'),
    ]);
    expect([first.ok, second.ok]).toEqual([true, true]);
    const [card] = await world.until(() => world.cards().length > 0 && world.cards());
    await world.card('Recording');
    expect(world.cards()).toHaveLength(1);
    expect(agora.recorders).toHaveLength(1);
    const answers = await world.until(() => {
      const seen = [...slack.ephemerals(ana), ...slack.ephemerals(ben)];
      return seen.length > 0 && seen;
    });
    expect(answers).toHaveLength(1);
    const link = `${slack.team.url}archives/${room.id}/p${card?.ts.replace('.', '')}`;
    expect(JSON.stringify(answers[0])).toContain(link);
  });

  test('a channel can be started again only after the end', async () => {
    const world = await openWorld({ tickEvery: hour });
    const { slack, agora, ana, room } = world;
    await slack.type(ana, room, '/record start standup');
    await world.card('Recording');
    await slack.type(ana, room, '/record start standup');
    await world.ephemeral(ana, 'already');
    await slack.type(ana, room, '/record stop standup');
    await world.card('Finished');
    await slack.type(ana, room, '/record start standup');
    await world.until(() => agora.recorders.length === 2);
    expect(agora.recorders.map((recorder) => recorder.endedBy)).toEqual(['stop', undefined]);
    expect(new Set(agora.recorders.map((recorder) => recorder.uid)).size).toBe(2);
  });

  test('where the bot is not a member nothing is started, and the person gets a remedy', async () => {
    const world = await openWorld();
    const { slack, agora, ana } = world;
    const elsewhere = slack.addChannel('private-matters', { private: true, botIsMember: false });
    await slack.type(ana, elsewhere, '/record start standup');
    await world.ephemeral(ana, '/invite');
    await world.pass(30);
    expect(agora.requests.filter((request) => request.call !== 'query')).toEqual([]);
    expect(slack.messages(elsewhere)).toEqual([]);
  });

  test('while Slack is unreachable recording still starts after ten seconds, and the card follows', async () => {
    const world = await openWorld();
    const { slack, agora, ana, room } = world;
    slack.fault({ method: 'chat.postMessage', times: 8, kind: { status: 503 } });
    await slack.type(ana, room, '/record start standup');
    await world.until(() => agora.recorders.length === 1, 20);
    expect(world.cards()).toEqual([]);
    await world.card('Recording', 120);
    await world.line('Recording standup.');
    expect(world.cards()).toHaveLength(1);
    expect(agora.requests.filter((request) => request.call === 'acquire')).toHaveLength(1);
  });

  test('every recorder gets its own uid from the high range, and the requested layout', async () => {
    const world = await openWorld();
    const { slack, agora, ana, room } = world;
    await slack.type(ana, room, '/record START "Team Sync" layout=Vertical');
    await world.card('Recording');
    const [recorder] = agora.recorders;
    expect(recorder).toMatchObject({ cname: 'Team Sync', maxIdleTime: 300, avFileType: ['hls'] });
    expect(recorder?.transcoding).toEqual({ width: 1280, height: 720, fps: 15, bitrate: 1130 });
    expect(recorder?.layouts[0]?.layout).toMatchObject({ mixedVideoLayout: 2 });
    expect(Number(recorder?.uid)).toBeGreaterThanOrEqual(3_000_000_000);
  });

  test('an orphan is listed after its recording has ended, until it must have ended', async () => {
    const world = await openWorld({ env: { AGORA_APP_CERTIFICATE: '0123456789abcdef0123456789abcdef' } });
    const { slack, agora, ana, room } = world;
    const whole = async (channel: string, n: number) => {
      await slack.type(ana, room, `/record start ${channel}`);
      await world.until(() => world.cards().length === n && world.cards()[n - 1]?.text.includes('Recording'), 120);
      await slack.type(ana, room, `/record stop ${channel}`);
      await world.until(() => world.cards()[n - 1]?.text.includes('Finished'));
    };
    const first = () =>
      world
        .cards()
        .slice(0, 1)
        .map((card) => slack.renderText({ ...card, replies: [] }))
        .join();
    const listed = async () => {
      await slack.type(ana, room, '/record list');
      await world.pass(2);
      return slack.renderText(slack.ephemerals(ana).at(-1) ?? room);
    };
    agora.fault({ call: 'start', kind: 'actThenDestroy' });
    for (const [n, channel] of ['standup', 'one', 'two', 'three', 'four', 'five'].entries())
      await whole(channel, n + 1);
    expect(await listed()).toMatch(/may still be running[^]*standup[^]*Recently ended[^]*five/u);
    expect(first()).toContain('A second recorder may be running');

    world.clock.advance(25 * hour);
    await world.until(() => !first().includes('may be running'));
    expect(await listed()).not.toContain('standup');
  });
});
