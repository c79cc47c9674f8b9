/** The one place that keeps secrets out of the log, the rows and the threads. */
import type { Redact } from '../service/ports.ts';

/** In the log, to hide shorter values would hide ordinary words and break its fields. */
const shortestInLog = 6;

/**
 * An RTC token: its version and base64, also in a URL. A response may repeat that of an earlier call. It has no underscore, so
 * that a file name, which begins with a sid that may hold `007`, is none.
 */
const rtcToken = /00[67][A-Za-z0-9+/=%-]{60,}/g;

/** For the log: replaces every secret in a text by `[secret]`, but for very short ones. */
export function hideSecrets(secrets: readonly string[]): (text: string) => string {
  return hide(secrets.filter((secret) => secret.length >= shortestInLog));
}

/**
 * For what Agora says: drops control characters, hides every secret and whatever looks like an RTC token, and cuts the rest. It
 * cuts last, so that no half of a secret can remain.
 */
export function createRedact(secrets: readonly string[]): Redact {
  const hidden = hide(secrets.filter((secret) => secret !== ''));
  return (text, longest) => {
    const clean = text.replace(/\p{C}+/gu, ' ').trim();
    return hidden(clean).replace(rtcToken, '[secret]').slice(0, longest).toWellFormed();
  };
}

/** Finds secrets also where they stand escaped in JSON, in a dump of an object or in a URL. They are visible ASCII. */
function hide(secrets: readonly string[]): (text: string) => string {
  const patterns = secrets
    // The longer first: one secret may be a part of another.
    .toSorted((a, b) => b.length - a.length)
    .flatMap((secret) => [pattern(secret), pattern(encodeURIComponent(secret))]);
  if (patterns.length === 0) return (text) => text;
  const any = new RegExp([...new Set(patterns)].join('|'), 'g');
  return (text) => text.replace(any, '[secret]');
}

/** Finds a text also where JSON, or a dump of an object, has put backslashes into it, be it several times over. */
function pattern(text: string): string {
  return text.replace(/\\+|\W/g, (character) => (character.startsWith('\\') ? '\\\\+' : `\\\\*\\${character}`));
}
