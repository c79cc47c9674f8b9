/** What the thread says by itself. */
import { describe, expect, test } from 'vitest';
import type { World } from '../support/world.ts';
import { openAcceptance, transports } from './support.ts';

const tick = 600_000;

/** Status posts of the latest card. */
const statusPosts = (world: World) =>
  (world.cards().at(-1)?.replies ?? []).filter(({ text }) => text.includes(' min: '));

describe.each(transports)('over %s', (transport) => {
  test('23. Status posts come on schedule, only when something is new, and end with the recording; they mention nobody, and only failures are broadcast to the channel', async () => {
    const { world } = await openAcceptance(transport, { tickEvery: tick });
    const { slack, agora, ana, room } = world;
    await slack.type(ana, room, '/record start maths');
    const card = await world.card('Recording maths');
    await world.line('Recording maths.');
    await world.until(() => statusPosts(world).length === 1, 700);
    // Two more ticks bring nothing new.
    await world.pass(1_300);
    expect(statusPosts(world)).toHaveLength(1);
    // Agora does not answer at the next tick, which is news.
    const silence = agora.fault({
      call: 'query',
      kind: 'respond',
      status: 503,
      body: {},
      times: Number.POSITIVE_INFINITY,
    });
    await world.until(() => statusPosts(world).length > 1, 1_300);
    const times = statusPosts(world).map(({ ts }) => Number(ts) * 1_000);
    for (const at of times) expect(at % tick).toBeLessThan(60_000);
    silence.release();
    await world.pass(60);
    await slack.click(ana, card, 'Stop');
    await world.card('Finished maths', 300);
    await world.line('Upload:');
    const posts = statusPosts(world).length;
    await world.pass(1_300);
    expect(statusPosts(world)).toHaveLength(posts);
    const replies = world.cards()[0]?.replies ?? [];
    for (const { text, blocks } of statusPosts(world))
      expect(JSON.stringify([text, blocks])).not.toMatch(/<@|"user"|<!(?!date)/u);

    // What goes wrong mentions the person who started it, and is shown in the channel.
    const wrong = replies.filter(({ broadcast }) => broadcast);
    expect(wrong.map((reply) => slack.renderText(reply))).toEqual([]);
    agora.fault({ call: 'acquire', kind: 'respond', status: 400, body: { code: 2, reason: 'invalid parameter' } });
    await slack.type(ana, room, '/record start physics');
    await world.card('Failed');
    const [failed] = await world.until(() => [world.cards().at(-1)?.replies ?? []].find(({ length }) => length > 0));
    expect(failed).toMatchObject({ broadcast: true });
    expect(failed?.text).toContain(`<@${ana.id}>`);
  });
});
