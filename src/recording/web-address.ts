/** Addresses of web pages to record. Agora's browser opens them, so they must be on the public network. */

export type AddressProblem = Readonly<{ kind: 'badUrl' } | { kind: 'urlWithPassword' } | { kind: 'privateUrl' }>;

/** @param allowPrivate the page is in a network that Agora's browser reaches, such as the simulator's own */
export function addressProblem(text: string, { allowPrivate }: { allowPrivate: boolean }): AddressProblem | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:\/\//iu.test(text)) return { kind: 'badUrl' };
  // It would stand in the database and on the card.
  if (url.username !== '' || url.password !== '') return { kind: 'urlWithPassword' };
  return !allowPrivate && isPrivateHost(url.hostname) ? { kind: 'privateUrl' } : undefined;
}

/** The host name of a URL, which is in lower case there, and an IPv4 address in its usual form. */
function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/\.$/u, '');
  if (host.startsWith('[')) return isPrivateIpv6(host.slice(1, -1));
  if (/^\d+(\.\d+){3}$/u.test(host)) return isPrivateIpv4(host.split('.').map(Number));
  return !host.includes('.') || /\.(localhost|local|internal|intranet|lan|home\.arpa)$/u.test(host);
}

/** Loopback, private, shared, link-local, benchmark, multicast and reserved networks (RFC 6890). */
function isPrivateIpv4([a = 0, b = 0]: readonly number[]): boolean {
  return (
    [0, 10, 127].includes(a) ||
    a >= 224 ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 198 && (b === 18 || b === 19))
  );
}

/** The shortest form, as URLs have it. An address that carries one of IPv4 is judged by that one. */
function isPrivateIpv6(host: string): boolean {
  const [, high, low] = /^(?:::ffff:|::|64:ff9b::)([\da-f]{1,4}):([\da-f]{1,4})$/u.exec(host) ?? [];
  if (high !== undefined && low !== undefined) {
    const [first, last] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
    return isPrivateIpv4([first >> 8, first & 255, last >> 8, last & 255]);
  }
  return /^(::|::1|f[cd][\da-f]{2}:.*|fe[89ab][\da-f]:.*|ff[\da-f]{2}:.*)$/u.test(host);
}

/** An image URL that Agora accepts. */
export function isImageAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\/[^/?#@]+\//iu.test(text);
}
