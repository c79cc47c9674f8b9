/** A layout of one's own: chosen or written in the form behind Custom…, seen there, and applied. */
import { expect, test } from 'vitest';
import { openWorld } from '../support/world.ts';

const file = `
layouts:
  duo: { background: '#101010', regions: [ { x: 0, y: 0, width: 0.5, height: 1 }, { x: 0.5, y: 0, width: 0.5, height: 1, fit: true } ] }
  dark: { layout: grid, background: '#1D1C1D' }
`;

async function recording(change: Parameters<typeof openWorld>[0] = { file }) {
  const world = await openWorld(change);
  const { slack, agora, ana, room } = world;
  await slack.type(ana, room, '/record start maths');
  const card = await world.card('Recording');
  const openForm = async (user = ana) => {
    const clicked = await slack.click(user, card, 'Custom…');
    await slack.waitFor(() => slack.modal(user) !== undefined || clicked.seen.length > 0);
  };
  /** The form, once it shows what is looked for. */
  const form = (words: string, user = ana) => world.form(user, words);
  const lastLayout = () => agora.recorders[0]?.layouts.at(-1)?.layout;
  return { ...world, card, openForm, form, lastLayout };
}

test('a layout is typed, corrected, previewed and applied', async () => {
  const world = await recording();
  const { slack, ana, openForm, form, lastLayout, card, room } = world;
  await openForm();
  // It opens with the layout in force, as regions.
  expect(slack.renderModal(ana)).toContain('| 0 0 0.5 0.5\n');
  expect(slack.renderModal(ana)).toContain('This is how 4 participants will look:');

  slack.enter(ana, 'Regions', 'background=#202020\n0 0 0.6 1 uid=527841\n0.5 0 0.7 1');
  await slack.pressInModal(ana, 'Preview');
  await form('This layout can’t be applied yet:');
  await slack.submitModal(ana);
  expect(slack.renderModal(ana)).toContain('! Line 3: the region ends outside of the canvas.');
  expect(lastLayout()).toMatchObject({ mixedVideoLayout: 1 });

  slack.enter(ana, 'Regions', 'background=#202020\n0 0 0.6 1 uid=527841\n0.5 0 50% 1 alpha=0.5 fit');
  await slack.pressInModal(ana, '2 participants');
  await form('The region on line 3 lies over the one on line 2.');
  expect(slack.renderModal(ana)).toMatch(/This is how 2 participants will look:[^]*\+-+[^]*\| +527841 +\|/u);
  expect(await slack.submitModal(ana)).toMatchObject({ ok: true });
  expect(slack.modal(ana)).toBeUndefined();

  await world.line('@ana changed the layout to Custom (background #202020).');
  expect(lastLayout()).toMatchObject({
    mixedVideoLayout: 3,
    backgroundColor: '#202020',
    layoutConfig: [
      { uid: '527841', x_axis: 0, y_axis: 0, width: 0.6, height: 1, alpha: 1, render_mode: 0 },
      { x_axis: 0.5, y_axis: 0, width: 0.5, height: 1, alpha: 0.5, render_mode: 1 },
    ],
  });
  const redrawn = slack.messages(room).find(({ ts }) => ts === card.ts);
  expect(slack.renderText(redrawn ?? card)).toContain('✓ Custom…');
  expect(world.thread().filter((text) => text.includes('changed the layout'))).toHaveLength(1);

  // The form opens again with what is in force.
  await openForm();
  expect(slack.renderModal(ana)).toContain('| 0.5 0 0.5 1 alpha=0.5 fit');
});

test('a named layout is chosen: its regions are in the text field, and it keeps its name', async () => {
  const world = await recording();
  const { slack, ana, openForm, form, lastLayout } = world;
  await openForm();
  slack.enter(ana, 'Regions', '0 0 1 1');
  await slack.pressInModal(ana, 'duo');
  await form('| background=#101010\n');
  expect(slack.renderModal(ana)).not.toContain('| 0 0 1 1');
  await slack.submitModal(ana);
  await world.line('@ana changed the layout to duo (background #101010).');
  expect(lastLayout()).toMatchObject({ mixedVideoLayout: 3, backgroundColor: '#101010' });

  // One that has no regions leaves the text empty.
  await openForm();
  await slack.pressInModal(ana, 'dark');
  await form('Regions: ________');
  await slack.submitModal(ana);
  await world.line('@ana changed the layout to dark (background #1D1C1D).');
  expect(lastLayout()).toMatchObject({ mixedVideoLayout: 1, backgroundColor: '#1D1C1D' });
});

test('without named layouts, Agora’s three can be chosen and previewed; an empty text is rejected', async () => {
  const world = await recording({});
  const { slack, ana, openForm, form } = world;
  await openForm();
  slack.enter(ana, 'Regions', '');
  await slack.submitModal(ana);
  expect(slack.renderModal(ana)).toContain('! There is no region.');
  await slack.pressInModal(ana, 'Vertical');
  await slack.pressInModal(ana, '17 participants');
  await form('This is how 17 participants will look:');
  await slack.submitModal(ana);
  await world.line('@ana changed the layout to Vertical.');
});

test('with the scope files:write the preview is a picture; when Slack fails to process it, the sketch stays', async () => {
  const world = await recording({ scopes: ['commands', 'chat:write', 'files:write'] });
  const { slack, ana, openForm, form } = world;
  await openForm();
  await form('[image: The layout with 4 participants]');
  const [picture] = slack.files();
  expect(picture).toMatchObject({ name: 'layout.png', isComplete: true });
  expect(picture?.bytes?.subarray(1, 4).toString()).toBe('PNG');

  await slack.pressInModal(ana, '2 participants');
  await form('[image: The layout with 2 participants]');
  slack.fault({ method: 'files.getUploadURLExternal', kind: { error: 'file_uploads_disabled' } });
  await slack.pressInModal(ana, '3 participants');
  await form('This is how 3 participants will look:\n  +');
  await slack.pressInModal(ana, '2 participants');
  await form('[image: The layout with 2 participants]');
  expect(slack.files()).toHaveLength(2);
});

test('the recording ends while the form is open: the person is notified, and nothing is sent', async () => {
  const world = await recording();
  const { slack, agora, ana, ben, openForm, card } = world;
  await openForm(ben);
  await slack.click(ana, card, 'Stop');
  await world.line('Upload:');
  await slack.submitModal(ben);
  await world.ephemeral(ben, 'maths has already ended.');
  expect(agora.requests.some(({ call }) => call === 'updateLayout')).toBe(false);
});

test('Slack does not open the form: the person is asked to click again', async () => {
  const world = await recording();
  const { slack, ana, openForm } = world;
  slack.fault({ method: 'views.open', times: 1, kind: { error: 'expired_trigger_id' } });
  await openForm();
  await world.ephemeral(ana, 'Slack didn’t open the form. Click Custom… again, or tell your admin: reference ');
});

test('the bot restarts while the form is open: the layout is still applied', async () => {
  const world = await recording();
  const { slack, ana, openForm, form } = world;
  await openForm();
  await world.restart();
  slack.enter(ana, 'Regions', '0 0 1 1');
  await slack.pressInModal(ana, 'Preview');
  await form('This is how 4 participants will look:');
  await slack.submitModal(ana);
  await world.line('@ana changed the layout to Custom.');
});
