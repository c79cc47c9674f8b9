/** STATUS_CRON fired: a status post is due for every recording that runs. With several replicas one of them sees to all. */
import type { Ms } from '../recording/primitives.ts';
import type { Store } from './ports.ts';
import type { TransitionRunner } from './transition-runner.ts';

/** A person's command waits behind so many writes of a tick at most. */
const batchSize = 200;

/** `at`: the time that STATUS_CRON meant. Resolves with false where another replica has done it. */
export async function requestStatusPosts(
  store: Pick<Store, 'listRecordingIds' | 'claim'>,
  runner: Pick<TransitionRunner, 'apply'>,
  at: Ms,
): Promise<boolean> {
  if (!(await store.claim('status posts', at))) return false;
  const ids = await store.listRecordingIds();
  for (let from = 0; from < ids.length; from += batchSize) {
    await Promise.all(ids.slice(from, from + batchSize).map((id) => runner.apply(id, { type: 'tick' })));
  }
  return true;
}
