/** Waits until the workspace is in a certain state. */
import type { State } from './state.ts';
import type { SlackLogEntry } from './types.ts';
import type { Truthy } from './workspace.ts';

export function createWaiter(state: State, rooms: () => string[]) {
  const dump = () => {
    const latest = state.requestLog.slice(-15).map(lineOf);
    return ['Channels:', ...rooms(), 'Latest requests:', ...latest].join('\n');
  };
  return {
    waitFor<T>(this: void, condition: () => T, timeoutMs: number, label: string): Promise<Truthy<T>> {
      return new Promise((resolve, reject) => {
        const end = () => {
          clearTimeout(timer);
          unsubscribe();
        };
        const check = () => {
          try {
            const found = condition();
            if (!found) return;
            end();
            resolve(found as Truthy<T>);
          } catch (error) {
            end();
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        };
        const timer = setTimeout(() => {
          end();
          reject(new Error(`Waited ${timeoutMs} ms for:\n${label}\n${dump()}`));
        }, timeoutMs);
        const unsubscribe = state.subscribe(check);
        check();
      });
    },
  };
}

function lineOf(entry: SlackLogEntry): string {
  const error = entry.error === undefined ? '' : ` ${entry.error}`;
  if (entry.kind === 'api')
    return `  ${entry.status} ${entry.method}${error} ${JSON.stringify(entry.args).slice(0, 160)}`;
  if (entry.kind === 'envelope')
    return `  ${entry.type} on socket ${entry.socket}, ack ${entry.ackMs?.toFixed(1) ?? 'none'}${error}`;
  return `  ${entry.status} response_url${error} ${JSON.stringify(entry.body).slice(0, 160)}`;
}
