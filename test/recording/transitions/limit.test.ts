/** The time limit: when it warns, when it stops, and how it moves. */
import { describe, expect, test } from 'vitest';
import type { Spec } from '../../../src/recording/spec.ts';
import { ana, ben, file, hour, minute, Scenario, second, sid, stranger, t0 } from '../../support/scenario.ts';
import { specOf, webOptions } from '../../support/specs.ts';

const limited = (duration: number, change: Partial<Spec> = {}) =>
  new Scenario({ spec: specOf({ duration, ...change }) });
const stopped = { kind: 'stopped', files: [file], uploading: 'uploaded' } as const;

describe('the time of a recording', () => {
  test('runs from its first recorder on', () => {
    const scenario = limited(90 * minute)
      .toAcquired()
      .sendStarted();
    expect(scenario.r.limit).toBeUndefined();
    scenario.respond('start', { kind: 'started', sid }, 3 * second);
    expect(scenario.r.limit).toEqual({ stopAt: t0 + 3 * second + 90 * minute });
    expect(scenario.timers()).toEqual(expect.arrayContaining(['limitNear+4800', 'limitReached+5400']));
    expect(scenario.card()).toMatchObject({ stopAt: t0 + 3 * second + 90 * minute });
  });

  test('is absent unless it was requested', () => {
    const scenario = new Scenario().toConfirming();
    expect(scenario.r.limit).toBeUndefined();
    expect(scenario.timers().join()).not.toContain('limit');
    expect(scenario.card().buttons.join()).not.toContain('extend');
  });

  test('causes a warning ten minutes before it is over, unless it is shorter', () => {
    const scenario = limited(90 * minute)
      .toRecording()
      .timer('limitNear', 80 * minute);
    expect(scenario.messages()).toEqual(['limitNear']);
    expect(
      limited(10 * minute)
        .toConfirming()
        .timers(),
    ).not.toContain('limitNear+0');
  });

  test('causes no warning once it is over, nor after the end', () => {
    expect(
      limited(hour)
        .toRecording()
        .timer('limitNear', 2 * hour)
        .messages(),
    ).toEqual([]);
    const ended = limited(hour)
      .toRecording()
      .stop()
      .respond('stop', stopped)
      .timer('limitNear', 50 * minute);
    expect(ended.messages()).toEqual([]);
  });
});

describe('when the time is over', () => {
  test('it is stopped, and ends like one stopped by a person', () => {
    const scenario = limited(hour).toRecording().timer('limitReached', hour);
    expect(scenario.r.phase).toBe('stopping');
    expect(scenario.calls()).toEqual(['stop+0']);
    expect(scenario.messages()).toEqual(['limitReached']);
    expect(scenario.last.audit).toEqual({ actor: 'clock', action: 'stop', detail: 'time limit' });
    scenario.sendStarted('stop').respond('stop', stopped, second);
    expect(scenario.r).toMatchObject({ phase: 'finished', ending: { result: 'stopped' } });
    expect(scenario.card()).toMatchObject({ outcome: { kind: 'finished' } });
  });

  test.each([
    [0, undefined],
    [minute, undefined],
    [minute + 1, true],
    [8 * hour, true],
  ])('%d ms late: said to be late %s', (by, late) => {
    const scenario = limited(hour).toRecording();
    const { stopAt = 0 } = scenario.r.limit ?? {};
    scenario.timer('limitReached', stopAt - scenario.now + by);
    expect(scenario.payloads()).toContainEqual({
      queue: 'thread',
      message: { type: 'limitReached', at: stopAt, ...(late === undefined ? {} : { late }) },
    });
  });

  test('a stopping or ended recording is unchanged', () => {
    const stopping = limited(hour).toRecording().stop(ben).timer('limitReached', hour);
    expect(stopping.last).toMatchObject({ jobs: [], next: { ending: { stop: { by: 'UBEN' } } } });
    const ended = limited(hour).toRecording().stop().respond('stop', stopped).timer('limitReached', hour);
    expect(ended.last.jobs).toEqual([]);
  });

  test('a person who presses Stop then is answered that it is already stopping', () => {
    const scenario = limited(hour).toRecording().timer('limitReached', hour).stop(ben);
    expect(scenario.last.reply).toEqual({ type: 'alreadyStopping' });
  });
});

describe('more time', () => {
  test('moves the end, posts to the thread, and warns again', () => {
    const scenario = limited(hour).toRecording();
    const { stopAt = 0 } = scenario.r.limit ?? {};
    scenario.timer('limitNear', 50 * minute).command({ type: 'extend', by: 30 * minute }, ben);
    expect(scenario.r.limit).toEqual({ stopAt: stopAt + 30 * minute });
    expect(scenario.messages()).toEqual(['extended']);
    expect(scenario.last.cancel).toEqual(['limitNear']);
    const near = (stopAt + 20 * minute - scenario.now) / second;
    expect(scenario.timers()).toEqual([`limitNear+${near}`, `limitReached+${near + 600}`]);
    expect(scenario.last.audit).toMatchObject({ actor: 'UBEN', action: 'extend' });
  });

  test('is for those who may stop it', () => {
    const scenario = limited(hour).toRecording().command({ type: 'extend', by: minute }, stranger);
    expect(scenario.last.reply).toEqual({ type: 'notAllowed' });
    expect(scenario.last.jobs).toEqual([]);
  });

  test.each<[string, Scenario, object]>([
    ['without a limit', new Scenario().toRecording(), { type: 'noLimit' }],
    ['before it runs', limited(hour).toAcquired(), { type: 'notReady', command: 'extend' }],
    ['while it stops', limited(hour).toRecording().stop(), { type: 'alreadyStopping' }],
    ['after its end', limited(hour).toRecording().stop().respond('stop', stopped), { type: 'alreadyOver' }],
  ])('is rejected %s', (_, scenario, reply) => {
    const before = scenario.r;
    scenario.command({ type: 'extend', by: hour });
    expect(scenario.last).toMatchObject({ next: before, jobs: [], reply });
  });

  test.each<[string, Partial<Spec>, number]>([
    ['24 hours from now', {}, 24 * hour],
    ['the limit of the page', { options: { ...webOptions, maxHours: 3 } }, 3 * hour],
    ['the end of the token', { usesTokens: true }, 24 * hour],
  ])('ends at %s', (_, change, furthest) => {
    const scenario = new Scenario({
      spec: specOf({ duration: hour, ...change }),
      usesTokens: change.usesTokens === true,
    });
    scenario.toConfirming().command({ type: 'extend', by: furthest - hour }, ana);
    expect(scenario.r.limit).toEqual({ stopAt: t0 + furthest });
    scenario.command({ type: 'extend', by: minute });
    expect(scenario.last.reply).toEqual({ type: 'extendedTooFar', until: t0 + furthest });
    expect(scenario.r.limit).toEqual({ stopAt: t0 + furthest });
  });

  test('has its buttons on the card', () => {
    expect(limited(hour).toRecording().card().buttons.slice(-2)).toEqual(['extend:30m', 'extend:1h']);
  });
});
