/** AWS Signature Version 4 as S3 checks it: in the header of a request, or in the query of a presigned link. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A key that the bucket knows. */
export type BucketKey = Readonly<{
  accessKey: string;
  secretKey: string;
  /** Temporary keys come with a token. */
  stsToken?: string;
}>;

/** What arrived: `target` as it stands in the request line. */
export type SignedRequest = Readonly<{
  method: string;
  target: string;
  headers: IncomingHttpHeaders;
  body: Uint8Array;
}>;

/** S3's codes. (Amazon S3 API Reference, "Error responses") */
type Problem = Readonly<{ code: string; message: string }>;

/** Who signed; `at`: when, in ms. */
type Claim = Readonly<{
  accessKey: string;
  scope: string;
  date: string;
  signedHeaders: string;
  signature: string;
  token?: string;
  /** Of a presigned link. */
  seconds?: number;
  at: number;
}>;

const algorithm = 'AWS4-HMAC-SHA256';
const longestSkewMs = 15 * 60_000;
const longestSeconds = 7 * 86_400;
const unsigned = 'UNSIGNED-PAYLOAD';

/** The key that signed the request, or why the request is rejected. */
export function authenticate<K extends BucketKey>(
  request: SignedRequest,
  keyOf: (accessKey: string) => K | undefined,
  now: number,
): { key: K } | Problem {
  const [, query = ''] = splitTarget(request.target);
  const parameters = parse(query);
  const isPresigned = parameters.some(([name]) => name === 'X-Amz-Signature');
  const claim = isPresigned ? claimOfQuery(parameters) : claimOfHeaders(request.headers);
  if (claim === undefined) return problem('AccessDenied', 'Access Denied.');
  const key = keyOf(claim.accessKey);
  if (key === undefined) {
    return problem('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.');
  }
  const late = lateness(claim, now);
  if (late !== undefined) return late;
  const payload = isPresigned ? unsigned : String(request.headers['x-amz-content-sha256'] ?? '');
  const signed = parameters.filter(([name]) => name !== 'X-Amz-Signature');
  if (!isEqual(claim.signature, signatureOf(request, claim, { key, payload, parameters: signed }))) {
    return problem(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
  }
  if (payload !== unsigned && payload !== sha256(request.body)) {
    return problem('XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match the body.");
  }
  if (key.stsToken !== claim.token)
    return problem('InvalidToken', 'The provided token is malformed or otherwise invalid.');
  return { key };
}

function lateness({ seconds, at }: Claim, now: number): Problem | undefined {
  if (seconds === undefined) {
    if (Math.abs(now - at) <= longestSkewMs) return undefined;
    return problem(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
    );
  }
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > longestSeconds) {
    return problem('AuthorizationQueryParametersError', 'X-Amz-Expires must be between 1 and 604800 seconds.');
  }
  if (at > now + longestSkewMs) return problem('AccessDenied', 'Request is not valid yet');
  return at + seconds * 1_000 <= now ? problem('AccessDenied', 'Request has expired') : undefined;
}

function claimOfQuery(parameters: readonly Parameter[]): Claim | undefined {
  const given = new Map(parameters);
  return claimOf({
    algorithm: given.get('X-Amz-Algorithm'),
    credential: given.get('X-Amz-Credential'),
    date: given.get('X-Amz-Date'),
    signedHeaders: given.get('X-Amz-SignedHeaders'),
    signature: given.get('X-Amz-Signature'),
    token: given.get('X-Amz-Security-Token'),
    // Without it the number is none, and the link is rejected.
    seconds: Number(given.get('X-Amz-Expires')),
  });
}

function claimOfHeaders(headers: IncomingHttpHeaders): Claim | undefined {
  const [used, rest = ''] = splitAt(headers.authorization ?? '', ' ');
  const given = new Map(
    rest.split(',').map((part) => {
      const [name, value = ''] = splitAt(part.trim(), '=');
      return [name, value] as const;
    }),
  );
  const text = (name: string) => (typeof headers[name] === 'string' ? headers[name] : undefined);
  return claimOf({
    algorithm: used,
    credential: given.get('Credential'),
    date: text('x-amz-date'),
    signedHeaders: given.get('SignedHeaders'),
    signature: given.get('Signature'),
    token: text('x-amz-security-token'),
  });
}

type Given = Readonly<
  Record<'algorithm' | 'credential' | 'date' | 'signedHeaders' | 'signature' | 'token', string | undefined> & {
    seconds?: number;
  }
>;

/** Undefined unless it is complete: the scope is that of S3 on the day of the date, and the host is signed. */
function claimOf({ credential = '', date = '', signedHeaders = '', signature = '', token, seconds, ...given }: Given) {
  const [, accessKey, scope] = /^(.+?)\/(\d{8}\/[^/]*\/s3\/aws4_request)$/u.exec(credential) ?? [];
  const time = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/u.exec(date);
  if (given.algorithm !== algorithm || accessKey === undefined || scope === undefined || time === null)
    return undefined;
  if (!scope.startsWith(date.slice(0, 8)) || !signedHeaders.split(';').includes('host')) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = time.slice(1).map(Number);
  const claim: Claim = {
    accessKey,
    scope,
    date,
    signedHeaders,
    signature,
    ...(token !== undefined && { token }),
    ...(seconds !== undefined && { seconds }),
    at: Date.UTC(year, month - 1, day, hour, minute, second),
  };
  return claim;
}

/** (Amazon S3 API Reference, "Signature Calculations for the Authorization Header" and "Using Query Parameters") */
function signatureOf(
  { method, target, headers }: SignedRequest,
  { scope, date, signedHeaders }: Claim,
  { key, payload, parameters }: { key: BucketKey; payload: string; parameters: readonly Parameter[] },
): string {
  const [path] = splitTarget(target);
  const query = parameters
    .map((pair) => pair.map(encode).join('='))
    .toSorted()
    .join('&');
  const lines = signedHeaders.split(';').map(
    (name) =>
      `${name}:${String(headers[name] ?? '')
        .trim()
        .replaceAll(/\s+/gu, ' ')}\n`,
  );
  const canonicalPath = decode(path).split('/').map(encode).join('/');
  const canonical = [method, canonicalPath, query, lines.join(''), signedHeaders, payload].join('\n');
  const [day = '', region = '', service = '', end = ''] = scope.split('/');
  const signingKey = [day, region, service, end].reduce<Buffer>(
    (secret, part) => hmac(secret, part),
    Buffer.from(`AWS4${key.secretKey}`),
  );
  return hmac(signingKey, [algorithm, date, scope, sha256(canonical)].join('\n')).toString('hex');
}

type Parameter = readonly [name: string, value: string];

/** S3 takes a `+` for a space. */
export function parse(query: string): Parameter[] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => splitAt(pair, '='))
    .map(([name, value = '']) => [decode(name.replaceAll('+', ' ')), decode(value.replaceAll('+', ' '))] as const);
}

/** Path and query. */
export const splitTarget = (target: string): readonly [string, string?] => splitAt(target, '?');

/** What can't be decoded stays as it is. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function splitAt(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/gu, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const problem = (code: string, message: string): Problem => ({ code, message });

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

function isEqual(given: string, expected: string): boolean {
  return (
    given.length === expected.length && timingSafeEqual(Buffer.from(given, 'latin1'), Buffer.from(expected, 'latin1'))
  );
}
