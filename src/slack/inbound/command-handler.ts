import type { CallOutcome } from '../../recording/call-outcome.ts';
import type { Actor, RecordingCommand } from '../../recording/events.ts';
import { isLive, type Ms, type Recording } from '../../recording/recording.ts';
import type { Clock } from '../../service/ports.ts';
import type { CommandResult, Listener, RecordingService } from '../../service/recording-service.ts';
import type { SlackMessenger } from '../delivery/messenger.ts';
import type { Responder } from '../delivery/responder.ts';
import type { Message } from '../surfaces/blocks.ts';
import { accepted, alreadyRunning, cardLink, help, listReply, notFound, statusReply } from '../surfaces/replies.ts';
import { renderMessage } from '../surfaces/thread.ts';
import type { Command } from './parse.ts';
import { findTarget } from './target.ts';

/** A command or a click, as it came. `request` is Slack's trigger_id. */
export type RequestContext = Readonly<{ actor: Actor; isPrivate: boolean; request: string; responseUrl: string }>;

export type Click = Readonly<{
  ask: RecordingCommand;
  recording: string;
  /** The message that was clicked; undefined where only one person sees it. */
  shown?: Readonly<{ channel: string; ts: string }>;
}>;

/** `say`: what to tell the person, if anything: the card and its thread speak for themselves. */
export type HandlerResult = Readonly<{ outcome: 'done' | 'duplicate' | 'answered'; say?: Message | undefined }>;

/** What is done after the acknowledgement. Rejects when the desk does. */
export type CommandHandler = Readonly<{
  command(command: Command, requestContext: RequestContext): Promise<HandlerResult>;
  click(click: Click, requestContext: RequestContext): Promise<HandlerResult>;
}>;

export type CommandHandlerOptions = Readonly<{
  service: RecordingService;
  messenger: Pick<SlackMessenger, 'repair'>;
  responder: Pick<Responder, 'remember'>;
  clock: Clock;
  /** The workspace's address, with a slash at its end. */
  teamUrl: string;
  /** Ends the waiting for what is still to come: the person is told what is known by then. */
  signal: AbortSignal;
  /** Takes what need not be awaited before the person gets an answer. */
  defer(task: () => Promise<unknown>): void;
}>;

const cardWithin: Ms = 15_000;
const agoraWithin: Ms = 8_000;
const endedShown = 5;

/** Whether Agora has said anything about the recording, so that no later answer need be waited for. */
function tells({ kind }: CallOutcome): boolean {
  return kind !== 'indeterminate' && kind !== 'notSent';
}

export function createCommandHandler(options: CommandHandlerOptions): CommandHandler {
  const { service, messenger, responder, clock, teamUrl, signal } = options;
  const linkOf = (r: Recording) => cardLink(r, teamUrl);

  /** Begins to listen at once. `seen` resolves with the first state that `wanted` accepts, or with nothing when time is up. */
  const watch = (id: string, within: Ms, wanted: (...heard: Parameters<Listener>) => boolean) => {
    const found = Promise.withResolvers<Recording | undefined>();
    const enough = new AbortController();
    const forget = service.listen(id, (r, event) => {
      if (wanted(r, event)) found.resolve(r);
    });
    void clock.until(clock.now() + within, AbortSignal.any([signal, enough.signal])).then(() => {
      found.resolve(undefined);
    });
    const end = () => {
      forget();
      enough.abort();
    };
    return { seen: found.promise.finally(end), end };
  };

  const start = async (
    command: Extract<Command, { verb: 'start' }>,
    requestContext: RequestContext,
  ): Promise<HandlerResult> => {
    const { actor, isPrivate, request, responseUrl } = requestContext;
    const { cname, layout } = command;
    const startResult = await service.start({ cname, layout, by: actor, isPrivate, request });
    if (startResult.kind === 'duplicate') return { outcome: 'duplicate' };
    if (startResult.kind === 'started') {
      responder.remember(startResult.recording.id, actor.user, responseUrl);
      return { outcome: 'done' };
    }
    const running = await withCard(startResult.recording);
    return { outcome: 'answered', say: alreadyRunning(running, linkOf(running)) };
  };

  /** The recording once its card is posted, so that it can be linked to; after a while without. */
  const withCard = async (r: Recording): Promise<Recording> => {
    if (r.card.ts !== undefined) return r;
    const { seen, end } = watch(r.id, cardWithin, (now) => now.card.ts !== undefined || !isLive(now));
    // It may have been posted before we listened.
    const now = (await service.find(r.id)) ?? r;
    if (now.card.ts === undefined && isLive(now)) return (await seen) ?? now;
    end();
    return now;
  };

  const status = async (r: Recording, requestContext: RequestContext): Promise<HandlerResult> => {
    const say = (now: Recording, silent: boolean): HandlerResult => ({
      outcome: 'answered',
      say: statusReply(now, clock.now(), silent, linkOf(now)),
    });
    // Before a sid there is nothing to ask Agora about, and after a stop it knows nothing any more.
    if (r.phase !== 'confirming' && r.phase !== 'recording') return say(r, false);
    const { seen, end } = watch(
      r.id,
      agoraWithin,
      (now, event) =>
        (event.type === 'responseReceived' && event.payload.call === 'query' && tells(event.outcome)) || !isLive(now),
    );
    try {
      const asked = await service.command(r.id, { type: 'refresh' }, requestContext.actor, requestContext.request);
      if (asked.kind !== 'accepted') return answer(asked, 'refresh', requestContext);
      // Who may not ask Agora may still know what we know.
      if (asked.reply !== undefined) return say(asked.recording, false);
      const heard = await seen;
      if (heard !== undefined) return say(heard, false);
      return say((await service.find(r.id)) ?? asked.recording, true);
    } finally {
      end();
    }
  };

  /** What became of an order, in words for the one who gave it. */
  const answer = (
    asked: CommandResult,
    ask: RecordingCommand['type'],
    { actor }: RequestContext,
    named = '',
  ): HandlerResult => {
    if (asked.kind === 'duplicate') return { outcome: 'duplicate' };
    if (asked.kind === 'notFound') return { outcome: 'answered', say: notFound(named, []) };
    const { recording: r, reply } = asked;
    if (reply !== undefined) return { outcome: 'answered', say: renderMessage(r, reply, linkOf(r)) };
    // Where the card is, everybody sees what happens.
    return { outcome: 'done', say: r.card.channel === actor.channel ? undefined : accepted(r, ask, linkOf(r)) };
  };

  return {
    async command(command, requestContext) {
      const { actor, request } = requestContext;
      switch (command.verb) {
        case 'help':
          return { outcome: 'answered', say: help() };
        case 'list':
          return { outcome: 'answered', say: listReply(await service.list(actor, endedShown), teamUrl) };
        case 'start':
          return await start(command, requestContext);
        case 'stop':
        case 'status':
        case 'layout': {
          const target = await findTarget(service, command.verb, command.target, actor);
          if (target.kind === 'say') return { outcome: 'answered', say: target.message };
          const { id } = target.recording;
          if (command.verb === 'status') return await status(target.recording, requestContext);
          const ask: RecordingCommand =
            command.verb === 'layout' ? { type: 'layout', layout: command.layout } : { type: 'stop' };
          return answer(await service.command(id, ask, actor, request), ask.type, requestContext, id);
        }
      }
    },

    async click({ ask, recording, shown }, requestContext) {
      const asked = await service.command(recording, ask, requestContext.actor, requestContext.request);
      if (asked.kind === 'accepted') {
        const r = asked.recording;
        // An older twin of the card, left behind by a post whose answer was lost; or a card that missed its last update.
        const astray = shown !== undefined && shown.channel === r.card.channel && shown.ts !== r.card.ts;
        if (shown !== undefined && (astray || !isLive(r))) options.defer(() => messenger.repair(r, shown.ts, signal));
      }
      return answer(asked, ask.type, requestContext, recording);
    },
  };
}
