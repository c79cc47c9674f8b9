/** What Slack posts in HTTP mode, and that people see no difference to Socket Mode. */
import { expect, test } from 'vitest';
import { command } from '../slack/transport/http.support.ts';
import type { World } from '../support/world.ts';
import { acquired, openAcceptance, privateTexts, slackPost, type Transport } from './support.ts';

test('13. HTTP mode: signature, time, repetition, content type, size, url_verification and ssl_check are judged as Slack asks', async () => {
  const { world } = await openAcceptance('http');
  const { slack, clock, ana, room } = world;
  const post = slackPost(world);
  const now = Math.floor(clock.now() / 1000);
  const by = { team_id: slack.team.id, channel_id: room.id, channel_name: room.name, user_id: ana.id };
  const typed = (trigger: string) => command('start maths', { ...by, trigger_id: trigger });

  expect(await post(typed('1'), { secret: 'wrong' })).toMatchObject({ status: 401 });
  expect(await post(typed('2'), { signature: undefined })).toMatchObject({ status: 401 });
  expect(await post(typed('3'), { at: now - 301 })).toMatchObject({ status: 401 });
  expect(await post(typed('4'), { at: now + 301 })).toMatchObject({ status: 401 });
  expect(await post('x'.repeat(4 * 1024 * 1024 + 1))).toMatchObject({ status: 413 });
  await world.pass(10);
  expect(acquired(world)).toEqual([]);

  const type = 'application/x-www-form-urlencoded; charset=utf-8';
  expect(await post(typed('5'), { type, at: now })).toMatchObject({ status: 200, text: '' });
  await world.card('Recording maths');
  // The very same request is acknowledged, and does nothing.
  expect(await post(typed('5'), { type, at: now })).toMatchObject({ status: 200, text: '' });
  await world.pass(10);
  expect(acquired(world)).toHaveLength(1);
  const help = command('help', { ...by, trigger_id: '6' });
  expect((await post(help, { at: now })).text).toContain('I record your online sessions.');
  expect(await post(help, { at: now })).toMatchObject({ status: 200, text: '' });

  const challenge = JSON.stringify({ type: 'url_verification', challenge: 'a challenge' });
  expect(await post(challenge, { type: 'application/json' })).toMatchObject({
    status: 200,
    text: '{"challenge":"a challenge"}',
  });
  expect(await post('ssl_check=1&token=x', { signature: undefined })).toMatchObject({ status: 200, text: '' });
});

/** A class from the start to its files, with what is typed wrong or twice, in the words that people see. */
async function play(transport: Transport): Promise<string[]> {
  const { world } = await openAcceptance(transport, { scopes: ['commands', 'chat:write', 'users:read'] });
  const { slack, ana, ben, room } = world;
  const type = async (line: string) => expect((await slack.type(ana, room, line)).ok, line).toBe(true);
  const click = async (button: string) => expect((await slack.click(ben, card, button)).ok, button).toBe(true);
  for (const line of ['/record help', '/record strat maths', '/record start "maths']) await type(line);
  await type('/record start maths');
  const card = await world.card('Recording maths');
  await world.line('Recording maths.');
  await world.until(() => slack.renderText(room).includes('Sound and video arrive'));
  await click('Vertical');
  await world.line('@ben changed the layout to Vertical.');
  await type('/record status maths');
  await world.ephemeral(ana, 'Recording');
  await type('/record start maths');
  await world.ephemeral(ana, 'already');
  await type('/record list');
  await world.ephemeral(ana, '1 active recording');
  await slack.shortcut(ana, 'record_start', room);
  await world.form(ana);
  await slack.submitModal(ana);
  const form = slack.renderModal(ana);
  slack.dismissModal(ana);
  await slack.openHome(ben);
  const home = await world.until(() => [slack.renderHome(ben)].find((text) => text.includes('maths · Recording')));
  await click('Stop');
  await world.card('Finished maths');
  await world.line('Upload:');
  await type('/record files maths');
  await world.ephemeral(ana, '.m3u8');
  return [slack.renderText(room), ...privateTexts(world, ana), ...privateTexts(world, ben), form, home].map((text) =>
    withoutChance(world, text),
  );
}

/** The ids that differ from run to run, and times, which depend on how quickly the clock was moved. */
function withoutChance({ agora }: World, text: string): string {
  return agora.recorders
    .reduce((rest, { sid }) => rest.replaceAll(sid, 'SID'), text)
    .replaceAll(/\br[a-z0-9]{5}\b/gu, 'ID')
    .replaceAll(/127\.0\.0\.1:\d+/gu, 'HOST')
    .replaceAll(/\bp\d{16}\b/gu, 'MESSAGE')
    .replaceAll(/X-Amz-[^\s)>]+/gu, 'SIGNATURE')
    .replaceAll(/\d\d:\d\d|(?:under )?\d+ (?:s|min)\b/gu, 'TIME');
}

test('14. Both transports: what is typed and pressed is the same, and people see the same', async () => {
  const overSockets = await play('socket');
  const overHttp = await play('http');
  expect(overSockets.join('\n').length).toBeGreaterThan(2_000);
  expect(overHttp).toEqual(overSockets);
});
