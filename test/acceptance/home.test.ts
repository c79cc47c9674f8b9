/** The App Home with very much in it, and for everybody. */
import { describe, expect, test } from 'vitest';
import { controlsOf } from '../../src/sandbox/slack/controls.ts';
import type { User } from '../../src/sandbox/slack/types.ts';
import { addFinished } from '../bench/rows.ts';
import type { World } from '../support/world.ts';
import { openAcceptance, transports } from './support.ts';

const recordings = 500;

/** The home once it holds `words`. */
const home = (world: World, user: User, words: string) =>
  world.until(() => [world.slack.renderHome(user)].find((text) => text.includes(words)));

describe.each(transports)('over %s', (transport) => {
  test('20. The App Home renders for new, normal and denied users, has at most 100 blocks with 500 recordings, and is never stale for more than a minute', async () => {
    const { world } = await openAcceptance(transport, { scopes: ['commands', 'chat:write', 'users:read'] });
    const { slack, agora, ana, ben, room } = world;
    const guest = slack.addUser('guest', 'guest');

    await slack.openHome(ana);
    await home(world, ana, 'There is nothing to show yet.');
    await slack.openHome(guest);
    expect(await home(world, guest, 'Guests can’t control recordings.')).not.toContain('Start a Recording');

    await addFinished(world.config.databasePath, agora.appId, recordings, slack.team.id);
    for (let n = 0; n < 15; n += 1) {
      await slack.type(ana, room, `/record start class${n}`);
      await world.pass(2);
    }
    await slack.openHome(ben);
    await home(world, ben, '15 active recordings');
    const sizes = () => slack.calls('views.publish').map(({ args }) => blocksIn(args['view']));
    expect(slack.renderHome(ben)).toContain('Recently ended');
    // Every page of what is over is another one.
    const pages = [slack.renderHome(ben)];
    while (pages.length < 5) {
      await slack.pressInHome(ben, olderEnded(world, ben) ?? expect.fail());
      pages.push(await world.until(() => [slack.renderHome(ben)].find((text) => !pages.includes(text))));
    }
    expect(Math.max(...sizes())).toBeLessThanOrEqual(100);
    expect(Math.max(...sizes())).toBeGreaterThan(20);

    // While it is open, what changes is shown within a minute of the clock.
    await slack.openHome(ana);
    await home(world, ana, '15 active recordings');
    for (const name of ['class3', 'class4']) {
      const since = world.clock.now();
      await slack.type(ben, room, `/record stop ${name}`);
      await home(world, ana, `${name} · Finished`);
      expect(world.clock.now()).toBeLessThanOrEqual(since + 60_000);
    }
    expect(slack.calls('views.publish').filter(({ status }) => status !== 200)).toEqual([]);
  }, 40_000);
});

function blocksIn(view: unknown): number {
  return (view as { blocks: unknown[] }).blocks.length;
}

function olderEnded({ slack }: World, user: User) {
  const { blocks = [] } = slack.home(user) ?? {};
  return controlsOf({ blocks }).find(({ actionId }) => actionId === 'home:page:ended:after');
}
