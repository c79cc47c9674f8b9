import { describe, expect, test } from 'vitest';
import type { Reporter } from '../../../src/recording/agora-notification.ts';
import type { ErrorCode } from '../../../src/recording/error-codes.ts';
import { priority } from '../../../src/recording/jobs.ts';
import { file, notFound, Scenario, second, status } from '../../support/scenario.ts';

const recording = () => new Scenario({ notifications: true }).toRecording();
const error = (level: number, from: Reporter = 'recorder', code = 5, words = '') =>
  ({ kind: 'error', from, level, code, words }) as const;

describe('meanings of Agora’s errors', () => {
  test.each<[Reporter, number, ErrorCode]>([
    ['recorder', 101, 'agora_bad_token'],
    ['recorder', 109, 'token_expired'],
    ['recorder', 110, 'agora_bad_token'],
    ['uploader', 32, 'storage_refused'],
    ['uploader', 47, 'upload_failed'],
    ['uploader', 51, 'upload_failed'],
    ['service', 50, 'upload_slow'],
    ['service', 52, 'agora_timeout'],
    ['recorder', 32, 'recorder_error'],
    ['web', 101, 'recorder_error'],
    ['other', 1, 'recorder_error'],
  ])('of the %s, %d: %s', (from, code, errorCode) => {
    expect(
      recording()
        .notify(error(3, from, code))
        .payloads(),
    ).toEqual([{ queue: 'thread', message: { type: 'warning', errorCode, detail: `${from} error ${code}` } }]);
  });

  test('is reported with Agora’s own message', () => {
    expect(
      recording()
        .notify(error(3, 'uploader', 47, 'no such bucket'))
        .payloads(),
    ).toEqual([
      {
        queue: 'thread',
        message: { type: 'warning', errorCode: 'upload_failed', detail: 'uploader error 47: no such bucket' },
      },
    ]);
  });
});

describe('severity', () => {
  test.each([
    [1, []],
    [2, []],
    [3, ['warning']],
    [4, ['warning']],
    [5, ['warning']],
  ])('level %d', (level, messages) => {
    expect(recording().notify(error(level)).messages()).toEqual(messages);
  });

  test('a fatal one triggers a query, and explains an end', () => {
    const scenario = recording().notify(error(5, 'recorder', 110));
    expect(scenario.calls()).toEqual(['query+0']);
    expect(scenario.last.jobs.find(({ key }) => key === 'query')?.priority).toBe(priority.confirm);
    expect(scenario.respond('query', status(8), second).r.ending?.errorCode).toBe('agora_bad_token');
  });

  test('one that is not fatal does neither', () => {
    const scenario = recording().notify(error(4, 'recorder', 110));
    expect(scenario.calls()).toEqual([]);
    expect(scenario.respond('query', status(8), second).r.ending?.errorCode).toBe('recorder_vanished');
  });

  test('a fatal one after a stop triggers no query: a query during a stop removes the file list from its response', () => {
    expect(recording().stop().notify(error(5)).calls()).toEqual([]);
  });
});

describe('people are notified once', () => {
  test('of each problem, in any order', () => {
    const scenario = recording();
    const told = (['upload', 'reload', 'upload', 'reload'] as const).flatMap((what) =>
      scenario
        .notify(
          what === 'upload' ? { kind: 'warning', from: 'uploader', code: 32 } : { kind: 'webReloaded', reason: '' },
        )
        .payloads(),
    );
    expect(told).toEqual([
      { queue: 'thread', message: { type: 'warning', errorCode: 'upload_backup' } },
      { queue: 'thread', message: { type: 'warning', errorCode: 'web_reloaded' } },
    ]);
    expect(scenario.r.notified.warnings).toEqual(['upload_backup', 'web_reloaded']);
  });

  test('only the uploader’s warning 32 is about files', () => {
    expect(recording().notify({ kind: 'warning', from: 'recorder', code: 32 }).messages()).toEqual([]);
  });
});

describe('the reason of the end, where several were reported', () => {
  const ended = (scenario: Scenario) =>
    scenario.notify({ kind: 'exited', normal: true }).respond('query', notFound).r.ending;

  test('the first one counts; later ones are consequences', () => {
    const scenario = recording()
      .notify(error(5, 'recorder', 109))
      .notify(error(5, 'uploader', 47));
    expect(ended(scenario)?.errorCode).toBe('token_expired');
  });

  test('one without a reason is replaced by one with a reason', () => {
    const scenario = recording()
      .notify(error(5))
      .notify(error(5, 'uploader', 32));
    expect(ended(scenario)?.errorCode).toBe('storage_refused');
  });

  test('an exit without a reason keeps the reported one', () => {
    const scenario = recording()
      .notify(error(5, 'uploader', 32))
      .respond('query', status(5, [file]), second);
    expect(ended(scenario)?.errorCode).toBe('storage_refused');
  });
});
