/** What Agora's notices tell of the upload, and the end of waiting for them. */
import type { What } from '../notice.ts';
import type { Decision } from '../ports.ts';
import { current, type Recording } from '../recording.ts';
import { call, card, type Env, stay, step, without } from '../step.ts';
import { priority } from '../work.ts';
import { finish, finished } from './end.ts';

/** Progress may come out of order, so it only grows. */
export function onProgress(r: Recording, share: number, env: Env): Decision {
  const before = r.upload?.share ?? 0;
  if (share <= before && r.upload?.share !== undefined) return stay(r);
  const next: Recording = { ...r, upload: { ...r.upload, share } };
  // While it records, files are uploaded all the time: that is no news.
  const shown = r.phase === 'uploading' || r.phase === 'stopping';
  return step(next, shown ? { add: [card(env.now, priority.watch)] } : {});
}

/** 31 or 32: the fate of the upload. It may come before we have heard of the end of the recording. */
export function onUploadEnded(
  r: Recording,
  { uploading, names }: Extract<What, { kind: 'uploadEnded' }>,
  env: Env,
): Decision {
  const upload = { ...r.upload, fate: uploading, ...(names.length > 0 ? { names } : {}) };
  const next: Recording = { ...r, upload };
  switch (r.phase) {
    case 'uploading': {
      const files = names.length > 0 ? { names, predicted: false } : r.files;
      return finished({ ...next, uploading, ...(files === undefined ? {} : { files }) }, env);
    }
    case 'confirming':
    case 'recording':
      // It is over, then: Agora is asked, so that no notice alone ends a recording.
      return step(next, { add: [call(next, 'query', env.now, r.refreshAsked ? priority.person : priority.confirm)] });
    case 'lost':
      // It was out of our control, and has come to a good end all the same.
      if (current(r).sid === undefined) return stay(r);
      return finish(without(next, 'problem'), 'endedByItself', names, uploading, env);
    case 'finished':
      // Better late than never, and once.
      if (r.uploading !== 'unknown' || r.over === 'nothingRecorded') return stay(r);
      return finished({ ...next, uploading, ...(names.length > 0 ? { files: { names, predicted: false } } : {}) }, env);
    case 'failed':
      // It has recorded after all.
      if (names.length === 0) return stay(r);
      return finish(
        without(next, 'problem'),
        r.stopping === undefined ? 'endedByItself' : 'stopped',
        names,
        uploading,
        env,
      );
    default:
      return step(next);
  }
}

/** No notice has told the fate of the upload. */
export function onUploadLate(r: Recording, env: Env): Decision {
  return r.phase === 'uploading' ? finished(r, env) : stay(r);
}
