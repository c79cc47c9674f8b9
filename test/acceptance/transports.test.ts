/** What a class does with the bot, once over Socket Mode and once over HTTP: people see no difference. */
import { describe, expect, test } from 'vitest';
import { openBucketWorld } from '../support/bucket-world.ts';
import type { World } from '../support/world.ts';

const minutes = (n: number) => n * 60;

describe.each(['socket', 'http'] as const)('over %s', (transport) => {
  const open = async () =>
    (await openBucketWorld({ transport, scopes: ['commands', 'chat:write', 'users:read'] })).world;
  const current = ({ slack, room }: World, { ts }: { ts: string }) =>
    slack.messages(room).find((message) => message.ts === ts) ?? expect.fail('the card is gone');
  const posts = ({ slack, room }: World) => slack.messages(room).map((message) => slack.renderText(message));

  test('a recording from the start to its files', async () => {
    const world = await open();
    const { slack, agora, ana, ben, room } = world;
    expect(await slack.type(ana, room, '/record start maths')).toMatchObject({ ok: true, ack: {} });
    const card = await world.card('Recording maths');

    // A layout by a button, twice at once: it is changed once.
    const twice = await Promise.all([1, 2].map(() => slack.click(ben, card, 'Vertical')));
    expect(twice.map(({ ok }) => ok)).toEqual([true, true]);
    await world.line('@ben changed the layout to Vertical.');
    await world.until(() => slack.renderText(current(world, card)).includes('✓ Vertical'));

    // A custom layout, in the form: its errors are reported in the acknowledgement.
    await slack.click(ana, card, 'Custom…');
    await world.form(ana);
    slack.enter(ana, 'Regions', '0 0 0.6 1\n0.5 0 0.7 1');
    expect(await slack.submitModal(ana)).toMatchObject({ ok: true, ack: { response_action: 'errors' } });
    expect(slack.renderModal(ana)).toContain('! Line 2: the region ends outside of the canvas.');
    slack.enter(ana, 'Regions', '0 0 0.5 1\n0.5 0 0.5 1');
    await slack.pressInModal(ana, 'Preview');
    await world.form(ana, 'This is how');
    expect(await slack.submitModal(ana)).toMatchObject({ ok: true, ack: {} });
    expect(slack.modal(ana)).toBeUndefined();
    await world.line('@ana changed the layout to Custom');
    expect(agora.recorders[0]?.layouts.at(-1)?.layout).toMatchObject({ mixedVideoLayout: 3 });

    expect(await slack.type(ben, room, '/record status maths')).toMatchObject({ ok: true, ack: {} });
    await world.ephemeral(ben, 'maths');

    expect(world.thread().filter((text) => text.includes('layout to Vertical'))).toHaveLength(1);
    expect(agora.requests.filter(({ call }) => call === 'updateLayout')).toHaveLength(2);

    const stops = await Promise.all([1, 2].map(() => slack.click(ana, current(world, card), 'Stop')));
    expect(stops.map(({ ok }) => ok)).toEqual([true, true]);
    await world.line('Upload:');
    expect(world.thread().filter((text) => text.includes('stopped the recording'))).toHaveLength(1);
    expect(agora.requests.filter(({ call }) => call === 'stop')).toHaveLength(1);
    await world.card('Finished maths');

    await slack.type(ana, room, '/record files maths');
    expect(await world.ephemeral(ana, '.m3u8')).toContain('maths.m3u8');
    expect(agora.recorders).toHaveLength(1);
  });

  test('a daily schedule whose next time is skipped', async () => {
    const world = await open();
    const { slack, agora, ana, room } = world;
    await slack.type(ana, room, '/record schedule maths every="*/30 * * * *" for=10m');
    const post = await world.until(() => slack.messages(room).find(({ text }) => text.includes('maths')));
    await world.until(() => slack.renderText(current(world, post)).includes('Skip Next'));
    expect(await slack.click(ana, current(world, post), 'Skip Next')).toMatchObject({ ok: true });
    await world.until(() => posts(world).some((text) => text.includes('skipped')));
    await world.until(() => agora.recorders.length > 0, minutes(90));
    // Half an hour was skipped.
    expect(world.clock.now() % 3_600_000).toBeLessThan(minutes(29) * 1000);
    await slack.click(ana, current(world, post), 'Cancel');
    await world.card('Finished maths', minutes(20));
  });

  test('immediate responses are ephemeral and part of the acknowledgement', async () => {
    const world = await open();
    const { slack, ana, room, agora } = world;
    const before = slack.calls().filter(({ method }) => !method.startsWith('apps.'));
    for (const [line, words] of [
      ['/record help', 'I record your online sessions.'],
      ['/record strat maths', 'start'],
      ['/record start maths layout=gird', 'grid'],
    ] as const) {
      const typed = await slack.type(ana, room, line);
      expect(typed, line).toMatchObject({ ok: true, ack: { response_type: 'ephemeral' } });
      expect(typed.seen.map(({ via }) => via)).toEqual(['ack']);
      expect(typed.seen.map((seen) => slack.renderText(seen)).join()).toContain(words);
    }
    // In which language the person reads is asked afterwards.
    expect(slack.calls().filter(({ method }) => method !== 'users.info' && !method.startsWith('apps.'))).toEqual(
      before,
    );
    expect(agora.recorders).toHaveLength(0);
  });

  test('a restart loses nothing', async () => {
    const world = await open();
    const { slack, ana, room } = world;
    await slack.type(ana, room, '/record start maths');
    const card = await world.card('Recording maths');
    await world.restart();
    expect(await slack.click(ana, card, 'Stop')).toMatchObject({ ok: true });
    await world.card('Finished maths');
  });
});
