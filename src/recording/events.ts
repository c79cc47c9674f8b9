import type { Answer } from './answer.ts';
import type { Line } from './lines.ts';
import type { Notice } from './notice.ts';
import type { Layout, Uid } from './recording.ts';
import type { AgoraWork, Timer } from './work.ts';

/** What a person may ask of a recording that is there. */
export type Ask = Readonly<{ type: 'stop' } | { type: 'refresh' } | { type: 'layout'; layout: Layout }>;

/** Who asks, and in which Slack channel: both count for whether they may. */
export type Asker = Readonly<{ user: string; channel: string }>;

/** Everything that can happen to a recording. */
export type Event = Readonly<
  | { type: 'asked'; ask: Ask; by: Asker }
  /** The `start` or `stop` of this attempt is about to leave: from now on it may have had its effect. */
  | { type: 'sending'; call: 'start' | 'stop'; uid: Uid }
  | { type: 'answered'; work: AgoraWork; answer: Answer }
  | { type: 'cardPosted'; ts: string }
  /** Slack refuses the message for good. */
  | { type: 'postRefused'; lane: 'card' | 'person'; code: string }
  | { type: 'postRefused'; lane: 'thread'; code: string; line: Line }
  /** A job is done and nothing follows from it: a line is out, a start is no longer wanted. */
  | { type: 'done' }
  | { type: 'due'; timer: Timer }
  /** Agora's notification service has told something about one of its attempts. */
  | { type: 'noticed'; notice: Notice }
  /** STATUS_CRON fired: a status post is due. */
  | { type: 'tick' }
>;
