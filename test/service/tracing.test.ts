import { expect, test } from 'vitest';
import { scheduleTimer, transitionTo, updateCard } from '../../src/recording/effects.ts';
import { priority } from '../../src/recording/jobs.ts';
import { withTrace } from '../../src/service/tracing.ts';
import { query, recordingOf } from '../store/fixtures.ts';

const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

test('jobs belong to the trace of the command, but not what lasts as long as the recording', () => {
  const confirming = query(0, { priority: priority.confirm });
  const watching = query(0, { priority: priority.watch });
  const timer = scheduleTimer('limitReached', 0);
  const given = transitionTo(recordingOf('rone22'), { jobs: [updateCard(0), confirming, watching, timer] });
  expect(withTrace(given, trace).jobs).toEqual([
    { ...updateCard(0), trace },
    { ...confirming, trace },
    watching,
    timer,
  ]);
  expect(withTrace(given, undefined)).toBe(given);
});
