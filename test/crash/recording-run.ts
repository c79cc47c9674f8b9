/** One recording from `start` to its files, with a bot that is killed on the way and started again. */
import { expect, vi } from 'vitest';
import type { Child } from '../support/child.ts';
import { jobsLeft, openSystem, type System, waitTimeout } from './system.ts';
import { duplicatesIn, orphansIn } from './threads.ts';

type Command = 'start' | 'layout' | 'stop';

/** What kills may change, by rule. */
export type Effects = Readonly<{
  /** The acknowledged command that is lost with a kill: it had started nothing, and has to be given again. */
  lost?: Command;
  /** How many cards are posted again, because their outcome is unknown. */
  cards?: number;
  /** How many messages in the thread are; `some`: at most one for each kill, where messages are sent beside the point. */
  messages?: number | 'some';
  /** Whether a recorder runs is unknown: another one is started, and the thread names the first. */
  orphans?: number;
}>;

export type Run = Readonly<{
  system: System;
  bot(): Child;
  /** Waits until all messages that are due have been sent. */
  quiet(): Promise<void>;
}>;

/** What a test does to the bot during the run. */
export type Interventions = Readonly<{
  /** Where the first bot is killed, the second, and so on. */
  killPoints?: readonly string[];
  /** Before the first command. */
  first?: (run: Run) => void;
  /** When it records: ends the bot. */
  recording?: (run: Run) => Promise<unknown>;
  /** Where the bots after that one are killed. */
  killPointsAfter?: readonly string[];
}>;

export const cname = 'standup';

/** Starts a recording, changes its layout and stops it; checks what is there at the end. Returns how often a bot was killed. */
export async function runRecording(effects: Effects, interventions: Interventions): Promise<number> {
  const { lost, cards: moreCards = 0, messages = 0, orphans = 0 } = effects;
  await using system = await openSystem();
  const { slack, agora } = system;
  const room = slack.addChannel('classes');
  const ana = slack.addUser('ana');
  const cards = () => slack.messages(room);
  const cardWith = (words: string) => cards().find((card) => card.text.includes(words));
  const messageWith = (words: string) =>
    cards().some(({ replies }) => replies.some(({ text }) => text.includes(words)));

  let kills = 0;
  const killPoints = [...(interventions.killPoints ?? [])];
  let bot = system.start(killPoints.shift());
  const restart = async (how: number | NodeJS.Signals): Promise<void> => {
    expect(how, bot.err.join('\n')).toBe('SIGKILL');
    kills += 1;
    expect(system.integrity()).toBe('ok');
    bot = system.start(killPoints.shift());
    await ready();
  };
  /** A bot that is killed before it is ready is started again. */
  const ready = async () => {
    const isReady = bot.logged('ready').then(
      () => undefined,
      () => bot.ended,
    );
    const end = await Promise.race([isReady, bot.ended]);
    if (end !== undefined) await restart(end);
  };
  /** Waits until `look` gives something. A bot that is killed meanwhile is started again, and `onRestart` called. */
  const until = async <T>(look: () => T, onRestart?: () => Promise<unknown>): Promise<T> => {
    for (;;) {
      let end: number | NodeJS.Signals | undefined;
      void bot.ended.then((how) => {
        end = how;
      });
      const found = await vi
        .waitUntil(() => (end === undefined ? look() : 'ended'), { timeout: waitTimeout, interval: 50 })
        .catch(() => {
          const jobs = system.query<{ payload: string }>(jobsLeft).map(({ payload }) => payload);
          const details = [
            `Not seen after ${kills} kills: ${String(look)}`,
            slack.renderText(room),
            ...jobs,
            ...bot.out.slice(-5),
          ];
          throw new Error(details.join('\n'));
        });
      if (end === undefined) return found as T;
      await restart(end);
      await onRestart?.();
    }
  };
  /** Gives a command until it is acknowledged, as a person does; again after a kill only where it may be lost. */
  const command = async <T>(name: Command, give: () => Promise<{ ok: boolean }>, look: () => T): Promise<T> => {
    while (!(await give()).ok) await restart(await bot.ended);
    return await until(look, lost === name ? give : undefined);
  };
  /** Nothing else is in flight afterwards. */
  const quiet = async () => {
    await until(() => system.query("SELECT 1 FROM jobs WHERE queue IN ('card', 'thread', 'person')").length === 0);
  };
  const run: Run = { system, bot: () => bot, quiet };

  interventions.first?.(run);
  await ready();
  const card = await command(
    'start',
    () => slack.type(ana, room, `/record start ${cname}`),
    () => cardWith('Recording'),
  );
  if (card === undefined) throw new Error('no card');
  await quiet();
  if (interventions.recording !== undefined) {
    killPoints.push(...(interventions.killPointsAfter ?? []));
    await interventions.recording(run);
    await restart(await bot.ended);
  }
  await command(
    'layout',
    () => slack.click(ana, card, 'Float'),
    () => messageWith('Float'),
  );
  await quiet();
  await command(
    'stop',
    () => slack.click(ana, card, 'Stop'),
    () => cardWith('Finished') !== undefined && messageWith('.m3u8'),
  );
  await until(() => system.query(jobsLeft).length === 0);
  expect(await bot.kill('SIGTERM')).toBe(0);

  expect(system.integrity()).toBe('ok');
  expect(system.query('SELECT phase FROM recordings')).toEqual([{ phase: 'finished' }]);
  // What was in flight to Slack when its bot was killed may arrive last.
  await vi.waitUntil(
    () => cards().length > moreCards && (messages === 'some' || cards().flatMap(duplicatesIn).length >= messages),
    {
      timeout: waitTimeout,
    },
  );
  expect(cards()).toHaveLength(1 + moreCards);
  const duplicates = cards().flatMap(duplicatesIn);
  if (messages === 'some') expect(duplicates.length).toBeLessThanOrEqual(kills);
  else expect(duplicates).toHaveLength(messages);

  const orphaned = orphansIn(cards());
  expect(orphaned).toHaveLength(orphans);
  const recorders = agora.recorders.filter(({ uid }) => !orphaned.includes(uid));
  expect(recorders).toMatchObject([{ cname, endedBy: 'stop' }]);
  // Each of the orphans was started.
  expect(agora.recorders).toHaveLength(1 + orphans);
  return kills;
}
