import type { ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import { type SlackWorkspace, startSlack } from '../../src/sandbox/slack/slack-server.ts';
import { call, section, startBolt } from './slack.support.ts';

let clock: MovableClock;
let slack: SlackWorkspace;
let stopBolt: () => Promise<void> = () => Promise.resolve();

beforeEach(async () => {
  clock = new MovableClock(1_700_000_000_000);
  slack = await startSlack({ clock, scopes: ['commands', 'chat:write', 'files:write'] });
  slack.addUser('ana');
  slack.addChannel('general');
});

afterEach(async () => {
  await stopBolt();
  await slack.close();
});

const bot = async (method: string, args: object) => (await call(slack, method, args, slack.botToken)).body;
const text = (words: string) => ({ type: 'plain_text', text: words });
const field = (blockId: string, initial?: string) => ({
  type: 'input',
  block_id: blockId,
  label: text('Text'),
  element: {
    type: 'plain_text_input',
    action_id: 'typed',
    ...(initial === undefined ? {} : { initial_value: initial }),
  },
});
const viewOf = (blocks: object[], more: object = {}) => ({
  type: 'modal',
  title: text('Form'),
  submit: text('OK'),
  blocks,
  ...more,
});

/** A command of ana's, taken by the real Bolt. Submissions are acknowledged with what `respond` returns. */
async function trigger(respond: () => ViewResponseAction | undefined = () => undefined): Promise<string> {
  const bolt = await startBolt(slack);
  stopBolt = () => bolt.stop();
  bolt.app.command('/record', ({ ack }) => ack());
  bolt.app.view(/^/u, ({ ack }) => {
    const response = respond();
    return response === undefined ? ack() : ack(response);
  });
  await bolt.start();
  return (await slack.type('ana', 'general', '/record')).triggerId;
}

describe('a trigger_id', () => {
  test('opens one modal, within three seconds', async () => {
    const triggerId = await trigger();
    expect(await bot('views.open', { trigger_id: 'x', view: viewOf([section('one')]) })).toMatchObject({
      error: 'invalid_trigger_id',
    });
    expect(await bot('views.open', { trigger_id: triggerId, view: viewOf([section('one')]) })).toMatchObject({
      ok: true,
    });
    expect(await bot('views.open', { trigger_id: triggerId, view: viewOf([section('one')]) })).toMatchObject({
      error: 'exchanged_trigger_id',
    });
    expect(slack.renderModal('ana')).toContain('one');
  });

  test('is too old after that', async () => {
    const triggerId = await trigger();
    clock.advance(3_001);
    expect(await bot('views.open', { trigger_id: triggerId, view: viewOf([section('one')]) })).toMatchObject({
      error: 'expired_trigger_id',
    });
  });
});

test.each<[string, object, string]>([
  [
    'a title that is too long',
    viewOf([section('x')], { title: text('x'.repeat(25)) }),
    'must be less than 25 characters',
  ],
  [
    'a field without a submit button',
    { type: 'modal', title: text('Form'), blocks: [field('a')] },
    'missing required field: submit',
  ],
  [
    'metadata that are too long',
    viewOf([section('x')], { private_metadata: 'x'.repeat(3_001) }),
    'must be less than 3001 characters',
  ],
  ['another type', viewOf([section('x')], { type: 'home' }), 'must be one of: modal'],
  ['an unknown field', viewOf([section('x')], { color: 'red' }), 'additional property: color'],
  ['a missing picture', viewOf([{ type: 'image', alt_text: 'x', slack_file: { id: 'F1' } }]), 'invalid slack file'],
])('rejected: %s', async (_, view, message) => {
  const body = await bot('views.open', { trigger_id: await trigger(), view });
  expect(body).toMatchObject({ ok: false, error: 'invalid_arguments' });
  expect(JSON.stringify(body)).toContain(message);
});

test('what was entered stays while the field is the same; a new field has its own value', async () => {
  const triggerId = await trigger();
  const opened = await bot('views.open', { trigger_id: triggerId, view: viewOf([field('a', 'first')]) });
  const { id, hash } = opened['view'] as { id: string; hash: string };
  slack.enter('ana', 'Text', 'mine');
  await bot('views.update', { view_id: id, hash, view: viewOf([field('a', 'second')]) });
  expect(slack.renderModal('ana')).toContain('| mine');
  expect(await bot('views.update', { view_id: id, hash, view: viewOf([field('b', 'third')]) })).toMatchObject({
    error: 'hash_conflict',
  });
  await bot('views.update', { view_id: id, view: viewOf([field('b', 'third')]) });
  expect(slack.renderModal('ana')).toContain('| third');
  slack.dismissModal('ana');
  expect(await bot('views.update', { view_id: id, view: viewOf([field('b')]) })).toMatchObject({ error: 'not_found' });
});

test('a submission closes the modal, or shows errors at their fields, or another view', async () => {
  const responses: (ViewResponseAction | undefined)[] = [
    { response_action: 'errors', errors: { nowhere: 'Wrong.' } },
    { response_action: 'errors', errors: { a: 'Wrong.' } },
    { response_action: 'update', view: viewOf([section('next')]) as ModalView },
    undefined,
  ];
  const triggerId = await trigger(() => responses.shift());
  await bot('views.open', { trigger_id: triggerId, view: viewOf([field('a', 'x')]) });
  expect(await slack.submitModal('ana')).toMatchObject({ ok: false, error: 'invalid_response' });
  expect(await slack.submitModal('ana')).toMatchObject({ ok: true });
  expect(slack.renderModal('ana')).toContain('! Wrong.');
  await slack.submitModal('ana');
  expect(slack.renderModal('ana')).toContain('next');
  await slack.submitModal('ana');
  expect(slack.modal('ana')).toBeUndefined();
});

describe('an upload', () => {
  test('has three steps, and is complete with the last', async () => {
    const place = await bot('files.getUploadURLExternal', { filename: 'a.png', length: 3 });
    const [url, id] = [String(place['upload_url']), place['file_id']];
    expect(await bot('files.completeUploadExternal', { files: [{ id }] })).toMatchObject({ error: 'file_not_found' });
    expect((await fetch(url, { method: 'POST', body: 'ab' })).status).toBe(400);
    expect((await fetch(url, { method: 'POST', body: 'abc' })).status).toBe(200);
    expect(await bot('files.completeUploadExternal', { files: [{ id }] })).toMatchObject({ ok: true, files: [{ id }] });
    expect(slack.files()).toMatchObject([{ name: 'a.png', isComplete: true }]);
    expect(slack.files()[0]?.channelId).toBeUndefined();
  });

  test('needs its scope', async () => {
    slack.scopes.delete('files:write');
    expect(await bot('files.getUploadURLExternal', { filename: 'a.png', length: 3 })).toMatchObject({
      error: 'missing_scope',
    });
  });
});

describe('fields in which something is chosen', () => {
  const input = (blockId: string, element: object, more: object = {}) => ({
    type: 'input',
    block_id: blockId,
    label: text(blockId),
    element: { action_id: 'chosen', ...element },
    ...more,
  });
  const option = (value: string) => ({ text: text(value), value });
  const options = [option('red'), option('blue')];

  test('keep what is entered or pressed; only dispatching ones notify the bot', async () => {
    const triggerId = await trigger();
    const pressed: unknown[] = [];
    const opened = await bot('views.open', {
      trigger_id: triggerId,
      view: viewOf([
        input('Place', { type: 'conversations_select', default_to_current_conversation: true }),
        input('Day', { type: 'datepicker', initial_date: '2026-12-01' }),
        input('Time', { type: 'timepicker' }),
        input('Colors', { type: 'checkboxes', options }),
        input('One', { type: 'static_select', options: [option('left'), option('right')] }, { dispatch_action: true }),
      ]),
    });
    expect(opened).toMatchObject({ ok: true });
    expect(slack.renderModal('ana')).toContain('Place: #general\nDay: 2026-12-01\nTime: ________\nColors: ________');
    slack.enter('ana', 'Time', '09:00');
    slack.enter('ana', 'Day', '');
    for (const color of ['blue', 'red', 'blue']) await slack.pressInModal('ana', color);
    expect(() => slack.enter('ana', 'Colors', 'red')).toThrow('pressed by their texts');
    await slack.pressInModal('ana', 'right');
    expect(slack.modal('ana')?.values).toMatchObject({
      Place: { chosen: { selected_conversation: expect.stringMatching(/^C/u) } },
      Day: { chosen: { selected_date: null } },
      Time: { chosen: { selected_time: '09:00' } },
      Colors: { chosen: { selected_options: [{ value: 'red' }] } },
      One: { chosen: { selected_option: { value: 'right' } } },
    });
    for (const entry of slack.requestLog) {
      if (entry.kind === 'envelope' && entry.payload['type'] === 'block_actions')
        pressed.push(entry.payload['actions']);
    }
    expect(pressed).toMatchObject([[{ action_id: 'chosen', block_id: 'One', selected_option: { value: 'right' } }]]);
  });

  test('include a response_url in the submission where it is requested', async () => {
    const triggerId = await trigger();
    const select = { type: 'conversations_select', response_url_enabled: true };
    await bot('views.open', { trigger_id: triggerId, view: viewOf([input('Place', select)]) });
    slack.enter('ana', 'Place', '#general');
    await slack.submitModal('ana');
    const payloads = slack.requestLog.flatMap((entry) => (entry.kind === 'envelope' ? [entry.payload] : []));
    const [{ response_url: url = '', ...about } = {}] = (payloads.at(-1)?.['response_urls'] ?? []) as {
      response_url?: string;
    }[];
    expect(about).toMatchObject({ block_id: 'Place', action_id: 'chosen' });
    await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ response_type: 'ephemeral', text: 'Done.' }),
    });
    expect(slack.ephemerals('ana', 'general')).toMatchObject([{ text: 'Done.', via: 'response_url' }]);
  });
});

test('a global shortcut has a trigger_id, but no channel and no response_url', async () => {
  const bolt = await startBolt(slack);
  stopBolt = () => bolt.stop();
  const bodies: object[] = [];
  bolt.app.shortcut({ type: 'shortcut', callback_id: 'record_start' }, ({ ack, body }) => {
    bodies.push(body);
    return ack();
  });
  await bolt.start();
  const { ok, triggerId } = await slack.shortcut('ana', 'record_start', 'general');
  expect(ok).toBe(true);
  expect(bodies).toMatchObject([{ type: 'shortcut', callback_id: 'record_start', trigger_id: triggerId }]);
  expect(Object.keys(bodies[0] ?? {})).not.toEqual(expect.arrayContaining(['channel']));
  expect(Object.keys(bodies[0] ?? {})).not.toEqual(expect.arrayContaining(['response_url']));
  expect(await bot('views.open', { trigger_id: triggerId, view: viewOf([section('one')]) })).toMatchObject({
    ok: true,
  });
  expect(await slack.shortcut('ana', 'no_such_thing')).toMatchObject({ ok: false });
});
