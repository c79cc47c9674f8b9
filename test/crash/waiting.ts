/** What the random faults wait for. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../support/child.ts';
import { waitTimeout } from './system.ts';

/** Waits at most `ms` for so many changes of the workspace, or of Agora. */
export async function changes(
  of: Readonly<{ subscribe(onChange: () => void): () => void }>,
  count: number,
  ms: number,
): Promise<void> {
  const enough = new AbortController();
  let left = count;
  const unsubscribe = of.subscribe(() => {
    left -= 1;
    if (left <= 0) enough.abort();
  });
  await sleep(ms, undefined, { signal: enough.signal }).catch(() => undefined);
  unsubscribe();
}

export async function untilReady(bot: Child): Promise<void> {
  const waiting = new AbortController();
  const timeout = sleep(waitTimeout, undefined, { signal: waiting.signal }).then(
    () => {
      const latest = [...bot.out.slice(-10), ...bot.err].join('\n');
      return Promise.reject(new Error(`The bot was not ready within ${waitTimeout} ms:\n${latest}`));
    },
    () => undefined,
  );
  await Promise.race([bot.logged('ready'), timeout]);
  waiting.abort();
}
