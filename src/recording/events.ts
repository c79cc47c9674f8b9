import type { AgoraNotification } from './agora-notification.ts';
import type { CallOutcome } from './call-outcome.ts';
import type { AgoraPayload, Timer } from './jobs.ts';
import type { Layout } from './layout/layout.ts';
import type { Access } from './permissions/access.ts';
import type { Ms, Uid, UserId } from './recording.ts';
import type { Spec, UidList } from './spec.ts';
import type { ThreadMessage } from './thread-message.ts';
import type { LimitUse } from './usage/limit-use.ts';

/** What a person may ask of a recording that is there. */
export type RecordingCommand = Readonly<
  | { type: 'stop' }
  | { type: 'refresh' }
  | { type: 'layout'; layout: Layout }
  /** A medium that is not mentioned stays as it is. */
  | { type: 'subscribe'; audio?: UidList; video?: UidList }
  | { type: 'hold'; paused: boolean }
  /** So many links were made for the person. Changes nothing, and is audited. */
  | { type: 'files'; links: number }
  /** It stops so much later than it would have. */
  | { type: 'extend'; by: Ms }
>;

/** What changes something, or asks Agora. */
export type ControlCommand = Exclude<RecordingCommand, { type: 'files' }>;

/**
 * Who asks, and in which Slack channel: both count for whether they may. `access`: what the configuration's permissions mean for them;
 * absent where it has none. `via`: a workflow names them, and nothing proves that they have asked.
 */
export type Actor = Readonly<{
  teamId: string;
  userId: UserId;
  channelId: string;
  access?: Access;
  via?: 'workflow';
}>;

/** A request to record a channel. `isPrivate`: the Slack channel is private or a direct message. */
export type StartRequest = Readonly<{
  cname: string;
  spec: Spec;
  actor: Actor;
  isPrivate: boolean;
  /** By a schedule, for a time, until another one. */
  scheduled?: Readonly<{ scheduleId: string; at: Ms; until: Ms; late?: 'outage' | 'busy' | 'unavailable' }>;
}>;

/** Everything that can happen to a recording. */
export type Event = Readonly<
  /** The first event of every recording. `id`: a fresh short id. */
  | { type: 'startRequested'; id: string; start: StartRequest }
  | { type: 'commandReceived'; command: RecordingCommand; actor: Actor }
  /** The `start` or `stop` of this recorder is about to leave: from now on it may have had its effect. */
  | { type: 'sendStarted'; call: 'start' | 'stop'; uid: Uid }
  | { type: 'responseReceived'; payload: AgoraPayload; outcome: CallOutcome }
  | { type: 'cardPosted'; ts: string }
  /** Drawn late, by a process that did not know yet that another one had taken over: the card may show less than is known. */
  | { type: 'cardOverwritten' }
  /** Slack rejects the message permanently. */
  | { type: 'postFailed'; queue: 'card' | 'person'; code: string }
  | { type: 'postFailed'; queue: 'thread'; code: string; message: ThreadMessage }
  /** A job is done and nothing follows from it: a message is posted, a start is obsolete. */
  | { type: 'completed' }
  | { type: 'timerDue'; timer: Timer }
  /** Agora's notification service has reported something about one of its recorders. */
  | { type: 'notificationReceived'; notification: AgoraNotification }
  /** STATUS_CRON fired: a status post is due. */
  | { type: 'tick' }
  /** A monthly limit is nearly used up. */
  | { type: 'usageLimitNear'; use: LimitUse }
>;

export type EventOf<T extends Event['type']> = Extract<Event, { type: T }>;
