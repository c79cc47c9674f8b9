/** Scheduled recordings: nobody may be there yet, or everybody may come back. They continue until their time is over. */
import {
  type Env,
  enqueueAgoraCall,
  keys,
  postToThread,
  settingKeys,
  type Transition,
  transitionTo,
  updateCard,
  withNewRecorder,
} from '../effects.ts';
import type { ErrorCode } from '../error-codes.ts';
import { priority } from '../jobs.ts';
import { anotherRecorderAfter, emptyChannelInterval, shortestRest } from '../policy.ts';
import type { Recording } from '../recording.ts';
import { settledMode } from '../setting.ts';
import type { ThreadMessage } from '../thread-message.ts';

/** Reasons to end that another recorder does not share. Undefined: most likely everybody had left. */
const passing: ReadonlySet<ErrorCode | undefined> = new Set([
  undefined,
  'channel_empty',
  'recorder_vanished',
  'recorder_error',
]);

/**
 * Its recorder is over though nobody asked for that: a scheduled recording asks for another one. Undefined where it does not.
 * `over`: the recording with that recorder ended. `files`: all so far.
 */
export function goOn(
  before: Recording,
  over: Recording,
  files: readonly string[],
  errorCode: ErrorCode | undefined,
  env: Env,
): Transition | undefined {
  const { limit, scheduled, health } = before;
  if (scheduled === undefined || limit === undefined || !passing.has(errorCode)) return undefined;
  const isEmpty = errorCode === undefined || errorCode === 'channel_empty';
  const dueAt = env.now + (isEmpty ? emptyChannelInterval : anotherRecorderAfter);
  if (before.ending?.stop !== undefined || dueAt > limit.stopAt - shortestRest) return undefined;
  const next: Recording = {
    ...withNewRecorder(over, env.newUid),
    phase: 'starting',
    mode: settledMode(over.mode),
    health: health.mediaSeen === true ? { mediaSeen: true } : {},
    earlier: { count: over.recorders.length, files },
    ...(isEmpty ? { waiting: true } : {}),
  };
  const message = messageOf(before, errorCode, isEmpty, limit.stopAt);
  return transitionTo(next, {
    jobs: [
      enqueueAgoraCall(next, 'acquire', dueAt, priority.person),
      ...(message === undefined ? [] : [postToThread(env.now, message)]),
      updateCard(env.now),
    ],
    cancel: [keys.query, keys.start, keys.stop, keys.storage, keys.controlExpiring, keys.sidTimeout, ...settingKeys],
    audit: { actor: 'agora', action: 'goes on', detail: errorCode ?? 'empty channel' },
  });
}

/** That it waits is reported once, until somebody has joined. */
function messageOf(
  { waiting, health }: Recording,
  errorCode: ErrorCode | undefined,
  isEmpty: boolean,
  until: number,
): ThreadMessage | undefined {
  if (!isEmpty) return { type: 'recorderReplaced', errorCode: errorCode ?? 'recorder_vanished' };
  if (waiting === true) return undefined;
  return { type: health.mediaSeen === true ? 'everyoneLeft' : 'waitingForPeople', until };
}
