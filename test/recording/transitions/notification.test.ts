import { describe, expect, test } from 'vitest';
import type { NotificationEvent } from '../../../src/recording/agora-notification.ts';
import { currentRecorder } from '../../../src/recording/recording.ts';
import { file, hour, minute, notFound, Scenario, second, sid, status } from '../../support/scenario.ts';

describe('while it records', () => {
  test.each<[string, NotificationEvent]>([
    ['40', { kind: 'joined' }],
    ['42', { kind: 'slice' }],
    ['4', { kind: 'files', names: [file] }],
  ])('event %s is proof of a start', (_type, event) => {
    const scenario = new Scenario({ notifications: true }).toConfirming().notify(event);
    expect(scenario.r.phase).toBe('recording');
    expect(scenario.messages()).toEqual(['confirmed']);
  });

  test('the first files are shown', () => {
    const scenario = new Scenario({ notifications: true }).toConfirming().notify({ kind: 'files', names: [file] });
    expect(scenario.r.health.lastStatus).toMatchObject({ status: 5, files: [file] });
  });

  test('a liveness signal from before the not-found window does not count', () => {
    const scenario = new Scenario({ notifications: true }).toRecording().respond('query', notFound, minute);
    scenario.notify({ kind: 'files', names: [file] }, { at: scenario.now - second }, second);
    expect(scenario.r.health.notFound).toBeDefined();
    scenario.notify({ kind: 'files', names: [file] }, { at: scenario.now }, second);
    expect(scenario.r.health.notFound).toBeUndefined();
  });

  test('an outdated notification changes nothing', () => {
    const scenario = new Scenario({ notifications: true })
      .toConfirming()
      .notify({ kind: 'files', names: [file] }, { sequence: 7 })
      .notify({ kind: 'failover', uid: '9' }, { sequence: 3 });
    expect(scenario.messages()).toEqual([]);
    expect(scenario.notify({ kind: 'failover', uid: '9' }, { sequence: 8 }).messages()).toEqual(['failover']);
  });

  test('a failover gets its 90 s from the notification on', () => {
    const scenario = new Scenario({ notifications: true }).toRecording().respond('query', notFound);
    for (let asked = 0; asked < 5; asked++) scenario.respond('query', notFound, 15 * second);
    scenario.notify({ kind: 'failover', uid: '9' }, { at: scenario.now });
    scenario.respond('query', notFound, 15 * second);
    expect(scenario.r.phase).toBe('recording');
  });

  test('event 11 triggers a query, and then one 404 is the end', () => {
    const scenario = new Scenario({ notifications: true }).toRecording().notify({ kind: 'exited', normal: true });
    expect(scenario.r.phase).toBe('recording');
    expect(scenario.calls()).toEqual(['query+0']);
    scenario.respond('query', notFound);
    expect(scenario.r).toMatchObject({ phase: 'uploading', ending: { result: 'endedEarly' } });
    expect(scenario.messages()).toEqual(['uploading']);
  });

  test('event 11 that a query contradicts ends nothing', () => {
    const scenario = new Scenario({ notifications: true })
      .toRecording()
      .notify({ kind: 'exited', normal: true })
      .respond('query', status(5, [file]));
    expect(scenario.r.phase).toBe('recording');
    expect(scenario.calls()).toEqual(['query+10']);
  });

  test('event 11 during a confirmation: stopped at once, failed with the reported reason', () => {
    const scenario = new Scenario({ notifications: true })
      .toConfirming()
      .notify({ kind: 'error', from: 'recorder', level: 5, code: 110, words: '' })
      .notify({ kind: 'exited', normal: false })
      .respond('query', notFound);
    expect(scenario.calls()).toEqual(['stop+0']);
    scenario.respond('stop', notFound);
    expect(scenario.r).toMatchObject({ phase: 'failed', ending: { errorCode: 'agora_bad_token' } });
  });

  test.each<[NotificationEvent[], string]>([
    [
      [
        { kind: 'left', code: 12 },
        { kind: 'exited', normal: true },
      ],
      'channel_empty',
    ],
    [[{ kind: 'exited', normal: false }], 'recorder_error'],
    [
      [
        { kind: 'error', from: 'recorder', level: 5, code: 109, words: '' },
        { kind: 'exited', normal: false },
      ],
      'token_expired',
    ],
    [
      [
        { kind: 'exited', normal: false },
        { kind: 'error', from: 'uploader', level: 5, code: 32, words: '' },
      ],
      'storage_refused',
    ],
    [
      [
        { kind: 'webLimit', limit: 'bandwidth' },
        { kind: 'webStopped', code: 2, names: [] },
      ],
      'web_limit',
    ],
    [[{ kind: 'webStopped', code: 1, names: [] }], 'web_max_hours'],
    [[{ kind: 'webStopped', code: 3, names: [] }], 'recorder_error'],
    [[{ kind: 'webStopped', code: 4, names: [] }], 'web_page_silent'],
    [[{ kind: 'webStopped', code: 5, names: [] }], 'web_page_unreachable'],
    [[{ kind: 'webStopped', code: 99, names: [] }], 'web_stopped'],
  ])('%j: %s is why it ended', (events, errorCode) => {
    const scenario = events.reduce(
      (scenario, event) => scenario.notify(event),
      new Scenario({ notifications: true }).toRecording(),
    );
    expect(scenario.respond('query', notFound).r).toMatchObject({ phase: 'uploading', ending: { errorCode } });
  });

  test.each<[NotificationEvent, string]>([
    [{ kind: 'error', from: 'uploader', level: 4, code: 47, words: 'no such bucket' }, 'upload_failed'],
    [{ kind: 'error', from: 'other', level: 3, code: 1, words: '' }, 'recorder_error'],
    [{ kind: 'warning', from: 'uploader', code: 32 }, 'upload_backup'],
    [{ kind: 'downloadFailed', names: ['a.mp4'] }, 'download_failed'],
    [{ kind: 'webLimit', limit: 'bandwidth' }, 'web_limit'],
    [{ kind: 'webReloaded', reason: 'audio_silence' }, 'web_reloaded'],
    [{ kind: 'storageTokenExpired' }, 'storage_token_expired'],
  ])('%j is reported once', (event, errorCode) => {
    const scenario = new Scenario({ notifications: true }).toRecording().notify(event);
    expect(scenario.payloads()).toContainEqual({
      queue: 'thread',
      message: expect.objectContaining({ type: 'warning', errorCode }),
    });
    expect(scenario.notify(event).messages()).toEqual([]);
  });

  test.each<NotificationEvent>([
    { kind: 'error', from: 'recorder', level: 2, code: 5, words: '' },
    { kind: 'warning', from: 'uploader', code: 31 },
    { kind: 'uploadStarted' },
    { kind: 'registered' },
    { kind: 'progress', share: 0.4 },
    { kind: 'left', code: 24 },
  ])('%j is not reported', (event) => {
    const scenario = new Scenario({ notifications: true }).toRecording().notify(event);
    expect(scenario.last.jobs).toEqual([]);
    expect(scenario.r.phase).toBe('recording');
  });
});

describe('notifications contradicted by a query', () => {
  test('an exit is discarded after 90 s of recording', () => {
    const scenario = new Scenario({ notifications: true }).toRecording().notify({ kind: 'exited', normal: true });
    expect(scenario.respond('query', status(5, [file])).calls()).toEqual(['query+10']);
    expect(scenario.respond('query', status(5, [file]), 100 * second).calls()).toEqual(['query+120']);
    expect(scenario.respond('query', notFound, minute).r.phase).toBe('recording');
  });

  test('a cause does not explain a much later end', () => {
    const scenario = new Scenario({ notifications: true })
      .toRecording()
      .notify({ kind: 'error', from: 'recorder', level: 5, code: 110, words: '' })
      .respond('query', status(5, [file]), hour)
      .respond('query', notFound, hour);
    expect(scenario.respondUntilPhaseChanges(notFound).r).not.toHaveProperty('ending.errorCode');
  });

  test('the result of an upload is ignored while it still records', () => {
    const scenario = new Scenario({ notifications: true })
      .toRecording()
      .notify({ kind: 'uploadEnded', uploading: 'uploaded', names: [] })
      .respond('query', status(5, [file]))
      .stop()
      .respond('stop', { kind: 'stopped', files: [file], uploading: 'unknown' });
    expect(scenario.r.phase).toBe('uploading');
  });

  test('the response to a start takes precedence over the sid of a notification', () => {
    const scenario = new Scenario({ notifications: true })
      .toAcquired()
      .sendStarted()
      .notify({ kind: 'joined' }, { sid: 'f'.repeat(32) })
      .respond('start', { kind: 'started', sid });
    expect(currentRecorder(scenario.r).sid).toBe(sid);
  });
});

test('the playlists of an individual recording are reported one by one, and accumulate', () => {
  const scenario = new Scenario({ notifications: true }).toConfirming();
  scenario.notify({ kind: 'files', names: ['a.m3u8'] }).notify({ kind: 'files', names: ['b.m3u8'] });
  scenario.notify({ kind: 'files', names: ['a.m3u8'] });
  expect(scenario.r.health.lastStatus?.files).toEqual(['a.m3u8', 'b.m3u8']);
});
