/** The end of the process: what is in flight is finished for a while, and then abandoned. */

export type Shutdown = Readonly<{
  /** Aborts when the process is asked to end: nothing new begins. */
  stopping: AbortSignal;
  /** Aborts when what is in flight must be abandoned: its rows stay for the next start. */
  abandon: AbortSignal;
  /** Begins it. May be repeated. */
  begin(): void;
  /** Abandons what is in flight at once. */
  abandonNow(): void;
  /** Nothing is in flight any more. */
  complete(): void;
}>;

export function createShutdown(timeoutMs: number): Shutdown {
  const stopping = new AbortController();
  const abandon = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    stopping: stopping.signal,
    abandon: abandon.signal,
    begin() {
      stopping.abort();
      timer ??= setTimeout(() => abandon.abort(), timeoutMs);
    },
    abandonNow: () => abandon.abort(),
    complete: () => clearTimeout(timer),
  };
}
