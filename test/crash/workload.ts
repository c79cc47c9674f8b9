/** People who record, change, schedule and stop until their time is over, and what they leave. */
import { setTimeout as sleep } from 'node:timers/promises';
import { recordClasses } from './classes.ts';
import type { Deployment } from './deployment.ts';
import { type Row, rows } from './judged.ts';
import { click, randomFrom, type Typed } from './people.ts';
import { scheduledPosts, scheduleLessons } from './plans.ts';

/** Each has a room of their own. */
const people = [...Array(4).fill(recordClasses), ...Array(5).fill(scheduleLessons)] as (typeof recordClasses)[];

/** Begins at once. `typed`: what they have typed so far. `end` ends all that they have started, and waits until no job is left. */
export function startWorkload(system: Deployment, seed: number): { typed: Typed; end(): Promise<void> } {
  const over = new AbortController();
  const typed: Typed = { limits: new Map(), plans: new Map(), starts: new Set(), schedules: new Set() };
  const acting = people.map((act, index) => {
    const room = system.slack.addChannel(`room-${index}`);
    const user = system.slack.addUser(`user-${index}`);
    const own = { room, user, index, random: randomFrom(seed + index + 1) };
    return act({ system, ...own, typed, signal: over.signal });
  });
  return {
    typed,
    async end() {
      over.abort();
      await Promise.all(acting);
      await endAll(system);
    },
  };
}

type OpenSchedule = { cname: string; channel: string; created_by: string };

/** Cancels what is scheduled and stops what is still live, as the people who did it would, until no job is left. */
async function endAll({ slack, pace, query, jobsLeft }: Deployment): Promise<void> {
  // Notifications on uploads arrive for some more seconds of the bots' time, and update cards.
  const quiet = Math.max(8, 4 * pace);
  let quietRounds = 0;
  for (const deadline = Date.now() + 60_000 * (1 + pace); Date.now() < deadline && quietRounds < quiet; ) {
    const open = await query<OpenSchedule>('SELECT cname, channel, created_by FROM schedules WHERE ended_at IS NULL');
    for (const { cname, channel, created_by } of open) {
      for (const post of scheduledPosts(slack, channel, cname)) await click(slack, created_by, post, 'Cancel');
    }
    const live = await query<Row>(`${rows} WHERE phase IN ('starting', 'confirming', 'recording')`);
    for (const { id, started_by, card_channel } of live)
      await slack.type(started_by, card_channel, `/record stop ${id}`);
    const left = open.length + live.length + (await jobsLeft()).length;
    quietRounds = left === 0 ? quietRounds + 1 : 0;
    await sleep(250);
  }
}
