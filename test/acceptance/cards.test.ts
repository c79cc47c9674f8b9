/** The card: one message, from the start to the end, whatever becomes of it. */
import { describe, expect, test } from 'vitest';
import type { Message } from '../../src/sandbox/slack/types.ts';
import type { World } from '../support/world.ts';
import { acquired, openAcceptance, privateTexts, transports } from './support.ts';

/** The labels of a card's buttons. */
const labels = ({ slack, room }: World, card: Message) =>
  slack
    .buttons(room)
    .filter(({ message }) => message.ts === card.ts)
    .map(({ control }) => control.text);

/** Calls that made or changed something at the top of the room. */
const topLevel = ({ slack, room }: World, method: string) =>
  slack.calls(method).filter(({ args }) => args['channel'] === room.id && args['thread_ts'] === undefined);

describe.each(transports)('over %s', (transport) => {
  test('5. The card is one message, posted once and then only updated; it always reaches a final state without buttons that control a recording', async () => {
    const { world } = await openAcceptance(transport);
    const { slack, agora, ana, ben, room } = world;
    await slack.type(ana, room, '/record start maths');
    const card = await world.card('Recording maths');
    await slack.click(ben, card, 'Vertical');
    await world.line('layout to Vertical');
    await slack.click(ben, card, 'Stop');
    const finished = await world.card('Finished maths');
    expect(labels(world, finished)).toEqual(['Files', 'Record Again']);

    // What Agora refuses, what is stopped before it began, and what can't be found any more.
    agora.fault({ call: 'acquire', kind: 'respond', status: 400, body: { code: 2, reason: 'invalid parameter' } });
    await slack.type(ana, room, '/record start physics');
    expect(labels(world, await world.card('Failed'))).toEqual(['Try Again']);
    const held = agora.fault({ call: 'acquire', kind: 'hang' });
    await slack.type(ana, room, '/record start art');
    await world.until(() => held.hits === 1);
    await slack.type(ana, room, '/record stop art');
    await world.pass(1);
    held.release();
    expect(labels(world, await world.card('Canceled'))).toEqual(['Record Again']);
    await slack.type(ana, room, '/record start music');
    await world.card('Recording music');
    agora.fault({ call: 'query', kind: 'kill' });
    const ended = await world.card('Finished music', 600);
    expect(labels(world, ended)).toEqual(['Files', 'Record Again']);

    await world.pass(60);
    expect(topLevel(world, 'chat.postMessage')).toHaveLength(4);
    const cards = world.cards().map(({ ts }) => ts);
    expect(cards).toHaveLength(4);
    expect(topLevel(world, 'chat.update').every(({ args }) => cards.includes(String(args['ts'])))).toBe(true);
  });

  test('8. A card whose post Slack accepted without a response is posted again, and the older one becomes a link when somebody presses it; there is one recording', async () => {
    const { world } = await openAcceptance(transport);
    const { slack, agora, ana, ben, room } = world;
    slack.fault({ method: 'chat.postMessage', channel: room.id, kind: 'loseResponse' });
    await slack.type(ana, room, '/record start maths');
    await world.until(() => world.cards().at(-1)?.text.includes('Recording maths'));
    await world.line('Recording maths.');
    const [older, newer] = world.cards();
    if (older === undefined || newer === undefined) throw new Error('there are not two cards');
    await slack.click(ben, older, 'Vertical');
    await world.until(() => world.cards()[0]?.text.includes('outdated'));
    expect(labels(world, older)).toEqual([]);
    expect(JSON.stringify(world.cards()[0])).toContain(`p${newer.ts.replace('.', '')}`);
    await world.line('layout to Vertical');
    expect(world.cards()).toHaveLength(2);
    expect(agora.recorders).toHaveLength(1);
    expect(acquired(world)).toHaveLength(1);
  });

  test('16. A deleted card is posted once more; when its channel is archived, the starter is notified; both are logged, and the recording continues', async () => {
    const { world, lines } = await openAcceptance(transport);
    const { slack, agora, ana, room } = world;
    const logged = (code: string) => lines.filter((line) => line['code'] === code);
    await slack.type(ana, room, '/record start maths');
    slack.deleteMessage(await world.card('Recording maths'));
    await slack.type(ana, room, '/record layout maths vertical');
    const second = await world.until(() => world.cards().find(({ deleted }) => !deleted));
    expect(logged('message_not_found')).not.toEqual([]);
    expect(slack.renderText(second)).toContain('✓ Vertical');
    await world.pass(60);
    expect(world.cards().filter(({ deleted }) => !deleted)).toHaveLength(1);

    slack.archive(room);
    const elsewhere = slack.addChannel('elsewhere');
    await slack.type(ana, elsewhere, '/record layout maths float');
    await world.until(() =>
      privateTexts(world, ana).some((text) => text.includes('is still being recorded, but its card')),
    );
    expect(logged('is_inactive')).not.toEqual([]);
    expect(agora.recorders.map(({ endedAt }) => endedAt)).toEqual([undefined]);
    await slack.type(ana, elsewhere, '/record stop maths');
    await world.until(() => agora.recorders[0]?.endedBy === 'stop');
    await world.until(() => privateTexts(world, ana).some((text) => text.includes('Finished maths')));
    await world.pass(60);
  });

  test('18. Stop and Cancel ask first; a press on a card that is out of date says so and repairs the card', async () => {
    const { world } = await openAcceptance(transport, { scopes: ['commands', 'chat:write', 'users:read'] });
    const { slack, agora, ana, room } = world;
    await slack.type(ana, room, '/record start maths');
    const card = await world.card('Recording maths');
    const { confirm } = await slack.click(ana, card, 'Stop');
    expect(confirm).toMatchObject({ title: expect.stringContaining('Stop'), style: 'danger' });
    await world.card('Finished maths');
    await world.line('Upload:');
    const updates = topLevel(world, 'chat.update').length;

    // As if this person still saw the card of before.
    await slack.clickStale(ana, card, 'Vertical');
    await world.ephemeral(ana, 'has already ended');
    await world.until(() => topLevel(world, 'chat.update').length > updates);
    expect(topLevel(world, 'chat.update').at(-1)?.args['text']).toContain('Finished maths');
    expect(agora.requests.filter(({ call }) => call === 'updateLayout')).toEqual([]);

    await slack.type(ana, room, '/record schedule physics at="2026-11-22 09:00" for=1h');
    const post = await world.until(() =>
      slack.messages(room).find((one) => slack.renderText(one).includes('scheduled physics')),
    );
    const cancel = await slack.click(ana, post, 'Cancel');
    expect(cancel.confirm).toMatchObject({ title: expect.any(String) });
  });
});
