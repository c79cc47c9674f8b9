import { describe, expect, test } from 'vitest';
import { currentRecorder } from '../../../src/recording/recording.ts';
import {
  file,
  hour,
  minute,
  newUid,
  notFound,
  notSent,
  resourceId,
  Scenario,
  second,
  status,
  uid,
} from '../../support/scenario.ts';

/** A recorder runs that gave no sid, and a new one is reserved. */
const withOrphan = (scenario: Scenario) =>
  scenario.toAcquired().sendStarted().respond('start', { kind: 'alreadyStarted' });
/** Another recorder has a sid meanwhile, and the sid of the orphan has come. */
const besideAnother = () =>
  new Scenario({ notifications: true }).toOrphan().notify({ kind: 'joined' }).toSecondStarted();

describe('orphans are shown until their deadline', () => {
  test('with tokens: until the token has expired', () => {
    const scenario = withOrphan(new Scenario({ usesTokens: true }));
    const [timer = ''] = scenario.timers();
    const wait = Number(timer.split('+')[1]) * second;
    expect(wait / minute).toBeCloseTo(24 * 60 + 10, 0);
    scenario.timer('orphansExpired', wait - 1);
    expect(scenario.r.recorders[0].status).toBe('orphan');
    scenario.timer('orphansExpired', 1);
    expect(scenario.r.recorders[0].status).toBe('ended');
    expect(scenario.timers()).toEqual([]);
  });

  test('without tokens: twice as long as Agora can control it', () => {
    const [timer = ''] = withOrphan(new Scenario()).timers();
    expect((Number(timer.split('+')[1]) * second) / minute).toBeCloseTo(2 * 72 * 60 + 10, 0);
  });

  test('one after the other, each at its time', () => {
    const scenario = withOrphan(new Scenario())
      .respond('acquire', { kind: 'acquired', resourceId }, 5 * minute)
      .sendStarted();
    scenario.respond('start', { kind: 'alreadyStarted' });
    const [timer = ''] = scenario.timers();
    scenario.timer('orphansExpired', Number(timer.split('+')[1]) * second);
    expect(scenario.r.recorders.map((recorder) => recorder.status)).toEqual(['ended', 'orphan', 'planned']);
    expect(scenario.timers()).toEqual(['orphansExpired+300']);
  });
});

describe('an orphan whose sid comes late', () => {
  const late = () => new Scenario({ notifications: true }).toOrphan().toSecondStarted();

  test('is stopped when the new one is confirmed, and its end is reported', () => {
    const scenario = late().notify({ kind: 'joined' });
    expect(scenario.calls()).toEqual([]);
    scenario.respond('query', status(5), 5 * second);
    expect(scenario.calls()).toEqual(['query+120', 'stop+0']);
    const stop = { queue: 'agora', call: 'stop', uid, failedAttempts: 0 } as const;
    scenario.respondTo(stop, notSent);
    expect(scenario.calls()).toEqual(['stop+15']);
    scenario.respondTo(stop, { kind: 'stopped', files: [], uploading: 'uploaded' });
    expect(scenario.r.recorders.map((recorder) => recorder.status)).toEqual(['ended', 'running']);
    expect(scenario.messages()).toEqual(['orphanEnded']);
    expect(scenario.r.phase).toBe('recording');
    expect(currentRecorder(scenario.r).uid).toBe(newUid);
  });

  test('its stop is retried during a failover, then concluded', () => {
    const scenario = late()
      .respond('query', status(5), 5 * second)
      .notify({ kind: 'joined' });
    expect(scenario.calls()).toEqual(['stop+0']);
    for (let failedAttempts = 0; failedAttempts < 6; failedAttempts++) {
      scenario.respondTo({ queue: 'agora', call: 'stop', uid, failedAttempts }, notFound, 15 * second);
      expect(scenario.calls()).toEqual(['stop+15']);
    }
    scenario.respondTo({ queue: 'agora', call: 'stop', uid, failedAttempts: 6 }, notFound, 15 * second);
    expect(scenario.messages()).toEqual(['orphanEnded']);
  });

  test('its end is reported without any stop, once', () => {
    const scenario = late().notify({ kind: 'exited', normal: true });
    expect(scenario.messages()).toEqual(['orphanEnded']);
    expect(scenario.notify({ kind: 'uploadEnded', uploading: 'uploaded', names: [] }).messages()).toEqual([]);
    expect(scenario.r.phase).toBe('confirming');
  });
});

describe('a stop requested by a person', () => {
  const lost = () =>
    new Scenario({ notifications: true })
      .toOrphan()
      .respond('acquire', { kind: 'rejected', errorCode: 'agora_quota' }, 3 * second);

  test('is sent at once where the sid has come', () => {
    const scenario = new Scenario({ notifications: true })
      .toOrphan()
      .notify({ kind: 'joined' })
      .respond('acquire', { kind: 'rejected', errorCode: 'agora_quota' }, 3 * second);
    expect(scenario.r.phase).toBe('lost');
    scenario.stop();
    expect(scenario.calls()).toEqual(['stop+0']);
    expect(scenario.last.reply).toEqual({ type: 'stopsOrphan', known: true, notifications: true });
  });

  test('is kept until the sid comes', () => {
    const scenario = lost().stop();
    expect(scenario.last.reply).toEqual({ type: 'stopsOrphan', known: false, notifications: true });
    expect(scenario.calls()).toEqual([]);
    expect(scenario.notify({ kind: 'joined' }).calls()).toEqual(['stop+0']);
  });

  test('requested while the bot gives up ends the orphan, too', () => {
    const scenario = besideAnother().respondUntilPhaseChanges(notFound);
    expect(scenario.r.phase).toBe('stopping');
    scenario.stop().sendStarted('stop').respond('stop', notFound, second);
    expect(scenario.r.phase).toBe('lost');
    expect(scenario.calls()).toEqual(['stop+0']);
  });

  test('counts several 404s before it concludes the end', () => {
    const scenario = besideAnother().respond('query', status(5, [file]), 5 * second);
    const stop = { queue: 'agora', call: 'stop', uid } as const;
    for (let n = 0; n < 6; n++) {
      scenario.respondTo(
        { ...stop, failedAttempts: 0 },
        { kind: 'notSent', errorCode: 'agora_rate_limited' },
        15 * second,
      );
      expect(scenario.payloads()).toEqual([{ ...stop, failedAttempts: 0 }]);
    }
    expect(scenario.respondTo({ ...stop, failedAttempts: 0 }, notFound).messages()).toEqual([]);
  });

  test('is not sent, and its 404 proves nothing, after control has expired', () => {
    const scenario = new Scenario().toRecording().respond('query', notFound, 73 * hour);
    expect(scenario.r.ending?.errorCode).toBe('control_expired');
    scenario.stop();
    expect(scenario.calls()).toEqual([]);
    expect(scenario.last.reply).toEqual({ type: 'alreadyOver' });
    scenario.respondTo({ queue: 'agora', call: 'stop', uid, failedAttempts: 6 }, notFound);
    expect(currentRecorder(scenario.r).status).toBe('orphan');
  });
});

describe('an orphan whose sid is known', () => {
  test('is stopped when its recording ends by itself', () => {
    const scenario = besideAnother();
    scenario.respond('query', status(8, [file]), 5 * second);
    scenario.sendStarted('stop').respond('stop', { kind: 'stopped', files: [file], uploading: 'uploaded' });
    expect(scenario.r.phase).toBe('finished');
    expect(scenario.calls()).toEqual(['stop+0']);
  });

  test('is stopped when its recording is canceled', () => {
    const scenario = new Scenario({ notifications: true }).toOrphan().notify({ kind: 'joined' }).stop();
    expect(scenario.r.phase).toBe('lost');
    expect(scenario.calls()).toEqual(['stop+0']);
  });

  test('is shown where the recording is lost, and stopped only on request', () => {
    const scenario = new Scenario({ notifications: true })
      .toOrphan()
      .respond('acquire', { kind: 'rejected', errorCode: 'agora_quota' }, 3 * second)
      .notify({ kind: 'joined' });
    expect(scenario.queues()).toEqual(['card']);
  });
});
