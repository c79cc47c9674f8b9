/** What the demo and the process of its bot send one another. Times in ms of the demo's clock. */

export type ToBot =
  | Readonly<{ type: 'start'; variables: Readonly<Record<string, string>>; now: number }>
  | Readonly<{ type: 'time'; now: number }>
  /** Asks for the activity. */
  | Readonly<{ type: 'ask'; id: number }>
  | Readonly<{ type: 'stop' }>;

/** `next`: the earliest time that the bot waits for. `isBusy`: it has work in flight. */
export type Activity = Readonly<{ next?: number; isBusy: boolean }>;

export type FromBot =
  /** It takes messages from now on. */
  | Readonly<{ type: 'loaded' }>
  | Readonly<{ type: 'ready'; port: number }>
  | Readonly<{ type: 'failed'; reason: string }>
  | Readonly<{ type: 'activity'; id: number; activity: Activity }>;
