/** The few elements of S3's XML that are read here. (Amazon S3 API Reference, "Error responses" and "ListObjectsV2") */

/** The text of the first element with that name. Undefined where there is none, or one with elements inside. */
export function textOf(xml: string, name: string): string | undefined {
  return textsOf(xml, name)[0];
}

export function textsOf(xml: string, name: string): string[] {
  const elements = xml.matchAll(new RegExp(`<${name}>(?:<!\\[CDATA\\[([^]*?)\\]\\]>|([^<]*))</${name}>`, 'gu'));
  return [...elements].map(([, verbatim, escaped = '']) => verbatim ?? unescape(escaped));
}

/** What an error response says, as `Code: Message`; undefined for a body that is no such response. */
export function errorOf(xml: string): { code: string; message: string } | undefined {
  const error = /<Error>([^]*)<\/Error>/u.exec(xml)?.[1];
  const code = error === undefined ? undefined : textOf(error, 'Code');
  if (error === undefined || code === undefined) return undefined;
  return { code, message: textOf(error, 'Message') ?? '' };
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replaceAll(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w{1,8}));/giu, (all, hex, decimal, name) => {
    if (name !== undefined) return entities[name] ?? all;
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return point <= 0x10_ff_ff ? String.fromCodePoint(point) : all;
  });
}
