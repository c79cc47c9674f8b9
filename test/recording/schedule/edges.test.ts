/** Schedules at the edges: short times, long outages, and clocks that jump. */
import { describe, expect, test } from 'vitest';
import type { Recording } from '../../../src/recording/recording.ts';
import { momentsBetween, nextAfter, type Rule, shortestInterval } from '../../../src/recording/schedule/rule.ts';
import type { Schedule } from '../../../src/recording/schedule/schedule.ts';
import {
  isOutdated,
  type ScheduleEvent,
  type ScheduleTransition,
  scheduleTransition,
} from '../../../src/recording/schedule/transition.ts';
import { runningRecording } from '../../support/recordings.ts';
import { ana, hour, minute } from '../../support/scenario.ts';
import { nineOClock, scheduleOf } from '../../support/schedules.ts';
import { specOf } from '../../support/specs.ts';

const day = 24 * hour;
const run: ScheduleEvent = { type: 'timerDue', timer: 'run' };
const retry: ScheduleEvent = { type: 'timerDue', timer: 'retry' };
const daily: Rule = { kind: 'cron', expression: '0 9 * * *' };

function apply(s: Schedule, event: ScheduleEvent, now: number, active?: Recording): ScheduleTransition {
  return scheduleTransition(s, event, {
    now,
    resolve: () => ({ ok: true, spec: specOf() }),
    active: () => (active?.phase === 'recording' ? active : undefined),
    find: (id) => (active?.id === id ? active : undefined),
    refusal: () => undefined,
  });
}

const said = ({ jobs }: ScheduleTransition) =>
  jobs.flatMap(({ payload }) => ('message' in payload ? [`${payload.queue} ${payload.message.type}`] : []));

describe('a short time', () => {
  test.each([
    [minute, 1, 'started'],
    [minute, 30_000, 'started'],
    [minute, 30_001, 'missed'],
    [90_000, 45_000, 'started'],
    [hour, hour - minute, 'started'],
    [hour, hour - minute + 1, 'missed'],
  ])('of %i ms that is looked at after %i ms is %s', (duration, after, outcome) => {
    const done = apply(scheduleOf('s7k2m4', { duration }), run, nineOClock + after);
    expect(done.occurrences).toEqual([{ at: nineOClock, outcome }]);
    expect(done.start === undefined).toBe(outcome === 'missed');
  });

  test('that waits for another recording begins while half of it is left', () => {
    const other = runningRecording({ id: 'rother' });
    const s = scheduleOf('s7k2m4', { duration: minute });
    const waiting = apply(s, run, nineOClock + 1, other);
    const ended = { ...other, phase: 'finished' as const };
    expect(apply(waiting.next, retry, nineOClock + 29_000, ended).start).toBeDefined();
    expect(apply(waiting.next, retry, nineOClock + 31_000, ended).occurrences).toMatchObject([
      { outcome: 'notStarted' },
    ]);
  });
});

describe('an outage with more times than are examined', () => {
  const often: Rule = { kind: 'cron', expression: '*/15 * * * *' };
  const s = scheduleOf('s7k2m4', { rule: often, duration: 10 * minute });

  test.each([
    [5 * minute, true],
    [14 * minute, false],
  ])('%i ms after the latest one: it is recorded, %s', (since, isOpen) => {
    const latest = nineOClock + 30 * day;
    const done = apply(s, run, latest + since);
    expect(done.start?.scheduled?.at).toBe(isOpen ? latest : undefined);
    expect(done.next.next).toBe(latest + 15 * minute);
    const times = done.occurrences.map(({ at }) => at);
    expect(new Set(times).size).toBe(times.length);
    expect(times.length).toBeLessThanOrEqual(1_002);
    expect(said(done)).toEqual(['channel missed', 'person missed']);
  });
});

describe('one time right after the other', () => {
  const mine = runningRecording({ id: 'rmine2', scheduled: { scheduleId: 's7k2m4', at: nineOClock - hour } });

  test('waits without a message while the schedule’s previous recording ends', () => {
    const waiting = apply(scheduleOf('s7k2m4'), run, nineOClock, mine);
    expect(waiting.next.blocked).toMatchObject({ recordingId: 'rmine2' });
    expect(said(waiting)).toEqual([]);
    const ended = { ...mine, phase: 'finished' as const };
    expect(apply(waiting.next, retry, nineOClock + 30_000, ended).start?.scheduled).toMatchObject({ at: nineOClock });
  });

  test('is reported when the recording is of another schedule', () => {
    expect(said(apply(scheduleOf('sother'), run, nineOClock, mine))).toEqual(['person blocked']);
  });
});

describe('a clock change', () => {
  test('back: nothing starts twice, and later times are on schedule', () => {
    const started = apply(scheduleOf('s7k2m4', { rule: daily }), run, nineOClock);
    const again = apply(started.next, run, nineOClock - hour);
    expect(again).toMatchObject({ next: started.next, occurrences: [] });
    expect(again.start).toBeUndefined();
    expect(again.jobs).toContainEqual(expect.objectContaining({ key: 'run', dueAt: nineOClock + day }));
  });

  test('forward over two times: the first is missed, the second starts', () => {
    const done = apply(scheduleOf('s7k2m4', { rule: daily }), run, nineOClock + day + minute);
    expect(done.occurrences.map(({ outcome }) => outcome)).toEqual(['missed', 'started']);
  });
});

describe('a message that waited too long', () => {
  const { next: _, ...over } = scheduleOf('s7k2m4');
  test.each<[string, Schedule, boolean]>([
    ['of the next time is said', scheduleOf('s7k2m4'), false],
    ['of a time that has started, or was skipped, is not', scheduleOf('s7k2m4', { next: nineOClock + day }), true],
    ['of what was canceled is not', { ...over, ended: { at: nineOClock, because: 'canceled' } }, true],
  ])('a reminder %s', (_name, s, outdated) => {
    expect(isOutdated(s, { type: 'reminder', at: nineOClock })).toBe(outdated);
    const reason = { kind: 'notPermitted' } as const;
    expect(isOutdated(s, { type: 'willNotStart', at: nineOClock, reason })).toBe(outdated);
    expect(isOutdated(s, { type: 'canceled', by: ana.userId })).toBe(false);
    expect(isOutdated(s, { type: 'notStarted', at: nineOClock, reason })).toBe(false);
  });
});

test('Cancel ends what waits for another recording, and the time is not recorded', () => {
  const other = runningRecording({ id: 'rother' });
  const waiting = apply(
    scheduleOf('s7k2m4', { rule: { kind: 'once', at: '2026-10-19T09:00' } }),
    run,
    nineOClock,
    other,
  );
  const cancel = { type: 'commandReceived', command: { type: 'cancel' }, actor: { ...ana, channelId: 'C1' } } as const;
  const canceled = apply(waiting.next, cancel, nineOClock + minute);
  expect(canceled.next).toMatchObject({ ended: { because: 'canceled' } });
  expect(canceled.cancel).toContain('retry');
  expect(apply(canceled.next, retry, nineOClock + 2 * minute)).toMatchObject({ occurrences: [], jobs: [] });
});

test('the latest time that can be skipped ends the schedule', () => {
  const s = scheduleOf('s7k2m4', { rule: { kind: 'once', at: '2026-10-19T09:00' } });
  const skip = {
    type: 'commandReceived',
    command: { type: 'skip', at: nineOClock },
    actor: { ...ana, channelId: 'C1' },
  } as const;
  const skipped = apply(s, skip, nineOClock - hour);
  expect(skipped.next).toMatchObject({ ended: { because: 'over' } });
  expect(skipped.next.next).toBeUndefined();
});

describe('rules at the edges', () => {
  const from = Date.parse('2026-11-21T09:00Z');
  test('once, in a year', () => {
    const at = nextAfter({ kind: 'once', at: '2027-11-21T09:00' }, 'Europe/Berlin', from);
    expect(new Date(at ?? 0).toISOString()).toBe('2027-11-21T08:00:00.000Z');
  });

  test.each(['0 0 30 2 *', '0 0 31 4,6,9,11 *'])('%s never comes', (expression) => {
    expect(nextAfter({ kind: 'cron', expression }, 'Europe/Berlin', from)).toBeUndefined();
  });

  test('every hour is an hour apart, also where summer time is half an hour', () => {
    const hourly: Rule = { kind: 'cron', expression: '0 * * * *' };
    const zone = 'Australia/Lord_Howe';
    expect(shortestInterval(hourly, zone, from)).toBe(hour);
    const change = Date.parse('2026-10-03T12:00Z');
    const moments = momentsBetween(hourly, zone, change, change + 8 * hour, 99);
    expect(new Set(moments).size).toBe(moments.length);
    expect(moments.toSorted((a, b) => a - b)).toEqual(moments);
  });

  test('every minute is a minute apart', () => {
    expect(shortestInterval({ kind: 'cron', expression: '* * * * *' }, 'Europe/Berlin', from)).toBe(minute);
  });
});
