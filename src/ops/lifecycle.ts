/** Parts of a program: started in order, stopped in reverse. */

/** `start` gives what the part is; `stop` ends it. Whatever `start` throws ends the start of the program. */
export type Part<T> = Readonly<{ start: () => T | Promise<T>; stop?: (started: T) => void | Promise<void> }>;

export type Lifecycle = Readonly<{
  /** Starts the part, and remembers to stop it. */
  start<T>(part: Part<T>): Promise<T>;
  /** Stops what was started, the latest first. */
  stop(): Promise<void>;
}>;

export function createLifecycle(): Lifecycle {
  const stops: (() => void | Promise<void>)[] = [];
  return {
    async start({ start, stop }) {
      const started = await start();
      if (stop !== undefined) stops.push(() => stop(started));
      return started;
    },
    async stop() {
      for (const stop of stops.splice(0).toReversed()) await stop();
    },
  };
}
