/** How the recording of a page ends: nobody had to turn a camera on, so it is never for that. */
import { expect, test } from 'vitest';
import { minute, Scenario, second, status } from '../../support/scenario.ts';
import { specOf, webOptions } from '../../support/specs.ts';

const page = () => new Scenario({ spec: specOf({ options: webOptions }), notifications: true });
const ready = () =>
  page()
    .toConfirming()
    .respond('query', status(4), 5 * second);

test('a page that could not be opened has its reason and no file, also no predicted one', () => {
  const scenario = ready().notify({ kind: 'webStopped', code: 5, names: [] });
  scenario.respond('query', { kind: 'notFound' }, second);
  expect(scenario.r).toMatchObject({
    phase: 'finished',
    ending: { result: 'endedEarly', errorCode: 'web_page_unreachable', files: { names: [], predicted: false } },
  });
});

test('the files of the last notification count', () => {
  const scenario = ready().notify({ kind: 'webStopped', code: 1, names: ['a.m3u8'] }, {}, minute);
  scenario.respond('query', { kind: 'notFound' }, second);
  expect(scenario.r.ending).toMatchObject({
    errorCode: 'web_max_hours',
    files: { names: ['a.m3u8'], predicted: false },
  });
});

test('where Agora named none though it recorded, the name is predicted', () => {
  const scenario = ready().respond('query', status(5), minute).stop();
  scenario.respond('stop', { kind: 'stopped', files: [], uploading: 'uploaded' });
  expect(scenario.r.ending?.files).toEqual({ names: [`${'a'.repeat(32)}_standup.m3u8`], predicted: true });
});

test('a recorder that may run is bounded by the time limit of the page', () => {
  const scenario = page().toOrphan();
  expect(scenario.r.recorders[0]?.status).toBe('orphan');
  expect(scenario.card().orphans).not.toHaveProperty('idle');
  expect(scenario.card().orphans?.endBy).toBeGreaterThan(scenario.now + webOptions.maxHours * 60 * minute - minute);
});

test('a page that Agora ends a moment before its limit, counted from the response to start, has reached it', () => {
  const scenario = page()
    .toAcquired()
    .sendStarted()
    .respond('start', { kind: 'started', sid: 'a'.repeat(32) }, 10 * second)
    .respond('query', status(5), 5 * second);
  const { startedAt = 0 } = scenario.r.recorders[0];
  const end = startedAt + webOptions.maxHours * 60 * minute - second;
  scenario.respond('query', status(8), end - scenario.now);
  expect(scenario.r.ending).toMatchObject({ result: 'endedEarly', errorCode: 'web_max_hours' });
});
