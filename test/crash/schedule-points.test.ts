/** The program, killed at named points of schedules and time limits, and started again. */
import { expect, test, vi } from 'vitest';
import type { Child } from '../support/child.ts';
import { jobsLeft, openSystem, type System, scheduleJobsLeft, waitTimeout } from './system.ts';
import { duplicatesIn } from './threads.ts';

const minute = 60_000;

/** Real milliseconds that a test may take. */
const testTimeout = waitTimeout * 4;

/** Starts one bot after the other, each with the next of the points, until one ends by itself. */
function keepRunning(system: System, killPoints: readonly string[]) {
  const points = [...killPoints];
  let kills = 0;
  let isOver = false;
  let bot: Child = system.start(points.shift());
  const ended = (async () => {
    for (;;) {
      const how = await bot.ended;
      if (how !== 'SIGKILL' || isOver) return how;
      kills += 1;
      bot = system.start(points.shift());
    }
  })();
  const end = async (signal: NodeJS.Signals) => {
    isOver = true;
    bot.process.kill(signal);
    return await ended;
  };
  return {
    kills: () => kills,
    /** Waits for a bot that is ready. */
    async ready(): Promise<void> {
      for (;;) {
        const now = bot;
        const isReady = await now.logged('ready').then(
          () => true,
          () => now.ended.then(() => false),
        );
        if (isReady) return;
      }
    },
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: async () => {
      await end('SIGKILL');
    },
  };
}

/** A system with a room, a person, and a bot that is killed at these points. */
async function open(killPoints: readonly string[]) {
  const system = await openSystem({ timeZone: 'UTC' });
  const { slack } = system;
  const room = slack.addChannel('classes');
  const ana = slack.addUser('ana');
  const bots = keepRunning(system, killPoints);
  // Several minutes of the recording's time, and several starts of a bot.
  const waitFor = <T>(look: () => T) => slack.waitFor(look, 2 * waitTimeout);
  return {
    ...system,
    room,
    bots,
    texts: () => slack.messages(room).map(({ text }) => text),
    waitFor,
    /** Types a command until it is acknowledged. */
    async type(line: string): Promise<void> {
      do await bots.ready();
      while (!(await slack.type(ana, room, line)).ok);
    },
    click: async (button: string) => {
      const [message] = slack.messages(room);
      if (message === undefined) throw new Error('no message');
      await slack.click(ana, message, button);
    },
    cardWith: (words: string) => waitFor(() => slack.messages(room).find(({ text }) => text.startsWith(words))),
    /** When the first one ran; it has ended. */
    recorder() {
      const [first] = system.agora.recorders;
      if (first?.endedAt === undefined) throw new Error('no recorder that has ended');
      return { startedAt: first.startedAt, endedAt: first.endedAt };
    },
    /** Everything that is due has been done: the last bot stops, and the database is sound. */
    async end(): Promise<void> {
      await vi.waitUntil(() => [jobsLeft, scheduleJobsLeft].every((query) => system.query(query).length === 0), {
        timeout: waitTimeout,
      });
      expect(await bots.stop()).toBe(0);
      expect(system.integrity()).toBe('ok');
    },
    async [Symbol.asyncDispose]() {
      await bots[Symbol.asyncDispose]();
      await system[Symbol.asyncDispose]();
    },
  };
}

/** The full minute so many minutes after the next one, and as people type it. */
function atMinute(now: number, ahead: number): { at: number; typed: string } {
  const at = (Math.ceil(now / minute) + ahead) * minute;
  return { at, typed: new Date(at).toISOString().slice(0, 16).replace('T', ' ') };
}

test.concurrent.each([
  [['before schedule run', 'within schedule run', 'after schedule run', 'before request acquire']],
  [['after schedule run', 'within cardPosted', 'after response acquire', 'within sending start']],
])(
  'killed %s: the time is recorded once',
  async (points) => {
    await using lesson = await open(points);
    const { at, typed } = atMinute(lesson.now(), 1);
    await lesson.type(`/record schedule maths at="${typed}" for=3m`);
    await lesson.cardWith('Finished maths');
    await lesson.end();

    expect(lesson.bots.kills()).toBe(points.length);
    expect(lesson.query('SELECT at, outcome FROM occurrences')).toEqual([{ at, outcome: 'started' }]);
    expect(lesson.query('SELECT phase FROM recordings')).toEqual([{ phase: 'finished' }]);
    expect(lesson.agora.recorders).toMatchObject([{ cname: 'maths', endedBy: 'stop' }]);
    const { startedAt, endedAt } = lesson.recorder();
    expect(startedAt).toBeGreaterThan(at - minute);
    expect(lesson.uptime(at + 3 * minute, endedAt)).toBeLessThan(minute);
  },
  testTimeout,
);

test.concurrent(
  'killed between the post of a reminder and its commit: it is posted again, and once more at most',
  async () => {
    const points = ['within schedule remind', 'before schedule completed reminder'];
    await using lesson = await open(points);
    await lesson.type(`/record schedule maths at="${atMinute(lesson.now(), 11).typed}" for=1m`);
    const reminders = () => lesson.texts().filter((text) => text.includes('maths will be recorded'));
    await lesson.waitFor(() => reminders().length === 2);
    await lesson.bots.ready();
    await lesson.click('Cancel');
    await lesson.waitFor(() => lesson.texts().some((text) => text.includes('canceled the schedule of maths')));
    await lesson.end();

    expect(lesson.bots.kills()).toBe(points.length);
    expect(reminders()).toHaveLength(2);
    expect(new Set(reminders()).size).toBe(1);
    expect(lesson.agora.recorders).toEqual([]);
  },
  testTimeout,
);

test.concurrent(
  'killed right after Skip Next: that time is not recorded, the one after it is, and the skip is reported',
  async () => {
    const points = ['after schedule command skip', 'before schedule completed skipped'];
    await using lesson = await open(points);
    await lesson.type('/record schedule maths every="*/5 * * * *" for=1m');
    await lesson.waitFor(() => lesson.texts().length > 0);
    await lesson.click('Skip Next');
    await lesson.cardWith('Finished maths');
    await lesson.bots.ready();
    await lesson.click('Cancel');
    await lesson.waitFor(() => lesson.texts().some((text) => text.includes('canceled the schedule of maths')));
    await lesson.end();

    expect(lesson.bots.kills()).toBe(points.length);
    const [skipped, recorded] = lesson.query<{ at: number; outcome: string }>(
      'SELECT at, outcome FROM occurrences ORDER BY at',
    );
    expect([skipped?.outcome, recorded?.outcome]).toEqual(['skipped', 'started']);
    expect(lesson.recorder().startedAt).toBeGreaterThan((recorded?.at ?? 0) - minute);
    expect(lesson.texts().filter((text) => text.includes('skipped the recording of maths'))).toHaveLength(2);
  },
  testTimeout,
);

test.concurrent.each([
  [['within timer limitReached', 'after timer limitReached', 'within sending stop', 'before request stop']],
  [['before timer limitReached', 'after request stop', 'within response stop', 'after response stop']],
])(
  'killed %s: the recording stops with its limit',
  async (points) => {
    await using lesson = await open(points);
    await lesson.type('/record start maths for=1m');
    await lesson.cardWith('Recording maths');
    const card = await lesson.cardWith('Finished maths');
    await lesson.end();

    expect(lesson.bots.kills()).toBe(points.length);
    const limits = lesson.query<{ at: number }>("SELECT json_extract(state, '$.limit.stopAt') AS at FROM recordings");
    expect(lesson.agora.recorders).toMatchObject([{ cname: 'maths', endedBy: 'stop' }]);
    const { startedAt, endedAt } = lesson.recorder();
    expect(endedAt - startedAt).toBeGreaterThan(50_000);
    expect(lesson.uptime(limits[0]?.at ?? 0, endedAt)).toBeLessThan(minute);
    const [last = card] = lesson.slack.messages(lesson.room);
    expect(last.replies.some(({ text }) => text.includes('maths is stopped: its time is over.'))).toBe(true);
    expect(duplicatesIn(last).length).toBeLessThanOrEqual(points.length);
  },
  testTimeout,
);
