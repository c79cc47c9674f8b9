import { describe, expect, test } from 'vitest';
import { openWorld } from '../support/world.ts';

describe('invalid input', () => {
  test('each mistake is answered privately, with the remedy, and nothing is sent to Agora', async () => {
    const world = await openWorld();
    const { slack, agora, ana, room } = world;
    const asked = agora.requests.length;
    const mistakes: [string, string][] = [
      ['/record help', '/record start'],
      ['/record strat standup', '/record start standup'],
      ['/record start a/b', 'Names can’t contain /'],
      [`/record start ${'x'.repeat(64)}`, '63'],
      ['/record start standup layout=gird', 'grid'],
      ['/record start standup layuot=grid', 'layout'],
      ['/record extend standup 30', 'isn’t a time from'],
      ['/record schedule standup every=sometimes for=1h', 'isn’t a time that comes again'],
      ['/record start "standup', 'A quote isn’t closed'],
      ['/record start #standup', '/record start standup'],
      ['/record start #classes', '#classes is a Slack channel'],
      ['/record start @ana', '@ana is a person in Slack'],
      ['/record start channel=standup', '/record start standup'],
      ['/record start a=b', '/record start "a=b"'],
      ['/record start https://standup.example.com/x', 'To record a web page, give it a name'],
      ['/record start lesson.io', '/record start "lesson.io"'],
      ['/record start Klasse 9ä', 'Names can’t contain ä'],
      ['/record start maths every monday', '/record start maths'],
      ['/record stop "a" "b"', '/record stop a'],
      ['/record layout standup', 'float'],
      ['/record layout standup grid uid=0', 'uid'],
      ['/record layout standup vertical background=red', '#RRGGBB'],
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

  test('conflicting options are rejected before Agora is called', async () => {
    const world = await openWorld();
    const { slack, agora, ana, room } = world;
    const mistakes: [string, string][] = [
      ['mode=web', 'mode=web records a page'],
      ['mode=web url=http://10.0.0.1/', 'private network'],
      ['mode=individual layout=grid', 'Mode individual has no layout'],
      ['snapshots=10s', 'Screenshots need mode=individual'],
      ['url=https://example.com/', 'url needs mode=web'],
    ];
    for (const [options, words] of mistakes) {
      await slack.type(ana, room, `/record start standup ${options}`);
      await world.ephemeral(ana, words);
    }
    expect(agora.requests.filter(({ call }) => call !== 'query')).toEqual([]);
    expect(world.cards()).toEqual([]);
  });

  test('a similar name is suggested', async () => {
    const world = await openWorld();
    const { slack, ana, room } = world;
    await slack.type(ana, room, '/record start standup');
    await world.card('Recording');
    await slack.type(ana, room, '/record stop standpu');
    expect(await world.ephemeral(ana, 'Did you mean')).toContain('standup');
    expect(world.cards()[0]?.text).toContain('Recording');
  });

  test('smart punctuation in a name is understood, and the response says so', async () => {
    const world = await openWorld();
    const { slack, agora, ana, room } = world;
    await slack.type(ana, room, '/record /record start room—one —layout=float');
    await world.card('Recording');
    await world.ephemeral(ana, 'Understood as room--one, layout=float.');
    expect(agora.recorders[0]?.cname).toBe('room--one');
    await slack.type(ana, room, '/record layout room—one vertical');
    await world.line('ertical');
    await slack.type(ana, room, '/record stop room—one');
    await world.card('Finished');
  });

  test('invisible characters are removed from a name, and the response says so', async () => {
    const world = await openWorld();
    const { slack, agora, ana, room } = world;
    await slack.type(ana, room, '/record start stand\u200bup');
    await world.card('Recording');
    await world.ephemeral(ana, 'Left out of the name: U+200B.');
    expect(agora.recorders[0]?.cname).toBe('standup');
  });

  test('a quoted name is used unchanged', async () => {
    const world = await openWorld();
    const { slack, agora, ana, room } = world;
    await slack.type(ana, room, '/record start "#classes"');
    await world.card('Recording');
    expect(agora.recorders[0]?.cname).toBe('#classes');
  });

  test('user input is never markup', async () => {
    const world = await openWorld();
    const { slack, ana, room } = world;
    await slack.type(ana, room, '/record start "<!channel> & <@U0> ~a~"');
    const card = await world.card('Recording');
    // plain_text and rich_text are never parsed; the fallback text and mrkdwn are.
    const parsed = [card, ...card.replies].flatMap(({ text, blocks }) => [text, ...textsOf(blocks, 'mrkdwn')]);
    expect(parsed.length).toBeGreaterThan(0);
    for (const text of parsed) expect(text).not.toMatch(/<!channel|<@U0>/u);
    expect(slack.renderText(card)).toContain('<!channel>');
    expect(world.agora.recorders[0]?.cname).toBe('<!channel> & <@U0> ~a~');
  });
});

describe('permissions', () => {
  test('a recording is managed from its own channel or by its starter; others are rejected with a link', async () => {
    const world = await openWorld();
    const { slack, agora, ana, ben, room } = world;
    const elsewhere = slack.addChannel('elsewhere');
    await slack.type(ana, room, '/record start standup');
    await world.card('Recording');
    const typed = await slack.type(ben, elsewhere, '/record stop standup');
    await world.until(() => typed.seen.length > 0);
    expect(JSON.stringify(typed.seen)).toContain('/archives/');
    expect(agora.recorders[0]?.endedAt).toBeUndefined();
    await slack.type(ana, elsewhere, '/record stop standup');
    await world.card('Finished');
  });

  test('a recording in a private channel does not exist for non-members', async () => {
    const world = await openWorld();
    const { slack, agora, ana, ben, room } = world;
    const secret = slack.addChannel('secret', { private: true, members: [ana] });
    await slack.type(ana, secret, '/record start layoffs');
    await world.until(() => agora.recorders.some(({ cname }) => cname === 'layoffs'));
    const lines = [
      '/record start layoffs',
      '/record stop layoffs',
      '/record status layofs',
      '/record layout layoffs grid',
      '/record list',
      '/record stop',
    ];
    for (const line of lines) {
      const typed = await slack.type(ben, room, line);
      await world.until(() => typed.seen.length > 0);
      const said = JSON.stringify(typed.seen);
      for (const leak of [ana.id, secret.id, '/archives/']) expect(said, line).not.toContain(leak);
    }
    expect(agora.recorders).toHaveLength(1);
    expect(agora.recorders[0]?.endedAt).toBeUndefined();
  });

  test('status queries Agora at once, list shows live and ended recordings', async () => {
    const world = await openWorld();
    const { slack, agora, ana, room } = world;
    await slack.type(ana, room, '/record start standup');
    await world.card('Recording');
    const before = agora.requests.length;
    const typed = await slack.type(ana, room, '/record status');
    await world.until(() => typed.seen.length > 0);
    expect(agora.requests.slice(before).map((request) => request.call)).toEqual(['query']);
    await slack.type(ana, room, '/record stop');
    await world.card('Finished');
    await slack.type(ana, room, '/record list');
    expect(await world.ephemeral(ana, 'Finished')).toContain('standup');
  });

  test('Record Again starts the same channel again, and links to a live recording', async () => {
    const world = await openWorld();
    const { slack, agora, ana, ben, room } = world;
    await slack.type(ana, room, '/record start standup layout=vertical');
    await world.card('Recording');
    await slack.type(ana, room, '/record stop');
    const over = await world.card('Finished');
    await slack.click(ben, over, 'Record Again');
    await world.card('Recording standup');
    expect(world.cards()).toHaveLength(2);
    expect(agora.recorders.map(({ cname }) => cname)).toEqual(['standup', 'standup']);
    const again = await slack.click(ana, over, 'Record Again');
    await world.until(() => again.seen.length > 0);
    expect(JSON.stringify(again.seen)).toContain('/archives/');
    expect(agora.recorders).toHaveLength(2);
  });
});

/** The text objects of one type, however deep. */
function textsOf(value: unknown, type: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own =
    'type' in value && value.type === type && 'text' in value && typeof value.text === 'string' ? [value.text] : [];
  return [...own, ...Object.values(value).flatMap((inner) => textsOf(inner, type))];
}
