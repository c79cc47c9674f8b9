/** What people do in Slack that reaches the bot: slash commands and clicks. */
import { verificationToken } from './app-token.ts';
import { readContent } from './content.ts';
import { type ConfirmDialog, type Control, findControl } from './controls.ts';
import type { Deliver, Delivery, DeliveryError } from './delivery.ts';
import { escapeCommand } from './escape.ts';
import { commandOrigin, interactionOrigin, wireUser } from './event-payload.ts';
import { createHomeInteractions, type HomeInteractions } from './homes.ts';
import { createModalInteractions, type ModalInteractions } from './modal-interactions.ts';
import { noteTrigger } from './modals.ts';
import type { Responses } from './responses.ts';
import { canSee, type Room, type State, wireMessage } from './state.ts';
import type { Channel, Ephemeral, Json, Message, User } from './types.ts';

/** The outcome of a command or a click. */
export type Outcome = {
  /** Acknowledged in time, with something that Slack can show, if with anything. */
  readonly ok: boolean;
  /** `invalid_command_response`: Slack can't show the acknowledgement. */
  readonly error?: DeliveryError | 'invalid_command_response';
  /** Real milliseconds from envelope to acknowledgement. */
  readonly ackMs?: number;
  readonly ack?: Json;
  readonly triggerId: string;
  readonly responseUrl: string;
  /** What the person has privately seen in response so far: grows with every use of the response_url. */
  readonly seen: readonly Ephemeral[];
};

export type CommandOutcome = Outcome;
/** `confirm` is the dialog before the click, which the person is assumed to have confirmed. */
export type ClickOutcome = Outcome & { readonly confirm?: ConfirmDialog };

/** It has no response_url. */
export type ShortcutOutcome = Pick<Outcome, 'ok' | 'error' | 'ackMs' | 'triggerId'>;

export type Interactions = {
  type(user: User, room: Room, line: string): Promise<CommandOutcome>;
  click(user: User, room: Room, target: Message | Ephemeral, wanted: string | Control): Promise<ClickOutcome>;
  /** A global shortcut, while the person looks at this channel or at none. */
  shortcut(user: User, room: Room | undefined, callbackId: string): Promise<ShortcutOutcome>;
  messageShortcut(user: User, room: Room, target: Message, callbackId: string): Promise<Outcome>;
  modal: ModalInteractions;
  home: HomeInteractions;
};

type Context = {
  state: State;
  deliver: Deliver;
  responses: Responses;
  /** `http://127.0.0.1:PORT` */
  origin: string;
  newTriggerId: () => string;
};

export function createInteractions(state: State, deliver: Deliver, responses: Responses, origin: string): Interactions {
  let triggers = 0;
  const newTriggerId = () => {
    triggers += 1;
    return `${state.clock.now()}.${triggers}.${state.id('')}`;
  };
  const context: Context = { state, deliver, responses, origin, newTriggerId };
  return {
    type: (user, room, line) => type(context, user, room, line),
    click: (user, room, target, wanted) => click(context, user, room, target, wanted),
    shortcut: (user, room, callbackId) => shortcut(context, user, room, callbackId),
    messageShortcut: (user, room, target, callbackId) => messageShortcut(context, user, room, target, callbackId),
    modal: createModalInteractions(context),
    home: createHomeInteractions({ state, deliver, newTriggerId }),
  };
}

async function type(context: Context, user: User, room: Room, line: string): Promise<CommandOutcome> {
  const { state, deliver, responses, origin } = context;
  const { channel } = room;
  requireMembership(user, channel);
  const [, command = '', text = ''] = /^(\/\S+)\s*(.*)$/su.exec(line.trim()) ?? [];
  if (command === '') throw new Error(`"${line}" is no slash command`);
  const triggerId = context.newTriggerId();
  noteTrigger(state, triggerId, user.id, channel.id);
  const responseUrl = origin + responses.open({ user, channel, triggerId });
  const delivery = await deliver(
    'slash_commands',
    {
      token: verificationToken,
      ...commandOrigin(state),
      channel_id: channel.id,
      channel_name: wireChannelName(channel),
      user_id: user.id,
      user_name: user.name,
      command,
      text: escapeCommand(state, text),
      api_app_id: state.appId,
      response_url: responseUrl,
      trigger_id: triggerId,
    },
    true,
  );
  const result = resultOf(delivery);
  const ackError = result.ack === undefined ? undefined : showAck(state, user, room, triggerId, result.ack);
  if (ackError !== undefined) result.error = ackError;
  if (result.error !== undefined) {
    const failure = `${command} failed with the error "${result.error}"`;
    state.postEphemeral({ channel: channel.id, user: user.id, text: failure, via: 'slack', inResponseTo: triggerId });
    state.notify();
  }
  return outcome(state, user, result, triggerId, responseUrl);
}

async function click(
  context: Context,
  user: User,
  room: Room,
  target: Message | Ephemeral,
  wanted: string | Control,
): Promise<ClickOutcome> {
  const { state, deliver, responses, origin } = context;
  const { channel } = room;
  requireMembership(user, channel);
  const control = findControl(target, wanted);
  const ephemeral = 'via' in target;
  const triggerId = context.newTriggerId();
  noteTrigger(state, triggerId, user.id, channel.id);
  const { threadTs } = target;
  const message = { ts: target.ts, ephemeral, ...(threadTs === undefined ? {} : { threadTs }) };
  const responseUrl = origin + responses.open({ user, channel, triggerId, message });
  const delivery = await deliver(
    'interactive',
    {
      type: 'block_actions',
      user: wireUser(state, user),
      api_app_id: state.appId,
      token: verificationToken,
      container: {
        type: 'message',
        message_ts: target.ts,
        channel_id: channel.id,
        is_ephemeral: ephemeral,
        ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      },
      trigger_id: triggerId,
      ...interactionOrigin(state, 'message'),
      channel: { id: channel.id, name: wireChannelName(channel) },
      message: wireTarget(state, target),
      state: { values: {} },
      response_url: responseUrl,
      actions: [{ ...actionOf(target, control), action_ts: state.nextTs() }],
    },
    false,
  );
  const clicked = outcome(state, user, resultOf(delivery), triggerId, responseUrl);
  return control.confirm === undefined ? clicked : Object.assign(clicked, { confirm: control.confirm });
}

async function shortcut(
  { state, deliver, newTriggerId }: Context,
  user: User,
  room: Room | undefined,
  callbackId: string,
): Promise<ShortcutOutcome> {
  if (room !== undefined) requireMembership(user, room.channel);
  const triggerId = newTriggerId();
  noteTrigger(state, triggerId, user.id, room?.channel.id);
  const delivery = await deliver(
    'interactive',
    {
      type: 'shortcut',
      token: verificationToken,
      action_ts: state.nextTs(),
      ...interactionOrigin(state, 'global'),
      user: { id: user.id, username: user.name, team_id: state.team.id },
      callback_id: callbackId,
      trigger_id: triggerId,
    },
    false,
  );
  const result = resultOf(delivery);
  return { ok: result.error === undefined, ...result, triggerId };
}

async function messageShortcut(
  { state, deliver, responses, origin, newTriggerId }: Context,
  user: User,
  room: Room,
  target: Message,
  callbackId: string,
): Promise<Outcome> {
  const { channel } = room;
  requireMembership(user, channel);
  const triggerId = newTriggerId();
  noteTrigger(state, triggerId, user.id, channel.id);
  const responseUrl = origin + responses.open({ user, channel, triggerId });
  const delivery = await deliver(
    'interactive',
    {
      type: 'message_action',
      token: verificationToken,
      action_ts: state.nextTs(),
      ...interactionOrigin(state, 'message'),
      user: wireUser(state, user),
      channel: { id: channel.id, name: wireChannelName(channel) },
      callback_id: callbackId,
      trigger_id: triggerId,
      response_url: responseUrl,
      message_ts: target.ts,
      message: wireTarget(state, target),
    },
    false,
  );
  return outcome(state, user, resultOf(delivery), triggerId, responseUrl);
}

type Result = { -readonly [K in 'error' | 'ackMs' | 'ack']?: NonNullable<Outcome[K]> };

function resultOf(delivery: Delivery): Result {
  return 'error' in delivery ? { error: delivery.error } : { ackMs: delivery.ackMs, ack: delivery.ack };
}

function outcome(state: State, user: User, result: Result, triggerId: string, responseUrl: string): Outcome {
  return {
    ok: result.error === undefined,
    ...result,
    triggerId,
    responseUrl,
    get seen() {
      return (state.ephemerals.get(user.id) ?? []).filter(({ inResponseTo }) => inResponseTo === triggerId);
    },
  };
}

function wireTarget(state: State, target: Message | Ephemeral): Json {
  // Of an ephemeral message Slack sends very little.
  if ('via' in target)
    return { type: 'message', ts: target.ts, user: state.bot.userId, bot_id: state.bot.botId, text: target.text };
  const post = state.rooms.get(target.channel)?.byTs.get(target.ts);
  return wireMessage(state, target, post?.editedAt);
}

/** The entry in `actions`: a button with its text and value, or a menu with the selected option. */
function actionOf(target: Message | Ephemeral, { type, blockId, actionId, value, option, text }: Control): Json {
  if (option !== undefined) return { type, action_id: actionId, block_id: blockId, selected_option: option };
  const style = target.blocks
    .flatMap((block) => (Array.isArray(block['elements']) ? (block['elements'] as Json[]) : []))
    .find((element) => element['action_id'] === actionId)?.['style'];
  return {
    type,
    action_id: actionId,
    block_id: blockId,
    text: { type: 'plain_text', text, emoji: true },
    ...(value === undefined ? {} : { value }),
    ...(style === undefined ? {} : { style }),
  };
}

/** Shows the content of an acknowledgement, if there is any. Returns Slack's error if it can't be shown. */
function showAck(
  state: State,
  user: User,
  room: Room,
  triggerId: string,
  ack: Json,
): 'invalid_command_response' | undefined {
  if (ack['text'] === undefined && ack['blocks'] === undefined) return undefined;
  const read = readContent(ack, 40_000);
  if ('rejection' in read) return 'invalid_command_response';
  const { text = '', blocks } = read.content;
  if (ack['response_type'] === 'in_channel') state.post(room, { user: state.bot.userId, text, blocks });
  else
    state.postEphemeral({ channel: room.channel.id, user: user.id, text, blocks, via: 'ack', inResponseTo: triggerId });
  state.notify();
  return undefined;
}

function requireMembership(user: User, channel: Channel): void {
  if (!canSee(channel, user)) throw new Error(`@${user.name} is not in #${channel.name}`);
  if (channel.archived) throw new Error(`#${channel.name} is archived: nobody can act there`);
}

function wireChannelName({ kind, name }: Channel): string {
  if (kind === 'public') return name;
  return kind === 'private' ? 'privategroup' : 'directmessage';
}
