import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import { currentRecorder } from '../../../src/recording/recording.ts';
import { newUid, noResponse, notSent, resourceId, Scenario, second, sid, uid } from '../../support/scenario.ts';

describe('acquire', () => {
  test.each<[string, CallOutcome, number, string[], string]>([
    ['a reservation brings the start', { kind: 'acquired', resourceId }, 0, ['start+0'], 'starting'],
    ['no connection: once more', notSent, 0, ['acquire+1'], 'starting'],
    ['no response: once more', noResponse, 0, ['acquire+3'], 'starting'],
    ['no connection for long: given up', notSent, 10, [], 'failed'],
    ['a quota that is full', { kind: 'rejected', errorCode: 'agora_quota' }, 0, [], 'failed'],
    ['a response that belongs to another call', { kind: 'updated' }, 0, [], 'failed'],
  ])('%s', (_name, outcome, failedAttempts, calls, phase) => {
    const scenario = new Scenario().postCard().respond('acquire', outcome, 0, failedAttempts);
    expect(scenario.calls()).toEqual(calls);
    expect(scenario.r.phase).toBe(phase);
    if (phase === 'failed') expect(scenario.messages()).toContain('failed');
  });

  test('the problem is reported at the third failure, once', () => {
    const scenario = new Scenario().postCard();
    expect(scenario.respond('acquire', notSent, 0, 1).messages()).toEqual([]);
    expect(scenario.respond('acquire', notSent, 0, 2).messages()).toEqual(['problem']);
    expect(scenario.respond('acquire', notSent, 0, 3).messages()).toEqual([]);
  });
});

describe('start', () => {
  test('is marked as sent before it leaves', () => {
    const scenario = new Scenario().toAcquired().sendStarted();
    expect(scenario.last.dispatch).toBe('proceed');
    expect(currentRecorder(scenario.r)).toMatchObject({ status: 'sent', sendCount: 1 });
  });

  test('does not leave after a stop', () => {
    const scenario = new Scenario().toAcquired().stop();
    expect(scenario.r.phase).toBe('canceled');
    expect(scenario.last.cancel).toEqual(expect.arrayContaining(['acquire', 'start']));
    expect(currentRecorder(scenario.sendStarted().r).sendCount).toBe(0);
    expect(scenario.last.dispatch).toBe('skip');
  });

  test('the sid is kept, and the first query comes five seconds later', () => {
    const scenario = new Scenario().toConfirming();
    expect(scenario.r.phase).toBe('confirming');
    expect(currentRecorder(scenario.r)).toMatchObject({ status: 'running', sid });
    expect(scenario.calls()).toEqual(['query+5']);
  });

  test.each<[string, CallOutcome, number, string[]]>([
    ['no connection', notSent, 0, ['start+1']],
    ['no response', noResponse, 0, ['start+3']],
    ['no response twice', noResponse, 1, ['start+6']],
    ['206 code 65', { kind: 'indeterminate', errorCode: 'agora_incomplete' }, 1, ['start+6']],
    ['429', { kind: 'notSent', errorCode: 'agora_rate_limited' }, 0, ['start+1']],
  ])('%s: the same start again', (_name, outcome, failedAttempts, calls) => {
    const scenario = new Scenario().toAcquired().sendStarted().respond('start', outcome, 0, failedAttempts);
    expect(scenario.calls()).toEqual(calls);
    expect(scenario.r.recorders).toHaveLength(1);
  });

  test.each<[string, CallOutcome, number]>([
    ['no response after four sends', noResponse, 3],
    ['206 code 65 three times', { kind: 'indeterminate', errorCode: 'agora_incomplete' }, 2],
    ['201 without a sid', { kind: 'alreadyStarted' }, 0],
  ])('%s: an orphan, said openly, and a new recorder with another uid', (_name, outcome, failedAttempts) => {
    const scenario = new Scenario().toAcquired().sendStarted().respond('start', outcome, 0, failedAttempts);
    expect(scenario.r.recorders.map((recorder) => recorder.status)).toEqual(['orphan', 'planned']);
    expect(currentRecorder(scenario.r).uid).toBe(newUid);
    expect(scenario.messages()).toEqual(['orphan']);
    expect(scenario.calls()).toEqual(['acquire+3']);
  });

  test('an unsent start is no orphan: 429 and then a rejection is a failure', () => {
    const scenario = new Scenario()
      .toAcquired()
      .sendStarted()
      .respond('start', { kind: 'notSent', errorCode: 'agora_rate_limited' });
    expect(currentRecorder(scenario.r)).toMatchObject({ status: 'planned', sendCount: 0 });
    scenario.sendStarted().respond('start', { kind: 'rejected', errorCode: 'agora_bad_request' }, 0, 1);
    expect(scenario.r.phase).toBe('failed');
  });

  test('repeated 429: failed if nothing was sent, else an orphan', () => {
    const limited: CallOutcome = { kind: 'notSent', errorCode: 'agora_rate_limited' };
    const afterLimits = (scenario: Scenario) => scenario.sendStarted().respond('start', limited, 0, 10);
    expect(afterLimits(new Scenario().toAcquired()).r).toMatchObject({
      phase: 'failed',
      ending: { errorCode: 'agora_rate_limited' },
    });
    const before = new Scenario().toAcquired().sendStarted().respond('start', noResponse);
    expect(afterLimits(before).r.recorders.map((recorder) => recorder.status)).toEqual(['orphan', 'planned']);
  });

  test('a stop while the start cannot leave cancels it', () => {
    const scenario = new Scenario().toAcquired().sendStarted().stop();
    scenario.respond('start', notSent);
    expect(scenario.r).toMatchObject({ phase: 'canceled', ending: { stop: { by: 'UANA' } } });
    expect(scenario.last.cancel).toContain('start');
  });

  test('a start that could not be sent for 15 minutes times out', () => {
    const scenario = new Scenario()
      .toAcquired()
      .apply({ type: 'completed' }, 901 * second)
      .sendStarted();
    expect(scenario.r).toMatchObject({ phase: 'failed', ending: { errorCode: 'too_late' } });
    expect(scenario.last.dispatch).toBe('skip');
    expect(currentRecorder(scenario.r).sendCount).toBe(0);
  });

  test('canceling the new recorder beside an orphan is not a cancellation: one may still run', () => {
    const scenario = new Scenario().toAcquired().sendStarted().respond('start', { kind: 'alreadyStarted' }).stop();
    expect(scenario.r.phase).toBe('lost');
    expect(scenario.messages()).toEqual(['lost']);
  });

  test('201 with a sid is the same as a start', () => {
    const scenario = new Scenario().toAcquired().sendStarted().respond('start', { kind: 'alreadyStarted', sid });
    expect(scenario.r.phase).toBe('confirming');
  });

  test.each<[string, CallOutcome]>([
    ['53', { kind: 'conflict' }],
    ['433', { kind: 'expired' }],
    ['500 code 502', { kind: 'restartRequired', errorCode: 'agora_no_worker' }],
  ])('%s on the first send: nothing of ours runs, a new recorder', (_name, outcome) => {
    const scenario = new Scenario().toAcquired().sendStarted().respond('start', outcome);
    expect(scenario.r.recorders.map((recorder) => recorder.status)).toEqual(['ended', 'planned']);
    expect(scenario.messages()).toEqual([]);
  });

  test.each<[string, CallOutcome]>([
    ['53', { kind: 'conflict' }],
    ['433', { kind: 'expired' }],
    ['400', { kind: 'rejected', errorCode: 'agora_bad_request' }],
    ['500 code 502', { kind: 'restartRequired', errorCode: 'agora_no_worker' }],
  ])('%s on the second send may refer to the first: an orphan', (_name, outcome) => {
    const scenario = new Scenario()
      .toAcquired()
      .sendStarted()
      .respond('start', noResponse)
      .sendStarted()
      .respond('start', outcome, 0, 1);
    expect(scenario.r.recorders[0].status).toBe('orphan');
    expect(scenario.messages()).toContain('orphan');
  });

  test('a rejection fails with its reason', () => {
    const scenario = new Scenario().toAcquired().sendStarted();
    scenario.respond('start', { kind: 'rejected', errorCode: 'agora_bad_request', detail: 'bad vendor' });
    expect(scenario.r).toMatchObject({ phase: 'failed', ending: { errorCode: 'agora_bad_request' } });
    expect(scenario.messages()).toEqual(['failed']);
  });

  test('after three recorders that may run: lost, not failed', () => {
    const scenario = new Scenario().postCard();
    for (let i = 0; i < 3; i++) {
      scenario
        .respond('acquire', { kind: 'acquired', resourceId })
        .sendStarted()
        .respond('start', { kind: 'alreadyStarted' });
    }
    expect(scenario.r.phase).toBe('lost');
    // The same uid was drawn twice; two recorders with one uid would drive each other out of the channel.
    expect(scenario.r.recorders.map((recorder) => recorder.uid)).toEqual([uid, newUid, String(Number(newUid) - 1)]);
    expect(scenario.messages()).toEqual(['orphan', 'lost']);
  });
});

describe('a stop before the sid', () => {
  test('waits for the sid and then stops at once', () => {
    const scenario = new Scenario().toAcquired().sendStarted().stop();
    expect(scenario.r.phase).toBe('stopping');
    expect(scenario.calls()).toEqual([]);
    expect(scenario.respond('start', { kind: 'started', sid }).calls()).toEqual(['stop+0']);
    expect(currentRecorder(scenario.r).sid).toBe(sid);
  });

  test('keeps retrying for the sid, and starts no other recorder', () => {
    const scenario = new Scenario().toAcquired().sendStarted().stop().respond('start', noResponse);
    expect(scenario.calls()).toEqual(['start+3']);
    expect(currentRecorder(scenario.sendStarted().r).sendCount).toBe(2);
    scenario.respond('start', { kind: 'alreadyStarted' });
    expect(scenario.r).toMatchObject({ phase: 'lost', ending: { errorCode: 'start_unknown' } });
    expect(scenario.r.recorders).toHaveLength(1);
  });
});
