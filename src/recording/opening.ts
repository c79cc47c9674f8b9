/** How a recording begins: its first state and its first jobs. */
import type { Order } from './desk.ts';
import { cardPatience } from './limits.ts';
import type { Ms, Recording, Uid } from './recording.ts';
import { card, timer } from './step.ts';
import { type NewJob, priority } from './work.ts';

/** The card first: people must see what runs. Agora is called when it is posted, or when Slack was out of reach too long. */
export function newRecording(about: { id: string; order: Order; appId: string; tokens: boolean; uid: Uid; now: Ms }): {
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
      attempts: [{ uid, fate: 'intended', sendings: 0 }],
      startedBy: order.by.user,
      createdAt: now,
      card: { channel: order.by.channel, hidden: order.hidden },
      begun: false,
      layout: { wanted: order.layout, applied: order.layout },
      reportDue: false,
      troubleTold: false,
    },
    jobs: [card(now, priority.person), timer('cardLate', now + cardPatience, priority.person)],
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
export function drawUid(random: (below: number) => number): Uid {
  return String(lowestUid + random(highestUid - lowestUid + 1));
}
