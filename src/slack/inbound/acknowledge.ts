import { errorText, type Log } from '../sdk-log.ts';

export type AckOptions = Readonly<{
  log: Log;
  /** Seconds from the arrival of a command or click to its acknowledgement on the wire. */
  onAck?: (seconds: number) => void;
}>;

/** Never rejects: on a closed connection no acknowledgement is possible, and the command counts anyway. */
export async function acknowledge(
  ack: () => Promise<void>,
  context: object,
  { log, onAck }: AckOptions,
): Promise<boolean> {
  try {
    await ack();
    const { receivedAt } = context as { receivedAt?: unknown };
    if (typeof receivedAt === 'number') onAck?.((performance.now() - receivedAt) / 1000);
    return true;
  } catch (error) {
    log.warn({ error: errorText(error) }, 'failed to acknowledge a command');
    return false;
  }
}
