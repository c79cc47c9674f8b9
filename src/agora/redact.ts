/** Makes a text of Agora's fit for a log, a row or a thread. */
export type Redact = (text: string, longest: number) => string;

/** An RTC token: its version and base64. An answer may repeat that of an earlier call. */
const rtcToken = /00[67][\w+/=%-]{60,}/g;

/**
 * A function that drops control characters, writes `[secret]` for every secret value (also where it stands escaped in JSON or
 * in a URL) and for whatever looks like an RTC token, and cuts the rest to `longest` characters. It cuts last, so that no half of a secret can remain.
 */
export function redactor(secrets: readonly (string | undefined)[]): Redact {
  const forms = secrets
    .flatMap((secret = '') => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .filter((form) => form !== '')
    // A secret that contains another one goes first, or its rest would stay.
    .sort((a, b) => b.length - a.length);
  return (text, longest) => {
    const clean = text.replace(/\p{C}+/gu, ' ').trim();
    const redacted = forms
      .reduce((rest, form) => rest.replaceAll(form, '[secret]'), clean)
      .replace(rtcToken, '[secret]');
    return redacted.slice(0, longest).toWellFormed();
  };
}
