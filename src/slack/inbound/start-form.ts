/** The form that starts a recording: opened by a command or a shortcut, filled in as soon as lists are there, and redrawn. */
import type { ViewOutput } from '@slack/bolt';
import type { InputBlock, ModalView } from '@slack/types';
import { inLocale } from '../../messages/locale.ts';
import type { Actor } from '../../recording/events.ts';
import type { Layout } from '../../recording/layout/layout.ts';
import { formatSpan } from '../../recording/spans.ts';
import { type ModeName, modeNames } from '../../recording/spec.ts';
import type { RecordingService, StartOptions } from '../../service/recording-service.ts';
import type { ShownForm } from '../delivery/forms.ts';
import { formNotOpened } from '../surfaces/form-not-opened.ts';
import { layoutPicture } from '../surfaces/layout-picture.ts';
import { slackLimits } from '../surfaces/limits.ts';
import {
  noPreset,
  type OtherOptions,
  pictureKey,
  refusedStartForm,
  repeats,
  type StartFormField,
  type StartFormMetadata,
  type StartFormState,
  startForm,
  startFormAction,
  usersShown,
} from '../surfaces/start-form.ts';
import { commandName } from './command-line.ts';
import type { HandlerResult, HandlerTools, RequestContext } from './handler.ts';
import { layoutChoices, layoutWord, readLayout } from './layout-words.ts';

type Configured = Pick<HandlerTools['configured'], 'presets' | 'layouts'>;
type FormTools = Pick<
  HandlerTools,
  'forms' | 'configured' | 'uploadPicture' | 'service' | 'admissionOf' | 'timeZoneOf'
>;

/** What opens the form where the command can't be written as it was typed. */
const openingCommand = `${commandName} start`;

/** Slack gives three seconds: nothing is awaited before the form is open, not even who the person is. */
export async function openStartForm(
  wanted: StartOptions,
  { actor, isPrivate, requestId }: Pick<RequestContext, 'actor' | 'isPrivate' | 'requestId'>,
  tools: HandlerTools,
): Promise<HandlerResult> {
  const { channelId } = actor;
  const state = openingState(wanted, tools.configured, channelId === '' ? undefined : { channelId, isPrivate });
  const shown = await tools.forms.open(requestId, render(state, tools.configured));
  if ('reference' in shown) {
    const command = { verb: 'start', wanted };
    return { outcome: 'answered', reply: formNotOpened(tools.suggest(command) ?? openingCommand, shown.reference) };
  }
  // The form itself could not wait for the language of the person.
  tools.defer(async () => inLocale(await tools.localeOf(actor.userId), () => complete(shown, state, actor, tools)));
  return { outcome: 'done' };
}

/** Redraws the form after something was chosen in it. */
export async function redrawStartForm(
  view: ViewOutput,
  userId: string,
  teamId: string,
  tools: FormTools,
): Promise<void> {
  const state = withChosenName(readState(view, tools.configured), view);
  const shown = await tools.forms.update(view.id, render(state, tools.configured));
  const actor = { teamId, userId, channelId: state.from?.channelId ?? '' };
  if (shown !== undefined) await complete(shown, state, actor, tools);
}

/** Adds what was not available when the form was rendered. What is redrawn meanwhile is completed by itself. */
async function complete(shown: ShownForm, state: StartFormState, actor: Actor, tools: FormTools): Promise<void> {
  const { forms, configured, service, uploadPicture, admissionOf, timeZoneOf } = tools;
  let latest = { shown, state };
  if (state.recent === undefined) {
    const admission = await admissionOf(actor.userId);
    if (admission.refused !== undefined) {
      await forms.update(shown.id, refusedStartForm(admission.refused));
      return;
    }
    const { access } = admission;
    const viewer = access === undefined ? actor : { ...actor, access };
    const [recent, { timeZone }] = await Promise.all([recentNames(service, viewer), timeZoneOf(actor.userId)]);
    const filled: StartFormState = { ...state, recent, zone: timeZone };
    const amended = await forms.amend(shown, render(filled, configured));
    if (amended === undefined) return;
    latest = { shown: amended, state: filled };
  }
  const layout = layoutShown(latest.state, configured);
  const of = pictureKey(latest.state);
  if (layout === undefined || latest.state.picture?.of === of) return;
  const id = await uploadPicture(layoutPicture(layout, usersShown));
  if (id === undefined) return;
  await forms.addPicture(latest.shown, render({ ...latest.state, picture: { id, of } }, configured));
}

/** So many recordings are looked at, and so many names offered. */
const recordingsSearched = 100;
const namesOffered = 15;

/** What this person started, and what was started in this Slack channel. */
async function recentNames(service: Pick<RecordingService, 'list'>, actor: Actor): Promise<string[]> {
  const limits = { live: recordingsSearched, orphans: 0, ended: recordingsSearched };
  const { live, ended } = await service.list(actor, limits);
  const names = [...live.recordings, ...ended.recordings]
    .filter((r) => r.startedBy === actor.userId || r.card.channelId === actor.channelId)
    .toSorted((a, b) => b.createdAt - a.createdAt)
    .map(({ cname }) => cname);
  return [...new Set(names)].slice(0, namesOffered);
}

function openingState(wanted: StartOptions, { presets }: Configured, from: StartFormState['from']): StartFormState {
  const { preset, mode, layout, url, duration, snapshots, storage, project } = wanted;
  const byDefault = defaultsOf(preset, presets);
  const word = layout === undefined ? byDefault.word : layoutWord(layout);
  const others: OtherOptions = {
    ...(snapshots !== undefined && { snapshots: formatSpan(snapshots) }),
    ...(storage !== undefined && { storage }),
    ...(project !== undefined && { project }),
  };
  return {
    ...(from !== undefined && { from, conversation: from.channelId }),
    cname: '',
    ...(preset !== undefined && { preset }),
    // A URL means that the page is to be recorded.
    mode: mode ?? (url === undefined ? byDefault.mode : 'web'),
    ...(word !== undefined && { layout: word }),
    url: url ?? byDefault.url,
    duration: duration === undefined ? '' : formatSpan(duration),
    repeat: 'now',
    days: [],
    others,
    fields: { channel: 0, preset: 0 },
  };
}

export type Defaults = Readonly<{ mode: ModeName; layout: Layout | undefined; word: string | undefined; url: string }>;

/** What is recorded where the form says nothing else. */
export function defaultsOf(name: string | undefined, presets: Configured['presets']): Defaults {
  const options = name === undefined ? undefined : presets.get(name)?.options;
  const mode = options?.mode ?? 'mix';
  const layout: Layout | undefined =
    options === undefined || options.mode === 'mix' ? (options?.layout ?? { kind: 'grid' }) : undefined;
  const word = layout === undefined ? undefined : layoutWord(layout);
  return { mode, layout, word, url: (options?.mode === 'web' ? options.url : undefined) ?? '' };
}

function choosePreset(
  state: StartFormState,
  preset: string | undefined,
  presets: Configured['presets'],
): StartFormState {
  const before = defaultsOf(state.preset, presets);
  const { mode, word, url } = defaultsOf(preset, presets);
  const { preset: _, layout: _layout, ...rest } = state;
  const typed = state.url === before.url ? '' : state.url;
  return {
    ...rest,
    ...(preset !== undefined && { preset }),
    mode,
    ...(word !== undefined && { layout: word }),
    url: typed === '' ? url : typed,
    fields: { ...state.fields, preset: state.fields.preset + 1 },
  };
}

function render(state: StartFormState, { presets, layouts }: Configured): ModalView {
  const choices = { presets: [...presets.keys()].filter(isShort), layouts: layoutChoices(layouts).filter(isShort) };
  return startForm(state, choices, layoutShown(state, { presets, layouts }));
}

/** Slack's limit for the value of an option; what is longer can be typed in a command. */
function isShort(name: string): boolean {
  return name.length <= slackLimits.options.value;
}

function layoutShown({ mode, layout, preset }: StartFormState, { presets, layouts }: Configured): Layout | undefined {
  if (mode !== 'mix') return undefined;
  return layout === undefined ? defaultsOf(preset, presets).layout : readLayout(layout, layouts);
}

type Entered = ViewOutput['state']['values'][string][string];

/** By field, whatever the version of its block. */
export function enteredIn({ state: { values } }: ViewOutput, field: StartFormField | 'recent'): Entered | undefined {
  const action = startFormAction(field);
  return Object.values(values).find((block) => Object.hasOwn(block, action))?.[action];
}

/** The id of the block in which a field is shown; undefined where it is not. */
export function blockOf({ blocks }: ViewOutput, field: StartFormField): string | undefined {
  const action = startFormAction(field);
  const inputs = blocks.filter((block): block is InputBlock => block.type === 'input');
  return inputs.find(({ element }) => 'action_id' in element && element.action_id === action)?.block_id;
}

/** Everything that is remembered in it was written by this bot, and what people enter has the shape that Slack gives it. */
export function readState(view: ViewOutput, { presets }: Pick<Configured, 'presets'>): StartFormState {
  const { preset, layout, url, ...remembered } = JSON.parse(view.private_metadata) as StartFormMetadata;
  const text = (field: 'channel' | 'url' | 'duration') => enteredIn(view, field)?.value ?? '';
  const selected = (field: StartFormField) => enteredIn(view, field)?.selected_option?.value;
  const conversation = enteredIn(view, 'conversation')?.selected_conversation;
  const date = enteredIn(view, 'date')?.selected_date;
  const time = enteredIn(view, 'time')?.selected_time;
  const word = blockOf(view, 'layout') === undefined ? layout : selected('layout');
  const state: StartFormState = {
    ...remembered,
    cname: text('channel'),
    ...(typeof conversation === 'string' && { conversation }),
    ...(preset !== undefined && { preset }),
    mode: modeNames.find((name) => name === selected('mode')) ?? defaultsOf(preset, presets).mode,
    ...(word !== undefined && { layout: word }),
    url: blockOf(view, 'url') === undefined ? (url ?? '') : text('url'),
    duration: text('duration'),
    repeat: repeats.find((one) => one === selected('repeat')) ?? 'now',
    ...(typeof date === 'string' && { date }),
    ...(typeof time === 'string' && { time }),
    days: (enteredIn(view, 'days')?.selected_options ?? []).map(({ value }) => value),
  };
  // The form may not have been redrawn since a preset was chosen: people are quick.
  const chosen = blockOf(view, 'preset') === undefined ? preset : selected('preset');
  const wanted = chosen === noPreset ? undefined : chosen;
  return wanted === preset ? state : choosePreset(state, wanted, presets);
}

/** A name that was chosen takes the place of what stands in the text field. */
function withChosenName(state: StartFormState, view: ViewOutput): StartFormState {
  const cname = enteredIn(view, 'recent')?.selected_option?.value;
  if (cname === undefined) return state;
  return { ...state, cname, fields: { ...state.fields, channel: state.fields.channel + 1 } };
}
