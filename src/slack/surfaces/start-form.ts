/** The form that starts a recording, now or later: everything that `/record start` and `/record schedule` take, to be chosen. */
import type { ActionsBlock, InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import {
  type FixedMessageId,
  format,
  formatAny,
  label,
  type MessageId,
  plainText as ownWords,
} from '../../messages/format.ts';
import { type Layout, selectableLayouts } from '../../recording/layout/layout.ts';
import { weekdays } from '../../recording/schedule/rule.ts';
import { type ModeName, modeNames } from '../../recording/spec.ts';
import { type Message, paragraph, plainText } from './blocks.ts';
import { layoutSketch } from './layout-sketch.ts';
import { slackLimits } from './limits.ts';
import { layoutLabel } from './words.ts';

export const startFormId = 'startForm';

/** The fields. Each is an input of its own, so that what is wrong with it can be said there. */
export const startFormFields = [
  'channel',
  'conversation',
  'preset',
  'mode',
  'layout',
  'url',
  'duration',
  'repeat',
  'date',
  'time',
  'days',
] as const;
export type StartFormField = (typeof startFormFields)[number];

/** The id of what is entered or chosen in a field. */
export function startFormAction(field: StartFormField | 'recent'): string {
  return `${startFormId}:${field}`;
}

export const repeats = ['now', 'once', 'weekly'] as const;
export type Repeat = (typeof repeats)[number];

/** An option that no preset is called: names of the configuration are never empty. */
export const noPreset = '-';

/** What the command says that the form has no field for, as it was typed. */
export type OtherOptions = Readonly<Partial<Record<'snapshots' | 'storage' | 'project', string>>>;

export type StartFormState = Readonly<{
  /** Where the command was typed; a shortcut comes from nowhere. */
  from?: Readonly<{ channelId: string; isPrivate: boolean }>;
  cname: string;
  /** The Slack channel for the card. */
  conversation?: string;
  preset?: string;
  mode: ModeName;
  /** By its name or kind; undefined where it has neither, or where the mode has none. */
  layout?: string;
  url: string;
  /** As it was typed. */
  duration: string;
  repeat: Repeat;
  date?: string;
  time?: string;
  /** `mon`, `tue` … */
  days: readonly string[];
  others: OtherOptions;
  /** Names that were recorded lately, the latest first; undefined until they are known. */
  recent?: readonly string[];
  /** Of the person; undefined until it is known. */
  zone?: string;
  /** Slack keeps what was entered as long as a field has the same id: what we fill in comes in a field of its own. */
  fields: Readonly<{ channel: number; preset: number }>;
  /** Slack's file with the picture of a layout. */
  picture?: Readonly<{ id: string; of: string }>;
}>;

/** What a picture is of: another one is another picture. */
export function pictureKey({ preset = '', layout = '' }: Pick<StartFormState, 'preset' | 'layout'>): string {
  return JSON.stringify([preset, layout]);
}

/** What can be chosen. */
export type StartFormChoices = Readonly<{ presets: readonly string[]; layouts: readonly string[] }>;

/** So many participants are shown in the preview. */
export const usersShown = 4;

/** @param layout what the chosen layout looks like; undefined where there is nothing to show */
export function startForm(state: StartFormState, choices: StartFormChoices, layout: Layout | undefined): ModalView {
  const isLater = state.repeat !== 'now';
  return {
    type: 'modal',
    callback_id: startFormId,
    private_metadata: metadataOf(state),
    title: plainText(label('startForm.title'), slackLimits.modal.title),
    submit: plainText(label(isLater ? 'startForm.submit.later' : 'startForm.submit'), slackLimits.modal.button),
    close: plainText(label('startForm.cancel'), slackLimits.modal.button),
    blocks: [
      channelField(state),
      ...recentBlock(state),
      conversationField(state),
      ...presetField(state, choices),
      ...modeFields(state, choices, layout),
      durationField(state),
      choiceField(
        'repeat',
        0,
        repeats.map((one) => option(label(`startForm.repeat.${one}`), one)),
        state.repeat,
      ),
      ...whenFields(state),
      ...othersBlock(state),
    ],
  };
}

/** In place of the form, for a person who may not start recordings. */
export function refusedStartForm({ blocks }: Message): ModalView {
  return {
    type: 'modal',
    title: plainText(label('startForm.title'), slackLimits.modal.title),
    close: plainText(label('startForm.close'), slackLimits.modal.button),
    blocks,
  };
}

/** What the form remembers between two clicks. What can be read from its fields is not in it, unless the field may be hidden. */
export type StartFormMetadata = Pick<StartFormState, 'from' | 'others' | 'recent' | 'zone' | 'fields' | 'picture'> &
  Partial<Pick<StartFormState, 'preset' | 'layout' | 'url'>>;

function metadataOf(state: StartFormState): string {
  const { from, others, recent, zone, fields, picture, preset, layout, url } = state;
  const metadata: StartFormMetadata = {
    from,
    others,
    recent,
    zone,
    fields,
    picture,
    preset,
    layout,
  } as StartFormMetadata;
  const whole = JSON.stringify({ ...metadata, url });
  // An address that is too long is lost when another mode is chosen, and nothing else.
  return whole.length > slackLimits.modal.privateMetadata ? JSON.stringify(metadata) : whole;
}

function channelField({ cname, fields }: StartFormState): InputBlock {
  return {
    ...field('channel', fields.channel),
    hint: plainText(label('startForm.channel.hint'), slackLimits.input.hint),
    element: {
      type: 'plain_text_input',
      action_id: startFormAction('channel'),
      placeholder: plainText(label('startForm.channel.sample'), slackLimits.options.placeholder),
      ...(cname !== '' && { initial_value: cname }),
    },
  };
}

function recentBlock({ recent = [], fields }: StartFormState): ActionsBlock[] {
  if (recent.length === 0) return [];
  const options = recent.slice(0, slackLimits.options.count).map((name) => option(name, name));
  const placeholder = plainText(label('startForm.recent'), slackLimits.options.placeholder);
  return [
    {
      type: 'actions',
      block_id: `${startFormAction('recent')}:${fields.channel}`,
      elements: [{ type: 'static_select', action_id: startFormAction('recent'), placeholder, options }],
    },
  ];
}

function conversationField({ from }: StartFormState): InputBlock {
  return {
    ...field('conversation', 0),
    element: {
      type: 'conversations_select',
      action_id: startFormAction('conversation'),
      // Private answers appear in the channel that is chosen.
      response_url_enabled: true,
      default_to_current_conversation: true,
      ...(from !== undefined && { initial_conversation: from.channelId }),
    },
  };
}

function presetField({ preset }: StartFormState, { presets }: StartFormChoices): InputBlock[] {
  if (presets.length === 0) return [];
  const options = [option(label('startForm.preset.none'), noPreset), ...presets.map((name) => option(name, name))];
  return [choiceField('preset', 0, options.slice(0, slackLimits.options.count), preset ?? noPreset)];
}

function modeFields(state: StartFormState, { layouts }: StartFormChoices, layout: Layout | undefined): KnownBlock[] {
  const { mode, fields, url } = state;
  const modes = modeNames.map((one) => option(label(`startForm.mode.${one}`), one));
  const chosen = choiceField('mode', fields.preset, modes, mode);
  if (mode === 'individual') return [chosen];
  if (mode === 'web') return [chosen, urlField(url, fields.preset)];
  const options = [...new Set(layouts)]
    .slice(0, slackLimits.options.count)
    .map((name) => option(layoutText(name), name));
  return [chosen, choiceField('layout', fields.preset, options, state.layout), ...preview(state, layout)];
}

function urlField(url: string, version: number): InputBlock {
  return {
    ...field('url', version),
    // The preset may have one, and an empty one is reported at the field.
    optional: true,
    element: {
      type: 'plain_text_input',
      action_id: startFormAction('url'),
      placeholder: plainText(label('startForm.url.sample'), slackLimits.options.placeholder),
      ...(url !== '' && { initial_value: url }),
    },
  };
}

function preview(state: StartFormState, layout: Layout | undefined): KnownBlock[] {
  if (layout === undefined) return [];
  const { picture } = state;
  const isReady = picture !== undefined && picture.of === pictureKey(state);
  const alt = ownWords(format('startForm.layout.picture', { count: usersShown }));
  return [
    paragraph(...format('startForm.layout.shown', { count: usersShown })),
    isReady ? { type: 'image', slack_file: { id: picture.id }, alt_text: alt } : layoutSketch(layout, usersShown),
  ];
}

function durationField({ duration, repeat }: StartFormState): InputBlock {
  const hint = repeat === 'now' ? 'startForm.duration.hint' : 'startForm.duration.needed';
  return {
    ...field('duration', 0),
    optional: true,
    hint: plainText(ownWords(format(hint)), slackLimits.input.hint),
    element: {
      type: 'plain_text_input',
      action_id: startFormAction('duration'),
      placeholder: plainText(label('startForm.duration.sample'), slackLimits.options.placeholder),
      ...(duration !== '' && { initial_value: duration }),
    },
  };
}

/** From Monday on. */
const week = [1, 2, 3, 4, 5, 6, 0];

function whenFields({ repeat, date, time, days, zone }: StartFormState): InputBlock[] {
  if (repeat === 'now') return [];
  const words = zone === undefined ? format('startForm.time.hint') : format('startForm.time.zone', { zone: [zone] });
  const at: InputBlock = {
    ...field('time', 0),
    hint: plainText(ownWords(words), slackLimits.input.hint),
    element: {
      type: 'timepicker',
      action_id: startFormAction('time'),
      ...(time !== undefined && { initial_time: time }),
    },
  };
  if (repeat === 'once') {
    const element = { type: 'datepicker', action_id: startFormAction('date') } as const;
    return [{ ...field('date', 0), element: { ...element, ...(date !== undefined && { initial_date: date }) } }, at];
  }
  const options = week.map((day) =>
    option(ownWords(formatAny(`schedule.day.${day}` as MessageId)), weekdays[day] ?? ''),
  );
  const initial = options.filter(({ value }) => days.includes(value ?? ''));
  const element = { type: 'checkboxes', action_id: startFormAction('days'), options } as const;
  return [
    { ...field('days', 0), element: { ...element, ...(initial.length > 0 && { initial_options: initial }) } },
    at,
  ];
}

function othersBlock({ others }: StartFormState): KnownBlock[] {
  const typed = Object.entries(others).map(([key, value]) => `${key}=${value}`);
  return typed.length === 0 ? [] : [paragraph(...format('startForm.others', { options: { code: typed.join(' ') } }))];
}

/** The beginning of an input block. `version`: another one is another field to Slack. */
function field(name: StartFormField, version: number): Pick<InputBlock, 'type' | 'block_id' | 'label'> {
  const id: FixedMessageId = `startForm.${name}`;
  return {
    type: 'input',
    block_id: `${startFormAction(name)}:${version}`,
    label: plainText(label(id), slackLimits.input.label),
  };
}

/** A menu that the form is redrawn after. */
function choiceField(
  name: 'preset' | 'mode' | 'layout' | 'repeat',
  version: number,
  options: PlainTextOption[],
  chosen: string | undefined,
): InputBlock {
  const initial = options.find(({ value }) => value === chosen);
  return {
    ...field(name, version),
    dispatch_action: true,
    // A layout of the preset may have no name.
    ...(name === 'layout' && { optional: true }),
    element: {
      type: 'static_select',
      action_id: startFormAction(name),
      options,
      ...(initial !== undefined && { initial_option: initial }),
    },
  };
}

/** As on the buttons of the card, or the name of the configuration. */
function layoutText(choice: string): string {
  const kind = selectableLayouts.find((one) => one === choice);
  return kind === undefined ? choice : layoutLabel(kind);
}

function option(text: string, value: string): PlainTextOption {
  return { text: plainText(text, slackLimits.options.text), value };
}
