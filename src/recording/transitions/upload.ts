/** What Agora's notifications report of the upload, and the end of waiting for them. */
import type { NotificationEvent } from '../agora-notification.ts';
import {
  type Env,
  enqueueAgoraCall,
  type Transition,
  transitionTo,
  unchanged,
  updateCard,
  withEnding,
} from '../effects.ts';
import { priority } from '../jobs.ts';
import { currentRecorder, type Ending, type Recording } from '../recording.ts';
import { finish, finished } from './end.ts';

/** Progress may come out of order, so it only grows. */
export function onProgress(r: Recording, share: number, env: Env): Transition {
  const before = r.ending?.upload?.share;
  if (before !== undefined && share <= before) return unchanged(r);
  const next = withEnding(r, { upload: { ...r.ending?.upload, share } });
  // While it records, files are uploaded all the time: that is no news.
  const isShown = r.phase === 'uploading' || r.phase === 'stopping';
  return transitionTo(next, isShown ? { jobs: [updateCard(env.now, priority.watch)] } : {});
}

/** 31 or 32: the upload is over. It may come before the end of the recording is known. */
export function onUploadEnded(
  r: Recording,
  { uploading, names }: Extract<NotificationEvent, { kind: 'uploadEnded' }>,
  env: Env,
): Transition {
  const next = withEnding(r, {
    upload: { ...r.ending?.upload, status: uploading, ...(names.length > 0 ? { names } : {}) },
  });
  const news: Partial<Ending> = { uploading, ...(names.length > 0 ? { files: { names, predicted: false } } : {}) };
  switch (r.phase) {
    case 'uploading':
      return finished(withEnding(next, news), env);
    case 'confirming':
    case 'recording': {
      // The recording seems to be over: Agora is queried, as a notification alone never ends a recording.
      const jobPriority = r.notified.refreshRequested === true ? priority.person : priority.confirm;
      return transitionTo(next, { jobs: [enqueueAgoraCall(next, 'query', env.now, jobPriority)] });
    }
    case 'lost':
      // It was an orphan, and has ended well anyway.
      if (currentRecorder(r).sid === undefined) return unchanged(r);
      return finish(withEnding(next, { errorCode: undefined }), 'endedEarly', names, uploading, env);
    case 'finished':
      // Better late than never, and once.
      if (r.ending?.uploading !== 'unknown' || r.ending.result === 'nothingRecorded') return unchanged(r);
      return finished(withEnding(next, news), env);
    case 'failed':
    case 'canceled': {
      // It has recorded after all.
      if (names.length === 0) return unchanged(r);
      const result = r.ending?.stop === undefined ? 'endedEarly' : 'stopped';
      return finish(withEnding(next, { errorCode: undefined }), result, names, uploading, env);
    }
    default:
      return transitionTo(next);
  }
}

/** No notification has reported the upload. */
export function onUploadTimeout(r: Recording, env: Env): Transition {
  return r.phase === 'uploading' ? finished(r, env) : unchanged(r);
}
