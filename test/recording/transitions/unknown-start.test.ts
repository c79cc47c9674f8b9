import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import { currentRecorder } from '../../../src/recording/recording.ts';
import { noResponse, Scenario, second, sid } from '../../support/scenario.ts';

describe('a start whose sid is not known', () => {
  test('without notifications it is an orphan at once, and a new one starts', () => {
    const scenario = new Scenario().toSidUnknown();
    expect(scenario.r.recorders.map((recorder) => recorder.status)).toEqual(['orphan', 'planned']);
    expect(scenario.messages()).toEqual(['orphan']);
  });

  test('with notifications it waits 15 s', () => {
    const scenario = new Scenario({ notifications: true }).toSidUnknown();
    expect(scenario.timers()).toEqual(['sidTimeout+15']);
    expect(scenario.calls()).toEqual([]);
    expect(currentRecorder(scenario.r).status).toBe('sent');
    scenario.timer('sidTimeout', 15 * second);
    expect(scenario.r.recorders.map((recorder) => recorder.status)).toEqual(['orphan', 'planned']);
    expect(scenario.calls()).toEqual(['acquire+3']);
  });

  test('a notification brings the sid: no second recorder', () => {
    const scenario = new Scenario({ notifications: true })
      .toSidUnknown()
      .notify({ kind: 'warning', from: 'other', code: 1 }, {}, 5 * second);
    expect(currentRecorder(scenario.r)).toMatchObject({ status: 'running', sid });
    expect(scenario.r.phase).toBe('confirming');
    expect(scenario.calls()).toEqual(['query+5']);
    expect(scenario.last.cancel).toContain('sidTimeout');
    scenario.timer('sidTimeout', 10 * second);
    expect(scenario.r.recorders).toHaveLength(1);
  });

  test('a notification that comes before the response to start brings the sid, too', () => {
    const scenario = new Scenario({ notifications: true }).toAcquired().sendStarted().notify({ kind: 'joined' });
    expect(scenario.r.phase).toBe('recording');
    expect(scenario.respond('start', { kind: 'started', sid }).r.phase).toBe('recording');
  });

  test.each<CallOutcome>([{ kind: 'conflict' }, { kind: 'expired' }])(
    '%j on the second send means the same',
    (outcome) => {
      const scenario = new Scenario({ notifications: true })
        .toAcquired()
        .sendStarted()
        .respond('start', noResponse)
        .sendStarted()
        .respond('start', outcome);
      expect(scenario.timers()).toEqual(['sidTimeout+15']);
    },
  );

  test('a pending stop is sent as soon as a notification brings the sid', () => {
    const scenario = new Scenario({ notifications: true }).toSidUnknown().stop().notify({ kind: 'joined' });
    expect(scenario.r.phase).toBe('stopping');
    expect(scenario.calls()).toEqual(['stop+0']);
  });

  test('a notification of another channel or uid brings nothing', () => {
    const scenario = new Scenario({ notifications: true })
      .toSidUnknown()
      .notify({ kind: 'joined' }, { cname: 'Standup' })
      .notify({ kind: 'joined' }, { uid: '7' });
    expect(currentRecorder(scenario.r)).not.toHaveProperty('sid');
  });
});
