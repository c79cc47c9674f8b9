/** What Agora's notices tell of the upload, and the end of waiting for them. */

import type { NotificationEvent } from '../agora-notification.ts';
import type { Transition } from '../effects.ts';
import { type Env, enqueueAgoraCall, transitionTo, unchanged, updateCard, without } from '../effects.ts';
import { priority } from '../jobs.ts';
import { currentRecorder, type Recording } from '../recording.ts';
import { finish, finished } from './end.ts';

/** Progress may come out of order, so it only grows. */
export function onProgress(r: Recording, share: number, env: Env): Transition {
  const before = r.upload?.share ?? 0;
  if (share <= before && r.upload?.share !== undefined) return unchanged(r);
  const next: Recording = { ...r, upload: { ...r.upload, share } };
  // While it records, files are uploaded all the time: that is no news.
  const shown = r.phase === 'uploading' || r.phase === 'stopping';
  return transitionTo(next, shown ? { add: [updateCard(env.now, priority.watch)] } : {});
}

/** 31 or 32: the fate of the upload. It may come before we have heard of the end of the recording. */
export function onUploadEnded(
  r: Recording,
  { uploading, names }: Extract<NotificationEvent, { kind: 'uploadEnded' }>,
  env: Env,
): Transition {
  const upload = { ...r.upload, status: uploading, ...(names.length > 0 ? { names } : {}) };
  const next: Recording = { ...r, upload };
  switch (r.phase) {
    case 'uploading': {
      const files = names.length > 0 ? { names, predicted: false } : r.files;
      return finished({ ...next, uploading, ...(files === undefined ? {} : { files }) }, env);
    }
    case 'confirming':
    case 'recording':
      // It is over, then: Agora is asked, so that no notice alone ends a recording.
      return transitionTo(next, {
        add: [enqueueAgoraCall(next, 'query', env.now, r.refreshRequested ? priority.person : priority.confirm)],
      });
    case 'lost':
      // It was out of our control, and has come to a good end all the same.
      if (currentRecorder(r).sid === undefined) return unchanged(r);
      return finish(without(next, 'errorCode'), 'endedByItself', names, uploading, env);
    case 'finished':
      // Better late than never, and once.
      if (r.uploading !== 'unknown' || r.over === 'nothingRecorded') return unchanged(r);
      return finished({ ...next, uploading, ...(names.length > 0 ? { files: { names, predicted: false } } : {}) }, env);
    case 'failed':
      // It has recorded after all.
      if (names.length === 0) return unchanged(r);
      return finish(
        without(next, 'errorCode'),
        r.stopping === undefined ? 'endedByItself' : 'stopped',
        names,
        uploading,
        env,
      );
    default:
      return transitionTo(next);
  }
}

/** No notice has told the fate of the upload. */
export function onUploadTimeout(r: Recording, env: Env): Transition {
  return r.phase === 'uploading' ? finished(r, env) : unchanged(r);
}
