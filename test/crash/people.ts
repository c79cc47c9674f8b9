/** People during the random kills: what they type and click, and what they remember of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SlackWorkspace } from '../../src/sandbox/slack/slack-server.ts';
import type { Channel, Message, User } from '../../src/sandbox/slack/types.ts';
import type { Deployment } from './deployment.ts';

/** Numbers from 0 to below 1. */
export type Random = () => number;

/** The same numbers for the same seed (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A time limit as it was typed, with what it was extended by since, in milliseconds. */
export type TypedLimit = Readonly<{ duration: number; extended: number }>;

/** When it is due: at the full multiples of `every` milliseconds since 1970, or once. */
export type Due = Readonly<{ every: number } | { at: number }>;

/** A schedule as it was typed. Nobody is in the channel of a `lonely` one. */
export type Plan = Readonly<{ cname: string; due: Due; duration: number; lonely: boolean }>;

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
  system: Deployment;
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

/** What everyone does. */
export function handsOf({ system: { slack, pace }, room, user, random, signal }: Person) {
  return {
    /** Up to so many real milliseconds, at the pace of the deployment. */
    pause: (most: number) => sleep(random() * most * pace, undefined, { signal }).catch(() => undefined),
    type: async (line: string) => (await slack.type(user, room, line)).ok,
    /** Waits at most `ms`, at the pace of the deployment, and no longer than there is time for commands. */
    until: (condition: () => boolean, ms: number) => seen(slack, () => condition() || signal.aborted, ms * pace),
  };
}

/** The button may have disappeared meanwhile. */
export async function click(slack: SlackWorkspace, user: User | string, on: Message | undefined, button: string) {
  if (on !== undefined) await slack.click(user, on, button).catch(() => undefined);
}

/** Between a change and the look at it, in real milliseconds: a look copies the messages of a room. */
const lookInterval = 50;

/** Waits at most `ms` until `condition` holds, checked after changes of the workspace; whether it did. */
function seen(slack: SlackWorkspace, condition: () => boolean, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    let next: NodeJS.Timeout | undefined;
    const end = (found: boolean) => {
      clearTimeout(timer);
      clearTimeout(next);
      unsubscribe();
      resolve(found);
    };
    const look = () => {
      next = undefined;
      if (condition()) end(true);
    };
    const timer = setTimeout(() => end(false), ms);
    const unsubscribe = slack.subscribe(() => {
      next ??= setTimeout(look, lookInterval);
    });
    look();
  });
}
