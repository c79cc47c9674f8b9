/** How the text of one variable becomes a value. No message repeats the text: it may be a secret in the wrong place. */
import { isIP } from 'node:net';
import { validate } from 'node-cron';
import type { Ms } from '../recording/recording.ts';
import { formatSpan, parseSpan } from '../recording/spans.ts';
import { isWithin, type Range } from '../recording/validate.ts';

/** `fix`: what to do, as it follows "NAME ". `warning`: it works, but somebody should know. */
export type Parsed<T> = Readonly<{ value: T; warning?: string } | { fix: string }>;

/** Parses a text that is not blank and has no space around it. */
export type Parse<T> = (text: string) => Parsed<T>;

/** Everything visible, and nothing else: a space or a line break inside is a mistake in copying. */
const visible = /^[\x21-\x7e]+$/;

export const text: Parse<string> = (given) => ({ value: given });

export function token(prefix: string, other: Readonly<{ prefix: string; name: string }>): Parse<string> {
  return (given) => {
    if (given.startsWith(other.prefix)) {
      return { fix: `holds a token that begins with ${other.prefix}: that one belongs in ${other.name}` };
    }
    if (!given.startsWith(prefix) || given.length === prefix.length || !visible.test(given)) {
      return { fix: `must be a token that begins with ${prefix}, without spaces or quotes` };
    }
    return { value: given };
  };
}

/** A credential that is sent as it is. */
export const credential: Parse<string> = (given) =>
  visible.test(given)
    ? { value: given }
    : { fix: 'must have no spaces, line breaks or letters beyond ASCII: copy it again' };

/** Slack shows it beside the tokens. */
export const signingSecret: Parse<string> = (given) => {
  const other = { 'xoxb-': 'SLACK_BOT_TOKEN', 'xapp-': 'SLACK_APP_TOKEN' };
  const [prefix, name] = Object.entries(other).find(([begin]) => given.startsWith(begin)) ?? [];
  return name === undefined
    ? credential(given)
    : { fix: `holds a token that begins with ${prefix}: that one belongs in ${name}` };
};

/** HTTP Basic authentication ends the user name at the first colon. */
export const basicUser: Parse<string> = (given) =>
  given.includes(':')
    ? { fix: 'must have no colon: copy the Customer ID alone, without the secret' }
    : credential(given);

export const hex32: Parse<string> = (given) =>
  /^[\da-f]{32}$/i.test(given)
    ? { value: given }
    : { fix: 'must be 32 hexadecimal digits: copy it again from the Agora Console' };

/** 32 bytes. Node decodes any text, so the alphabet is checked. */
export const key32: Parse<string> = (given) =>
  /^[a-z\d+/]{43}=$/i.test(given)
    ? { value: given }
    : { fix: 'must be 32 bytes in base64: set it to the output of `openssl rand -base64 32`' };

export function oneOf<T>(values: Readonly<Record<string, T>>): Parse<T> {
  return (given) => {
    const name = given.toLowerCase();
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? { fix: `must be one of: ${Object.keys(values).join(', ')}` } : { value };
  };
}

/** A base URL that ends in a slash, as Slack's client expects it. */
export const slashedUrl: Parse<string> = (given) => {
  const base = baseUrl(given);
  return 'fix' in base ? base : { ...base, value: `${base.value}/` };
};

/** One or more base URLs without a slash at the end; the same one twice counts once. */
export const urlList: Parse<readonly [string, ...string[]]> = (given) => {
  const parts = given.split(',').map((part) => part.trim());
  const urls = new Set<string>();
  let warning: string | undefined;
  for (const part of parts) {
    if (part === '') return { fix: 'has an empty place in its list: separate base URLs by single commas' };
    const base = baseUrl(part);
    if ('fix' in base) return base;
    urls.add(base.value);
    warning ??= base.warning;
  }
  const [first, ...rest] = urls;
  if (first === undefined) return { fix: 'must be a base URL' };
  return { value: [first, ...rest], ...(warning !== undefined && { warning }) };
};

/** Without a slash at the end. */
export const baseUrl: Parse<string> = (given) => {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:\/\//i.test(given)) {
    return { fix: 'must be a whole URL that begins with https:// (or http:// on your own machine)' };
  }
  if (url.username !== '' || url.password !== '') return { fix: 'must have no user name or password inside the URL' };
  if (/[?#]/.test(given)) return { fix: 'must be the base of the API, without ? or #' };
  const value = url.origin + url.pathname.replace(/\/+$/, '');
  const local = /^(localhost|127\..*|\[::1\])$/.test(url.hostname);
  return url.protocol === 'http:' && !local
    ? { value, warning: 'uses http://, so credentials travel unencrypted: use https://' }
    : { value };
};

/** `a/b` becomes ["a", "b"]. */
export const folders: Parse<readonly string[]> = (given) => {
  if (given.length > 128) return { fix: 'must have at most 128 characters in all, slashes included' };
  const parts = given.split('/');
  if (!parts.every((part) => /^[a-z\d]+$/i.test(part))) {
    return {
      fix: 'must be folder names of letters and digits only, separated by single slashes, such as recordings/2026',
    };
  }
  return { value: parts };
};

/** Such as `90m`. */
export function span(range: Range): Parse<Ms> {
  return (given) => {
    const value = parseSpan(given);
    return value !== undefined && isWithin(value, range)
      ? { value }
      : { fix: `must be a span from ${formatSpan(range.from)} to ${formatSpan(range.to)}, such as 90m` };
  };
}

const hostNamePattern = /^(?=.{1,253}$)[a-z\d]([a-z\d-]{0,61}[a-z\d])?(\.[a-z\d]([a-z\d-]{0,61}[a-z\d])?)*$/i;

/** Agora expects the name alone. */
const hostName: Parse<string> = (given) =>
  hostNamePattern.test(given)
    ? { value: given }
    : { fix: 'must be a host name alone, without https://, port or path, such as s3.example.com' };

/** As Agora expects it, or on this machine with a port: for a storage of one's own beside a local Agora. */
export const storageHost: Parse<string> = (given) =>
  /^(?:localhost|127(?:\.\d{1,3}){3}):\d{1,5}$/i.test(given) ? { value: given } : hostName(given);

export const listenHost: Parse<string> = (given) =>
  isIP(given) !== 0 || hostNamePattern.test(given)
    ? { value: given }
    : { fix: 'must be an address of this machine, such as 127.0.0.1, 0.0.0.0 or :: (no brackets, no port)' };

export const port: Parse<number> = (given) =>
  /^\d{1,5}$/.test(given) && Number(given) <= 65_535
    ? { value: Number(given) }
    : { fix: 'must be a whole number from 0 to 65535 (0 picks a free port)' };

/** node-cron also accepts nicknames such as @daily, which are not part of the contract. */
export const cron: Parse<string> = (given) => {
  const fields = given.split(/\s+/).length;
  return (fields === 5 || fields === 6) && validate(given)
    ? { value: given }
    : { fix: 'must be a cron expression of five or six fields, such as */10 * * * *' };
};

export const file: Parse<string> = (given) =>
  /[/\\]$/.test(given) || given === ':memory:' || given.includes('\0')
    ? { fix: 'must be the path of a file, such as data/clapperbot.db: recordings must outlive a restart' }
    : { value: given };

export const databaseUrl: Parse<string> = (given) => {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^postgres(?:ql)?:$/.test(url.protocol) || url.hostname === '' || url.pathname.length < 2) {
    return { fix: 'must be the address of a PostgreSQL database: postgres://USER:PASSWORD@HOST:5432/DATABASE' };
  }
  if (!visible.test(given) || !isPercentEncoded(url.password)) {
    return { fix: 'must have special characters of its password percent-encoded, such as %40 for @' };
  }
  return { value: given };
};

function isPercentEncoded(part: string): boolean {
  return !/%(?![\da-f]{2})/i.test(part);
}

const logLevels = {
  fatal: 'fatal',
  error: 'error',
  warn: 'warn',
  info: 'info',
  debug: 'debug',
  trace: 'trace',
  silent: 'silent',
} as const;

export type LogLevel = keyof typeof logLevels;

export const logLevel: Parse<LogLevel> = oneOf<LogLevel>(logLevels);
