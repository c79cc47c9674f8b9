import { readContent } from './content.ts';
import { type ConfirmDialog, type Control, findControl } from './controls.ts';
import { escapeCommand } from './escape.ts';

import type { Responses } from './responses.ts';
import type { Delivery, Sockets } from './sockets.ts';
import { canSee, type Room, type State, wireMessage } from './state.ts';
import type { Channel, Ephemeral, Json, Message, User } from './types.ts';

/** What became of a command or a click. */
export type Outcome = {
  /** Acked in time, and with something that Slack could show. */
  readonly ok: boolean;
  /** `operation_timeout`: no ack in time. `dispatch_failed`: no socket. `invalid_command_response`: an ack that Slack cannot show. */
  readonly error?: 'operation_timeout' | 'dispatch_failed' | 'invalid_command_response';
  /** Real milliseconds from envelope to ack. */
  readonly ackMs?: number;
  readonly ack?: Json;
  readonly triggerId: string;
  readonly responseUrl: string;
  /** What the person has seen privately in answer, up to now: grows with every use of the response_url. */
  readonly seen: readonly Ephemeral[];
};

export type CommandOutcome = Outcome;
/** `confirm` is the dialog that stood before the press, which the person is taken to have confirmed. */
export type ClickOutcome = Outcome & { readonly confirm?: ConfirmDialog };

export type People = {
  type(user: User, room: Room, line: string): Promise<CommandOutcome>;
  click(user: User, room: Room, target: Message | Ephemeral, wanted: string | Control): Promise<ClickOutcome>;
};

// Not a secret: Slack still sends this long retired field.
const verification = 'verification-token-of-the-local-workspace';

export function createPeople(state: State, sockets: Sockets, responses: Responses, origin: () => string): People {
  let triggers = 0;
  const newTrigger = () => {
    triggers += 1;
    return `${state.clock.now()}.${triggers}.${state.id('')}`;
  };

  const outcome = (user: User, result: Result, triggerId: string, responseUrl: string): Outcome => ({
    ok: result.error === undefined,
    ...result,
    triggerId,
    responseUrl,
    get seen() {
      return (state.ephemerals.get(user.id) ?? []).filter(({ answers }) => answers === triggerId);
    },
  });

  const tell = (user: User, channel: Channel, triggerId: string, text: string) => {
    state.whisper({ channel: channel.id, user: user.id, text, via: 'slack', answers: triggerId });
    state.touch();
  };

  return {
    async type(user, room, line) {
      const { channel } = room;
      requirePresence(user, channel);
      const [, command = '', words = ''] = /^(\/\S+)\s*(.*)$/su.exec(line.trim()) ?? [];
      if (command === '') throw new Error(`"${line}" is no slash command`);
      const triggerId = newTrigger();
      const responseUrl = origin() + responses.open({ user, channel, triggerId });
      const delivery = await sockets.deliver(
        'slash_commands',
        {
          token: verification,
          team_id: state.team.id,
          team_domain: state.team.domain,
          channel_id: channel.id,
          channel_name: nameOnWire(channel),
          user_id: user.id,
          user_name: user.name,
          command,
          text: escapeCommand(state, words),
          api_app_id: state.appId,
          is_enterprise_install: 'false',
          response_url: responseUrl,
          trigger_id: triggerId,
        },
        true,
      );
      const result = resultOf(delivery);
      const unshown = result.ack === undefined ? undefined : showAck(state, user, room, triggerId, result.ack);
      if (unshown !== undefined) result.error = unshown;
      if (result.error !== undefined) {
        tell(user, channel, triggerId, `${command} failed with the error "${result.error}"`);
      }
      return outcome(user, result, triggerId, responseUrl);
    },

    async click(user, room, target, wanted) {
      const { channel } = room;
      requirePresence(user, channel);
      const control = findControl(target, wanted);
      const ephemeral = 'via' in target;
      const triggerId = newTrigger();
      const { threadTs } = target;
      const message = { ts: target.ts, ephemeral, ...(threadTs === undefined ? {} : { threadTs }) };
      const responseUrl = origin() + responses.open({ user, channel, triggerId, message });
      const delivery = await sockets.deliver(
        'interactive',
        {
          type: 'block_actions',
          user: { id: user.id, username: user.name, name: user.name, team_id: state.team.id },
          api_app_id: state.appId,
          token: verification,
          container: {
            type: 'message',
            message_ts: target.ts,
            channel_id: channel.id,
            is_ephemeral: ephemeral,
            ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
          },
          trigger_id: triggerId,
          team: { id: state.team.id, domain: state.team.domain },
          enterprise: null,
          is_enterprise_install: false,
          channel: { id: channel.id, name: nameOnWire(channel) },
          message: messageOnWire(state, target),
          state: { values: {} },
          response_url: responseUrl,
          actions: [{ ...actionOf(target, control), action_ts: state.nextTs() }],
        },
        false,
      );
      const clicked = outcome(user, resultOf(delivery), triggerId, responseUrl);
      return control.confirm === undefined ? clicked : Object.assign(clicked, { confirm: control.confirm });
    },
  };
}

type Result = { -readonly [K in 'error' | 'ackMs' | 'ack']?: NonNullable<Outcome[K]> };

function resultOf(delivery: Delivery): Result {
  return 'error' in delivery ? { error: delivery.error } : { ackMs: delivery.ackMs, ack: delivery.ack };
}

function messageOnWire(state: State, target: Message | Ephemeral): Json {
  // Of an ephemeral message Slack sends next to nothing.
  if ('via' in target)
    return { type: 'message', ts: target.ts, user: state.bot.userId, bot_id: state.bot.botId, text: target.text };
  const post = state.rooms.get(target.channel)?.byTs.get(target.ts);
  return wireMessage(state, target, post?.editedAt);
}

/** The `actions` entry for a press: the button with its text and value, or the menu with the chosen option. */
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

/** Shows the content of an ack, if it has any. Returns Slack's error for one that cannot be shown. */
function showAck(
  state: State,
  user: User,
  room: Room,
  triggerId: string,
  ack: Json,
): 'invalid_command_response' | undefined {
  if (ack['text'] === undefined && ack['blocks'] === undefined) return undefined;
  const read = readContent(ack, 40_000);
  if ('refusal' in read) return 'invalid_command_response';
  const { text = '', blocks } = read.content;
  if (ack['response_type'] === 'in_channel') state.post(room, { user: state.bot.userId, text, blocks });
  else state.whisper({ channel: room.channel.id, user: user.id, text, blocks, via: 'ack', answers: triggerId });
  state.touch();
  return undefined;
}

function requirePresence(user: User, channel: Channel): void {
  if (!canSee(channel, user)) throw new Error(`@${user.name} is not in #${channel.name}`);
  if (channel.archived) throw new Error(`#${channel.name} is archived: nobody can act there`);
}

function nameOnWire({ kind, name }: Channel): string {
  if (kind === 'public') return name;
  return kind === 'private' ? 'privategroup' : 'directmessage';
}
