/** One row of the fault table: what goes wrong, and what must then be true for people, for the recording and for Agora. */

import type { AgoraOptions } from '../../src/sandbox/agora/agora-server.ts';
import type { Fault, FaultHandle } from '../../src/sandbox/agora/faults.ts';
import type { NotificationFault } from '../../src/sandbox/agora/notification-delivery.ts';
import type { RecorderHistory } from '../../src/sandbox/agora/recorder-history.ts';
import type { FaultPlan, Fault as Jam } from '../../src/sandbox/slack/call-faults.ts';
import type { Message, User } from '../../src/sandbox/slack/types.ts';
import type { World } from '../support/world.ts';
import type { Gate } from './gate.ts';

/** The state words of the card; `none`: there is no card. */
export type StateWord =
  | 'Starting'
  | 'Recording'
  | 'Stopping'
  | 'Uploading'
  | 'Finished'
  | 'Failed'
  | 'Lost'
  | 'Canceled'
  | 'none';

export const calls = ['acquire', 'start', 'query', 'update', 'updateLayout', 'stop'] as const;
export type Call = (typeof calls)[number];

/**
 * Pieces of text, word for word. `{sid}` and `{uid}` stand for those of any recorder at Agora, `{id}` for the short id of
 * the latest card. The pieces of `thread` come in this order.
 */
export type Sees = Readonly<{
  thread?: readonly string[];
  card?: readonly string[];
  /** Shown to one person alone, by an ephemeral message or a direct one. */
  ana?: readonly string[];
  ben?: readonly string[];
  /** In no message at all. */
  never?: readonly string[];
}>;

/** What became of one recorder at Agora. */
export type RecorderStatus = NonNullable<RecorderHistory['endedBy']> | 'running';

/** Whatever else is to be true at the end: in words, and as the test asks it. */
export type Truth = Readonly<{ words: string; holds(stage: Stage): boolean | Promise<boolean> }>;

export const modes = ['mix', 'individual', 'web'] as const;
export type Mode = (typeof modes)[number];

export type Row = Readonly<{
  fault: string;
  /** The modes in which it is played; all of them unless given. */
  modes?: readonly Mode[];
  /** Agora's faults that wait from the start. Each must be injected: as often as its `times` says, at least once where that is for ever. */
  agora?: readonly Fault[];
  /** The same for Slack. */
  slack?: (world: World) => readonly FaultPlan[];
  env?: Record<string, string>;
  /** The addresses of Agora, with a gate before the real one that can refuse connections. */
  addresses?: (gate: string) => string;
  service?: Omit<AgoraOptions, 'clock'>;
  /** Agora's notification service calls in. */
  notifications?: true;
  /** Seconds between two status posts; none unless given. */
  statusEvery?: number;
  /** Before anybody types. */
  before?: (stage: Stage) => unknown;
  /** False: `act` does the typing. Else @ana types `/record start standup` in #classes. */
  starts?: false;
  act?: (stage: Stage) => Promise<unknown>;
  sees: Sees;
  state: StateWord;
  /** How many cards there are in the end, 1 unless given. */
  cards?: number;
  /** One for each recorder that Agora ever ran, in the order of their starts. */
  recorders: readonly RecorderStatus[];
  /** How often each call reached Agora; `repeatedly`: twice at least. Queries are counted only where they are named. */
  calls: Partial<Record<Call, number | 'repeatedly'>>;
  also?: readonly Truth[];
}>;

export type Subject = Readonly<{ title: string; rows: readonly Row[] }>;

/** The environment of one row, and the actions of its scenario. */
export type Stage = World & {
  gate: Gate;
  mode: Mode;
  /** Injects a fault into requests to Agora from now on; it must be injected. */
  injectFault(fault: Fault): FaultHandle;
  /** Injects a fault into notifications from now on; it must be injected. */
  faultNotifications(fault: NotificationFault): FaultHandle;
  /** The first recorder's sid. */
  sid(): string;
  /** Injects a fault into requests to Slack from now on; it must be injected. */
  jam(plan: FaultPlan): Jam;
  /** @ana types a command in #classes; a start gets the options of the mode. */
  type(line: string): Promise<void>;
  /** Until the card and the thread say that it records. */
  recording(): Promise<void>;
  /** Until Agora has listed the first file. */
  firstFile(): Promise<void>;
  click(button: string, by?: User): Promise<void>;
  /** Until a person gets these words privately. */
  told(user: User, words: string): Promise<void>;
  latest(): Message;
  /** How often a call has reached Agora, the probe of the credentials not counted. */
  count(call: Call): number;
};

/** An error of the service itself. */
export const code = (number: number, reason: string) => ({ code: number, reason });

/** An error of the gateway before it. */
export const gateway = (message: string) => ({ message });

export const html = '<html><body><h1>502 Bad Gateway</h1></body></html>';

/** Answers instead of acting. */
export function answers(
  call: Call,
  status: number,
  body: unknown,
  more: { times?: number; headers?: Record<string, string> } = {},
): Fault {
  return { call, kind: 'respond', status, body, ...more };
}

/** Acts, and then answers something else. */
export function actsAndAnswers(call: Call, status: number, body: unknown): Fault {
  return { call, kind: 'actThenRespond', status, body };
}
