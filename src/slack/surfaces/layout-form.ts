/** The form that arranges the windows of a mixed recording: choose a layout or write one, see it, apply it. */

import type {
  ActionsBlock,
  Button,
  ImageBlock,
  InputBlock,
  KnownBlock,
  ModalView,
  PlainTextOption,
} from '@slack/types';
import { format, label, plainText as ownWords } from '../../messages/format.ts';
import { windowsOf } from '../../recording/layout/geometry.ts';
import { type Layout, selectableLayouts } from '../../recording/layout/layout.ts';
import {
  type CustomLayout,
  type LayoutTextProblem,
  type LayoutTextWarning,
  layoutText,
  parseLayoutText,
} from '../../recording/layout/text-form.ts';
import { limits } from '../../recording/validate.ts';
import { bullets, paragraph, plainText } from './blocks.ts';
import { layoutProblemsText, layoutWarningWords } from './layout-problems.ts';
import { layoutSketch } from './layout-sketch.ts';
import { slackLimits } from './limits.ts';
import { layoutLabel } from './words.ts';

export const layoutFormId = 'layoutForm';
export const layoutFormActions = {
  choose: 'layoutForm:choose',
  users: 'layoutForm:users',
  preview: 'layoutForm:preview',
};
export const layoutTextAction = 'layoutForm:text';

/** Whose layout it is: kept in the form, and sent with every action in it. */
export type LayoutFormOf = Readonly<{ recordingId: string; cname: string; channelId: string }>;

export type LayoutFormState = Readonly<{
  of: LayoutFormOf;
  /** The name or kind that was chosen last. */
  chosen?: string;
  /** What the text field holds. */
  text: string;
  /** Slack keeps what was typed as long as the field has the same id: each text of ours comes in a field of its own. */
  field: number;
  /** How many participants the preview shows, from 1 to 17. */
  users: number;
}>;

export type FormLayout = Readonly<
  | { kind: 'layout'; layout: Layout; warnings: readonly LayoutTextWarning[] }
  | { kind: 'problems'; problems: readonly LayoutTextProblem[] }
>;

/** `picture`: the id of Slack's file with the preview; without one it is a sketch. `lacksScope`: the scope for pictures is not granted. */
export type PreviewOptions = Readonly<{ picture?: string | undefined; lacksScope?: boolean }>;

/** Slack's limits for a text field and a menu. */
const usersAtFirst = 4;

/** The form as it opens: with the layout in force, written as regions. */
export function openingState(of: LayoutFormOf, current: Layout): LayoutFormState {
  const { name } = current;
  return {
    of,
    ...(name !== undefined && { chosen: name }),
    text: textOf(current.kind === 'custom' ? current : asRegions(current)),
    field: 0,
    users: usersAtFirst,
  };
}

/** With another layout chosen, whose regions replace the text. */
export function chooseLayout(state: LayoutFormState, chosen: string, layout: Layout): LayoutFormState {
  return { ...state, chosen, text: chosenText(layout), field: state.field + 1 };
}

/** What would be applied: the chosen layout, unless another text stands below it. */
export function formLayout({ text }: Pick<LayoutFormState, 'text'>, chosen: Layout | undefined): FormLayout {
  const isChosen = chosen !== undefined && (text.trim() === '' || text === chosenText(chosen));
  const parsed = parseLayoutText(text);
  if (!isChosen) return parsed;
  return { kind: 'layout', layout: chosen, warnings: parsed.kind === 'layout' ? parsed.warnings : [] };
}

/**
 * @param choices the names and kinds that can be chosen
 * @param shown what the preview shows
 * @param how how the preview is shown
 */
export function layoutForm(
  state: LayoutFormState,
  choices: readonly string[],
  shown: FormLayout,
  how: PreviewOptions = {},
): ModalView {
  return {
    type: 'modal',
    callback_id: layoutFormId,
    private_metadata: JSON.stringify({ ...state.of, chosen: state.chosen, field: state.field }),
    title: plainText(label('layoutForm.title'), slackLimits.modal.title),
    submit: plainText(label('layoutForm.apply'), slackLimits.modal.button),
    close: plainText(label('layoutForm.cancel'), slackLimits.modal.button),
    blocks: [
      paragraph(...format('layoutForm.intro', { name: { bold: state.of.cname } })),
      choicesBlock(state, choices),
      textField(state),
      { type: 'actions', block_id: 'layoutForm:look', elements: [previewButton()] },
      ...preview(state, shown, how),
    ],
  };
}

function previewButton(): Button {
  const text = plainText(label('layoutForm.preview'), slackLimits.buttons.text);
  return { type: 'button', action_id: layoutFormActions.preview, text };
}

/** The id of the text field. */
export function textFieldId({ field }: Pick<LayoutFormState, 'field'>): string {
  return `layoutForm:text:${field}`;
}

function choicesBlock({ chosen, users }: LayoutFormState, choices: readonly string[]): ActionsBlock {
  const options = [...new Set(choices)]
    .slice(0, slackLimits.options.count)
    .map((name) => option(choiceLabel(name), name));
  const counts = Array.from({ length: limits.regions.to }, (_, index) =>
    option(ownWords(format('layoutForm.users', { count: index + 1 })), String(index + 1)),
  );
  const initial = options.find(({ value }) => value === chosen);
  const count = counts[users - 1];
  return {
    type: 'actions',
    block_id: 'layoutForm:choices',
    elements: [
      {
        type: 'static_select',
        action_id: layoutFormActions.choose,
        placeholder: plainText(label('layoutForm.choose'), slackLimits.options.placeholder),
        options,
        ...(initial !== undefined && { initial_option: initial }),
      },
      {
        type: 'static_select',
        action_id: layoutFormActions.users,
        options: counts,
        ...(count !== undefined && { initial_option: count }),
      },
    ],
  };
}

/** As on the buttons of the card, or the name of the configuration. */
function choiceLabel(choice: string): string {
  const kind = selectableLayouts.find((one) => one === choice);
  return kind === undefined ? choice : layoutLabel(kind);
}

function option(text: string, value: string): PlainTextOption {
  return { text: plainText(text, slackLimits.options.text), value };
}

function textField(state: LayoutFormState): InputBlock {
  return {
    type: 'input',
    block_id: textFieldId(state),
    // Empty where the chosen layout can't be written as regions.
    optional: true,
    label: plainText(label('layoutForm.text'), slackLimits.input.label),
    hint: plainText(label('layoutForm.hint'), slackLimits.input.hint),
    element: {
      type: 'plain_text_input',
      action_id: layoutTextAction,
      multiline: true,
      max_length: slackLimits.input.text,
      ...(state.text !== '' && { initial_value: state.text }),
    },
  };
}

function preview(
  { users }: LayoutFormState,
  shown: FormLayout,
  { picture, lacksScope = false }: PreviewOptions,
): KnownBlock[] {
  if (shown.kind === 'problems') {
    const lines = layoutProblemsText(shown.problems).split('\n');
    return [paragraph(...format('layoutForm.problems')), bullets(lines.map((line) => [{ plain: line }]))];
  }
  const { layout, warnings } = shown;
  return [
    paragraph(...format('layoutForm.shown', { count: users })),
    picture === undefined ? layoutSketch(layout, users) : pictureBlock(picture, users),
    ...(lacksScope ? [paragraph(...format('layoutForm.lacksScope'))] : []),
    ...(warnings.length > 0 ? [bullets(warnings.map(layoutWarningWords))] : []),
  ];
}

function pictureBlock(id: string, users: number): ImageBlock {
  return { type: 'image', slack_file: { id }, alt_text: ownWords(format('layoutForm.picture', { count: users })) };
}

function chosenText(layout: Layout): string {
  return layout.kind === 'custom' ? textOf(layout) : '';
}

/** Empty where the field has no room for it; the layout can still be chosen by its name. */
function textOf(layout: CustomLayout): string {
  const text = layoutText(layout);
  return text.length > slackLimits.input.text ? '' : text;
}

/** An example to begin with: the windows of the layout in force. */
function asRegions(layout: Layout): CustomLayout {
  const { background, backgroundImage, userImage, userImages } = layout;
  return {
    kind: 'custom',
    ...(background !== undefined && { background }),
    ...(backgroundImage !== undefined && { backgroundImage }),
    ...(userImage !== undefined && { userImage }),
    ...(userImages !== undefined && { userImages }),
    regions: windowsOf(layout, usersAtFirst).map(({ x, y, width, height, uid }) => ({
      x,
      y,
      width,
      height,
      ...(uid !== undefined && { uid }),
    })),
  };
}
