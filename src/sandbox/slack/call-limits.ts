/** Slack's rate limits. */
import type { Clock } from '../movable-clock.ts';

/**
 * How often a method may be called. `perMinute` is for the whole workspace (Slack's tiers: 2 is 20, 3 is 50, 4 is 100);
 * `posting` is one per second and channel.
 */
export type Rate = 'free' | 'posting' | { readonly perMinute: number };

// Slack allows "short bursts" of posts without giving a number. Four is this simulator's choice: it allows a card with a few
// replies, and catches a bot that does not limit its rate.
const burst = 4;
const minute = 60_000;

export type Limits = {
  /** Returns 0 and counts the call if it is allowed, otherwise the milliseconds to wait. */
  take(method: string, rate: Rate, channel: string): number;
};

export function createLimits(clock: Clock): Limits {
  const windows = new Map<string, number[]>();
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(method, rate, channel) {
      if (rate === 'free') return 0;
      const now = clock.now();
      if (rate === 'posting') return takeToken(buckets, channel, now);
      const calls = windows.get(method) ?? [];
      windows.set(method, calls);
      while (calls[0] !== undefined && calls[0] <= now - minute) calls.shift();
      const [oldest] = calls;
      if (oldest !== undefined && calls.length >= rate.perMinute) return oldest + minute - now;
      calls.push(now);
      return 0;
    },
  };
}

function takeToken(buckets: Map<string, { tokens: number; at: number }>, key: string, now: number): number {
  const bucket = buckets.get(key) ?? { tokens: burst, at: now };
  bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.at) / 1000);
  bucket.at = now;
  buckets.set(key, bucket);
  if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) * 1000);
  bucket.tokens -= 1;
  return 0;
}
