/** A local S3 bucket on 127.0.0.1, in memory, that checks signatures, keys and the validity of links as S3 does. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { close, listen } from '../loopback.ts';
import { type Clock, realClock } from '../movable-clock.ts';
import { type BucketResponse, errorResponse, listResponse, objectResponse, type StoredObject } from './responses.ts';
import { authenticate, type BucketKey, decode, parse, type SignedRequest, splitTarget } from './signature.ts';

export type BucketOptions = {
  /** What signatures and links are checked against. Default: real time. */
  clock?: Pick<Clock, 'now'>;
  /** Default 0: a free one. */
  port?: number;
};

/** What a key may do. `write` is what Agora advises for the keys of a recording. */
export type Rights = 'all' | 'write' | 'read';

/** `expiresAt` in ms; without `rights` it may do everything. */
export type RightsKey = BucketKey & Readonly<{ rights?: Rights; expiresAt?: number }>;

/** `path`: decoded, without the query. */
export type ServedRequest = Readonly<{ method: string; path: string; status: number }>;

export type LocalBucket = {
  /** `127.0.0.1:PORT`, as STORAGE_ENDPOINT expects it. */
  readonly endpoint: string;
  readonly bucket: string;
  /** A key that may do everything. */
  readonly accessKey: string;
  readonly secretKey: string;
  /** By key, with the folders. */
  readonly objects: ReadonlyMap<string, StoredObject>;
  /** Every request that was answered, in that order, without its signature. */
  readonly requests: readonly ServedRequest[];
  /** Adds a key, or replaces the one with that access key. */
  addKey(key: RightsKey): void;
  /** The key is not known any more. */
  refuse(accessKey: string): void;
  /** Stores an object without a request. */
  put(key: string, bytes: Uint8Array | string): void;
  /** Closes every connection, answered or not. */
  close(): Promise<void>;
};

/** Fixed, so that a configuration can be written before the bucket runs. They give access to nothing else. */
export const BUCKET_DEFAULTS = {
  bucket: 'recordings',
  accessKey: 'local-access-key',
  secretKey: 'local-secret-key',
} as const;

type State = {
  clock: Pick<Clock, 'now'>;
  bucket: string;
  keys: Map<string, RightsKey>;
  objects: Map<string, StoredObject>;
  requests: ServedRequest[];
};

/** Rejects with the error of `listen`, such as EADDRINUSE. */
export async function startBucket({ clock = realClock, port = 0 }: BucketOptions = {}): Promise<LocalBucket> {
  const { bucket, accessKey, secretKey } = BUCKET_DEFAULTS;
  const keys = new Map<string, RightsKey>([[accessKey, { accessKey, secretKey }]]);
  const state: State = { clock, bucket, keys, objects: new Map(), requests: [] };
  const server = createServer((request, response) => {
    serve(state, request, response).catch((error: unknown) => {
      // A client may disconnect while it sends its body. Anything else is a defect of the bucket.
      if (!request.destroyed || request.complete) process.emitWarning(error instanceof Error ? error : String(error));
      request.socket.destroy();
    });
  });
  const listening = await listen(server, port);
  return {
    endpoint: `127.0.0.1:${listening}`,
    bucket,
    accessKey,
    secretKey,
    objects: state.objects,
    requests: state.requests,
    addKey: (key) => state.keys.set(key.accessKey, key),
    refuse: (key) => state.keys.delete(key),
    put: (key, bytes) =>
      state.objects.set(key, { bytes: Buffer.from(bytes), type: 'application/octet-stream', storedAt: clock.now() }),
    close: () => close(server),
  };
}

async function serve(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  const { method = '', url: target = '', headers } = request;
  const { status, headers: more, body = '' } = respond(state, { method, target, headers, body: Buffer.concat(chunks) });
  state.requests.push({ method, path: decode(splitTarget(target)[0]), status });
  // A page of another origin may play what a link gives it.
  response.writeHead(status, {
    ...more,
    'access-control-allow-origin': '*',
    'content-length': Buffer.byteLength(body),
  });
  response.end(method === 'HEAD' ? undefined : body);
}

function respond(state: State, request: SignedRequest): BucketResponse {
  const { clock, bucket, keys, objects } = state;
  const { method, target, headers, body } = request;
  const [path, query = ''] = splitTarget(target);
  const authenticated = authenticate(request, (accessKey) => keys.get(accessKey), clock.now());
  if ('code' in authenticated) return errorResponse(authenticated);
  const { expiresAt = Number.POSITIVE_INFINITY, rights = 'all' } = authenticated.key;
  if (expiresAt <= clock.now()) return error('ExpiredToken', 'The provided token has expired.');
  const [, name = '', key = ''] = /^\/([^/]*)\/?(.*)$/su.exec(decode(path)) ?? [];
  if (name !== bucket) return error('NoSuchBucket', 'The specified bucket does not exist');
  const isReading = method === 'GET' || method === 'HEAD';
  const isAllowed = isReading ? rights !== 'write' : rights === 'all' || (rights === 'write' && method === 'PUT');
  if (!isAllowed) return error('AccessDenied', 'Access Denied.');
  const object = objects.get(key);
  if (isReading && key === '') return listResponse(objects, new Map(parse(query)));
  if (isReading && object === undefined) return error('NoSuchKey', 'The specified key does not exist.');
  if (isReading && object !== undefined) return objectResponse(object, headers.range);
  if (method === 'PUT' && key !== '') {
    const type = headers['content-type'] ?? 'application/octet-stream';
    objects.set(key, { bytes: body, type, storedAt: clock.now() });
    return { status: 200 };
  }
  if (method !== 'DELETE') return error('MethodNotAllowed', 'The specified method is not allowed.');
  objects.delete(key);
  return { status: 204 };
}

const error = (code: string, message: string): BucketResponse => errorResponse({ code, message });
