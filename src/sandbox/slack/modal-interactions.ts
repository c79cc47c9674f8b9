/** What people do in a modal: they enter, press, submit, and close it. */
import { verificationToken } from './app-token.ts';
import { type Control, findControl } from './controls.ts';
import type { Deliver, Delivery, DeliveryError } from './delivery.ts';
import { interactionOrigin, wireUser } from './event-payload.ts';
import { findRoom } from './lookup.ts';
import { fieldsOf, noteTrigger, show, viewRejection, wireView } from './modals.ts';
import type { Responses } from './responses.ts';
import type { OpenModal, State } from './state.ts';
import type { Json, Modal, User } from './types.ts';
import { isObject } from './types.ts';

/** What the person sees after a click or a submission. */
export type ModalOutcome = Readonly<{
  ok: boolean;
  /** `invalid_response`: Slack can't show what the bot acknowledged with. */
  error?: DeliveryError | 'invalid_response';
  ack?: Json;
}>;

/** Of a field in a modal. */
export type FieldIds = Readonly<{ blockId: string; actionId: string }>;

export type ModalInteractions = {
  /** A copy; undefined where none is open. */
  find(user: User): Modal | undefined;
  /** Replaces what the field with this label or these ids holds: a text, a date, a time, or a channel by its name or id. */
  enter(user: User, field: string | FieldIds, value: string): void;
  /** Presses a button, or chooses an option, by its text. */
  press(user: User, wanted: string | Control): Promise<ModalOutcome>;
  /** The modal closes, unless the bot answers with errors or another view. */
  submit(user: User): Promise<ModalOutcome>;
  dismiss(user: User): void;
};

type Context = {
  state: State;
  deliver: Deliver;
  responses: Responses;
  /** `http://127.0.0.1:PORT` */
  origin: string;
  newTriggerId: () => string;
};

export function createModalInteractions(context: Context): ModalInteractions {
  const { state } = context;
  return {
    find: (user) => {
      const modal = state.modals.get(user.id);
      return modal === undefined ? undefined : structuredClone(modal);
    },
    enter: (user, field, value) => {
      enter(state, openModal(state, user), field, value);
      state.notify();
    },
    press: (user, wanted) => press(context, user, wanted),
    submit: (user) => submit(context, user),
    dismiss: (user) => {
      state.modals.delete(user.id);
      state.notify();
    },
  };
}

function openModal(state: State, user: User): OpenModal {
  const modal = state.modals.get(user.id);
  if (modal === undefined) throw new Error(`@${user.name} has no modal open`);
  return modal;
}

function enter(state: State, modal: OpenModal, wanted: string | FieldIds, value: string): void {
  const labelOf = ({ block }: { block: Json }) => (isObject(block['label']) ? block['label']['text'] : undefined);
  const fields = fieldsOf(modal.blocks);
  const field = fields.find((one) =>
    typeof wanted === 'string'
      ? labelOf(one) === wanted
      : one.block['block_id'] === wanted.blockId && one.element['action_id'] === wanted.actionId,
  );
  if (field === undefined) {
    const name = typeof wanted === 'string' ? wanted : wanted.actionId;
    throw new Error(`The modal has no field "${name}"; it has: ${fields.map(labelOf).join(', ')}`);
  }
  const values = modal.values[String(field.block['block_id'])];
  if (values !== undefined) values[String(field.element['action_id'])] = entered(state, field.element['type'], value);
}

function entered(state: State, type: unknown, text: string): Json {
  const value = text === '' ? null : text;
  switch (type) {
    case 'datepicker':
      return { type, selected_date: value };
    case 'timepicker':
      return { type, selected_time: value };
    case 'conversations_select':
      return { type, selected_conversation: value === null ? null : findRoom(state, value).channel.id };
    case 'plain_text_input':
    case 'url_text_input':
    case 'number_input':
      return { type, value };
    default:
      throw new Error(`Options of a ${String(type)} are pressed by their texts`);
  }
}

async function press(context: Context, user: User, wanted: string | Control): Promise<ModalOutcome> {
  const { state } = context;
  const modal = openModal(state, user);
  const { type, blockId, actionId, value, option, text } = findControl(modal, wanted);
  const values = modal.values[blockId];
  if (option !== undefined && values !== undefined) values[actionId] = chosen(type, option, values[actionId]);
  const block = modal.blocks.find((one) => one['block_id'] === blockId);
  if (block?.type === 'input' && block['dispatch_action'] !== true) {
    state.notify();
    return { ok: true };
  }
  const pressed =
    option === undefined
      ? { text: { type: 'plain_text', text, emoji: true }, ...(value === undefined ? {} : { value }) }
      : { selected_option: option };
  const delivery = await send(context, user, modal, {
    type: 'block_actions',
    container: { type: 'view', view_id: modal.id },
    actions: [{ type, action_id: actionId, block_id: blockId, ...pressed, action_ts: state.nextTs() }],
  });
  return 'error' in delivery ? { ok: false, error: delivery.error } : { ok: true };
}

/** Where several may be chosen, a second press takes the option back. */
function chosen(type: string, option: Json, before: Json | undefined): Json {
  if (type !== 'checkboxes' && type !== 'multi_static_select') return { type, selected_option: option };
  const options = (before?.['selected_options'] ?? []) as Json[];
  const others = options.filter(({ value }) => value !== option['value']);
  return { type, selected_options: others.length < options.length ? others : [...options, option] };
}

async function submit(context: Context, user: User): Promise<ModalOutcome> {
  const { state } = context;
  const modal = openModal(state, user);
  const delivery = await send(context, user, modal, { type: 'view_submission' });
  if ('error' in delivery) return { ok: false, error: delivery.error };
  const { ack } = delivery;
  const isShown = answer(state, modal, ack);
  state.notify();
  return isShown ? { ok: true, ack } : { ok: false, error: 'invalid_response', ack };
}

/** Does what the acknowledgement of a submission asks. False where it can't be done: then the modal stays as it is. */
function answer(state: State, modal: OpenModal, ack: Json): boolean {
  const { response_action: action, errors, view } = ack;
  if (action === undefined || action === 'clear') {
    state.modals.delete(modal.user);
    return true;
  }
  if (action === 'errors') {
    if (!isObject(errors) || Object.keys(errors).length === 0) return false;
    const inputs = modal.blocks.filter(({ type }) => type === 'input').map((block) => block['block_id']);
    if (!Object.entries(errors).every(([id, text]) => inputs.includes(id) && typeof text === 'string')) return false;
    modal.errors = errors as Record<string, string>;
    return true;
  }
  if (action !== 'update' || viewRejection(view, state) !== undefined) return false;
  show(state, modal, view as Json);
  return true;
}

function send(context: Context, user: User, modal: OpenModal, about: Json): Promise<Delivery> {
  const { state, deliver, newTriggerId } = context;
  const triggerId = newTriggerId();
  noteTrigger(state, triggerId, user.id, modal.channelId);
  const isSubmission = about['type'] === 'view_submission';
  return deliver(
    'interactive',
    {
      user: wireUser(state, user),
      api_app_id: state.appId,
      token: verificationToken,
      trigger_id: triggerId,
      ...interactionOrigin(state, 'view'),
      view: structuredClone(wireView(state, modal)),
      ...(isSubmission ? { response_urls: responseUrls(context, user, modal, triggerId) } : {}),
      ...about,
    },
    isSubmission,
  );
}

/** For each conversation that was chosen in a field with `response_url_enabled`. */
function responseUrls({ state, responses, origin }: Context, user: User, modal: OpenModal, triggerId: string): Json[] {
  return fieldsOf(modal.blocks).flatMap(({ block, element }) => {
    const [blockId, actionId] = [String(block['block_id']), String(element['action_id'])];
    const id = modal.values[blockId]?.[actionId]?.['selected_conversation'];
    if (element['response_url_enabled'] !== true || typeof id !== 'string') return [];
    const { channel } = findRoom(state, id);
    const url = origin + responses.open({ user, channel, triggerId });
    return [{ block_id: blockId, action_id: actionId, channel_id: id, response_url: url }];
  });
}
