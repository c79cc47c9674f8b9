import type { Ms } from '../recording/recording.ts';

/** Which base URL to try first, and until when; the first one of the list where absent. */
export type Preference = Readonly<{ index: number; until: Ms }>;

/** After this long the first URL of the list is tried first again. */
const preferFor: Ms = 5 * 60_000;

/**
 * The indexes of `count` base URLs in the order in which to try them, one right after the other as long as none has received
 * the request. Agora's page advises to try the same host once more first; but to continue at once is harmless, and saves the wait
 * where a host can't be reached. The waits of 1, 3 and 6 s come between such rounds (`recording/retry.ts`), so each host is
 * tried a second time there.
 */
export function hostOrder(count: number, preference: Preference | undefined, now: Ms): number[] {
  const first = preference !== undefined && now < preference.until ? preference.index : 0;
  return Array.from({ length: count }, (_, step) => (first + step) % count);
}

/**
 * The preference after the URL at `failed` gave no answer: the next one, for a while. Each of Agora's domains is the fallback of
 * the other (Agora: Cloud Recording, "Switch the domain name").
 */
export function afterFailure(count: number, failed: number, now: Ms): Preference {
  return { index: (failed + 1) % count, until: now + preferFor };
}
