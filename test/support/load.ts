/**
 * A busy day in a few minutes of the clock: fifty recordings at once, Agora's default quota, by default, in five Slack channels, while
 * people change layouts, refresh, ask for the status, stop and start.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Channel, Message, SlackLogEntry } from '../../src/sandbox/slack/types.ts';
import type { World } from './world.ts';

/** A press of a button and the seconds of the clock until the card showed what was asked; `undefined`: it never did. */
export type Effect = { button: string; at: number; seconds?: number };

export type Load = {
  /** The lowest number of recordings at once while people were active. */
  running: number;
  effects: Effect[];
  commands: { verb: string; answered: boolean }[];
  statusPosts: number;
  finished: number;
};

const second = 1_000;
const rooms = 5;
const buttons = ['Float', 'Grid', 'Vertical'] as const;
const round = [
  'layout',
  'status',
  'layout',
  'refresh',
  'stop',
  'layout',
  'status',
  'start',
  'layout',
  'refresh',
] as const;
/**
 * How far the clock moves at once. The machine's own time continues between two moves, so they are small while something is in
 * flight, and smaller while its duration is measured.
 */
const moves = { watched: 15, busy: 200, idle: 2_000 };
/** An effect that is not shown by then counts as missing. To wait longer would only keep the clock at its slowest pace. */
const effectTimeout = 5 * second;
/** Status posts are due every full ten minutes. */
const tickEvery = 600 * second;

/** Starts everything, and lets ten and a half minutes of the clock pass with people active and one status post due. */
export async function playLoad(
  world: World,
  /** `actionEvery`: so often, in ms of the clock, somebody does something. */
  { recordings = 50, actionEvery = 5 * second }: { recordings?: number; actionEvery?: number } = {},
): Promise<Load> {
  const { slack, clock, ana } = world;
  const channels = Array.from({ length: rooms }, (_, n) => slack.addChannel(`class-${n}`));
  const pending: { effect: Effect; from: number; fits: (entry: SlackLogEntry) => boolean }[] = [];
  const load: Load = { running: recordings, effects: [], commands: [], statusPosts: 0, finished: 0 };
  const asked: Promise<void>[] = [];

  const look = () => {
    for (const one of pending.slice()) {
      const entry = slack.requestLog.find((it, index) => index >= one.from && one.fits(it));
      if (entry !== undefined) one.effect.seconds = (entry.at - one.effect.at) / second;
      else if (clock.now() < one.effect.at + effectTimeout) continue;
      pending.splice(pending.indexOf(one), 1);
    }
  };
  const pass = async (ms: number) => {
    const end = clock.now() + ms;
    for (let left = ms; left > 0; left = end - clock.now()) {
      const next = (clock.next() ?? Number.POSITIVE_INFINITY) - clock.now();
      const pace = pending.length > 0 ? 'watched' : world.bot.inFlight() > 0 ? 'busy' : 'idle';
      clock.advance(Math.max(1, Math.min(left, next, moves[pace])));
      await pause(4);
      look();
    }
  };

  const live = (): Message[] => channels.flatMap((channel) => slack.messages(channel)).filter(hasButtons);
  const type = async (verb: string, channel: Channel, line: string) => {
    const outcome = await slack.type(ana, channel, line);
    const command = { verb, answered: outcome.ok };
    load.commands.push(command);
    return outcome;
  };
  const click = async (card: Message, button: string, shows: string) => {
    const effect: Effect = { button, at: clock.now() };
    load.effects.push(effect);
    const fits = (it: SlackLogEntry) =>
      it.kind === 'api' &&
      it.method === 'chat.update' &&
      it.status === 200 &&
      it.args['ts'] === card.ts &&
      JSON.stringify(it.args).includes(shows);
    pending.push({ effect, from: slack.requestLog.length, fits });
    await slack.click(ana, card, button);
  };
  const layout = (card: Message) => {
    const shown = buttons.findIndex((name) => JSON.stringify(card.blocks).includes(`✓ ${name}`));
    const wanted = buttons[(shown + 1) % buttons.length] ?? 'Grid';
    return click(card, wanted, `✓ ${wanted}`);
  };

  await Promise.all(
    Array.from({ length: recordings }, (_, n) => {
      const channel = channels[n % rooms];
      return channel === undefined
        ? Promise.reject(new Error('no channel'))
        : type('start', channel, `/record start lesson-${n}`);
    }),
  );
  // In their first minute fifty cards change, and some people click already.
  await pass(30 * second);
  const startedCards = live();
  for (const card of startedCards.slice(0, 3)) await layout(card);
  await pass(90 * second);
  const stopped: Channel[] = [];
  let started = recordings;

  const perform = async (n: number): Promise<void> => {
    const cards = live().filter(({ text }) => text.includes('Recording'));
    load.running = Math.min(load.running, cards.length);
    const card = cards[(n * 7) % cards.length];
    if (card === undefined) throw new Error('nothing is recording');
    const channel = channels.find(({ id }) => id === card.channel);
    if (channel === undefined) throw new Error('a card is in no channel');
    switch (round[n % round.length]) {
      case 'layout':
        return layout(card);
      case 'refresh':
        return click(card, 'Refresh', 'checked');
      case 'status': {
        const outcome = await type('status', channel, `/record status ${/lesson-\d+/u.exec(card.text)?.[0] ?? ''}`);
        const command = load.commands.at(-1);
        await pass(10);
        if (command !== undefined) asked.push(answered(command, () => outcome.seen.length > 0));
        return;
      }
      case 'stop':
        stopped.push(channel);
        return click(card, 'Stop', 'Stopping');
      default: {
        const free = stopped.shift();
        if (free === undefined) return;
        await type('start', free, `/record start lesson-${started}`);
        started += 1;
      }
    }
  };
  const answered = async (command: Load['commands'][number], seen: () => boolean) => {
    const until = clock.now() + 20 * second;
    while (!seen() && clock.now() < until) await pause(4);
    command.answered = seen();
  };

  const tickAt = (Math.floor(clock.now() / tickEvery) + 1) * tickEvery;
  for (let n = 0; clock.now() + actionEvery < tickAt; n += 1) {
    await perform(n);
    await pass(actionEvery);
  }
  // Ten people change layouts while Agora is asked about every recording.
  await pass(tickAt - clock.now());
  await Promise.all(live().filter(isRecording).slice(0, 10).map(layout));
  await pass(30 * second);
  await Promise.all(asked);
  const cards = channels.flatMap((channel) => slack.messages(channel));
  load.statusPosts = cards.flatMap(({ replies }) => replies).filter(({ text }) => text.includes(' min: ')).length;
  load.finished = cards.filter(({ text }) => text.includes('Finished')).length;
  return load;
}

const isRecording = ({ text }: Message) => text.includes('Recording');
const hasButtons = ({ blocks }: Message) => blocks.some(({ type }) => type === 'actions');

/** The most of `times` (ascending) that lie in any sliding window of `ms`. */
export function mostWithin(times: readonly number[], ms: number): number {
  let first = 0;
  let most = 0;
  for (const [last, at] of times.entries()) {
    while ((times[first] ?? at) <= at - ms) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
