import { randomBytes } from 'node:crypto';
import type { Acquire } from './rules.ts';

const VALID_MS = 5 * 60_000;
const MARK = 'local-agora.';

/** What `acquire` promised: one start within five minutes, for this cname and uid. */
export type Reservation = Acquire & { resourceId: string; at: number; sid?: string };

export const isExpired = (reservation: Reservation, now: number): boolean => now > reservation.at + VALID_MS;

/**
 * A resourceId as Agora makes them: opaque, far longer than 250 characters, of the URL-safe base64 alphabet without
 * padding. It carries its App ID, so that a foreign one can be told from a garbled one.
 */
export function newResourceId(appId: string): string {
  return Buffer.concat([Buffer.from(`${MARK}${appId}.`), randomBytes(200)]).toString('base64url');
}

/** The App ID inside a resourceId; undefined for a text that never was one. */
export function appIdOf(resourceId: string): string | undefined {
  const decoded = Buffer.from(resourceId, 'base64url').toString('latin1');
  if (!decoded.startsWith(MARK)) return undefined;
  const rest = decoded.slice(MARK.length);
  const dot = rest.indexOf('.');
  return dot < 1 ? undefined : rest.slice(0, dot);
}
