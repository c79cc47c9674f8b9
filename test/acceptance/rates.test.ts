/** Slack's rate limits, as the local Slack enforces them: 50 updates a minute, and a post a second in each channel. */
import { describe, expect, test } from 'vitest';
import type { Channel } from '../../src/sandbox/slack/types.ts';
import { playLoad } from '../support/load.ts';
import type { World } from '../support/world.ts';
import { openAcceptance, transports } from './support.ts';

/** When the method was called for the channel, on the clock. */
const calledAt = ({ slack }: World, method: string, channel: Channel) =>
  slack
    .calls(method)
    .filter(({ args }) => args['channel'] === channel.id)
    .map(({ at }) => at);

describe.each(transports)('over %s', (transport) => {
  test('6. Twenty recordings at once: in ten minutes Slack never says 429, and every click shows its effect within 3 s', async () => {
    const { world } = await openAcceptance(transport);
    const load = await playLoad(world, { recordings: 20, actionEvery: 40_000 });
    const { slack } = world;
    expect(slack.requestLog.filter((entry) => 'status' in entry && entry.status === 429)).toEqual([]);
    // By the clock that the test moves: how fast this machine is does not count.
    expect(load.effects.filter(({ seconds = Number.POSITIVE_INFINITY }) => seconds >= 3)).toEqual([]);
    expect(load.commands.filter(({ answered }) => !answered)).toEqual([]);
    // It was as busy as it claims to be.
    expect(load.running).toBeGreaterThanOrEqual(19);
    expect(load.effects.length).toBeGreaterThan(15);
    expect(slack.calls('chat.update').length).toBeGreaterThan(80);
  }, 60_000);

  test('7. After 429 with Retry-After 30 only the limited method waits; forms, answers and other channels go on', async () => {
    const { world } = await openAcceptance(transport);
    const { slack, ana, room } = world;
    const other = slack.addChannel('other');
    await slack.type(ana, room, '/record start maths');
    const card = await world.card('Recording maths');
    await world.line('Recording maths.');

    // Updates of cards are limited for the whole workspace.
    slack.fault({ method: 'chat.update', kind: { retryAfter: 30 } });
    await slack.click(ana, card, 'Vertical');
    const limited = await world.until(() => slack.calls('chat.update').find(({ status }) => status === 429));
    await world.line('layout to Vertical');
    await slack.click(ana, card, 'Custom…');
    await world.form(ana);
    slack.dismissModal(ana);
    const listed = await slack.type(ana, room, '/record list');
    await world.until(() => listed.seen.length > 0);
    await slack.type(ana, other, '/record start physics');
    await world.until(() => slack.messages(other).length === 1);
    expect(slack.calls('chat.update').at(-1)).toBe(limited);
    expect(world.clock.now()).toBeLessThan(limited.at + 30_000);
    await world.until(() => slack.renderText(room).includes('✓ Vertical'));
    expect(calledAt(world, 'chat.update', room).find((at) => at > limited.at)).toBeGreaterThanOrEqual(
      limited.at + 30_000,
    );

    // Posts are limited for their channel.
    slack.fault({ method: 'chat.postMessage', channel: room.id, kind: { retryAfter: 30 } });
    await slack.click(ana, card, 'Float');
    const refused = await world.until(() => slack.calls('chat.postMessage').find(({ status }) => status === 429));
    await world.until(() => slack.renderText(room).includes('✓ Float'));
    await slack.type(ana, other, '/record layout physics float');
    await world.until(() => slack.messages(other)[0]?.replies.some(({ text }) => text.includes('Float')));
    expect(world.clock.now()).toBeLessThan(refused.at + 30_000);
    expect(calledAt(world, 'chat.postMessage', room).at(-1)).toBe(refused.at);
    await world.line('layout to Float');
    expect(calledAt(world, 'chat.postMessage', room).at(-1)).toBeGreaterThanOrEqual(refused.at + 30_000);
  });
});
