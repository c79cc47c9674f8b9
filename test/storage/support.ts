/** Buckets as the bot uses them, with a local bucket behind them. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createRedact } from '../../src/ops/redact.ts';
import { type LocalBucket, startBucket } from '../../src/sandbox/bucket/bucket-server.ts';
import { realClock } from '../../src/sandbox/movable-clock.ts';
import type { Clock } from '../../src/service/ports.ts';
import { type BucketStorage, createBuckets } from '../../src/storage/buckets.ts';

/** Ends with the test. */
export async function openBucket(clock: Clock = realClock): Promise<LocalBucket> {
  const bucket = await startBucket({ clock });
  onTestFinished(() => bucket.close());
  return bucket;
}

/** A storage of the configuration that is that bucket. */
export function storageOf(
  { endpoint, bucket, accessKey, secretKey }: Pick<LocalBucket, 'endpoint' | 'bucket' | 'accessKey' | 'secretKey'>,
  change: Partial<BucketStorage> = {},
): BucketStorage {
  const keys = () => Promise.resolve({ accessKey, secretKey });
  return { vendor: 's3-compatible', endpoint, bucket, keys, ...change };
}

/** `logged`: every warning as JSON. */
export function bucketsOf(storages: Record<string, BucketStorage>, clock: Clock = realClock) {
  const logged: string[] = [];
  const buckets = createBuckets({
    storages: new Map(Object.entries(storages)),
    clock,
    redact: createRedact([]),
    log: { warn: (details, message) => logged.push(JSON.stringify({ ...details, message })) },
  });
  return { buckets, logged };
}

/** A server in the place of a storage; `127.0.0.1:PORT`. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Nothing listens there. */
export async function deadEndpoint(): Promise<string> {
  const bucket = await startBucket();
  await bucket.close();
  return bucket.endpoint;
}
