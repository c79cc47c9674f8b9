/** What people do during the random kills: they start, change and stop recordings, and repeat commands that failed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SlackWorkspace } from '../../src/sandbox/slack/slack-server.ts';
import type { Channel, Message, User } from '../../src/sandbox/slack/types.ts';
import type { Plan } from './plans.ts';
import type { System } from './system.ts';

/** Numbers from 0 to below 1. */
export type Random = () => number;

/** A time limit as it was typed, with what it was extended by since, in milliseconds. */
export type TypedLimit = Readonly<{ duration: number; extended: number }>;

/**
 * What was typed: limits and schedules by their Agora channel, and which starts and schedules were acknowledged. A kill may lose what was,
 * and keep what was not.
 */
export type Typed = Readonly<{
  limits: Map<string, TypedLimit>;
  plans: Map<string, Plan>;
  starts: Set<string>;
  schedules: Set<string>;
}>;

export type Person = Readonly<{
  system: System;
  room: Channel;
  user: User;
  index: number;
  random: Random;
  typed: Typed;
  /** Aborts when the time for commands is over. */
  signal: AbortSignal;
}>;

/** `Uploading` stays where the notification on the upload came while no bot ran. */
export const ended = ['Finished', 'Failed', 'Lost', 'Canceled', 'Uploading'];

const minute = 60_000;

/** Real milliseconds within which a recording ends by its limit, kills included. */
const limitTimeout = 40_000;

/** How each mode is started, and what is then asked of a recording of it: buttons, and commands without the Agora channel. */
const modes = [
  { options: () => 'layout=vertical', commands: ['Grid', 'Refresh', '/record layout float', '/record status'] },
  {
    options: () => 'mode=individual snapshots=10s',
    commands: ['/record subscribe audio=all', 'Refresh', '/record unsubscribe video=7', '/record status'],
  },
  {
    options: (cname: string) => `mode=web url=https://example.com/${cname}`,
    commands: ['Pause', 'Refresh', 'Resume', '/record pause', '/record resume', '/record status'],
  },
] as const;

/** Records one class after the other, each in a mode drawn for it, some with a time limit, some of those left to it. */
export async function recordClasses(person: Person): Promise<void> {
  const { system, room, user, index, random, typed, signal } = person;
  const { slack } = system;
  const { pause, type, until } = handsOf(person);
  for (let n = 0; !signal.aborted; n += 1) {
    const cname = `class-${index}-${n}`;
    const card = () => cardsIn(slack, room).get(cname)?.at(-1);
    const isOver = () => ended.some((word) => card()?.text.startsWith(word) === true);

    const { options, commands } = modes[Math.floor(random() * modes.length)] ?? modes[0];
    const minutes = random() < 0.4 ? 1 + Math.floor(random() * 3) : undefined;
    const limit = minutes === undefined ? '' : ` for=${minutes}m`;
    if (minutes !== undefined) typed.limits.set(cname, { duration: minutes * minute, extended: 0 });
    while (!signal.aborted && !(await type(`/record start ${cname} ${options(cname)}${limit}`))) await pause(300);
    if (signal.aborted) return;
    typed.starts.add(cname);
    const hasty = random() < 0.2;
    if (!hasty) {
      if (!(await until(() => card() !== undefined, 3_000))) continue;
      await pause(1_000);
    }
    for (const command of commands.filter(() => random() < 0.6)) {
      if (command.startsWith('/')) await type(command.replace(/^\/record \w+/u, `$& ${cname}`));
      else await click(slack, user, card(), command);
      await pause(400);
    }
    if (minutes !== undefined && (await isLeftToItsLimit(person, cname))) await until(isOver, limitTimeout);
    for (let attempts = 0; attempts < 10 && !signal.aborted && !isOver(); attempts += 1) {
      if (random() < 0.5) await click(slack, user, card(), 'Stop');
      else await type(`/record stop ${cname}`);
      await until(isOver, 1_500);
    }
  }
}

/** Some are extended before, some stopped by hand. */
async function isLeftToItsLimit(person: Person, cname: string): Promise<boolean> {
  const { random, typed } = person;
  const limit = typed.limits.get(cname);
  if (limit !== undefined && random() < 0.5) {
    // Counted even where a kill loses it: it is the most that the recording may run.
    typed.limits.set(cname, { ...limit, extended: limit.extended + minute });
    await handsOf(person).type(`/record extend ${cname} 1m`);
  }
  return random() < 0.7;
}

/** What everyone does. */
export function handsOf({ system: { slack }, room, user, random, signal }: Person) {
  return {
    /** Up to so many real milliseconds. */
    pause: (most: number) => sleep(random() * most, undefined, { signal }).catch(() => undefined),
    type: async (line: string) => (await slack.type(user, room, line)).ok,
    /** Waits at most `ms`, and no longer than there is time for commands. */
    until: (condition: () => boolean, ms: number) => seen(slack, () => condition() || signal.aborted, ms),
  };
}

/** The button may have disappeared meanwhile. */
export async function click(slack: SlackWorkspace, user: User | string, on: Message | undefined, button: string) {
  if (on !== undefined) await slack.click(user, on, button).catch(() => undefined);
}

/** Waits at most `ms` until `condition` holds, checked after every change of the workspace; whether it did. */
export function seen(slack: SlackWorkspace, condition: () => boolean, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (found: boolean) => {
      clearTimeout(timer);
      unsubscribe();
      resolve(found);
    };
    const timer = setTimeout(() => end(false), ms);
    const unsubscribe = slack.subscribe(() => {
      if (condition()) end(true);
    });
    if (condition()) end(true);
  });
}

/** The cards of a room by the class that they name, oldest first. */
function cardsIn(slack: SlackWorkspace, room: Channel): Map<string, Message[]> {
  return Map.groupBy(slack.messages(room), ({ text }) => /class-\d+-\d+/u.exec(text)?.[0] ?? '');
}
