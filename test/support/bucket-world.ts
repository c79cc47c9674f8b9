/** A world whose storage is a local bucket, on the same clock. */
import { onTestFinished } from 'vitest';
import { BUCKET_DEFAULTS, type LocalBucket, type Rights, startBucket } from '../../src/sandbox/bucket/bucket-server.ts';
import { storageEnvironment } from '../../src/sandbox/local-environment.ts';
import { type Change, openWorld, startOfTime, type World } from './world.ts';

/** `rights`: what its key may do. Both end with the test. */
export async function openBucketWorld(
  change: Change = {},
  rights: Rights = 'all',
): Promise<{ world: World; bucket: LocalBucket }> {
  let world: World | undefined;
  const now = () => world?.clock.now() ?? change.startAt ?? startOfTime;
  const bucket = await startBucket({ clock: { now } });
  onTestFinished(() => bucket.close());
  bucket.addKey({ ...BUCKET_DEFAULTS, rights });
  world = await openWorld({ ...change, env: { ...storageEnvironment(bucket), ...change.env } });
  return { world, bucket };
}
