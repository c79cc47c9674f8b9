/** The buckets that Agora uploads to, by their S3-compatible interfaces: links, lists, and a check of the keys. */
import { randomUUID } from 'node:crypto';
import type { Ms } from '../recording/recording.ts';
import { hour } from '../recording/spans.ts';
import type { Buckets, FileLink, Listing, StorageCheck } from '../service/buckets.ts';
import type { Clock, Redact } from '../service/ports.ts';
import { checkBucket, reasonOf } from './check.ts';
import { type BucketLocation, type Endpoint, encodeKey, encodePart, endpointOf } from './endpoints.ts';
import { type BucketRequest, type Keys, presign, type SignedBy, sendSigned } from './request.ts';
import { textOf, textsOf } from './xml.ts';

export type BucketStorage = BucketLocation &
  Readonly<{
    /** Folders that all files lie in. */
    prefix?: readonly string[];
    /** Base of public links, without a slash at the end. */
    publicUrl?: string;
    /** For how long a presigned link works. */
    linkValidity?: Ms;
    /** The keys that serve now. Rejects with a sentence that holds none of them. */
    keys: () => Promise<Keys>;
  }>;

type BucketsOptions = Readonly<{
  /** By name. */
  storages: ReadonlyMap<string, BucketStorage>;
  clock: Clock;
  redact: Redact;
  log?: { warn: (details: object, message: string) => void };
}>;

const defaultLinkValidity: Ms = hour;
/** In real time: a network knows no other. Per answer to a person, page of a list, and step of a check. */
const timeouts = { link: 3_000, list: 5_000, check: 10_000 } as const satisfies Record<string, Ms>;
/** S3's own limit. */
const namesPerPage = 1_000;
const longestDetail = 300;

export function createBuckets(options: BucketsOptions): Buckets {
  const found = (name: string): Found | undefined => {
    const storage = options.storages.get(name);
    return storage === undefined ? undefined : { name, storage, endpoint: endpointOf(storage) };
  };
  return {
    link: (storage, folders, name) => link(options, found(storage), folders, name),
    list: (storage, folders, prefix, limit) => list(options, found(storage), { folders, prefix, limit }),
    check: (storage) => check(options, found(storage)),
  };
}

type Found = Readonly<{ name: string; storage: BucketStorage; endpoint: Endpoint | undefined }>;

/** Agora's lists do not say whether a name holds the folders; those of screenshots do. No name has a slash of its own. */
function keyOf(folders: readonly string[], name: string): string {
  const inside = folders.map((folder) => `${folder}/`).join('');
  return name.startsWith(inside) ? name : inside + name;
}

async function link(
  options: BucketsOptions,
  found: Found | undefined,
  folders: readonly string[],
  name: string,
): Promise<FileLink> {
  const key = keyOf(folders, name);
  if (found === undefined) return { kind: 'path', path: key, because: 'notConfigured' };
  const { storage, endpoint } = found;
  if (storage.publicUrl !== undefined) return { kind: 'public', url: `${storage.publicUrl}/${encodeKey(key)}` };
  const instead = (because: 'noSigning' | 'writeOnly' | 'missing' | 'unreachable'): FileLink => ({
    kind: 'path',
    path: `${storage.bucket}/${key}`,
    because,
  });
  if (endpoint === undefined) return instead('noSigning');
  const path = `/${encodeKey(key)}`;
  try {
    const signal = AbortSignal.timeout(timeouts.link);
    const by = await signedBy(options, storage, endpoint, signal);
    const { status } = await sendSigned(by, { method: 'HEAD', path }, signal);
    if (status === 200) return await presigned(by, path, storage.linkValidity ?? defaultLinkValidity);
    if (status === 404) return instead('missing');
    if (isRefusal(status)) return instead('writeOnly');
    warn(options, found, `HTTP ${status}`);
    return instead('unreachable');
  } catch (error) {
    warn(options, found, reasonOf(error));
    return instead('unreachable');
  }
}

/** A link is of no use any more when the temporary keys that signed it have expired. */
async function presigned(by: SignedBy, path: string, validity: Ms): Promise<FileLink> {
  const { stsExpiration = Number.POSITIVE_INFINITY } = by.keys;
  const seconds = Math.max(1, Math.min(Math.floor(validity / 1_000), stsExpiration));
  return { kind: 'presigned', url: await presign(by, path, seconds), expiresAt: by.now + seconds * 1_000 };
}

type Wanted = Readonly<{ folders: readonly string[]; prefix: string; limit: number }>;

async function list(options: BucketsOptions, found: Found | undefined, wanted: Wanted): Promise<Listing> {
  const { folders, prefix, limit } = wanted;
  if (found === undefined) return { kind: 'other', because: 'notConfigured' };
  const { storage, endpoint } = found;
  if (endpoint === undefined) return { kind: 'other', because: 'noSigning' };
  const start = keyOf(folders, '');
  const names: string[] = [];
  try {
    for (let token: string | undefined, isFirst = true; isFirst || token !== undefined; isFirst = false) {
      const signal = AbortSignal.timeout(timeouts.list);
      const by = await signedBy(options, storage, endpoint, signal);
      const count = Math.min(namesPerPage, limit - names.length);
      const { status, body } = await sendSigned(by, listRequest(start + prefix, count, token), signal);
      if (status !== 200) {
        warn(options, found, `HTTP ${status}`);
        return { kind: 'other', because: isRefusal(status) || status === 404 ? 'refused' : 'unreachable' };
      }
      names.push(...textsOf(body, 'Key').map((key) => key.slice(start.length)));
      const more = textOf(body, 'IsTruncated') === 'true';
      token = more ? textOf(body, 'NextContinuationToken') : undefined;
      // A storage that knows only the first version of the list gives no token.
      if (names.length >= limit || (more && token === undefined)) return listed(names, limit, more);
    }
    return listed(names, limit, false);
  } catch (error) {
    warn(options, found, reasonOf(error));
    return { kind: 'other', because: 'unreachable' };
  }
}

function listed(names: readonly string[], limit: number, more: boolean): Listing {
  return { kind: 'listed', names: names.slice(0, limit).toSorted(), more: more || names.length > limit };
}

function listRequest(prefix: string, count: number, token: string | undefined): BucketRequest {
  const query = { 'list-type': '2', 'max-keys': String(count), prefix, ...(token && { 'continuation-token': token }) };
  // Not by URLSearchParams, which writes a space as `+`: some storages sign that as it stands.
  const text = Object.entries(query).map(([name, value]) => `${name}=${encodePart(value)}`);
  return { method: 'GET', path: `/?${text.join('&')}` };
}

async function check(options: BucketsOptions, found: Found | undefined): Promise<StorageCheck> {
  if (found === undefined) return { kind: 'notConfigured' };
  const { storage, endpoint } = found;
  if (endpoint === undefined) return { kind: 'unsupported' };
  /** Those of `keys` are not in the configuration, where they are temporary. */
  let secrets: string[] = [];
  const wording = (text: string) => {
    const hidden = secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
    return options.redact(hidden, longestDetail);
  };
  const send = async (request: BucketRequest) => {
    const signal = AbortSignal.timeout(timeouts.check);
    const by = await signedBy(options, storage, endpoint, signal);
    const { accessKey, secretKey, stsToken = '' } = by.keys;
    // The longer first: one may be a part of another.
    secrets = [accessKey, secretKey, stsToken].filter(Boolean).toSorted((a, b) => b.length - a.length);
    return sendSigned(by, request, signal);
  };
  const name = `clapperbot-check-${randomUUID()}`;
  return checkBucket(send, `/${encodeKey(keyOf(storage.prefix ?? [], name))}`, wording);
}

/** Rejects where the keys are not there before `signal` aborts. */
async function signedBy(
  { clock }: BucketsOptions,
  { keys }: BucketStorage,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<SignedBy> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return { endpoint, keys: await Promise.race([keys(), late]), now: clock.now() };
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** The storage was there and said no. A redirection is about its place, not about the keys. */
const isRefusal = (status: number): boolean => status >= 400 && status < 500;

function warn({ log, redact }: BucketsOptions, { name }: Found, reason: string): void {
  log?.warn({ storage: name, detail: redact(reason, longestDetail) }, 'a storage did not serve a request');
}
