/** How a recording begins: its first state and its first jobs. */

import { scheduleTimer, updateCard } from './effects.ts';
import type { Actor } from './events.ts';
import { type NewJob, priority } from './jobs.ts';
import { cardTimeout } from './policy.ts';
import type { Layout, Ms, Recording, Uid } from './recording.ts';

/** An order to record a channel. `request` is Slack’s trigger_id: the same one never counts twice. */
export type StartRequest = Readonly<{
  cname: string;
  layout: Layout;
  by: Actor;
  /** The Slack channel is private or a direct message. */
  isPrivate: boolean;
  request: string;
}>;

/** The card first: people must see what runs. Agora is called when it is posted, or when Slack was out of reach too long. */
export function createRecording(about: {
  id: string;
  order: StartRequest;
  appId: string;
  tokens: boolean;
  uid: Uid;
  now: Ms;
}): {
  recording: Recording;
  jobs: readonly NewJob[];
} {
  const { id, order, appId, tokens, uid, now } = about;
  return {
    recording: {
      id,
      version: 1,
      phase: 'starting',
      appId,
      ...(tokens ? { tokens } : {}),
      cname: order.cname,
      recorders: [{ uid, status: 'planned', sendCount: 0 }],
      startedBy: order.by.user,
      createdAt: now,
      card: { channel: order.by.channel, isPrivate: order.isPrivate },
      acquireEnqueued: false,
      layout: { wanted: order.layout, applied: order.layout },
      statusPostPending: false,
      problemNotified: false,
    },
    jobs: [updateCard(now, priority.person), scheduleTimer('cardTimeout', now + cardTimeout, priority.person)],
  };
}

/** Without i, l, o, 0 and 1, which look alike. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** `r` and five characters. `random(n)` gives a whole number from 0 to below n. */
export function shortId(random: (below: number) => number): string {
  return `r${Array.from({ length: 5 }, () => letters.charAt(random(letters.length))).join('')}`;
}

const lowestUid = 3_000_000_000;
const highestUid = 4_294_967_295;

/** A uid for a recorder, from a high range where participants' uids are rare (a shared uid makes Agora drop one of the two). */
export function generateUid(random: (below: number) => number): Uid {
  return String(lowestUid + random(highestUid - lowestUid + 1));
}
