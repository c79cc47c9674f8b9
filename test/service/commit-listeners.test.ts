import { describe, expect, it } from 'vitest';
import type { Recording } from '../../src/recording/recording.ts';
import { createCommitListeners } from '../../src/service/commit-listeners.ts';
import { committedEvent } from '../../src/service/commits.ts';
import { runningRecording } from '../support/recordings.ts';

const id = runningRecording().id;
const at = (version: number) => runningRecording({ version });

function setUp(find: (id: string) => Promise<Recording | undefined>) {
  const errors: unknown[] = [];
  const received: unknown[] = [];
  const listeners = createCommitListeners({ store: { find }, onError: (error) => errors.push(error) });
  const end = listeners.listen(id, (r, event) => received.push([r.version, event?.type]));
  return { listeners, received, errors, end };
}

describe('listeners', () => {
  it('receive what this process commits at once, until they end', () => {
    const { listeners, received, end } = setUp(() => Promise.reject(new Error('not asked')));
    listeners.committed(at(2), { type: 'tick' });
    listeners.committed(runningRecording({ id: 'rother' }), { type: 'tick' });
    end();
    listeners.committed(at(3), { type: 'tick' });
    expect(received).toEqual([[2, 'tick']]);
  });

  it('receive what other replicas commit in its order, though the recording is read slowly', async () => {
    const reads = [Promise.withResolvers<Recording>(), Promise.withResolvers<Recording>()];
    let n = 0;
    const { listeners, received } = setUp(() => reads[n++]?.promise ?? Promise.resolve(undefined));
    const both = [
      listeners.received({ id, event: { type: 'tick' } }),
      listeners.received({ id, event: { type: 'completed' } }),
    ];
    reads[1]?.resolve(at(3));
    reads[0]?.resolve(at(2));
    await Promise.all(both);
    expect(received).toEqual([
      [2, 'tick'],
      [3, 'completed'],
    ]);
  });

  it('read nothing that nobody waits for', async () => {
    const asked: string[] = [];
    const { listeners, end } = setUp((wanted) => {
      asked.push(wanted);
      return Promise.resolve(at(2));
    });
    await listeners.received({ id: 'rother', event: { type: 'tick' } });
    end();
    await listeners.received({ id, event: { type: 'tick' } });
    await listeners.missed();
    expect(asked).toEqual([]);
  });

  it('receive how the recording stands where something may have been missed', async () => {
    const { listeners, received } = setUp(() => Promise.resolve(at(7)));
    await listeners.missed();
    expect(received).toEqual([[7, undefined]]);
  });

  it('receive the next change after the recording could not be read', async () => {
    let fails = true;
    const { listeners, received, errors } = setUp(() =>
      fails ? Promise.reject(new Error('broken')) : Promise.resolve(at(3)),
    );
    await listeners.received({ id, event: { type: 'tick' } });
    expect([received, errors]).toEqual([[], [new Error('broken')]]);
    fails = false;
    await listeners.received({ id, event: { type: 'completed' } });
    expect(received).toEqual([[3, 'completed']]);
  });
});

it('others receive what has happened, and nothing that anybody has said', () => {
  const actor = { teamId: 'T1', userId: 'U1', channelId: 'C1' };
  expect(committedEvent({ type: 'commandReceived', command: { type: 'stop' }, actor })).toEqual({
    type: 'commandReceived',
  });
  const payload = { queue: 'agora', call: 'query', uid: '1', failedAttempts: 0 } as const;
  const files = Array.from({ length: 10_000 }, (_, n) => `${n}.m3u8`);
  expect(committedEvent({ type: 'responseReceived', payload, outcome: { kind: 'status', status: 5, files } })).toEqual({
    type: 'responseReceived',
    call: 'query',
    outcome: 'status',
  });
});
