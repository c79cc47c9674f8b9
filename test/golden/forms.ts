/** Samples of forms; the title stands for the text. */
import type { Layout } from '../../src/recording/layout/layout.ts';
import type { Message } from '../../src/slack/surfaces/blocks.ts';
import {
  chooseLayout,
  formLayout,
  type LayoutFormState,
  layoutForm,
  openingState,
} from '../../src/slack/surfaces/layout-form.ts';

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

function form(state: LayoutFormState, chosen?: Layout, picture?: string): Message {
  const { title, blocks } = layoutForm(
    state,
    ['float', 'grid', 'vertical', 'duo', 'dark'],
    formLayout(state, chosen),
    picture,
  );
  return { text: title.text, blocks: blocks as Message['blocks'] };
}

export const forms = (): Readonly<Record<string, Message>> => ({
  'a layout, as it opens': form(opened),
  'a layout, with a picture': form(opened, undefined, 'F1'),
  'a layout, a named one chosen': form({ ...chooseLayout(opened, 'duo', duo), users: 2 }, duo),
  'a layout, one without regions chosen': form(chooseLayout(opened, 'dark', dark), dark),
  'a layout, regions that overlap': form({ ...opened, text: '0 0 60% 1\n50% 0 50% 1', users: 1 }),
  'a layout, wrong lines': form({ ...opened, text: 'background=red\n0 0 2 1\n0 0 1' }),
});
