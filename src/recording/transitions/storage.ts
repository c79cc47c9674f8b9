/** Temporary credentials of the bucket: renewed while it records, so that the upload does not end with them. */
import type { CallOutcome } from '../call-outcome.ts';
import { chain, type Env, keys, retryJob, type Transition, transitionTo, unchanged } from '../effects.ts';
import { type AgoraPayload, type NewJob, priority } from '../jobs.ts';
import { rejectedInterval, storageRenewalInterval } from '../policy.ts';
import { currentRecorder, type Ms, type Recording } from '../recording.ts';
import { retryAfter } from '../retry.ts';
import { warn } from './agora-warning.ts';

type StoragePayload = Extract<AgoraPayload, { setting: { type: 'storage' } }>;

export function renewStorage(r: Recording, dueAt: Ms): NewJob {
  const { uid } = currentRecorder(r);
  const payload: StoragePayload = {
    queue: 'agora',
    call: 'update',
    uid,
    failedAttempts: 0,
    setting: { type: 'storage' },
  };
  return { key: keys.storage, dueAt, priority: priority.confirm, payload };
}

/** Retried until it succeeds, and reported once: the credentials still serve for hours (Agora: at least four from their issue). */
export function onStorageResponse(r: Recording, payload: StoragePayload, outcome: CallOutcome, env: Env): Transition {
  if (r.phase !== 'confirming' && r.phase !== 'recording') return unchanged(r);
  if (outcome.kind === 'updated') {
    return transitionTo(r, {
      jobs: [renewStorage(r, env.now + storageRenewalInterval)],
      audit: { actor: 'agora', action: 'storage renewed' },
    });
  }
  const isSilence = outcome.kind === 'notSent' || outcome.kind === 'indeterminate';
  const wait = isSilence ? retryAfter('update', outcome, payload.failedAttempts, env.jitter) : undefined;
  const retry = transitionTo(r, { jobs: [retryJob(payload, env.now + (wait ?? rejectedInterval), priority.confirm)] });
  // A fail-over answers 404 for a while, and the query reports it.
  if (wait !== undefined || payload.failedAttempts < firstTold) return retry;
  const detail = 'detail' in outcome ? outcome.detail : undefined;
  return chain(warn(r, 'storage_not_renewed', detail, env), (told) => ({ ...retry, next: told }));
}

/** Three quick retries come first; an immediate rejection is retried as often before people are notified. */
const firstTold = 3;
