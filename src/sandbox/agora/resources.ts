import { randomBytes } from 'node:crypto';
import type { Acquire } from './rules.ts';

const VALID_MS = 5 * 60_000;
const MARK = 'local-agora.';

/** Made by `acquire`: allows one `start` within five minutes, for this cname and uid. */
export type Reservation = Acquire & { resourceId: string; at: number; sid?: string };

export const isExpired = (reservation: Reservation, now: number): boolean => now > reservation.at + VALID_MS;

/**
 * A resourceId like Agora's: opaque, over 250 characters, URL-safe base64 without padding. It contains the App ID, so that
 * one of another App ID can be distinguished from an invalid one.
 */
export function newResourceId(appId: string): string {
  return Buffer.concat([Buffer.from(`${MARK}${appId}.`), randomBytes(200)]).toString('base64url');
}

/** The App ID of a resourceId; undefined if the text is not a resourceId. */
export function appIdOf(resourceId: string): string | undefined {
  const decoded = Buffer.from(resourceId, 'base64url').toString('latin1');
  if (!decoded.startsWith(MARK)) return undefined;
  const rest = decoded.slice(MARK.length);
  const dot = rest.indexOf('.');
  return dot < 1 ? undefined : rest.slice(0, dot);
}
