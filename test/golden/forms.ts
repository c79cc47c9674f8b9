/** Samples of forms; the title stands for the text. */

import { format } from '../../src/messages/format.ts';
import type { Layout } from '../../src/recording/layout/layout.ts';
import { type Message, say } from '../../src/slack/surfaces/blocks.ts';
import {
  chooseLayout,
  formLayout,
  type LayoutFormState,
  layoutForm,
  openingState,
  type PreviewOptions,
} from '../../src/slack/surfaces/layout-form.ts';
import { pictureKey, refusedStartForm, type StartFormState, startForm } from '../../src/slack/surfaces/start-form.ts';

const of = { recordingId: 'r7k2m9', cname: 'maths', channelId: 'C1' };
const duo: Layout = {
  kind: 'custom',
  name: 'duo',
  background: '#101010',
  regions: [
    { x: 0, y: 0, width: 0.5, height: 1 },
    { x: 0.5, y: 0, width: 0.5, height: 1, fit: true },
  ],
};
const dark: Layout = { kind: 'grid', name: 'dark', background: '#1D1C1D' };
const opened = openingState(of, { kind: 'grid' });

function form(state: LayoutFormState, chosen?: Layout, how: PreviewOptions = {}): Message {
  const { title, blocks } = layoutForm(
    state,
    ['float', 'grid', 'vertical', 'duo', 'dark'],
    formLayout(state, chosen),
    how,
  );
  return { text: title.text, blocks: blocks as Message['blocks'] };
}

const shortcut: StartFormState = {
  cname: '',
  mode: 'mix',
  layout: 'grid',
  url: '',
  duration: '',
  repeat: 'now',
  days: [],
  others: {},
  fields: { channel: 0, preset: 0 },
};
const typed: StartFormState = {
  ...shortcut,
  from: { channelId: 'C1', isPrivate: false },
  conversation: 'C1',
  recent: ['maths', 'team sync'],
  zone: 'Europe/Berlin',
};
const lesson: StartFormState = { ...typed, cname: 'maths', preset: 'lesson', layout: 'duo', duration: '1h30m' };

function start(state: StartFormState, layout?: Layout): Message {
  const choices = { presets: ['lesson', 'page'], layouts: ['float', 'grid', 'vertical', 'duo', 'dark'] };
  const { title, blocks, submit } = startForm(state, choices, layout);
  return { text: `${title.text} · ${submit?.text}`, blocks: blocks as Message['blocks'] };
}

function refused(): Message {
  const { title, blocks } = refusedStartForm(say(...format('input.guest')));
  return { text: title.text, blocks: blocks as Message['blocks'] };
}

export const forms = (): Readonly<Record<string, Message>> => ({
  'a layout, as it opens': form(opened),
  'a layout, with a picture': form(opened, undefined, { picture: 'F1' }),
  'a layout, without the scope for pictures': form(opened, undefined, { lacksScope: true }),
  'a layout, a named one chosen': form({ ...chooseLayout(opened, 'duo', duo), users: 2 }, duo),
  'a layout, one without regions chosen': form(chooseLayout(opened, 'dark', dark), dark),
  'a layout, regions that overlap': form({ ...opened, text: '0 0 60% 1\n50% 0 50% 1', users: 1 }),
  'a layout, wrong lines': form({ ...opened, text: 'background=red\n0 0 2 1\n0 0 1' }),
  'a start, by a shortcut, as it opens': start(shortcut, { kind: 'grid' }),
  'a start, by a command, with what was recorded lately': start(typed, { kind: 'grid' }),
  'a start, with a preset and a picture': start({ ...lesson, picture: { id: 'F1', of: pictureKey(lesson) } }, duo),
  'a start, files for each participant, with options that were typed': start({
    ...typed,
    mode: 'individual',
    others: { snapshots: '10s', storage: 'archive' },
  }),
  'a start, of a web page': start({ ...typed, mode: 'web', url: 'https://example.com/class' }),
  'a start, at a date and time': start(
    { ...shortcut, repeat: 'once', date: '2026-12-01', time: '09:00' },
    { kind: 'grid' },
  ),
  'a start, every week': start({ ...typed, mode: 'individual', repeat: 'weekly', days: ['mon', 'fri'], time: '09:00' }),
  'a start, refused': refused(),
});
