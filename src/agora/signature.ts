/** Whether a body comes from Agora's notification service: it signs each with a secret that only the Agora Console shows. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether `Agora-Signature-V2` (HMAC-SHA256) fits the bytes of the body, or `Agora-Signature` (HMAC-SHA1) where there is no V2.
 * A valid V1 does not make up for an invalid V2: an attacker would only need the weaker algorithm. Never throws.
 * (Agora: Cloud Recording, "Receive notifications", verify the signature)
 */
export function signedBy(secret: string, rawBody: Buffer, headers: IncomingHttpHeaders): boolean {
  const v2 = headers['agora-signature-v2'];
  return v2 === undefined
    ? fits('sha1', secret, rawBody, headers['agora-signature'])
    : fits('sha256', secret, rawBody, v2);
}

function fits(hash: 'sha1' | 'sha256', secret: string, rawBody: Buffer, given: unknown): boolean {
  const expected = createHmac(hash, secret).update(rawBody).digest();
  if (typeof given !== 'string' || !/^[\da-f]+$/i.test(given) || given.length !== expected.length * 2) return false;
  return timingSafeEqual(expected, Buffer.from(given, 'hex'));
}
