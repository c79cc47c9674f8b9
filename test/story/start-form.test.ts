/** Starting without remembering anything: the form behind `/record`, and the shortcut. */
import { describe, expect, test } from 'vitest';
import { type Change, openWorld, startOfTime } from '../support/world.ts';

const file = `
layouts:
  duo: { background: '#101010', regions: [ { x: 0, y: 0, width: 0.5, height: 1 }, { x: 0.5, y: 0, width: 0.5, height: 1, fit: true } ] }
presets:
  lesson: { mode: mix, layout: duo, maxDuration: 2h }
  page: { mode: web, url: 'https://example.com/stage', maxHours: 2 }
`;
const scopes = ['commands', 'chat:write', 'users:read'];

async function withForm(change: Change = { file, scopes }) {
  const world = await openWorld(change);
  const { slack, ana, room } = world;
  slack.setTimeZone(ana, 'Europe/Berlin');
  /** The form, once it shows what is looked for. */
  const form = (words: string, user = ana) => world.form(user, words);
  /** Opens it, and waits until it is complete. */
  const open = async (line = '/record', user = ana) => {
    await slack.type(user, room, line);
    await slack.waitFor(() => slack.calls('views.update').length > 0 && slack.modal(user) !== undefined);
  };
  /** Chooses an option, and waits until the form is redrawn. */
  const choose = async (option: string) => {
    const before = slack.modal(ana)?.hash;
    await slack.pressInModal(ana, option);
    await world.until(() => slack.modal(ana)?.hash !== before);
  };
  return { ...world, form, open, choose };
}

test('/record opens the form; what is entered is recorded as by the command', async () => {
  const world = await withForm();
  const { slack, agora, ana, open, form } = world;
  await open();
  await form('Slack channel for the card: #classes');
  slack.enter(ana, 'Agora channel', 'team sync');
  slack.enter(ana, 'Stop after', '90m');
  await slack.pressInModal(ana, 'Vertical');
  await form('Layout: Vertical');
  expect(slack.renderModal(ana)).toContain('| team sync');
  expect(await slack.submitModal(ana)).toMatchObject({ ok: true });
  expect(slack.modal(ana)).toBeUndefined();
  const card = await world.card('Recording team sync');
  expect(slack.renderText(card)).toContain('✓ Vertical');
  expect(agora.recorders[0]).toMatchObject({ cname: 'team sync', layouts: [{ layout: { mixedVideoLayout: 2 } }] });
  expect(slack.ephemerals(ana)).toEqual([]);

  // The next time, the name is there to be chosen; a name that was typed before is replaced.
  await slack.type(ana, world.room, '/record start for=30m');
  await form('⋯ team sync');
  expect(slack.renderModal(ana)).toContain('| 30m');
  slack.enter(ana, 'Agora channel', 'teem');
  await slack.pressInModal(ana, 'team sync');
  await form('| team sync');
  expect(slack.renderModal(ana)).toContain('| 30m');
  await slack.submitModal(ana);
  await world.ephemeral(ana, 'already');
});

describe('the shortcut', () => {
  test('opens the form for the channel that the person is viewing', async () => {
    const world = await withForm();
    const { slack, ana, room, form } = world;
    expect(await slack.shortcut(ana, 'record_start', room)).toMatchObject({ ok: true });
    await form('Slack channel for the card: #classes');
    slack.enter(ana, 'Agora channel', 'maths');
    await slack.submitModal(ana);
    await world.card('Recording maths');

    // Whether the channel is private is not known: elsewhere, the recording is not mentioned.
    const elsewhere = slack.addChannel('elsewhere');
    await slack.type(world.ben, elsewhere, '/record list');
    await world.ephemeral(world.ben, 'No active recordings.');
  });

  test.each([
    [false, '1 active recording:'],
    [true, 'No active recordings.'],
  ])('a command carries whether its channel is private: %s', async (isPrivate, expected) => {
    const world = await withForm();
    const { slack, ana, ben, form } = world;
    const place = slack.addChannel('place', { private: isPrivate });
    await slack.type(ana, place, '/record');
    await form('Slack channel for the card: #place');
    slack.enter(ana, 'Agora channel', 'maths');
    await slack.submitModal(ana);
    await world.until(() => slack.messages(place).some(({ text }) => text.includes('Recording maths')));
    await slack.type(ben, world.room, '/record list');
    await world.ephemeral(ben, expected);
  });

  test('without a channel, one must be chosen, and private responses appear there', async () => {
    const world = await withForm();
    const { slack, ana, room, form } = world;
    await slack.shortcut(ana, 'record_start');
    await form('Slack channel for the card: ________');
    slack.enter(ana, 'Agora channel', 'maths');
    await slack.submitModal(ana);
    expect(slack.renderModal(ana)).toContain('! Choose the Slack channel in which the card appears.');
    slack.removeBot(room);
    slack.enter(ana, 'Slack channel for the card', 'classes');
    await slack.submitModal(ana);
    await world.ephemeral(ana, '/invite');
    expect(world.agora.recorders).toEqual([]);
  });
});

describe('errors appear at their fields, and nothing is started', () => {
  type Fill = Readonly<{ enter?: Record<string, string>; press?: readonly string[] }>;
  const at = (when: string) => ({ press: [when] });
  test.each<[string, Fill, string]>([
    ['no name', {}, 'Agora channel: ________\n  ! Write the name of the Agora channel, for example maths.'],
    ['a character', { enter: { 'Agora channel': 'mäths' } }, '| mäths\n  ! Names can’t contain “ä”.'],
    ['quotes inside', { enter: { 'Agora channel': 'a "b" c' } }, '! Names can’t contain “"”.'],
    ['a long name', { enter: { 'Agora channel': 'x'.repeat(64) } }, '! Names can have up to 63 characters.'],
    [
      'a Slack channel',
      { enter: { 'Agora channel': '#maths' } },
      '! If the channel is called “maths”, leave out the “#”.',
    ],
    [
      'a duration',
      { enter: { 'Stop after': '2 days' } },
      '| 2 days\n  ! Write a time from 1m to 24h, for example 1h30m.',
    ],
    ['a page without an address', { press: ['Web page'] }, 'Web address: ________\n  ! Write the address of the page'],
    ['no web address', { press: ['Web page'], enter: { 'Web address': 'example' } }, '! That isn’t a web address.'],
    [
      'an address with a password',
      { press: ['Web page'], enter: { 'Web address': 'https://ana:secret@example.com/' } },
      '! Leave the user name and password out of the address',
    ],
    [
      'longer than the preset allows',
      { press: ['page'], enter: { 'Stop after': '3h' } },
      '! The preset records 2 hours at most. Choose a shorter time.',
    ],
    [
      'another mode than that of the preset',
      { press: ['page', 'Files for each participant'] },
      'Mode: Files for each participant\n  [4 ⋯ One picture of everyone] [5 ⋯ Files for each participant] [6 ⋯ Web page]\n  ! This preset is for another mode.',
    ],
    ['no date', at('At a date and time'), 'Date: ________\n  ! Choose a date.\nTime: ________\n  ! Choose a time.'],
    ['no weekday', at('Every week'), '! Choose at least one weekday.\nTime: ________\n  ! Choose a time.'],
    [
      'a time that is over',
      { press: ['At a date and time'], enter: { Date: '2026-11-21', Time: '09:59', 'Stop after': '1h' } },
      '! That time is over, or there is no such day. Choose a later one. Times are in Europe/Berlin.',
    ],
    [
      'longer than from one time to the next, where summer time begins',
      {
        press: ['Every week', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
        enter: { Time: '09:00', 'Stop after': '24h' },
      },
      '! It would start again after 23h, before it ends. Choose a shorter time, or fewer days.',
    ],
    [
      'a schedule without an end',
      { press: ['At a date and time'], enter: { Date: '2026-11-21', Time: '11:00' } },
      'Stop after: ________\n  ! How long? For example 1h30m.',
    ],
  ])('%s', async (name, { enter = {}, press = [] }, expected) => {
    const world = await withForm();
    const { slack, ana, open, form } = world;
    await open();
    await form('Files for each participant');
    for (const option of press) {
      if (option.endsWith('day')) await slack.pressInModal(ana, option);
      else await world.choose(option);
    }
    if (name !== 'no name' && enter['Agora channel'] === undefined) slack.enter(ana, 'Agora channel', 'maths');
    for (const [label, value] of Object.entries(enter)) slack.enter(ana, label, value);
    expect(await slack.submitModal(ana)).toMatchObject({ ok: true });
    expect(slack.renderModal(ana)).toContain(expected);
    await world.pass(5);
    expect(slack.messages(world.room)).toEqual([]);
    expect(world.agora.requests.filter(({ call }) => call === 'acquire')).toEqual([]);
  });
});

test('when the form could not be redrawn, conflicting options are reported at their field', async () => {
  const world = await withForm();
  const { slack, agora, ana, open, choose, form } = world;
  /** Chooses an option, and Slack refuses to redraw the form. */
  const chooseInVain = async (option: string) => {
    await world.pass(1);
    const fault = slack.fault({
      method: 'views.update',
      times: Number.POSITIVE_INFINITY,
      kind: { error: 'internal_error' },
    });
    await slack.pressInModal(ana, option);
    await world.until(() => fault.hits > 0);
    await slack.submitModal(ana);
    await world.pass(1);
    fault.clear();
    return slack.renderModal(ana);
  };
  await open();
  await choose('Vertical');
  slack.enter(ana, 'Agora channel', 'maths');
  const shown = await chooseInVain('Web page');
  // There is no field for the address yet.
  expect(shown).toMatch(/Mode: Web page\n.*\n {2}! Write the address of the page/u);
  expect(shown).toMatch(/Layout: Vertical\n.*\n {2}! Only the picture of everyone has a layout\./u);
  await choose('Web page');
  slack.enter(ana, 'Web address', 'https://example.com/a');
  expect(await chooseInVain('One picture of everyone')).toContain('! An address needs the mode Web page.');
  await choose('One picture of everyone');
  await form('Layout: Vertical');
  await slack.submitModal(ana);
  await world.card('Recording maths');
  expect(agora.recorders[0]).toMatchObject({ layouts: [{ layout: { mixedVideoLayout: 2 } }] });
});

describe('later', () => {
  test('at a date and time, in the time zone of the person', async () => {
    const world = await withForm();
    const { slack, agora, ana, open, form } = world;
    await open();
    await slack.pressInModal(ana, 'At a date and time');
    await form('[Schedule]');
    slack.enter(ana, 'Agora channel', 'maths');
    slack.enter(ana, 'Stop after', '20m');
    slack.enter(ana, 'Date', '2026-11-21');
    slack.enter(ana, 'Time', '10:30');
    await slack.submitModal(ana);
    await world.ephemeral(ana, 'Scheduled maths');
    await world.card('Recording maths', 45 * 60);
    // 10:30 in Berlin is half an hour after the beginning.
    expect(agora.recorders[0]?.startedAt).toBeGreaterThanOrEqual(startOfTime + 30 * 60_000);
  });

  test('every week on weekdays, which can be canceled', async () => {
    const world = await withForm();
    const { slack, ana, room, open, form } = world;
    await open();
    await slack.pressInModal(ana, 'lesson');
    await form('Layout: duo');
    await slack.pressInModal(ana, 'Every week');
    await form('Weekdays: ________');
    for (const day of ['Friday', 'Monday', 'Sunday', 'Sunday']) await slack.pressInModal(ana, day);
    await form('Weekdays: Friday, Monday');
    slack.enter(ana, 'Time', '09:00');
    slack.enter(ana, 'Agora channel', 'maths');
    await slack.submitModal(ana);
    // The preset says how long.
    await world.ephemeral(ana, 'every Monday and Friday at 09:00 (Europe/Berlin), for 2 h.');
    await world.until(() =>
      slack.messages(room).some((message) => slack.renderText(message).includes('@ana scheduled maths')),
    );
  });
});

test('a second submission of the same form counts once', async () => {
  const world = await withForm();
  const { slack, agora, ana, open, form } = world;
  await open();
  slack.enter(ana, 'Agora channel', 'maths');
  const twice = await Promise.all([slack.submitModal(ana), slack.submitModal(ana)]);
  expect(twice).toMatchObject([{ ok: true }, { ok: true }]);
  await world.card('Recording maths');
  // Neither a second recording, nor an answer that the channel is being recorded already.
  expect(slack.ephemerals(ana)).toEqual([]);
  expect(agora.recorders).toHaveLength(1);

  await open();
  slack.enter(ana, 'Agora channel', 'physics');
  slack.enter(ana, 'Stop after', '1h');
  await slack.pressInModal(ana, 'Every week');
  await form('Weekdays');
  await slack.pressInModal(ana, 'Friday');
  slack.enter(ana, 'Time', '09:00');
  await Promise.all([slack.submitModal(ana), slack.submitModal(ana)]);
  await world.ephemeral(ana, 'Scheduled physics');
  await world.pass(10);
  const posts = slack.messages(world.room).filter((message) => slack.renderText(message).includes('scheduled physics'));
  expect(posts).toHaveLength(1);
});

test('a guest is rejected: the form says so, and one submitted earlier starts nothing', async () => {
  const world = await withForm();
  const { slack, agora, room, form } = world;
  const gil = slack.addUser('gil', 'guest');
  await slack.type(gil, room, '/record');
  await form('Guests can’t control recordings.', gil);
  expect(slack.renderModal(gil)).not.toContain('Agora channel');
  expect(slack.modal(gil)?.view['submit']).toBeUndefined();

  const eve = slack.addUser('eve', 'guest');
  slack.fault({ method: 'views.update', kind: { error: 'internal_error' } });
  await slack.type(eve, room, '/record');
  await form('Agora channel', eve);
  slack.enter(eve, 'Agora channel', 'maths');
  await slack.submitModal(eve);
  await world.ephemeral(eve, 'Guests can’t control recordings.');
  expect(agora.recorders).toEqual([]);
  expect(world.cards()).toEqual([]);
});

test('the bot restarts while the form is open: the submission still works', async () => {
  const world = await withForm();
  const { slack, ana, open, form } = world;
  await open('/record start preset=lesson storage=default');
  await form('Also: storage=default.');
  await world.restart();
  slack.enter(ana, 'Agora channel', 'maths');
  await slack.pressInModal(ana, 'Every week');
  await form('Weekdays: ________');
  await slack.pressInModal(ana, 'Now');
  await form('[Start]');
  await slack.submitModal(ana);
  const card = await world.card('Recording maths');
  expect(slack.renderText(card)).toContain('Extend');
  await slack.type(ana, world.room, '/record');
  await form('⋯ maths');
  await world.restart();
  slack.enter(ana, 'Agora channel', 'maths');
  await slack.submitModal(ana);
  await world.ephemeral(ana, 'already');
});

test('entered values are kept, whatever is chosen', async () => {
  const world = await withForm();
  const { slack, agora, ana, open, choose } = world;
  await open();
  slack.enter(ana, 'Agora channel', 'my page');
  await choose('Web page');
  slack.enter(ana, 'Web address', 'https://example.com/a');
  await choose('Files for each participant');
  expect(slack.renderModal(ana)).not.toContain('https://example.com/a');
  await choose('Web page');
  expect(slack.renderModal(ana)).toContain('| https://example.com/a');
  // The page of a preset takes the place of no other one.
  await choose('page');
  expect(slack.renderModal(ana)).toContain('| https://example.com/a');
  await slack.submitModal(ana);
  await world.card('Recording my page');
  expect(agora.recorders[0]?.web?.url).toBe('https://example.com/a');
});

test('the form opens even when everything else is slow', async () => {
  const world = await withForm({ file, scopes: [...scopes, 'files:write'] });
  const { slack, ana, room, form } = world;
  slack.fault({ method: 'users.info', kind: 'hang' });
  slack.fault({ method: 'files.getUploadURLExternal', kind: { error: 'file_uploads_disabled' } });
  await slack.type(ana, room, '/record');
  await form('This is how 4 participants will look:\n');
  slack.enter(ana, 'Agora channel', 'maths');
  expect(slack.calls('views.open')).toHaveLength(1);
});

test('the layout is a picture where files may be uploaded', async () => {
  const world = await withForm({ file, scopes: [...scopes, 'files:write'] });
  const { slack, ana, open, form } = world;
  await open();
  await form('[image: The layout with 4 participants]');
  // Where the layout is the same, the picture stays as it is.
  const updates = slack.calls('views.update').length;
  await slack.pressInModal(ana, 'Every week');
  await form('Weekdays');
  await world.pass(2);
  expect(slack.renderModal(ana)).toContain('[image: The layout with 4 participants]');
  expect(slack.calls('views.update')).toHaveLength(updates + 1);
  expect(slack.files()).toHaveLength(1);
  await slack.pressInModal(ana, 'duo');
  await world.until(() => slack.files().length === 2);
  await form('[image: The layout with 4 participants]');
});
