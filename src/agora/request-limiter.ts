import type { Ms } from '../recording/recording.ts';
import { type Budget, type Limit, type Permit, type Waiter, waitForTurn } from '../service/budget.ts';
import type { Clock } from '../service/ports.ts';
import { roundTrips } from '../service/round-trips.ts';

/** Agora's limit for one App ID, over all methods (Cloud Recording, "QPS limit"). */
export const requestsPerSecond = 10;

const second: Ms = 1000;

/** The same over several replicas. */
export const agoraLimit: Limit = {
  shares: [requestsPerSecond, requestsPerSecond, requestsPerSecond, requestsPerSecond],
  window: second,
  from: 'answer',
};

/**
 * The request budget of one App ID. Agora counts a request when it arrives, somewhere between our sending and its answer, so a
 * slot is free again one second after the answer: then no sliding second holds more than `perSecond` arrivals, however slow
 * the network is. Where every round trip takes a while, the next request needs that while, too, and may leave so much
 * earlier (`roundTrips`). What a process before us sent in its last second is unknown, so no slot is free in the first second.
 * (Agora: Cloud Recording, "QPS limit": 10 requests a second per App ID over all methods.)
 * @param options.since when this process began to send; now where absent
 */
export function createRequestLimiter(options: { clock: Clock; perSecond: number; since?: Ms }): Budget {
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
      waiting.shift()?.grant(permit());
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
      isValid: () => true,
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
      return await turn;
    },
    inUse() {
      const now = clock.now();
      return inFlight + cooling.filter((answeredAt) => freeAt(answeredAt) > now).length;
    },
    waiting: () => waiting.length,
  };
}
