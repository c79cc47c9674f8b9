/** Values for every secret variable that are found again wherever they go, whole or cut short. */
import { entry, type Name } from '../../src/config/variables.ts';

/** The word in all of them. It does not occur anywhere else, in either case. */
const word = 'kanarienvogel';

/** 32 hexadecimal digits can hold no word. */
const certificate = 'facade00facade11facade22facade33';

export const plantedSecrets = {
  SLACK_BOT_TOKEN: `xoxb-1${word}-2bot`,
  SLACK_APP_TOKEN: `xapp-1-${word}-2app`,
  AGORA_CUSTOMER_ID: `${word}3id`,
  AGORA_CUSTOMER_SECRET: `${word}4/secret+"\\=`,
  AGORA_APP_CERTIFICATE: certificate,
  AGORA_NOTIFY_SECRET: `${word}5notify`,
  STORAGE_ACCESS_KEY: `${word}6AKIA`,
  STORAGE_SECRET_KEY: `${word}7/S+%"key\\=`,
};

const basic = Buffer.from(`${plantedSecrets.AGORA_CUSTOMER_ID}:${plantedSecrets.AGORA_CUSTOMER_SECRET}`).toString(
  'base64',
);

/** All of it, as somebody would write it who repeats what he was sent: plain, in JSON, in a URL, and in HTTP Basic. */
export function echo(...more: readonly string[]): string {
  // A variable that nobody reads yet is known to nobody who could repeat it.
  const known = Object.entries(plantedSecrets).filter(([name]) => entry(name as Name).later === undefined);
  const values = [...known.map(([, value]) => value), ...more];
  return `What do you mean by ${values.join(' and ')} or ${JSON.stringify(values)} or ${values.map(encodeURIComponent).join('&')}? Basic ${basic}`;
}

/** The places of `haystack`, by name, where any of it is found, in any case; `more`: further secrets, such as tokens. */
export function found(haystack: Readonly<Record<string, string | Buffer>>, more: readonly string[] = []): string[] {
  const needles = [
    word,
    certificate.slice(0, 12),
    ...[0, 1, 2].map((shift) => base64Of(word, shift)),
    basic.slice(0, 20),
    ...more.map((secret) => secret.slice(4, 40)),
  ].map((needle) => needle.toLowerCase());
  return Object.entries(haystack).flatMap(([place, content]) => {
    const text = content.toString('latin1').toLowerCase();
    return needles.flatMap((needle) => {
      const at = text.indexOf(needle);
      return at < 0 ? [] : [`${place}: …${text.slice(Math.max(0, at - 80), at + 80)}…`];
    });
  });
}

/** What is in the middle of base64 whatever stands before: the same letters look different at three places. */
function base64Of(text: string, shift: number): string {
  return Buffer.from(' '.repeat(shift) + text)
    .toString('base64')
    .slice(shift === 0 ? 0 : 4, 16);
}
