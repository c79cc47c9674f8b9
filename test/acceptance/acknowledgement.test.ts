/** Acknowledgements, and forms that open in time. Figures in milliseconds are in docs/performance.md, which `npm run bench` measures. */
import { describe, expect, test } from 'vitest';
import type { World } from '../support/world.ts';
import { openAcceptance, privateTexts, transports } from './support.ts';

const file = 'permissions: { admin: { users: [U0ADMIN] } }';
const commands = [
  'help',
  'start physics',
  'start physics',
  'status maths',
  'layout maths float',
  'unsubscribe maths audio=7',
  'extend maths 30m',
  'schedule maths at="2026-11-22 09:00" for=1h',
  'schedules',
  'files maths',
  'presets',
  'usage',
  'list',
  'audit',
  'doctor',
  'dance',
  'stop physics',
];

describe.each(transports)('over %s', (transport) => {
  test('1. Every command, click, shortcut and submission is acknowledged at once while every call to the recorder takes 30 s', async () => {
    const { world } = await openAcceptance(transport, { file });
    const { slack, agora, clock, ana, ben, room } = world;
    await slack.type(ana, room, '/record start maths');
    const card = await world.card('Recording maths');
    const slow = agora.fault({ call: 'any', kind: 'delay', ms: 30_000, times: Number.POSITIVE_INFINITY });
    /** No time of the clock passes from what people do to its acknowledgement. */
    const atOnce = async (what: string, act: () => Promise<{ ok: boolean }>) => {
      const before = clock.now();
      expect(await act(), what).toMatchObject({ ok: true });
      expect(clock.now(), what).toBe(before);
      // What follows from it begins.
      await world.pass(1);
    };
    for (const command of commands) await atOnce(command, () => slack.type(ana, room, `/record ${command}`));
    for (const button of ['Refresh', 'Vertical', 'Custom…']) await atOnce(button, () => slack.click(ben, card, button));
    await world.form(ben);
    slack.enter(ben, 'Regions', '0 0 1 1');
    await atOnce('Preview', () => slack.pressInModal(ben, 'Preview'));
    await atOnce('a submission', () => slack.submitModal(ben));
    await atOnce('a shortcut', () => slack.shortcut(ana, 'record_start', room));
    await world.form(ana);
    slack.enter(ana, 'Agora channel', 'art');
    await atOnce('another submission', () => slack.submitModal(ana));
    await atOnce('App Home', async () => {
      const opened = await slack.openHome(ana);
      return { ok: !('error' in opened) };
    });
    await atOnce('Stop', () => slack.click(ana, card, 'Stop'));
    // The recorder was asked meanwhile, and did not answer.
    const pending = agora.requests.filter(({ status }) => status === undefined);
    expect(pending.length).toBeGreaterThan(0);
    expect(slack.requestLog.filter((entry) => entry.kind === 'envelope' && entry.error !== undefined)).toEqual([]);
    slow.release();
    await world.pass(120);
    const cards = slack.messages(room).flatMap(({ text }) => /^(?:Finished|Canceled|Recording) \w+/u.exec(text) ?? []);
    expect(cards).toEqual(['Finished maths', 'Canceled physics', 'Recording art']);
  });

  test('19. A form opens at once however slow lists are; mistakes are shown at their fields; when its trigger has expired, the answer has a button', async () => {
    const { world, lines } = await openAcceptance(transport, { scopes: ['commands', 'chat:write', 'users:read'] });
    const { slack, ana, room, clock } = world;
    const shows = (words: string) => world.form(ana, words);

    // What is slow is not waited for: the form is there before Slack has said who the person is, and is filled in then.
    const slow = slack.fault({ method: 'users.info', kind: 'hang' });
    const before = clock.now();
    await slack.type(ana, room, '/record');
    await slack.waitFor(() => slack.modal(ana));
    expect(clock.now()).toBe(before);
    expect(slack.calls('views.update')).toEqual([]);
    await slack.waitFor(() => slack.calls('views.update').length > 0);
    expect(slow.hits).toBe(1);

    slack.enter(ana, 'Agora channel', 'mäths');
    slack.enter(ana, 'Stop after', 'soon');
    expect(await slack.submitModal(ana)).toMatchObject({ ok: true, ack: { response_action: 'errors' } });
    expect(slack.renderModal(ana)).toMatch(/\| mäths\n {2}! Names can’t contain/u);
    expect(slack.renderModal(ana)).toMatch(/\| soon\n {2}! Write a time/u);
    slack.dismissModal(ana);

    slack.fault({ method: 'views.open', kind: { error: 'expired_trigger_id' } });
    await slack.type(ana, room, '/record start for=30m');
    const answer = await world.ephemeral(ana, 'Slack didn’t open the form');
    const [, reference] = /reference ([0-9a-f]{6})\b/u.exec(answer) ?? expect.fail(answer);
    expect(lines).toContainEqual(expect.objectContaining({ reference, method: 'views.open' }));
    expect(slack.modal(ana)).toBeUndefined();
    await press(world, 'Open the Form');
    await shows('| 30m');
  });
});

/** In the latest answer that only @ana sees. */
async function press(world: World, button: string): Promise<void> {
  const { slack, ana } = world;
  const shown = slack.ephemerals(ana).at(-1) ?? expect.fail(privateTexts(world, ana).join('\n'));
  expect(await slack.click(ana, shown, button)).toMatchObject({ ok: true });
}
