/** STATUS_CRON fired: a status post is due for every recording that runs. */
import type { Store } from './ports.ts';
import type { TransitionRunner } from './transition-runner.ts';

/** A person's command waits behind so many writes of a tick at most. */
const batchSize = 200;

export async function requestStatusPosts(
  store: Pick<Store, 'listRecordingIds'>,
  runner: Pick<TransitionRunner, 'apply'>,
): Promise<void> {
  const ids = await store.listRecordingIds();
  for (let from = 0; from < ids.length; from += batchSize) {
    await Promise.all(ids.slice(from, from + batchSize).map((id) => runner.apply(id, { type: 'tick' })));
  }
}
