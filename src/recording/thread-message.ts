import type { ErrorCode } from './error-codes.ts';
import type { Ending, Files, Layout, Ms, Uid, Uploading } from './recording.ts';

/**
 * Something to be said to people, as data: the words are chosen where it is rendered, so that rows hold no rendering.
 * `by` is always a Slack user id.
 */
export type ThreadMessage = Readonly<
  // Said in the thread
  | { type: 'confirmed' }
  | {
      type: 'status';
      elapsed: Ms;
      status?: number;
      files: readonly string[];
      seenAt?: Ms /** Agora did not answer just now. */;
      silent: boolean;
      /** Agora answered that it finds no recorder. */
      missing?: true;
    }
  | { type: 'layoutChanged'; layout: Layout; by: string }
  /** `uncertain`: the answers were lost, so it may be in force all the same. */
  | { type: 'layoutRefused'; layout: Layout; by: string; errorCode: ErrorCode; detail?: string; uncertain?: true }
  | { type: 'stopAsked'; by: string }
  | { type: 'cancelled'; by: string }
  | { type: 'looking' }
  | { type: 'foundAgain' }
  | { type: 'nobodyPublishes' }
  /** A stop did not get through, and is repeated. */
  | { type: 'notStopped'; errorCode: ErrorCode; detail?: string }
  | { type: 'trouble'; errorCode: ErrorCode; detail?: string }
  /** Agora has told of it by itself. */
  | { type: 'warned'; errorCode: ErrorCode; detail?: string }
  | { type: 'orphan'; uid: Uid; idle: Ms; again: boolean }
  /** A recorder that counted as gone has shown itself. */
  | { type: 'orphanBack'; uid: Uid }
  /** The recorder that was out of control is over. */
  | { type: 'orphanOver'; uid: Uid }
  /** Agora has moved the recorder to another server, where it goes on under another uid. */
  | { type: 'movedOn'; uid: Uid }
  /** Control ends at `at`, but the recording goes on. */
  | { type: 'controlExpiring'; at: Ms }
  /** The recorder's token runs out at `at`, and the recorder leaves. */
  | { type: 'tokenEnds'; at: Ms }
  /** It is over; the fate of the upload will be told. */
  | { type: 'uploading'; why: Ending; cause?: ErrorCode }
  | { type: 'finished'; why: Ending; cause?: ErrorCode; files: Files; uploading: Uploading }
  | { type: 'failed'; errorCode: ErrorCode; detail?: string }
  | { type: 'lost'; errorCode: ErrorCode }
  // Said to one person
  | { type: 'cardRefused'; code: string; recordingGoesOn: boolean }
  | { type: 'alreadyStopping' }
  | { type: 'alreadyOver' }
  | { type: 'notReady'; command: 'layout' | 'refresh' }
  /** A recorder out of control is stopped: now where its sid is `known`, else when a notice tells it, where there are any. */
  | { type: 'stopsOrphan'; known: boolean; notifications: boolean }
  | { type: 'sameLayout'; layout: Layout }
  | { type: 'layoutAsked'; layout: Layout }
  | { type: 'notYours' }
>;

export type ThreadMessageOf<T extends ThreadMessage['type']> = Extract<ThreadMessage, { type: T }>;
