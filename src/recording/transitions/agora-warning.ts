/** Errors and warnings that Agora reports by itself. */
import type { NotificationEvent } from '../agora-notification.ts';
import {
  chain,
  type Env,
  enqueueAgoraCall,
  postToThread,
  type Transition,
  transitionTo,
  withHealth,
  withNotified,
} from '../effects.ts';
import type { ErrorCode } from '../error-codes.ts';
import { priority } from '../jobs.ts';
import type { Recording } from '../recording.ts';

/** Agora's levels. Minor errors are its own business; from medium on something may be missing in the files. */
const medium = 3;
const fatal = 5;

/** Agora's error codes by who reports them. The recorder's are those of the RTC network. */
const errors: Readonly<Record<string, ErrorCode>> = {
  'recorder 101': 'agora_bad_token',
  'recorder 109': 'token_expired',
  'recorder 110': 'agora_bad_token',
  'uploader 32': 'storage_refused',
  'uploader 47': 'upload_failed',
  'uploader 51': 'upload_failed',
  'service 50': 'upload_slow',
  'service 52': 'agora_timeout',
};

export function onError(
  r: Recording,
  { from, level, code, words }: Extract<NotificationEvent, { kind: 'error' }>,
  isWatched: boolean,
  env: Env,
): Transition {
  const errorCode = errors[`${from} ${code}`] ?? 'recorder_error';
  const detail = words === '' ? `${from} error ${code}` : `${from} error ${code}: ${words}`;
  if (level < medium) return transitionTo(r, { audit: { actor: 'agora', action: 'minor error', detail } });
  const warned = warn(level >= fatal ? suspecting(r, errorCode, env) : r, errorCode, detail, env);
  if (level < fatal || !isWatched) return warned;
  return chain(warned, (now) =>
    transitionTo(now, { jobs: [enqueueAgoraCall(now, 'query', env.now, priority.confirm)] }),
  );
}

/** The first reason is the likeliest; what follows are its consequences. One as general as `recorder_error` is replaced. */
export function suspecting(r: Recording, errorCode: ErrorCode | undefined, env: Env): Recording {
  const { suspected } = r.health;
  if (errorCode === undefined || (suspected !== undefined && suspected.errorCode !== 'recorder_error')) return r;
  return withHealth(r, { suspected: { errorCode, at: env.now } });
}

/** Each is reported once. */
export function warn(r: Recording, errorCode: ErrorCode, detail: string | undefined, env: Env): Transition {
  const { warnings = [] } = r.notified;
  const audit = { actor: 'agora', action: 'warned', detail: detail ?? errorCode };
  if (warnings.includes(errorCode)) return transitionTo(r, { audit });
  const message = {
    type: 'warning',
    errorCode,
    ...(detail === undefined || detail === '' ? {} : { detail }),
  } as const;
  return transitionTo(withNotified(r, { warnings: [...warnings, errorCode] }), {
    jobs: [postToThread(env.now, message)],
    audit,
  });
}
