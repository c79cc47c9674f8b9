/** Lines of a preset for the channel, for consent. */
import { expect, test } from 'vitest';
import type { Announcements } from '../../../src/recording/spec.ts';
import { file, hour, minute, notFound, otherSid, Scenario, second, status, t0 } from '../../support/scenario.ts';
import { specOf } from '../../support/specs.ts';

const stopped = { kind: 'stopped', files: [file], uploading: 'uploaded' } as const;
const announcing = (announce: Announcements = { begin: 'Recording.', end: 'Over.' }) =>
  new Scenario({ spec: specOf({ announce }) });

function moments(scenario: Scenario): string[] {
  return scenario
    .payloads()
    .flatMap((payload) =>
      payload.queue === 'thread' && payload.message.type === 'announcement' ? [payload.message.moment] : [],
    );
}

test('one when it records, one when it has ended', () => {
  const scenario = announcing().toConfirming();
  expect(moments(scenario)).toEqual([]);
  expect(moments(scenario.respond('query', status(5, [file]), 5 * second))).toEqual(['begin']);
  expect(moments(scenario.respond('query', status(5, [file]), minute))).toEqual([]);
  expect(moments(scenario.stop())).toEqual([]);
  expect(moments(scenario.respond('stop', stopped))).toEqual(['end']);
});

test('each can be set without the other', () => {
  expect(moments(announcing({ end: 'Over.' }).toRecording())).toEqual([]);
  expect(moments(announcing({ end: 'Over.' }).toRecording().stop().respond('stop', stopped))).toEqual(['end']);
  expect(moments(announcing({ begin: 'Recording.' }).toRecording().stop().respond('stop', stopped))).toEqual([]);
  expect(moments(new Scenario().toRecording())).toEqual([]);
});

test('a recording that never started is not announced', () => {
  const scenario = announcing().toConfirming().stop().respond('stop', { kind: 'nothingRecorded' });
  expect(moments(scenario)).toEqual([]);
});

test('a scheduled recording that continues with another recorder repeats neither', () => {
  const scheduled = { scheduleId: 's7k2m4', at: t0, until: t0 + 2 * hour };
  const spec = specOf({ announce: { begin: 'Recording.', end: 'Over.' } });
  const scenario = new Scenario({ spec, scheduled }).toRecording().respond('query', status(5, [file]), 10 * minute);
  scenario.respondUntilPhaseChanges(notFound);
  expect(scenario.r.phase).toBe('starting');
  expect(moments(scenario)).toEqual([]);
  scenario.respond('acquire', { kind: 'acquired', resourceId: 'R2' }, 3 * minute).sendStarted();
  scenario.respond('start', { kind: 'started', sid: otherSid }).respond('query', status(5, [file]), 5 * second);
  expect(moments(scenario)).toEqual([]);
  expect(moments(scenario.stop().respond('stop', stopped))).toEqual(['end']);
});
