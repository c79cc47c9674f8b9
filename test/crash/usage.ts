/** One recording from `start` to its files, with a bot that is killed on the way and started again. */
import { expect, vi } from 'vitest';
import type { Child } from '../support/child.ts';
import { duplicatesIn, jobsLeft, type KillPoint, openSystem, orphansIn, type System, waitLimit } from './fixture.ts';

/** What a person orders in the course of it. */
type StartRequest = 'start' | 'layout' | 'stop';

/** What the crashes leave behind, by rule. */
export type Traces = Readonly<{
  /** The acknowledged order that is lost with a crash: it had started nothing, and has to be given again. */
  lost?: StartRequest;
  /** How many cards are posted again, because nobody could know their fate. */
  cards?: number;
  /** How many lines; `some`: at most one for each kill, where lines leave beside what is struck. */
  lines?: number | 'some';
  /** Nobody could know whether the recorder runs: another one is started, and the thread names the first. */
  orphans?: number;
}>;

export type Life = Readonly<{
  system: System;
  bot(): Child;
  /** Waits until all messages that are due are out. */
  quiet(): Promise<void>;
}>;

/** What a test does to the bot beside the script. */
export type Deferred = Readonly<{
  /** Where the first bot is struck, the second, and so on. */
  strikes?: readonly KillPoint[];
  /** Before anything is ordered. */
  first?: (life: Life) => void;
  /** When it records: ends the bot. */
  recording?: (life: Life) => Promise<unknown>;
  /** Where the bots after that one are struck. */
  strikesAfter?: readonly KillPoint[];
}>;

export const cname = 'standup';

/** Plays it all, and checks what is there at the end. Returns how often a bot was killed. */
export async function live(traces: Traces, deferred: Deferred): Promise<number> {
  const { lost, cards: moreCards = 0, lines = 0, orphans = 0 } = traces;
  await using system = await openSystem();
  const { slack, agora } = system;
  const room = slack.addChannel('classes');
  const ana = slack.addUser('ana');
  const cards = () => slack.messages(room);
  const cardWith = (words: string) => cards().find((card) => card.text.includes(words));
  const lineWith = (words: string) => cards().some(({ replies }) => replies.some(({ text }) => text.includes(words)));

  let kills = 0;
  const strikes = [...(deferred.strikes ?? [])];
  let bot = system.start(strikes.shift());
  const died = async (how: number | NodeJS.Signals): Promise<void> => {
    expect(how, bot.err.join('\n')).toBe('SIGKILL');
    kills += 1;
    expect(system.integrity()).toBe('ok');
    bot = system.start(strikes.shift());
    await ready();
  };
  /** A bot that dies before it is ready is started once more. */
  const ready = async () => {
    const isReady = bot.logged('ready').then(
      () => undefined,
      () => bot.ended,
    );
    const dead = await Promise.race([isReady, bot.ended]);
    if (dead !== undefined) await died(dead);
  };
  /** Waits until `look` gives something. A bot that dies meanwhile is started again, and `revived` called. */
  const until = async <T>(look: () => T, revived?: () => Promise<unknown>): Promise<T> => {
    for (;;) {
      let dead: number | NodeJS.Signals | undefined;
      void bot.ended.then((how) => {
        dead = how;
      });
      const found = await vi
        .waitUntil(() => (dead === undefined ? look() : 'dead'), { timeout: waitLimit, interval: 50 })
        .catch(() => {
          const jobs = system.query<{ payload: string }>(jobsLeft).map(({ payload }) => payload);
          const facts = [
            `Not seen after ${kills} kills: ${String(look)}`,
            slack.renderText(room),
            ...jobs,
            ...bot.out.slice(-5),
          ];
          throw new Error(facts.join('\n'));
        });
      if (dead === undefined) return found as T;
      await died(dead);
      await revived?.();
    }
  };
  /** Gives an order until it is acknowledged, as a person does; once more after a crash only where it may be lost. */
  const order = async <T>(what: StartRequest, give: () => Promise<{ ok: boolean }>, look: () => T): Promise<T> => {
    while (!(await give()).ok) await died(await bot.ended);
    return await until(look, lost === what ? give : undefined);
  };
  /** What happens after it happens alone. */
  const quiet = async () => {
    await until(() => system.query("SELECT 1 FROM jobs WHERE queue IN ('card', 'thread', 'person')").length === 0);
  };
  const life: Life = { system, bot: () => bot, quiet };

  deferred.first?.(life);
  await ready();
  const card = await order(
    'start',
    () => slack.type(ana, room, `/record start ${cname}`),
    () => cardWith('Recording'),
  );
  if (card === undefined) throw new Error('no card');
  await quiet();
  if (deferred.recording !== undefined) {
    strikes.push(...(deferred.strikesAfter ?? []));
    await deferred.recording(life);
    await died(await bot.ended);
  }
  await order(
    'layout',
    () => slack.click(ana, card, 'Float'),
    () => lineWith('Float'),
  );
  await quiet();
  await order(
    'stop',
    () => slack.click(ana, card, 'Stop'),
    () => cardWith('Finished') !== undefined && lineWith('.m3u8'),
  );
  await until(() => system.query(jobsLeft).length === 0);
  expect(await bot.kill('SIGTERM')).toBe(0);

  expect(system.integrity()).toBe('ok');
  expect(system.query('SELECT phase FROM recordings')).toEqual([{ phase: 'finished' }]);
  // What was on its way to Slack when its bot died may arrive later than all else.
  await vi.waitUntil(
    () => cards().length > moreCards && (lines === 'some' || cards().flatMap(duplicatesIn).length >= lines),
    {
      timeout: waitLimit,
    },
  );
  expect(cards()).toHaveLength(1 + moreCards);
  const duplicates = cards().flatMap(duplicatesIn);
  if (lines === 'some') expect(duplicates.length).toBeLessThanOrEqual(kills);
  else expect(duplicates).toHaveLength(lines);

  const uncontrolled = orphansIn(cards());
  expect(uncontrolled).toHaveLength(orphans);
  const recorders = agora.recorders.filter(({ uid }) => !uncontrolled.includes(uid));
  expect(recorders).toMatchObject([{ cname, endedBy: 'stop' }]);
  // Each of the orphans did start.
  expect(agora.recorders).toHaveLength(1 + orphans);
  return kills;
}
