import { expect, test } from 'vitest';
import type { AgoraPayload } from '../../../src/recording/jobs.ts';
import { hour, noResponse, Scenario, uid } from '../../support/scenario.ts';
import { specOf } from '../../support/specs.ts';

const renewing = () => new Scenario({ spec: specOf({ renewsStorage: true }) });
const renewal = (failedAttempts = 0): AgoraPayload => ({
  queue: 'agora',
  call: 'update',
  uid,
  failedAttempts,
  setting: { type: 'storage' },
});
const missing = { kind: 'notSent', errorCode: 'storage_not_renewed', detail: 'no file' } as const;

test('temporary keys are renewed every hour, fixed ones never', () => {
  const scenario = renewing().toConfirming();
  expect(scenario.calls()).toContain(`update+${hour / 1000}`);
  expect(scenario.respondTo(renewal(), { kind: 'updated' }, hour).calls()).toEqual([`update+${hour / 1000}`]);
  expect(new Scenario().toConfirming().calls()).toEqual(['query+5']);
});

test('a failure is retried as long as it records, and reported once', () => {
  const scenario = renewing().toRecording();
  expect(scenario.respondTo(renewal(), noResponse).calls()).toEqual(['update+3']);
  expect(scenario.messages()).toEqual([]);
  expect(scenario.respondTo(renewal(3), missing).calls()).toEqual(['update+60']);
  expect(scenario.payloads()).toContainEqual({
    queue: 'thread',
    message: { type: 'warning', errorCode: 'storage_not_renewed', detail: 'no file' },
  });
  expect(scenario.respondTo(renewal(4), missing).calls()).toEqual(['update+60']);
  expect(scenario.messages()).toEqual([]);
});

test('a stop ends it', () => {
  expect(renewing().toRecording().stop().last.cancel).toContain('storage');
  expect(renewing().toRecording().stop().respondTo(renewal(), noResponse).calls()).toEqual([]);
});
