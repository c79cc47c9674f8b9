import type { ErrorCode } from './error-codes.ts';
import type { Outcome } from './outcome.ts';
import type { Files, Ms, Uid, Uploading, UserId } from './recording.ts';
import type { Setting } from './setting.ts';
import type { LimitUse } from './usage/limit-use.ts';

/**
 * Something to be said to people, as data: the words are chosen where it is rendered, so that rows hold no rendering.
 * `by` is a Slack user id.
 */
export type ThreadMessage = Readonly<
  // Said in the thread
  | { type: 'confirmed' }
  | {
      type: 'status';
      elapsed: Ms;
      status?: number;
      files: readonly string[];
      statusAt?: Ms;
      /** Screenshots so far, and the latest that no post has reported. */
      snapshots?: Readonly<{ count: number; names: readonly string[] }>;
      /** Agora did not answer just now. */
      silent: boolean;
      /** Agora answered that it finds no recorder. */
      notFound?: true;
    }
  | { type: 'settingChanged'; setting: Setting; by: UserId }
  /** `uncertain`: the responses were lost, so it may be in force anyway. */
  | { type: 'settingFailed'; setting: Setting; by: UserId; errorCode: ErrorCode; detail?: string; uncertain?: true }
  | { type: 'stopRequested'; by: UserId }
  /** It will be stopped at `at`. */
  | { type: 'limitNear'; at: Ms }
  /** It is stopped because its time is over, `at`. `late`: the bot was not running then. */
  | { type: 'limitReached'; at: Ms; late?: true }
  | { type: 'extended'; by: UserId; until: Ms }
  /** It was scheduled for `at`, but the bot was not running then, or the channel was being recorded, by another workspace if `unavailable`. */
  | { type: 'startedLate'; at: Ms; because: 'outage' | 'busy' | 'unavailable' }
  /** Nobody is there yet. It records as soon as somebody joins, until `until`. */
  | { type: 'waitingForPeople'; until: Ms }
  /** Everybody has left. It continues if they come back before `until`. */
  | { type: 'everyoneLeft'; until: Ms }
  /** A scheduled recording continues with another recorder. */
  | { type: 'recorderReplaced'; errorCode: ErrorCode }
  | { type: 'canceled'; by?: UserId }
  | { type: 'contactLost' }
  | { type: 'contactRestored' }
  | { type: 'noMedia' }
  /** Sound or video arrives, after people were notified that nothing does. */
  | { type: 'mediaArrived' }
  /** A stop did not get through, and is repeated. */
  | { type: 'notStopped'; errorCode: ErrorCode; detail?: string }
  | { type: 'problem'; errorCode: ErrorCode; detail?: string }
  /** Agora has reported it in a notification. */
  | { type: 'warning'; errorCode: ErrorCode; detail?: string }
  | { type: 'orphan'; uid: Uid; retrying: boolean }
  /** A recorder that counted as ended has shown itself. */
  | { type: 'orphanBack'; uid: Uid }
  /** The recorder that could not be controlled is over. */
  | { type: 'orphanEnded'; uid: Uid }
  /** Agora has moved the recorder to another server, where it continues under another uid. */
  | { type: 'failover'; uid: Uid }
  /** Control ends at `at`, but the recording continues. */
  | { type: 'controlExpiring'; at: Ms }
  /** The recorder's token expires at `at`, and the recorder leaves. */
  | { type: 'tokenExpiring'; at: Ms }
  /** It is over; the result of the upload will be reported. */
  | { type: 'uploading'; outcome: Outcome }
  /** `announced`: an `uploading` message has reported the outcome before. */
  /** `following`: how many more names `moreFiles` messages tell after it. */
  | { type: 'finished'; outcome: Outcome; files: Files; following?: number; uploading: Uploading; announced?: true }
  /** `first`: the number of the first of them, from 1 on. */
  | { type: 'moreFiles'; names: readonly string[]; first: number; total: number }
  | { type: 'failed'; errorCode: ErrorCode; detail?: string }
  | { type: 'lost'; errorCode: ErrorCode }
  // Said in the channel
  /** The line of the preset. */
  | { type: 'announcement'; moment: 'begin' | 'end' }
  // Said to one person
  | { type: 'cardRejected'; code: string; recordingGoesOn: boolean }
  | { type: 'alreadyStopping' }
  | { type: 'alreadyOver' }
  | { type: 'notReady'; command: Setting['type'] | 'refresh' | 'extend' }
  /** An orphan is stopped: now where its sid is `known`, else when a notification reports it, where there are any. */
  | { type: 'stopsOrphan'; known: boolean; notifications: boolean }
  | { type: 'sameSetting'; setting: Setting }
  | { type: 'settingRequested'; setting: Setting }
  /** Somebody else has asked for another value before this person's was applied. */
  | { type: 'settingOvertaken'; setting: Setting; by: UserId; instead: Setting }
  /** The recording ended before this person's value was applied. `by`: who stopped it, if anybody did. */
  | { type: 'settingDropped'; setting: Setting; by?: UserId }
  /** The mode of the recording does not have it. */
  | { type: 'notInMode'; setting: Setting['type'] }
  /** Only the other medium is recorded. */
  | { type: 'notRecorded'; medium: 'audio' | 'video' }
  /** It has no limit that could be moved. */
  | { type: 'noLimit' }
  /** It can be extended until `until` at most. */
  | { type: 'extendedTooFar'; until: Ms }
  | { type: 'notAllowed' }
  /** A monthly limit is nearly used up. */
  | { type: 'usageLimitNear'; use: LimitUse }
>;

export type ThreadMessageOf<T extends ThreadMessage['type']> = Extract<ThreadMessage, { type: T }>;
