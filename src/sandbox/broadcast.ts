/** Notifies listeners of changes. */
export type Broadcast = {
  /** Returns how to unsubscribe. */
  subscribe: (listener: () => void) => () => void;
  /** Tells the listeners. Called once per request, not once per change. */
  notify(this: void): void;
};

export function createBroadcast(): Broadcast {
  const listeners = new Set<() => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    notify() {
      for (const listener of listeners) listener();
    },
  };
}
