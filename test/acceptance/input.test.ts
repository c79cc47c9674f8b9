/** What people type, and what is started when they type or press twice. */
import { describe, expect, test } from 'vitest';
import { acquired, openAcceptance, privateTexts, repeatDelivery, transports } from './support.ts';

/** What is typed, and a part of the answer, which only that person sees. */
const answered: readonly (readonly [line: string, answer: string])[] = [
  ['/record help', 'I record your online sessions.'],
  ['/record   HELP ', '/record start maths'],
  ['/record strat maths', '/record start maths'],
  ['/record dance', '/record help'],
  ['/record start maths layout=gird', 'grid'],
  ['/record start maths colour=red', 'colour'],
  ['/record start maths layout=', 'layout'],
  ['/record start maths for=soon', 'for'],
  ['/record start maths grid', 'layout=grid'],
  ['/record start "maths', 'quote'],
  ['/record start “maths', 'quote'],
  ['/record start ""', 'name'],
  ['/record stop', 'Nothing is recording here'],
  ['/record stop maths', 'No recording called maths'],
  ['/record layout maths', 'layout'],
  ['/record list all', '/record list'],
];

/** What is typed, and the Agora channel that is recorded then. */
const understood: readonly (readonly [line: string, cname: string])[] = [
  ['/record start “team sync”', 'team sync'],
  ['/record start\u00a0maths\u00a0layout=float', 'maths'],
  ['/record start "a & b"', 'a & b'],
  ['/record start "<!channel>"', '<!channel>'],
  ['/record start "@ana"', '@ana'],
  ['/record start physics —layout=float', 'physics'],
];

/** What Slack escapes, or is too long, and what the answer says of it. */
const refused: readonly (readonly [line: string, answer: string])[] = [
  ['/record start @ana', '@ana'],
  ['/record start #classes', '#classes'],
  ['/record start https://example.com/class', 'mode=web'],
  ['/record start ana@example.com', 'ana@example.com'],
  [`/record start ${'x'.repeat(3_000)}`, '63 characters'],
  [`/record ${'start maths '.repeat(250)}`, ''],
  [`/record ${'😀'.repeat(1_500)}`, '/record help'],
];

describe.each(transports)('over %s', (transport) => {
  test('2. Without words, with help, unknown verbs, wrong options and quotes that are empty or open, the answer is useful and for one person only', async () => {
    const { world } = await openAcceptance(transport);
    const { slack, ana, ben, room } = world;
    for (const [line, words] of answered) {
      const typed = await slack.type(ana, room, line);
      await world.until(() => typed.seen.length > 0);
      expect(typed.seen.map((one) => slack.renderText(one)).join('\n'), line).toContain(words);
      expect(typed.ack?.['response_type'] ?? 'ephemeral', line).toBe('ephemeral');
    }
    await slack.type(ana, room, '/record');
    await world.form(ana);
    expect(privateTexts(world, ben)).toEqual([]);
    expect(slack.messages(room)).toEqual([]);
    expect(acquired(world)).toEqual([]);
  });

  test('3. Escaped mentions and links, curly quotes, unusual spaces and 3,000 characters are understood or politely refused', async () => {
    const { world } = await openAcceptance(transport);
    const { slack, ana, room, agora } = world;
    for (const [line, words] of refused) {
      const typed = await slack.type(ana, room, line);
      expect(typed, line.slice(0, 80)).toMatchObject({ ok: true });
      await world.until(() => typed.seen.length > 0);
      const answer = typed.seen.map((one) => slack.renderText(one)).join('\n');
      expect(answer, line.slice(0, 80)).toContain(words);
      expect(answer).not.toContain('Something went wrong');
    }
    expect(slack.messages(room)).toEqual([]);
    for (const [line, cname] of understood) {
      const before = agora.recorders.length;
      expect(await slack.type(ana, room, line), line).toMatchObject({ ok: true });
      await world.until(() => agora.recorders.length > before);
      expect(agora.recorders.at(-1)?.cname, line).toBe(cname);
    }
    await world.pass(30);
    expect(world.cards()).toHaveLength(understood.length);
  });

  test('4. A start that comes twice (two people at once, a form that is sent twice, a repeated delivery) makes one recording and one card', async () => {
    const { world } = await openAcceptance(transport);
    const { slack, agora, ana, ben, room } = world;
    // Two people at once.
    await Promise.all([ana, ben].map((user) => slack.type(user, room, '/record start maths')));
    await world.card('Recording maths');
    const later = [ana, ben].filter((user) => privateTexts(world, user).some((text) => text.includes('already')));
    expect(later).toHaveLength(1);

    // The same command once more by the same person, and the same delivery once more.
    await slack.type(ana, room, '/record start physics');
    await repeatDelivery(world);
    await slack.type(ana, room, '/record start physics');
    await repeatDelivery(world);
    await world.card('Recording physics');

    // A form.
    await slack.type(ana, room, '/record');
    await world.form(ana);
    slack.enter(ana, 'Agora channel', 'art');
    const twice = await Promise.all([slack.submitModal(ana), slack.submitModal(ana)]);
    expect(twice).toMatchObject([{ ok: true }, { ok: true }]);
    await repeatDelivery(world);
    await world.card('Recording art');

    await world.pass(30);
    expect(agora.recorders.map(({ cname }) => cname)).toEqual(['maths', 'physics', 'art']);
    expect(acquired(world)).toHaveLength(3);
    expect(world.cards()).toHaveLength(3);
  });
});
