import { describe, expect, test } from 'vitest';
import { openWorld } from '../support/world.ts';

describe('wrong input', () => {
  test('each mistake is answered to the person alone, with what to do, and nothing is sent to Agora', async () => {
    const world = await openWorld();
    const { slack, agora, ana, room } = world;
    const asked = agora.requests.length;
    const mistakes: [string, string][] = [
      ['/record', '/record start'],
      ['/record help', '/record start'],
      ['/record strat standup', 'start'],
      ['/record start', 'channel'],
      ['/record start a/b', '/'],
      [`/record start ${'x'.repeat(64)}`, '63'],
      ['/record start standup layout=gird', 'grid'],
      ['/record start standup layuot=grid', 'layout'],
      ['/record start standup for=90m', 'not available yet'],
      ['/record start "standup', 'quot'],
      ['/record layout standup', 'float'],
      ['/record layout standup grid uid=0', 'uid'],
      ['/record layout standup vertical background=red', '#'],
    ];
    for (const [line, words] of mistakes) {
      const { ok, seen } = await slack.type(ana, room, line);
      expect(ok, line).toBe(true);
      expect(seen.map((one) => slack.renderText(one)).join(''), line).toContain(words);
      // In the acknowledgement itself: no further call, no membership needed.
      expect(seen[0]?.via, line).toBe('ack');
    }
    for (const line of [
      '/record stop nowhere',
      '/record status nowhere',
      '/record layout nowhere grid',
      '/record stop',
    ]) {
      const typed = await slack.type(ana, room, line);
      await world.until(() => typed.seen.length > 0);
    }
    await world.pass(20);
    expect(agora.requests).toHaveLength(asked);
    expect(world.cards()).toEqual([]);
  });

  test('a near name is suggested', async () => {
    const world = await openWorld();
    const { slack, ana, room } = world;
    await slack.type(ana, room, '/record start standup');
    await world.card('Recording');
    await slack.type(ana, room, '/record stop standpu');
    expect(await world.whisper(ana, 'Did you mean')).toContain('standup');
    expect(world.cards()[0]?.text).toContain('Recording');
  });

  test('what people write is never markup', async () => {
    const world = await openWorld();
    const { slack, ana, room } = world;
    await slack.type(ana, room, '/record start "<!channel> & <@U0> ~a~"');
    const card = await world.card('Recording');
    // plain_text and rich_text are never parsed; the fallback text and mrkdwn are.
    const parsed = [card, ...card.replies].flatMap(({ text, blocks }) => [text, ...textsOf(blocks, 'mrkdwn')]);
    expect(parsed.length).toBeGreaterThan(3);
    for (const text of parsed) expect(text).not.toMatch(/<!channel|<@U0>/u);
    expect(textsOf(card.blocks, 'plain_text').join()).toContain('<!channel>');
    expect(world.agora.recorders[0]?.cname).toBe('<!channel> & <@U0> ~a~');
  });

  test('a recording is steered from its own channel or by its starter; others get a refusal with the link', async () => {
    const world = await openWorld();
    const { slack, agora, ana, ben, room } = world;
    const elsewhere = slack.addChannel('elsewhere');
    await slack.type(ana, room, '/record start standup');
    await world.card('Recording');
    await slack.type(ben, elsewhere, '/record stop standup');
    expect(await world.whisper(ben, 'another Slack channel')).toContain('/archives/');
    expect(agora.recorders[0]?.endedAt).toBeUndefined();
    await slack.type(ana, elsewhere, '/record stop standup');
    await world.card('Finished');
  });

  test('status asks Agora now, list shows what runs and what ended', async () => {
    const world = await openWorld();
    const { slack, agora, ana, room } = world;
    await slack.type(ana, room, '/record start standup');
    await world.card('Recording');
    const before = agora.requests.length;
    await slack.type(ana, room, '/record status');
    await world.whisper(ana, 'status');
    expect(agora.requests.slice(before).map((request) => request.call)).toEqual(['query']);
    await slack.type(ana, room, '/record stop');
    await world.card('Finished');
    await slack.type(ana, room, '/record list');
    expect(await world.whisper(ana, 'Finished')).toContain('standup');
  });
});

/** The text objects of one type, however deep. */
function textsOf(value: unknown, type: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own =
    'type' in value && value.type === type && 'text' in value && typeof value.text === 'string' ? [value.text] : [];
  return [...own, ...Object.values(value).flatMap((inner) => textsOf(inner, type))];
}
