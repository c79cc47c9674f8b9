/** Takes a notification of Agora to its recording. */
import type { AgoraNotification } from '../recording/agora-notification.ts';
import type { Store } from './ports.ts';
import type { TransitionRunner } from './transition-runner.ts';

/** Committed when it resolves. Those of other recordings, and those that were counted, change nothing. */
export async function handleNotification(
  store: Pick<Store, 'findByRecorder'>,
  runner: Pick<TransitionRunner, 'apply'>,
  notification: AgoraNotification,
): Promise<void> {
  const { sid, cname, uid, id } = notification;
  const r = await store.findByRecorder(sid, cname, uid);
  if (r === undefined) return;
  await runner.apply(r.id, { type: 'notificationReceived', notification }, { request: `notification ${id}` });
}
