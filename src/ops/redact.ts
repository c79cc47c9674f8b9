/** The one place that keeps secrets out of the log, the rows and the threads. */
import type { Redact } from '../service/ports.ts';

/** Shorter values are no secrets worth the name, and hiding them would hide ordinary words. */
const shortestSecret = 6;

/** An RTC token: its version and base64, also in a URL. A response may repeat that of an earlier call. */
const rtcToken = '00[67](?:[\\w+/=-]|%\\w\\w){60,}';

/**
 * Replaces every secret in a text, and whatever looks like an RTC token, by `[secret]`: also where the secret stands escaped in JSON, in a dump of
 * an object or in a URL. Secrets are visible ASCII.
 */
export function hideSecrets(secrets: readonly string[]): (text: string) => string {
  const patterns = secrets
    .filter((secret) => secret.length >= shortestSecret)
    // The longer first: one secret may be a part of another.
    .sort((a, b) => b.length - a.length)
    .flatMap((secret) => [pattern(secret), pattern(encodeURIComponent(secret))]);
  const any = new RegExp([...new Set(patterns), rtcToken].join('|'), 'g');
  return (text) => text.replace(any, '[secret]');
}

/** Drops control characters, hides secrets, and cuts the rest. It cuts last, so that no half of a secret can remain. */
export function createRedact(secrets: readonly string[]): Redact {
  const hide = hideSecrets(secrets);
  return (text, longest) =>
    hide(text.replace(/\p{C}+/gu, ' ').trim())
      .slice(0, longest)
      .toWellFormed();
}

/** Finds a text also where JSON, or a dump of an object, has put backslashes into it, be it several times over. */
function pattern(text: string): string {
  return text.replace(/\\+|\W/g, (character) => (character.startsWith('\\') ? '\\\\+' : `\\\\*\\${character}`));
}
