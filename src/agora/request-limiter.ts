import type { Priority } from '../recording/jobs.ts';
import type { Ms } from '../recording/recording.ts';
import type { Clock } from '../service/ports.ts';

/** The leave to send one request. `release` it when the answer is here or the connection has failed. */
export type Permit = Readonly<{ release: () => void }>;

export type RequestLimiter = Readonly<{
  /** Resolves when a request may be sent, lower priority numbers first; `undefined` when `signal` aborts the wait. */
  take(priority: Priority, signal: AbortSignal): Promise<Permit | undefined>;
  /** Slots that are not free: requests in flight, and those of the last second. */
  inUse(): number;
  waiting(): number;
}>;

type Waiter = { priority: Priority; grant: () => void };

/** Agora's limit for one App ID, over all methods (Cloud Recording, "QPS limit"). */
export const requestsPerSecond = 10;

const second: Ms = 1000;

/**
 * The request budget of one App ID. Agora counts a request when it arrives, somewhere between our sending and its answer, so a
 * slot is free again one second after the answer: then no sliding second holds more than `perSecond` arrivals, however slow
 * the network is. Where every round trip takes a while, the next request needs that while, too, and may leave so much
 * earlier (`roundTrips`). What a process before us sent in its last second is unknown, so no slot is free in the first second.
 * (Agora: Cloud Recording, "QPS limit": 10 requests a second per App ID over all methods.)
 * @param options.since when this process began to send; now where absent
 */
export function createRequestLimiter(options: { clock: Clock; perSecond: number; since?: Ms }): RequestLimiter {
  const { clock, perSecond, since = clock.now() } = options;
  const waiting: Waiter[] = [];
  // When the request of each slot that cools down was answered, earliest first.
  const cooling: Ms[] = Array.from({ length: perSecond }, () => since);
  const trips = roundTrips();
  let inFlight = 0;
  let isTimerSet = false;

  const freeAt = (answeredAt: Ms): Ms => answeredAt + second - trips.surely();

  function serve(): void {
    while (cooling[0] !== undefined && freeAt(cooling[0]) <= clock.now()) cooling.shift();
    while (waiting.length > 0 && inFlight + cooling.length < perSecond) {
      inFlight += 1;
      waiting.shift()?.grant();
    }
    setTimer();
  }

  function setTimer(): void {
    const [next] = cooling;
    if (isTimerSet || next === undefined || waiting.length === 0) return;
    isTimerSet = true;
    void clock.until(freeAt(next)).then(() => {
      isTimerSet = false;
      serve();
    });
  }

  function permit(): Permit {
    let isReleased = false;
    const sentAt = clock.now();
    return {
      release: () => {
        if (isReleased) return;
        isReleased = true;
        inFlight -= 1;
        cooling.push(clock.now());
        trips.add(clock.now() - sentAt, clock.now());
        setTimer();
      },
    };
  }

  return {
    async take(priority, signal) {
      if (signal.aborted) return undefined;
      const turn = waitForTurn(waiting, priority, signal);
      serve();
      return (await turn) ? permit() : undefined;
    },
    inUse() {
      const now = clock.now();
      return inFlight + cooling.filter((answeredAt) => freeAt(answeredAt) > now).length;
    },
    waiting: () => waiting.length,
  };
}

/** Takes a place among the waiting, behind those of the same priority. Resolves to whether the turn came before `signal` aborted. */
function waitForTurn(waiting: Waiter[], priority: Priority, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const leave = () => {
      waiting.splice(waiting.indexOf(waiter), 1);
      resolve(false);
    };
    const waiter: Waiter = {
      priority,
      grant: () => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      },
    };
    signal.addEventListener('abort', leave, { once: true });
    const behind = waiting.findIndex((other) => other.priority > priority);
    waiting.splice(behind === -1 ? waiting.length : behind, 0, waiter);
  });
}

/** So many round trips must be known before anything is concluded from them, and so long they count. */
const enoughTrips = 200;
const tripsCount: Ms = 300_000;
/** What the shortest one may yet be undercut by. */
const tripMargin: Ms = 20;

/**
 * The time that every round trip takes at least. A request arrives no later than (the way back) before its answer, and the next
 * one no earlier than (the way there) after it was sent: together that is a round trip at its shortest. The first quicker one
 * ends what was concluded from slower ones.
 */
function roundTrips() {
  let before = { shortest: second, count: 0 };
  let now = { shortest: second, count: 0, since: 0 };
  return {
    add(took: Ms, at: Ms): void {
      if (at - now.since >= tripsCount) {
        before = at - now.since < 2 * tripsCount ? now : { shortest: second, count: 0 };
        now = { shortest: second, count: 0, since: at };
      }
      now.shortest = Math.min(now.shortest, took);
      now.count += 1;
    },
    surely(): Ms {
      if (before.count + now.count < enoughTrips) return 0;
      return Math.max(0, Math.min(before.shortest, now.shortest) - tripMargin);
    },
  };
}
