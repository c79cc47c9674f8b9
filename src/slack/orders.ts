import type { Answer } from '../recording/answer.ts';
import type { Asked, Desk, Listener } from '../recording/desk.ts';
import type { Ask, Asker } from '../recording/events.ts';
import type { Clock } from '../recording/ports.ts';
import { isLive, type Ms, type Recording } from '../recording/recording.ts';
import type { Message } from './blocks.ts';
import { renderLine } from './lines.ts';
import type { SlackMessenger } from './messenger.ts';
import type { Command } from './parse.ts';
import { accepted, alreadyRunning, cardLink, help, listReply, notFound, statusReply } from './replies.ts';
import type { Responder } from './respond.ts';
import { findTarget } from './target.ts';

/** A command or a click, as it came. `request` is Slack's trigger_id. */
export type Occasion = Readonly<{ asker: Asker; hidden: boolean; request: string; responseUrl: string }>;

export type Click = Readonly<{
  ask: Ask;
  recording: string;
  /** The message that was clicked; undefined where only one person sees it. */
  shown?: Readonly<{ channel: string; ts: string }>;
}>;

/** `say`: what to tell the person, if anything: the card and its thread speak for themselves. */
export type Done = Readonly<{ outcome: 'done' | 'seen' | 'answered'; say?: Message | undefined }>;

/** What is done after the acknowledgement. Rejects when the desk does. */
export type Orders = Readonly<{
  command(command: Command, occasion: Occasion): Promise<Done>;
  click(click: Click, occasion: Occasion): Promise<Done>;
}>;

export type OrdersOptions = Readonly<{
  desk: Desk;
  messenger: Pick<SlackMessenger, 'repair'>;
  responder: Pick<Responder, 'remember'>;
  clock: Clock;
  /** The workspace's address, with a slash at its end. */
  teamUrl: string;
  /** Ends the waiting for what is still to come: the person is told what is known by then. */
  signal: AbortSignal;
  /** Takes what need not be awaited before the person gets an answer. */
  aside(work: () => Promise<unknown>): void;
}>;

const cardWithin: Ms = 15_000;
const agoraWithin: Ms = 8_000;
const endedShown = 5;

/** Whether Agora has said anything about the recording, so that no later answer need be waited for. */
function tells({ kind }: Answer): boolean {
  return kind !== 'unknown' && kind !== 'unsent';
}

export function createOrders(options: OrdersOptions): Orders {
  const { desk, messenger, responder, clock, teamUrl, signal } = options;
  const linkOf = (r: Recording) => cardLink(r, teamUrl);

  /** Begins to listen at once. `seen` resolves with the first state that `wanted` accepts, or with nothing when time is up. */
  const watch = (id: string, within: Ms, wanted: (...heard: Parameters<Listener>) => boolean) => {
    const found = Promise.withResolvers<Recording | undefined>();
    const enough = new AbortController();
    const forget = desk.listen(id, (r, event) => {
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

  const start = async (command: Extract<Command, { verb: 'start' }>, occasion: Occasion): Promise<Done> => {
    const { asker, hidden, request, responseUrl } = occasion;
    const { cname, layout } = command;
    const ordered = await desk.start({ cname, layout, by: asker, hidden, request });
    if (ordered.kind === 'seen') return { outcome: 'seen' };
    if (ordered.kind === 'started') {
      responder.remember(ordered.recording.id, asker.user, responseUrl);
      return { outcome: 'done' };
    }
    const running = await withCard(ordered.recording);
    return { outcome: 'answered', say: alreadyRunning(running, linkOf(running)) };
  };

  /** The recording once its card is posted, so that it can be linked to; after a while without. */
  const withCard = async (r: Recording): Promise<Recording> => {
    if (r.card.ts !== undefined) return r;
    const { seen, end } = watch(r.id, cardWithin, (now) => now.card.ts !== undefined || !isLive(now));
    // It may have been posted before we listened.
    const now = (await desk.find(r.id)) ?? r;
    if (now.card.ts === undefined && isLive(now)) return (await seen) ?? now;
    end();
    return now;
  };

  const status = async (r: Recording, occasion: Occasion): Promise<Done> => {
    const say = (now: Recording, silent: boolean): Done => ({
      outcome: 'answered',
      say: statusReply(now, clock.now(), silent, linkOf(now)),
    });
    // Before a sid there is nothing to ask Agora about, and after a stop it knows nothing any more.
    if (r.phase !== 'confirming' && r.phase !== 'recording') return say(r, false);
    const { seen, end } = watch(
      r.id,
      agoraWithin,
      (now, event) => (event.type === 'answered' && event.work.call === 'query' && tells(event.answer)) || !isLive(now),
    );
    try {
      const asked = await desk.ask(r.id, { type: 'refresh' }, occasion.asker, occasion.request);
      if (asked.kind !== 'asked') return answer(asked, 'refresh', occasion);
      // Who may not ask Agora may still know what we know.
      if (asked.reply !== undefined) return say(asked.recording, false);
      const heard = await seen;
      if (heard !== undefined) return say(heard, false);
      return say((await desk.find(r.id)) ?? asked.recording, true);
    } finally {
      end();
    }
  };

  /** What became of an order, in words for the one who gave it. */
  const answer = (asked: Asked, ask: Ask['type'], { asker }: Occasion, named = ''): Done => {
    if (asked.kind === 'seen') return { outcome: 'seen' };
    if (asked.kind === 'absent') return { outcome: 'answered', say: notFound(named, []) };
    const { recording: r, reply } = asked;
    if (reply !== undefined) return { outcome: 'answered', say: renderLine(r, reply, linkOf(r)) };
    // Where the card is, everybody sees what happens.
    return { outcome: 'done', say: r.card.channel === asker.channel ? undefined : accepted(r, ask, linkOf(r)) };
  };

  return {
    async command(command, occasion) {
      const { asker, request } = occasion;
      switch (command.verb) {
        case 'help':
          return { outcome: 'answered', say: help() };
        case 'list':
          return { outcome: 'answered', say: listReply(await desk.list(asker, endedShown), teamUrl) };
        case 'start':
          return await start(command, occasion);
        case 'stop':
        case 'status':
        case 'layout': {
          const target = await findTarget(desk, command.verb, command.target, asker);
          if (target.kind === 'say') return { outcome: 'answered', say: target.message };
          const { id } = target.recording;
          if (command.verb === 'status') return await status(target.recording, occasion);
          const ask: Ask = command.verb === 'layout' ? { type: 'layout', layout: command.layout } : { type: 'stop' };
          return answer(await desk.ask(id, ask, asker, request), ask.type, occasion, id);
        }
      }
    },

    async click({ ask, recording, shown }, occasion) {
      const asked = await desk.ask(recording, ask, occasion.asker, occasion.request);
      if (asked.kind === 'asked') {
        const r = asked.recording;
        // An older twin of the card, left behind by a post whose answer was lost; or a card that missed its last update.
        const astray = shown !== undefined && shown.channel === r.card.channel && shown.ts !== r.card.ts;
        if (shown !== undefined && (astray || !isLive(r))) options.aside(() => messenger.repair(r, shown.ts, signal));
      }
      return answer(asked, ask.type, occasion, recording);
    },
  };
}
