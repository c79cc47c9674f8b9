import type { AgoraNotification } from './agora-notification.ts';
import type { CallOutcome } from './call-outcome.ts';
import type { AgoraPayload, Timer } from './jobs.ts';
import type { Layout, Uid } from './recording.ts';
import type { ThreadMessage } from './thread-message.ts';

/** What a person may ask of a recording that is there. */
export type RecordingCommand = Readonly<{ type: 'stop' } | { type: 'refresh' } | { type: 'layout'; layout: Layout }>;

/** Who asks, and in which Slack channel: both count for whether they may. */
export type Actor = Readonly<{ user: string; channel: string }>;

/** Everything that can happen to a recording. */
export type Event = Readonly<
  | { type: 'commandReceived'; command: RecordingCommand; by: Actor }
  /** The `start` or `stop` of this attempt is about to leave: from now on it may have had its effect. */
  | { type: 'sendStarted'; call: 'start' | 'stop'; uid: Uid }
  | { type: 'responseReceived'; payload: AgoraPayload; outcome: CallOutcome }
  | { type: 'cardPosted'; ts: string }
  /** Slack refuses the message for good. */
  | { type: 'postFailed'; queue: 'card' | 'person'; code: string }
  | { type: 'postFailed'; queue: 'thread'; code: string; message: ThreadMessage }
  /** A job is done and nothing follows from it: a line is out, a start is no longer wanted. */
  | { type: 'completed' }
  | { type: 'timerDue'; timer: Timer }
  /** Agora's notification service has told something about one of its attempts. */
  | { type: 'notificationReceived'; notification: AgoraNotification }
  /** STATUS_CRON fired: a status post is due. */
  | { type: 'tick' }
>;
