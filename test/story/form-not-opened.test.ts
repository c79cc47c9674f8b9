/** Where Slack does not open the form, the person may open it by a button, or type the command. */
import { expect, test } from 'vitest';
import type { Message } from '../../src/sandbox/slack/types.ts';
import { openWorld } from '../support/world.ts';

const file = 'presets: { lesson: { mode: mix } }';

async function aWorld() {
  const world = await openWorld({ file });
  const { ana } = world;
  return { world, form: (words: string) => world.form(ana, words) };
}

test.each([['expired_trigger_id'], ['internal_error']])('%s', async (error) => {
  const { world, form } = await aWorld();
  const { slack, ana, room } = world;
  slack.fault({ method: 'views.open', kind: { error } });
  await slack.type(ana, room, '/record start for=30m preset=lesson');
  await world.ephemeral(ana, 'type the command instead, for example /record start maths.');
  await slack.click(ana, slack.ephemerals(ana).at(-1) ?? expect.fail(), 'Open the Form');
  await form('Preset: lesson');
  expect(slack.renderModal(ana)).toContain('| 30m');
  slack.dismissModal(ana);

  slack.fault({ method: 'views.open', kind: { error } });
  await slack.shortcut(ana, 'record_start');
  const direct = await world.until(() => slack.dms(ana)[0]);
  expect(slack.renderText(direct)).toContain('/record start maths');
  await slack.click(ana, direct, 'Open the Form');
  await form('Agora channel');
});

test('the button of a command that can no longer be read says why', async () => {
  const { world } = await aWorld();
  const { slack, ana, room } = world;
  slack.fault({ method: 'views.open', kind: { error: 'expired_trigger_id' } });
  await slack.type(ana, room, '/record start preset=lesson');
  await world.ephemeral(ana, 'Open it here');
  // As if the preset had been called otherwise when the button was made.
  const shown = JSON.stringify(slack.ephemerals(ana).at(-1)).replaceAll('preset=lesson', 'preset=lecture');
  await slack.clickStale(ana, JSON.parse(shown) as Message, 'Open the Form');
  await world.ephemeral(ana, 'lecture');
  expect(slack.modal(ana)).toBeUndefined();
});
