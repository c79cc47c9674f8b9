import { describe, expect, test } from 'vitest';
import type { NotificationEvent } from '../../../src/recording/agora-notification.ts';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import { file, minute, notFound, Scenario, second, status } from '../../support/scenario.ts';

/** A stop whose response says nothing of the upload. */
const unclear: CallOutcome = { kind: 'stopped', files: [file], uploading: 'unknown' };

describe('the upload', () => {
  const uploaded: NotificationEvent = { kind: 'uploadEnded', uploading: 'uploaded', names: [file, 'b.mp4'] };
  const uploading = () =>
    new Scenario({ notifications: true }).toRecording().stop().sendStarted('stop').respond('stop', unclear);

  test('without notifications an upload with an unknown result is finished as unknown at once', () => {
    const scenario = new Scenario().toRecording().stop().respond('stop', unclear);
    expect(scenario.r).toMatchObject({ phase: 'finished', ending: { uploading: 'unknown' } });
  });

  test('with notifications it is Uploading until one reports its result', () => {
    const scenario = uploading();
    expect(scenario.r.phase).toBe('uploading');
    expect(scenario.timers()).toEqual(['uploadTimeout+86400']);
    scenario.notify(uploaded, {}, minute);
    expect(scenario.r).toMatchObject({
      phase: 'finished',
      ending: { uploading: 'uploaded', files: { names: [file, 'b.mp4'], predicted: false }, result: 'stopped' },
    });
    expect(scenario.messages()).toEqual(['finished']);
    expect(scenario.notify(uploaded, { id: 'n2' }).messages()).toEqual([]);
  });

  test('for 24 hours at most', () => {
    const scenario = uploading().timer('uploadTimeout', 24 * 60 * minute);
    expect(scenario.r).toMatchObject({ phase: 'finished', ending: { uploading: 'unknown', files: { names: [file] } } });
    expect(scenario.messages()).toEqual(['finished']);
  });

  test.each(['uploaded', 'backuped'] as const)('its status in the response to stop (%s) is conclusive', (word) => {
    const scenario = new Scenario({ notifications: true }).toRecording().stop();
    expect(scenario.respond('stop', { kind: 'stopped', files: [file], uploading: word }).r.phase).toBe('finished');
  });

  test('its result may come before the response to stop', () => {
    const scenario = new Scenario({ notifications: true })
      .toRecording()
      .stop()
      .notify({ ...uploaded, uploading: 'backuped' })
      .respond('stop', unclear);
    expect(scenario.r).toMatchObject({ phase: 'finished', ending: { uploading: 'backuped' } });
  });

  test('its result while it still seems to record triggers a query', () => {
    const scenario = new Scenario({ notifications: true }).toRecording().notify(uploaded);
    expect(scenario.r.phase).toBe('recording');
    expect(scenario.calls()).toEqual(['query+0']);
  });

  test('its progress is shown, and never decreases', () => {
    const scenario = uploading().notify({ kind: 'progress', share: 0.5 });
    expect(scenario.queues()).toEqual(['card']);
    scenario.notify({ kind: 'progress', share: 0.25 });
    expect(scenario.r.ending?.upload?.share).toBe(0.5);
    expect(scenario.last.jobs).toEqual([]);
  });

  test('nothing recorded is nothing to upload', () => {
    const scenario = new Scenario({ notifications: true })
      .toRecording()
      .stop()
      .respond('stop', { kind: 'nothingRecorded' });
    expect(scenario.r.phase).toBe('finished');
  });

  test('the result of an upload is kept when Agora shows the recorder once more after its exit', () => {
    const scenario = new Scenario({ notifications: true })
      .toRecording()
      .notify({ kind: 'exited', normal: true })
      .notify({ kind: 'uploadEnded', uploading: 'uploaded', names: [file] })
      .respond('query', status(5, [file]))
      .respond('query', notFound, 10 * second);
    expect(scenario.r).toMatchObject({ phase: 'finished', ending: { uploading: 'uploaded' } });
  });
});

test('a late notification without news is not reported', () => {
  const nothing = new Scenario({ notifications: true })
    .toRecording()
    .stop()
    .respond('stop', { kind: 'nothingRecorded' });
  expect(nothing.notify({ kind: 'uploadEnded', uploading: 'uploaded', names: [] }).messages()).toEqual([]);
  const failed = new Scenario({ notifications: true })
    .toConfirming()
    .respondUntilPhaseChanges(notFound)
    .sendStarted('stop')
    .respond('stop', notFound);
  failed.notify({ kind: 'uploadEnded', uploading: 'uploaded', names: [] });
  expect(failed.r.phase).toBe('failed');
});
