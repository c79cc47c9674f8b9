/** What the visitor breaks: the networks, the storage, the course of time. */
import type { FaultHandle } from '../../agora/faults.ts';
import type { Conditions } from '../protocol.ts';
import type { PageParts } from './parts.ts';

export type ConditionControl = Readonly<{
  now(): Conditions;
  network(of: 'agora' | 'slack', state: 'up' | 'down'): Promise<void>;
  storage(state: 'up' | 'failing'): void;
  /** Rejects with a sentence while the clock is being moved already. */
  pass(ms: number): Promise<void>;
}>;

export function createConditions({ slack, agora, bucket, clock, bot, pass }: PageParts): ConditionControl {
  const state = { slack: 'up', storage: 'up' } as { slack: 'up' | 'down'; storage: 'up' | 'failing' };
  /** Of the network to Agora, in both directions; none while it is up. */
  let faults: readonly FaultHandle[] = [];
  let movingUntil: number | undefined;
  return {
    now: () => ({
      // What changes with every move of the clock would be sent with every move.
      now: Math.floor(clock.now() / 1_000) * 1_000,
      bot: bot.state(),
      ...(movingUntil !== undefined && { movingUntil }),
      agora: faults.length > 0 ? 'down' : 'up',
      slack: state.slack,
      storage: state.storage,
    }),
    async network(of, to) {
      if (of === 'slack') {
        state.slack = to;
        await slack.outage(to === 'down' ? 'refused' : false);
        return;
      }
      for (const fault of faults) fault.release();
      if (to === 'up') faults = [];
      else {
        faults = [
          agora.fault({ call: 'any', kind: 'destroy', times: Number.POSITIVE_INFINITY }),
          agora.faultNotification({ kind: 'drop', times: Number.POSITIVE_INFINITY }),
        ];
      }
    },
    storage(to) {
      state.storage = to;
      // Agora is refused as it would be by a real storage: uploads fail, and new recordings end.
      if (to === 'failing') bucket.refuse(bucket.accessKey);
      else bucket.addKey({ accessKey: bucket.accessKey, secretKey: bucket.secretKey });
    },
    async pass(ms) {
      if (movingUntil !== undefined) throw new Error('The clock is being moved already. Wait until it is there.');
      movingUntil = clock.now() + ms;
      try {
        await pass(ms);
      } finally {
        movingUntil = undefined;
      }
    },
  };
}
