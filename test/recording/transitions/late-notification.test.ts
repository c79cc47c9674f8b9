import { describe, expect, test } from 'vitest';
import type { NotificationEvent } from '../../../src/recording/agora-notification.ts';
import { currentRecorder } from '../../../src/recording/recording.ts';
import { file, hour, minute, noResponse, notFound, Scenario, second, status, t0, uid } from '../../support/scenario.ts';

/** Agora did not find the recorder for 90 s. */
const over = () =>
  new Scenario({ notifications: true })
    .toRecording()
    .respond('query', notFound, 2 * minute)
    .respondUntilPhaseChanges(notFound);
const uploadEnded: NotificationEvent = { kind: 'uploadEnded', uploading: 'uploaded', names: [file] };

describe('an end that was wrong or reported late', () => {
  test('a recorder that reappears is reported, is an orphan, and can be stopped', () => {
    const scenario = over();
    expect(scenario.r).toMatchObject({ phase: 'uploading', ending: { result: 'endedEarly' } });
    scenario.notify({ kind: 'failover', uid: '77' }, { at: scenario.now + second }, second);
    expect(scenario.messages()).toEqual(['orphanBack']);
    expect(currentRecorder(scenario.r).status).toBe('orphan');
    expect(scenario.notify({ kind: 'slice' }, { at: scenario.now + second }, second).messages()).toEqual([]);
    expect(scenario.stop().calls()).toEqual(['stop+0']);
  });

  test('a notification from before the end changes nothing', () => {
    const firstNotFound = t0 + 5 * second + 2 * minute;
    expect(over().r.ending?.endedAt).toBe(firstNotFound);
    expect(over().notify({ kind: 'slice' }, { at: firstNotFound }).messages()).toEqual([]);
    expect(
      over()
        .notify({ kind: 'slice' }, { at: firstNotFound + 1 })
        .messages(),
    ).toEqual(['orphanBack']);
  });

  test('the result of the upload may arrive after the timeout', () => {
    const scenario = over().timer('uploadTimeout', 24 * hour);
    expect(scenario.r).toMatchObject({ phase: 'finished', ending: { uploading: 'unknown' } });
    const late: NotificationEvent = { ...uploadEnded, uploading: 'backuped' };
    expect(scenario.notify(late).messages()).toEqual(['finished']);
    expect(scenario.r.ending?.uploading).toBe('backuped');
    expect(scenario.notify(late).messages()).toEqual([]);
  });

  test('files prove that a failed recording did record', () => {
    const scenario = new Scenario({ notifications: true })
      .toConfirming()
      .respondUntilPhaseChanges(notFound)
      .sendStarted('stop')
      .respond('stop', notFound);
    expect(scenario.r.phase).toBe('failed');
    scenario.notify(uploadEnded);
    expect(scenario.r).toMatchObject({ phase: 'finished', ending: { files: { names: [file], predicted: false } } });
    expect(scenario.r).not.toHaveProperty('ending.errorCode');
  });

  test('names received before the response to stop are not predicted', () => {
    const scenario = new Scenario({ notifications: true })
      .toConfirming()
      .respond('query', status(4), 5 * second)
      .stop()
      .notify({ kind: 'uploadEnded', uploading: 'uploaded', names: ['real.m3u8'] })
      .respond('stop', { kind: 'stopped', files: [], uploading: 'unknown' });
    expect(scenario.r.ending?.files).toEqual({ names: ['real.m3u8'], predicted: false });
  });

  test('what was lost is finished with its files also after its exit', () => {
    const scenario = new Scenario({ notifications: true }).toRecording().respond('query', notFound, 73 * hour);
    scenario.notify({ kind: 'exited', normal: true }).notify(uploadEnded);
    expect(scenario.r).toMatchObject({ phase: 'finished', ending: { uploading: 'uploaded' } });
  });
});

describe('a recorder that reappeared', () => {
  const back = (scenario: Scenario) => scenario.notify({ kind: 'slice' }, { at: scenario.now + second }, second);
  const stop = { queue: 'agora', call: 'stop', uid, failedAttempts: 0 } as const;

  test('does not reappear by notifications from before its stop', () => {
    const scenario = back(over()).stop();
    scenario.respondTo(stop, { kind: 'stopped', files: [], uploading: 'unknown' }, second);
    expect(scenario.messages()).toEqual(['orphanEnded']);
    expect(back(scenario).messages()).toEqual([]);
    expect(currentRecorder(scenario.r).status).toBe('ended');
  });

  test('reports the result of its upload at its end', () => {
    const scenario = back(over()).notify(uploadEnded, {}, minute);
    expect(scenario.messages()).toEqual(['orphanEnded', 'finished']);
    expect(scenario.r).toMatchObject({ phase: 'finished', ending: { uploading: 'uploaded' } });
  });

  test('also after a start that was given up: it recorded, and was stopped by the bot', () => {
    const scenario = new Scenario({ notifications: true })
      .toConfirming()
      .respondUntilPhaseChanges(notFound)
      .sendStarted('stop')
      .respond('stop', notFound);
    expect(scenario.r.phase).toBe('failed');
    expect(back(scenario).messages()).toEqual(['orphanBack']);
    expect(scenario.notify(uploadEnded, {}, minute).r).toMatchObject({
      phase: 'finished',
      ending: { result: 'stopped' },
    });
    expect(scenario.r).not.toHaveProperty('ending.errorCode');
  });

  test('after a stop whose response was lost: its 404 did not prove the end', () => {
    const scenario = new Scenario({ notifications: true })
      .toRecording()
      .stop()
      .sendStarted('stop')
      .respond('stop', noResponse)
      .sendStarted('stop');
    expect(scenario.respond('stop', notFound, 3 * second).r).toMatchObject({ ending: { result: 'stopped' } });
    expect(back(scenario).messages()).toEqual(['orphanBack']);
  });

  test('does not reappear after Agora reported its exit', () => {
    const scenario = new Scenario({ notifications: true })
      .toRecording()
      .notify({ kind: 'exited', normal: true })
      .respond('query', notFound);
    expect(back(scenario).messages()).toEqual([]);
  });
});
