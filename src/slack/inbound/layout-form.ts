/** The form of a custom layout: opened by a button of the card, redrawn while it is filled in, and applied. */
import type { ViewOutput } from '@slack/bolt';
import { format } from '../../messages/format.ts';
import type { Layout } from '../../recording/layout/layout.ts';
import { canView, isAllowed, recordingTarget } from '../../recording/permission.ts';
import { isLive } from '../../recording/recording.ts';
import type { ShownForm } from '../delivery/forms.ts';
import type { SlackMessenger } from '../delivery/messenger.ts';
import { say } from '../surfaces/blocks.ts';
import {
  chooseLayout,
  formLayout,
  type LayoutFormState,
  layoutForm,
  layoutFormActions,
  layoutTextAction,
  openingState,
  textFieldId,
} from '../surfaces/layout-form.ts';
import { layoutPicture } from '../surfaces/layout-picture.ts';
import { layoutProblemsText } from '../surfaces/layout-problems.ts';
import { notPermitted, refusal } from '../surfaces/refusal.ts';
import { cardLink, notFound } from '../surfaces/replies.ts';
import { renderMessage } from '../surfaces/thread.ts';
import type { HandlerResult, HandlerTools, RequestContext } from './handler.ts';
import { layoutChoices, readLayout } from './layout-words.ts';
import type { ConfiguredNames } from './names.ts';

type Layouts = ConfiguredNames['layouts'];
type FormTools = Pick<HandlerTools, 'forms' | 'configured' | 'uploadPicture' | 'mayUpload'>;

export async function openLayoutForm(
  recordingId: string,
  { actor, requestId, responseUrl }: RequestContext,
  tools: HandlerTools,
): Promise<HandlerResult> {
  const { service, forms, responder, teamUrl, audit } = tools;
  const r = await service.find(actor.teamId, recordingId);
  if (r?.id !== recordingId || !canView(r, actor)) return { outcome: 'answered', reply: notFound(recordingId, []) };
  const link = cardLink(r, teamUrl);
  if (!isAllowed('layout', recordingTarget(r), actor)) {
    await audit.refuse({ actor, action: 'layout', target: recordingId }, requestId);
    return { outcome: 'answered', reply: refusal(r, 'layout', actor, link) };
  }
  if (!isLive(r)) return { outcome: 'answered', reply: renderMessage(r, { type: 'alreadyOver' }, link) };
  if (r.mode.kind !== 'mix') {
    return { outcome: 'answered', reply: say(...format('layoutForm.notMixed', { name: { bold: r.cname } })) };
  }
  const of = { recordingId, cname: r.cname, channelId: actor.channelId };
  const state = openingState(of, r.mode.layout.desired);
  const shown = await forms.open(requestId, render(state, tools));
  if ('reference' in shown) {
    const reference = { code: shown.reference };
    return { outcome: 'answered', reply: say(...format('layoutForm.notOpened', { reference })) };
  }
  // A form that is sent has no address for answers of its own.
  responder.remember(recordingId, actor.userId, responseUrl);
  await addPicture(shown, state, tools);
  return { outcome: 'done' };
}

/** Redraws the form after something was chosen in it, or Preview was pressed. */
export async function redrawLayoutForm(view: ViewOutput, tools: FormTools): Promise<void> {
  const { layouts } = tools.configured;
  const state = readState(view, layouts);
  const shown = await tools.forms.update(view.id, render(state, tools));
  if (shown !== undefined) await addPicture(shown, state, tools);
}

/** The sketch is there at once; the picture takes its place when it is uploaded. */
async function addPicture(shown: ShownForm, state: LayoutFormState, tools: FormTools): Promise<void> {
  const { layouts } = tools.configured;
  const read = formLayout(state, chosenLayout(state, layouts));
  if (read.kind === 'problems') return;
  const picture = await tools.uploadPicture(layoutPicture(read.layout, state.users));
  if (picture !== undefined) await tools.forms.addPicture(shown, render(state, tools, picture));
}

function render(
  state: LayoutFormState,
  { configured: { layouts }, mayUpload }: Pick<FormTools, 'configured' | 'mayUpload'>,
  picture?: string,
): ReturnType<typeof layoutForm> {
  const shown = formLayout(state, chosenLayout(state, layouts));
  return layoutForm(state, layoutChoices(layouts), shown, { picture, lacksScope: !mayUpload });
}

function chosenLayout({ chosen }: LayoutFormState, layouts: Layouts): Layout | undefined {
  return chosen === undefined ? undefined : readLayout(chosen, layouts);
}

/** What was sent: what is wrong with it, by field, or the layout, its requester and the recording. */
export type SentLayout = Readonly<
  | { kind: 'problems'; errors: Readonly<Record<string, string>> }
  | { kind: 'layout'; recordingId: string; channelId: string; layout: Layout }
>;

export function readLayoutForm(view: ViewOutput, layouts: Layouts): SentLayout {
  const state = readState(view, layouts);
  const read = formLayout(state, chosenLayout(state, layouts));
  if (read.kind === 'problems') {
    return { kind: 'problems', errors: { [textFieldId(state)]: layoutProblemsText(read.problems) } };
  }
  return { kind: 'layout', recordingId: state.of.recordingId, channelId: state.of.channelId, layout: read.layout };
}

/** The form is closed by now: an answer goes to the person by the address of the click that opened it, or by direct message. */
export async function applyLayout(
  { recordingId, layout }: Extract<SentLayout, { kind: 'layout' }>,
  { actor, requestId, responseUrl }: RequestContext,
  { service, messenger, signal }: HandlerTools & Readonly<{ messenger: Pick<SlackMessenger, 'notify' | 'direct'> }>,
): Promise<HandlerResult> {
  const result = await service.execute(recordingId, { type: 'layout', layout }, actor, requestId);
  if (result.kind === 'duplicate') return { outcome: 'duplicate' };
  // It was there when the form was opened; who could open it could see it.
  if (result.kind === 'notFound' || result.reply === undefined) return { outcome: 'done' };
  // Who may was changed while the form was open.
  const rule = result.reply.type === 'notAllowed' ? notPermitted('layout', actor) : undefined;
  if (rule !== undefined) {
    if (responseUrl !== '') return { outcome: 'answered', reply: rule };
    await messenger.direct(actor.userId, rule, signal);
    return { outcome: 'answered' };
  }
  await messenger.notify(actor.userId, result.recording, result.reply, signal);
  return { outcome: 'answered' };
}

type Metadata = Readonly<{ recordingId: string; cname: string; channelId: string; chosen?: string; field: number }>;

/** Everything in it was written by this bot, and what people enter has the shape that Slack gives it. */
function readState({ private_metadata: metadata, state: { values } }: ViewOutput, layouts: Layouts): LayoutFormState {
  const { recordingId, cname, channelId, chosen, field } = JSON.parse(metadata) as Metadata;
  const choices = values['layoutForm:choices'];
  const state = {
    of: { recordingId, cname, channelId },
    ...(chosen !== undefined && { chosen }),
    text: values[textFieldId({ field })]?.[layoutTextAction]?.value ?? '',
    field,
    users: Number(choices?.[layoutFormActions.users]?.selected_option?.value ?? 1),
  };
  // The form may not have been redrawn since something was chosen: people are quick.
  const selected = choices?.[layoutFormActions.choose]?.selected_option?.value;
  const layout = selected === undefined || selected === chosen ? undefined : readLayout(selected, layouts);
  return selected === undefined || layout === undefined ? state : chooseLayout(state, selected, layout);
}
