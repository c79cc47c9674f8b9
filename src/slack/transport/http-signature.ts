/** Whether a request comes from Slack: each is signed with a secret that only the settings of the app show. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** How far the time of a request may be from ours, in ms, either way. (Slack: "Verifying requests from Slack") */
export const timestampTolerance = 300_000;

/** `signature`: identifies the request, since its time and its body are in it. `stale`: too old, or ahead of our clock. */
export type Verdict = Readonly<{ kind: 'signed'; signature: string } | { kind: 'stale' | 'forged' }>;

/**
 * Compares `X-Slack-Signature` with the HMAC-SHA256 of the bytes of the body in constant time. `now`: ms since 1970. Never throws.
 * Capital letters are refused: the same signature in another spelling would pass as another request.
 */
export function verifySignature(secret: string, rawBody: Buffer, headers: IncomingHttpHeaders, now: number): Verdict {
  const { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature } = headers;
  if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return { kind: 'forged' };
  if (typeof signature !== 'string' || !/^v0=[\da-f]{64}$/.test(signature)) return { kind: 'forged' };
  const expected = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(rawBody).digest();
  if (!timingSafeEqual(expected, Buffer.from(signature.slice('v0='.length), 'hex'))) return { kind: 'forged' };
  if (Math.abs(now - Number(timestamp) * 1000) > timestampTolerance) return { kind: 'stale' };
  return { kind: 'signed', signature };
}
