/** A value for every secret variable that can be found wherever it leaks, whole or cut off. */

/** Part of all of them. It does not occur anywhere else, in either case. */
const marker = 'plantedmarker';

/** 32 hexadecimal digits can't contain the marker. */
const certificate = 'facade00facade11facade22facade33';

export const plantedSecrets = {
  SLACK_BOT_TOKEN: `xoxb-1${marker}-2bot`,
  SLACK_APP_TOKEN: `xapp-1-${marker}-2app`,
  AGORA_CUSTOMER_ID: `${marker}3id`,
  AGORA_CUSTOMER_SECRET: `${marker}4/secret+"\\=`,
  AGORA_APP_CERTIFICATE: certificate,
  AGORA_NOTIFY_SECRET: `${marker}5notify`,
  STORAGE_ACCESS_KEY: `${marker}6AKIA`,
  STORAGE_SECRET_KEY: `${marker}7/S+%"key\\=`,
};

/** Of HTTP mode. It is never sent, so that no response can repeat it. */
export const plantedSigningSecret = `${marker}8signing`;

const basic = Buffer.from(`${plantedSecrets.AGORA_CUSTOMER_ID}:${plantedSecrets.AGORA_CUSTOMER_SECRET}`).toString(
  'base64',
);

/** All of them, as a service would repeat them in a response: plain, in JSON, in a URL, and in HTTP Basic. */
export function echo(...more: readonly string[]): string {
  const values = [...Object.values(plantedSecrets), ...more];
  return `What do you mean by ${values.join(' and ')} or ${JSON.stringify(values)} or ${values.map(encodeURIComponent).join('&')}? Basic ${basic}`;
}

/** The places of `haystack`, by name, where any of it is found, in any case; `more`: further secrets, such as tokens. */
export function found(haystack: Readonly<Record<string, string | Buffer>>, more: readonly string[] = []): string[] {
  const needles = [
    marker,
    certificate.slice(0, 12),
    ...[0, 1, 2].map((shift) => base64Of(marker, shift)),
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
