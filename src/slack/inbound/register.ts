import type { App, BlockAction } from '@slack/bolt';
import type { RecordingCommand } from '../../recording/events.ts';
import { layoutNames } from '../../recording/recording.ts';
import type { Clock } from '../../service/ports.ts';
import type { RecordingService } from '../../service/recording-service.ts';
import type { SlackMessenger } from '../delivery/messenger.ts';
import type { Responder } from '../delivery/responder.ts';
import { type Log, wordsOf } from '../sdk-log.ts';
import { type Message, say } from '../surfaces/blocks.ts';
import { help, wentWrong } from '../surfaces/replies.ts';
import type { Team } from '../transport/connection.ts';
import { createCommandHandler, type HandlerResult, type RequestContext } from './command-handler.ts';
import { commandName } from './commands.ts';
import { type Command, parseCommand } from './parse.ts';
import { createTaskQueue } from './task-queue.ts';

export type InboundOptions = Readonly<{
  app: App;
  team: Team;
  service: RecordingService;
  messenger: Pick<SlackMessenger, 'repair'>;
  responder: Pick<Responder, 'respond' | 'remember'>;
  clock: Clock;
  log: Log;
  /** Aborts when the process is asked to end: people who wait for an answer get what is known by then. */
  signal: AbortSignal;
  /** `verb`: of a command, or what a button asks; `mistake` and `unknown` where there is none. */
  onCommand?: (verb: string, outcome: 'answered' | 'done' | 'duplicate' | 'failed') => void;
  /** Seconds from the arrival of a command or click to its acknowledgement on the wire. */
  onAck?: (seconds: number) => void;
}>;

export type Inbound = Readonly<{
  /** Resolves when every command and click that was acknowledged has been dealt with. */
  idle(): Promise<void>;
  /** How many are still being dealt with. */
  inFlight(): number;
}>;

/**
 * Takes in commands and clicks. Each is acknowledged before anything else happens (Slack gives three seconds, and shows
 * the person an error after that); what can be said from the text alone is said in the acknowledgement itself.
 */
export function registerInbound(options: InboundOptions): Inbound {
  const { app, team, responder, log } = options;
  const taskQueue = createTaskQueue();
  /** Does the work in a later turn. Nothing that goes wrong in it gets any further than `failed`. */
  const later = (what: string, task: () => Promise<unknown>, failed?: () => Promise<unknown>) => {
    // A stop must be on record before anything can go wrong.
    const urgent = what === 'stop';
    taskQueue.add(async () => {
      try {
        await task();
      } catch (error) {
        const { code } = Object(error) as { code?: unknown };
        log.error({ what, code, error: wordsOf(error) }, 'something asked for in Slack failed');
        await failed?.();
      }
    }, urgent);
  };

  const orders = createCommandHandler({
    ...options,
    teamUrl: team.url,
    defer: (task) => {
      later('repair', task);
    },
  });

  const perform = (verb: string, { responseUrl }: RequestContext, task: () => Promise<HandlerResult>) => {
    later(
      verb,
      async () => {
        const { outcome, say: answer } = await task();
        options.onCommand?.(verb, outcome);
        if (answer !== undefined) await responder.respond(responseUrl, answer);
      },
      async () => {
        options.onCommand?.(verb, 'failed');
        await responder.respond(responseUrl, wentWrong(verb === 'start' ? 'start' : 'other'));
      },
    );
  };

  /** Never rejects: on a dead connection there is nobody to acknowledge to, and the order stands all the same. */
  const acknowledge = async (ack: () => Promise<void>, context: object): Promise<boolean> => {
    try {
      await ack();
      const { receivedAt } = context as { receivedAt?: unknown };
      if (typeof receivedAt === 'number') options.onAck?.((performance.now() - receivedAt) / 1000);
      return true;
    } catch (error) {
      log.warn({ error: wordsOf(error) }, 'an acknowledgement was lost');
      return false;
    }
  };

  app.command(commandName, async ({ command: typed, ack, context }) => {
    const read = readCommand(isForeign(typed.team_id, team), typed.text);
    const content = 'answer' in read ? { response_type: 'ephemeral' as const, ...read.answer } : undefined;
    const acknowledged = await acknowledge(() => ack(content), context);
    const requestContext: RequestContext = {
      actor: { user: typed.user_id, channel: typed.channel_id },
      isPrivate: isPrivateConversation(typed.channel_id, typed.channel_name),
      request: typed.trigger_id,
      responseUrl: typed.response_url,
    };
    if ('command' in read) perform(read.verb, requestContext, () => orders.command(read.command, requestContext));
    else if ('error' in read) perform(read.verb, requestContext, () => Promise.reject(read.error));
    else if (acknowledged) options.onCommand?.(read.verb, 'answered');
    else perform(read.verb, requestContext, () => Promise.resolve({ outcome: 'answered', say: read.answer }));
  });

  // One listener for every control: Bolt runs all that match, so a second one would answer twice.
  app.action<BlockAction>(/^/u, async ({ body, action, ack, context }) => {
    await acknowledge(() => ack(), context);
    const { channel, container } = body;
    // A button that only opens an address is a click, too.
    if (channel === undefined || 'url' in action) return;
    const requestContext: RequestContext = {
      actor: { user: body.user.id, channel: channel.id },
      isPrivate: isPrivateConversation(channel.id, channel.name),
      request: body.trigger_id,
      responseUrl: body.response_url,
    };
    const ask = commandOf(action.action_id);
    const recording = 'value' in action && typeof action.value === 'string' ? action.value : undefined;
    if (isForeign(body.user.team_id ?? body.team?.id, team)) {
      perform('unknown', requestContext, () => Promise.resolve({ outcome: 'answered', say: foreign }));
    } else if (ask === undefined || recording === undefined) {
      perform('unknown', requestContext, () => Promise.resolve({ outcome: 'answered', say: outdated }));
    } else {
      const ts: unknown = container['message_ts'];
      const shown =
        typeof ts === 'string' && container['is_ephemeral'] !== true ? { channel: channel.id, ts } : undefined;
      const click = { ask, recording, ...(shown === undefined ? {} : { shown }) };
      perform(ask.type, requestContext, () => orders.click(click, requestContext));
    }
  });

  return { idle: () => taskQueue.idle(), inFlight: () => taskQueue.size() };
}

type ReadCommand = Readonly<
  { verb: string } & ({ answer: Message } | { command: Exclude<Command, { verb: 'help' }> } | { error: Error })
>;

/** What a command wants: an answer at once, or work after the acknowledgement. Does no I/O and never throws. */
function readCommand(isForeigner: boolean, text: string): ReadCommand {
  if (isForeigner) return { verb: 'unknown', answer: foreign };
  try {
    const parsed = parseCommand(text);
    if (parsed.kind === 'say') return { verb: 'mistake', answer: parsed.message };
    const { command } = parsed;
    return command.verb === 'help' ? { verb: 'help', answer: help() } : { verb: command.verb, command };
  } catch (error) {
    return { verb: 'mistake', error: error as Error };
  }
}

/** What a control of the card asks; undefined for one that this version does not know. */
export function commandOf(actionId: string): RecordingCommand | undefined {
  if (actionId === 'refresh' || actionId === 'stop') return { type: actionId };
  const name = layoutNames.find((layout) => actionId === `layout:${layout}`);
  return name === undefined ? undefined : { type: 'layout', layout: { name } };
}

/** A private channel, a group conversation or a direct message: others must not learn what happens there. */
export function isPrivateConversation(channelId: string, channelName: string): boolean {
  return (
    /^[DG]/u.test(channelId) ||
    channelName === 'privategroup' ||
    channelName === 'directmessage' ||
    channelName.startsWith('mpdm-')
  );
}

/** Somebody of another workspace, in a channel shared through Slack Connect. An Enterprise id (`E…`) tells nothing. */
function isForeign(teamId: string | undefined, team: Team): boolean {
  return teamId?.startsWith('T') === true && teamId !== team.id;
}

const foreign = say('Recordings can be steered only by members of the workspace that this bot belongs to.');
const outdated = say(
  'This control is from another version of the bot and does nothing any more. ',
  { code: `${commandName} help` },
  ' shows what works.',
);
