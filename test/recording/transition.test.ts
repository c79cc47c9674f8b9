import { describe, expect, test } from 'vitest';
import { sameView } from '../../src/recording/card-view.ts';
import { keys } from '../../src/recording/effects.ts';
import { priority } from '../../src/recording/jobs.ts';
import { currentRecorder, type Recording } from '../../src/recording/recording.ts';
import { transition } from '../../src/recording/transition.ts';
import {
  file,
  hour,
  minute,
  newUid,
  noResponse,
  notFound,
  otherSid,
  resourceId,
  Scenario,
  second,
  sid,
  status,
  t0,
  uid,
} from '../support/scenario.ts';

const started = { kind: 'started', sid } as const;
const stopped = { kind: 'stopped', files: [file], uploading: 'uploaded' } as const;

test('an event needs a recording, unless it makes one', () => {
  const env = { now: t0, newUid, notifications: false, jitter: 0 };
  expect(() => transition(undefined, { type: 'tick' }, env)).toThrow(new TypeError('tick needs a recording'));
});

describe('may the call that is about to leave be sent?', () => {
  const later = (scenario: Scenario, after: number) => scenario.apply({ type: 'completed' }, after);
  const starts: readonly [string, Scenario, string, 'proceed' | 'skip'][] = [
    ['reserved', new Scenario().toAcquired(), uid, 'proceed'],
    ['not reserved yet', new Scenario().postCard(), uid, 'skip'],
    ['its first response was lost', new Scenario().toAcquired().sendStarted(), uid, 'proceed'],
    ['15 minutes old', later(new Scenario().toAcquired(), 15 * minute), uid, 'proceed'],
    ['older', later(new Scenario().toAcquired(), 15 * minute + 1), uid, 'skip'],
    ['older, but sent before', later(new Scenario().toAcquired().sendStarted(), hour), uid, 'proceed'],
    ['canceled', new Scenario().toAcquired().stop(), uid, 'skip'],
    ['stopping, and its sid not known', new Scenario().toAcquired().sendStarted().stop(), uid, 'proceed'],
    ['stopping', new Scenario().toConfirming().stop(), uid, 'skip'],
    ['confirming', new Scenario().toConfirming(), uid, 'skip'],
    ['recording', new Scenario().toRecording(), uid, 'skip'],
    [
      'another one takes its place',
      new Scenario().toAcquired().sendStarted().respond('start', { kind: 'conflict' }),
      uid,
      'skip',
    ],
    [
      'an orphan, and another one takes its place',
      new Scenario({ notifications: true }).toOrphan().respond('acquire', { kind: 'acquired', resourceId }),
      uid,
      'skip',
    ],
    [
      'the one that takes its place',
      new Scenario({ notifications: true }).toOrphan().respond('acquire', { kind: 'acquired', resourceId }),
      newUid,
      'proceed',
    ],
  ];
  test.each(starts)('a start, %s', (_state, scenario, recorder, expected) => {
    const before = scenario.r;
    scenario.apply({ type: 'sendStarted', call: 'start', uid: recorder });
    expect(scenario.last.dispatch).toBe(expected);
    // A sent call is committed first; an unsent one changes nothing, unless it was given up.
    const counts = (r: Recording) => r.recorders.map(({ sendCount }) => sendCount);
    const increase = expected === 'proceed' ? 1 : 0;
    expect(counts(scenario.r).at(-1)).toBe((counts(before).at(-1) ?? 0) + increase);
    expect(scenario.calls()).toEqual([]);
  });

  const beside = () => new Scenario({ notifications: true }).toOrphan().notify({ kind: 'joined' });
  const stops: readonly [string, Scenario, string, 'proceed' | 'skip'][] = [
    ['stopping', new Scenario().toRecording().stop(), uid, 'proceed'],
    ['stopping, and sent before', new Scenario().toRecording().stop().sendStarted('stop'), uid, 'proceed'],
    ['given up by the bot', new Scenario().toConfirming().respondUntilPhaseChanges(notFound), uid, 'proceed'],
    ['recording', new Scenario().toRecording(), uid, 'skip'],
    ['finished', new Scenario().toRecording().stop().respond('stop', stopped), uid, 'skip'],
    ['lost, and it may run', beside().stop(), uid, 'proceed'],
    ['an orphan beside another recorder', beside().toSecondStarted(), uid, 'proceed'],
    ['the recorder beside an orphan', beside().toSecondStarted(), newUid, 'skip'],
  ];
  test.each(stops)('a stop, %s', (_state, scenario, recorder, expected) => {
    const isCurrent = scenario.r.phase === 'stopping';
    scenario.apply({ type: 'sendStarted', call: 'stop', uid: recorder });
    expect(scenario.last.dispatch).toBe(expected);
    expect(scenario.r.ending?.stop?.inFlight).toBe(isCurrent ? true : undefined);
    expect(scenario.last.jobs).toEqual([]);
  });

  test('no other event dispatches a call', () => {
    expect(new Scenario().toAcquired().last).not.toHaveProperty('dispatch');
    expect(new Scenario().toRecording().stop().last).not.toHaveProperty('dispatch');
  });
});

describe('a response', () => {
  test('to a call for a replaced recorder changes nothing', () => {
    const scenario = new Scenario({ notifications: true }).toOrphan().toSecondStarted();
    const before = scenario.r;
    for (const call of ['acquire', 'start', 'query'] as const)
      for (const outcome of [started, notFound, status(8), { kind: 'acquired', resourceId: 'S' }, noResponse] as const)
        scenario.respondTo({ queue: 'agora', call, uid, failedAttempts: 0 }, outcome);
    scenario.respondTo({ queue: 'agora', call: 'stop', uid: '7', failedAttempts: 0 }, stopped);
    expect(scenario.r).toBe(before);
    expect(currentRecorder(scenario.r).sid).toBe(otherSid);
  });

  test('to a query for a recorder that can’t be controlled ends nothing', () => {
    const scenario = new Scenario({ notifications: true })
      .toOrphan()
      .respond('acquire', { kind: 'rejected', errorCode: 'agora_quota' });
    scenario.respondTo({ queue: 'agora', call: 'query', uid, failedAttempts: 0 }, { kind: 'exiting' });
    expect(scenario.r.recorders[0].status).toBe('orphan');
    expect(scenario.last.jobs).toEqual([]);
  });
});

describe('the card', () => {
  const cardJobs = (scenario: Scenario) => scenario.last.jobs.filter(({ key }) => key === keys.card);
  const rejectedCard = { type: 'postFailed', queue: 'card', code: 'is_archived' } as const;

  test('is redrawn with its current content, after jobs that a person waits for', () => {
    const scenario = new Scenario().toConfirming().respond('query', status(5), 5 * second);
    expect(cardJobs(scenario)).toEqual([
      { key: 'card', dueAt: scenario.now, priority: priority.confirm, payload: { queue: 'card' } },
    ]);
  });

  test('is drawn once, at the priority of the transition that requests it', () => {
    const scenario = new Scenario().toRecording().stop();
    expect(cardJobs(scenario)).toMatchObject([{ priority: priority.person }]);
  });

  test('is not drawn where the recording has changed, and what the card shows has not', () => {
    const scenario = new Scenario().toRecording().apply({ type: 'tick' });
    expect(scenario.r.notified.statusPostPending).toBe(true);
    expect(cardJobs(scenario)).toEqual([]);
  });

  test('is drawn as long as it records, even when Slack rejects it: it may be accepted later', () => {
    const scenario = new Scenario().toRecording().apply(rejectedCard);
    expect(cardJobs(scenario.respond('query', status(4), minute))).toHaveLength(1);
  });

  test('is not drawn where Slack rejects it and all is over', () => {
    const scenario = new Scenario({ notifications: true }).toRecording().respond('query', status(8), minute);
    scenario.apply(rejectedCard);
    const before = scenario.card();
    scenario.notify({ kind: 'slice' }, { at: scenario.now + 1 });
    expect(sameView(before, scenario.card())).toBe(false);
    expect(cardJobs(scenario)).toEqual([]);
    expect(scenario.messages()).toEqual(['orphanBack']);
  });

  test('is drawn in addition to other jobs of the transition', () => {
    const scenario = new Scenario({ notifications: true }).toOrphan();
    scenario.apply({ type: 'completed' }, hour).respond('acquire', { kind: 'acquired', resourceId });
    scenario.apply({ type: 'sendStarted', call: 'start', uid: newUid });
    expect(scenario.last.dispatch).toBe('skip');
    expect(scenario.r.phase).toBe('lost');
    expect(cardJobs(scenario)).toHaveLength(1);
    expect(scenario.last.audit).toMatchObject({ action: 'lost' });
  });
});
