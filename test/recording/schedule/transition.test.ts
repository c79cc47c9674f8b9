/** Schedules, event by event. */
import { describe, expect, test } from 'vitest';
import type { Recording } from '../../../src/recording/recording.ts';
import type { Resolved } from '../../../src/recording/resolve.ts';
import { momentsBetween } from '../../../src/recording/schedule/rule.ts';
import type { NotStarted, Schedule } from '../../../src/recording/schedule/schedule.ts';
import {
  createSchedule,
  type ScheduleEvent,
  type ScheduleTransition,
  scheduleTransition,
} from '../../../src/recording/schedule/transition.ts';
import { runningRecording } from '../../support/recordings.ts';
import { ana, ben, hour, minute, stranger } from '../../support/scenario.ts';
import { specOf } from '../../support/specs.ts';

/** Monday, 19 October 2026, 09:00 in Berlin. */
const nine = Date.UTC(2026, 9, 19, 7);
const day = 24 * hour;
const created = nine - 2 * hour;

function aSchedule(change: Partial<Schedule> = {}): Schedule {
  return {
    id: 's7k2m4',
    version: 1,
    cname: 'maths',
    wanted: {},
    duration: hour,
    rule: { kind: 'weekly', days: [1, 3, 5], time: '09:00' },
    timeZone: 'Europe/Berlin',
    createdBy: ana.userId,
    createdAt: created,
    channel: { teamId: 'T1', channelId: ana.channelId, isPrivate: false },
    next: nine,
    ...change,
  };
}

type World = Readonly<{ resolved?: Resolved; active?: Recording; refusal?: NotStarted }>;
const spec = specOf({ duration: hour });

function apply(s: Schedule, event: ScheduleEvent, now: number, world: World = {}): ScheduleTransition {
  return scheduleTransition(s, event, {
    now,
    resolve: () => world.resolved ?? { ok: true, spec },
    active: () => (world.active?.phase === 'recording' ? world.active : undefined),
    find: (id) => (world.active?.id === id ? world.active : undefined),
    refusal: () => world.refusal,
  });
}

const timer = (name: 'check' | 'remind' | 'run' | 'retry') => ({ type: 'timerDue', timer: name }) as const;
/** What follows, as `timer@minutes` from nine o'clock, or as what is said to whom. */
const follows = ({ jobs }: ScheduleTransition) =>
  jobs.map(({ payload, dueAt }) => {
    if (payload.queue === 'timer') return `${payload.timer}@${(dueAt - nine) / minute}`;
    return payload.queue === 'storage' ? `check ${payload.storage}` : `${payload.queue} ${payload.message.type}`;
  });

describe('a new schedule', () => {
  test('is posted, checked an hour before its first time, and reminds ten minutes before', () => {
    expect(follows(createSchedule(aSchedule(), created))).toEqual([
      'channel scheduled',
      'check@-60',
      'remind@-10',
      'run@0',
    ]);
  });

  test('is checked at once where less than an hour is left, and does not remind of what was just said', () => {
    expect(follows(createSchedule(aSchedule(), nine - 5 * minute))).toEqual(['channel scheduled', 'check@-5', 'run@0']);
  });

  test('ends when Slack rejects its message', () => {
    const failed = apply(
      aSchedule(),
      { type: 'postFailed', message: { type: 'scheduled' }, code: 'not_in_channel' },
      created,
    );
    expect(failed.next).toMatchObject({ ended: { because: 'rejected' } });
    expect(failed.next.next).toBeUndefined();
    expect(follows(failed)).toEqual(['person channelRejected']);
    expect(failed.cancel).toEqual(['check', 'remind', 'run', 'retry', 'storage']);
  });
});

describe('before its time', () => {
  const unknown: Resolved = { ok: false, problems: [{ kind: 'unknownPreset', name: 'lesson', known: [] }] };

  test('the storage is checked, or a missing configuration is reported', () => {
    expect(follows(apply(aSchedule(), timer('check'), nine - hour))).toEqual(['check default']);
    expect(follows(apply(aSchedule(), timer('check'), nine - hour, { resolved: unknown }))).toEqual([
      'person willNotStart',
    ]);
  });

  test('a storage failure is reported, and nothing else', () => {
    const trouble = { storage: 'default', refused: true, detail: 'AccessDenied' };
    expect(follows(apply(aSchedule(), { type: 'storageChecked', trouble }, nine - hour))).toEqual([
      'person storageTrouble',
    ]);
    expect(follows(apply(aSchedule(), { type: 'storageChecked' }, nine - hour))).toEqual([]);
  });

  test.each<[string, World, string[]]>([
    ['all is well', {}, ['channel reminder']],
    ['the preset is gone', { resolved: unknown }, ['channel reminder', 'person willNotStart']],
    ['the person has left', { refusal: { kind: 'notPermitted' } }, ['channel reminder', 'person willNotStart']],
  ])('the channel is reminded: %s', (_, world, messages) => {
    expect(follows(apply(aSchedule(), timer('remind'), nine - 10 * minute, world))).toEqual(messages);
  });

  test('a late reminder is not posted', () => {
    expect(follows(apply(aSchedule(), timer('remind'), nine))).toEqual([]);
  });

  test('a rejected reminder is reported to the person, and the schedule continues', () => {
    const event = { type: 'postFailed', message: { type: 'reminder', at: nine }, code: 'is_archived' } as const;
    const failed = apply(aSchedule(), event, nine - 10 * minute);
    expect(follows(failed)).toEqual(['person channelRejected']);
    expect(failed.next.ended).toBeUndefined();
  });
});

describe('at its time', () => {
  test('a recording begins that ends with it, and the next time follows', () => {
    const run = apply(aSchedule(), timer('run'), nine);
    expect(run.start).toMatchObject({
      cname: 'maths',
      actor: ana,
      isPrivate: false,
      spec: { duration: hour },
      scheduled: { scheduleId: 's7k2m4', at: nine, until: nine + hour, late: 'outage' },
    });
    expect(run.occurrences).toEqual([{ at: nine, outcome: 'started' }]);
    expect(run.next.next).toBe(nine + 2 * day);
    expect(follows(run)).toEqual([`remind@${2 * 1440 - 10}`, `run@${2 * 1440}`]);
  });

  test('once is the last time', () => {
    const run = apply(aSchedule({ rule: { kind: 'once', at: '2026-10-19T09:00' } }), timer('run'), nine);
    expect(run.start).toBeDefined();
    expect(run.next).toMatchObject({ ended: { because: 'over' } });
    expect(follows(run)).toEqual([]);
  });

  test('a timer that fires too early is postponed', () => {
    const run = apply(aSchedule(), timer('run'), nine - minute);
    expect(run.start).toBeUndefined();
    expect(follows(run)).toEqual(['run@0']);
  });

  test.each<[string, World]>([
    ['invalid', { resolved: { ok: false, problems: [{ kind: 'webWithoutUrl' }] } }],
    ['notPermitted', { refusal: { kind: 'notPermitted' } }],
    [
      'limitReached',
      {
        refusal: {
          kind: 'limitReached',
          use: { unit: 'minutes', limit: 100, used: 100, until: nine + day },
          admins: [],
        },
      },
    ],
  ])('the reason is posted in the channel: %s', (kind, world) => {
    const run = apply(aSchedule(), timer('run'), nine, world);
    expect(run.start).toBeUndefined();
    expect(run.occurrences).toEqual([{ at: nine, outcome: 'notStarted' }]);
    expect(run.jobs.map(({ payload }) => payload)).toContainEqual({
      queue: 'channel',
      message: expect.objectContaining({ type: 'notStarted', reason: expect.objectContaining({ kind }) }),
    });
    expect(follows(run)).toContain('person notStarted');
    expect(run.next.next).toBe(nine + 2 * day);
  });
});

describe('after an outage', () => {
  test('a time that can still be recorded starts late', () => {
    const run = apply(aSchedule(), timer('run'), nine + 58 * minute);
    expect(run.start?.scheduled).toMatchObject({ at: nine, until: nine + hour });
    expect(run.occurrences).toEqual([{ at: nine, outcome: 'started' }]);
  });

  test.each([1, 2])('of %i min the second half is not worth a start, and the first is', (minutes) => {
    const s = aSchedule({ duration: minutes * minute });
    const half = (minutes * minute) / 2;
    expect(apply(s, timer('run'), nine + half).occurrences).toEqual([{ at: nine, outcome: 'started' }]);
    expect(apply(s, timer('run'), nine + half + 1).occurrences).toEqual([{ at: nine, outcome: 'missed' }]);
  });

  test('a missed time is reported', () => {
    const run = apply(aSchedule(), timer('run'), nine + hour);
    expect(run.start).toBeUndefined();
    expect(run.occurrences).toEqual([{ at: nine, outcome: 'missed' }]);
    expect(follows(run).slice(0, 2)).toEqual(['channel missed', 'person missed']);
    expect(run.next.next).toBe(nine + 2 * day);
  });

  test('every missed time is settled, five are named, and the latest is recorded if possible', () => {
    // Three weeks and a quarter of an hour: it is Monday again, in winter time.
    const now = nine + 21 * day + hour + 15 * minute;
    const run = apply(aSchedule(), timer('run'), now);
    const due = [nine, ...momentsBetween(aSchedule().rule, 'Europe/Berlin', nine, now, 100)];
    expect(due).toHaveLength(10);
    expect(run.occurrences.map(({ at }) => at)).toEqual(due);
    expect(run.occurrences.map(({ outcome }) => outcome)).toEqual([...Array(9).fill('missed'), 'started']);
    const [first] = run.jobs;
    expect(first?.payload).toMatchObject({ message: { type: 'missed', count: 9, at: due.slice(0, 5) } });
    expect(run.start?.scheduled).toMatchObject({ at: due.at(-1) });
  });
});

describe('while the channel is being recorded', () => {
  const other = runningRecording({ id: 'rother' });
  const blocked = { at: nine, until: nine + hour, recordingId: 'rother' };

  test('it waits, and the person is notified', () => {
    const run = apply(aSchedule(), timer('run'), nine, { active: other });
    expect(run.start).toBeUndefined();
    expect(run.next.blocked).toEqual(blocked);
    expect(run.occurrences).toEqual([]);
    expect(follows(run)).toEqual([`remind@${2 * 1440 - 10}`, `run@${2 * 1440}`, 'retry@0.5', 'person blocked']);
  });

  test('once waits, too, and is over after it', () => {
    const rule = { kind: 'once', at: '2026-10-19T09:00' } as const;
    const waiting = apply(aSchedule({ rule }), timer('run'), nine, { active: other });
    expect(waiting.next.ended).toBeUndefined();
    const ended = { ...other, phase: 'finished' as const };
    const run = apply(waiting.next, timer('retry'), nine + 5 * minute, { active: ended });
    expect(run.start?.scheduled).toMatchObject({ at: nine, until: nine + hour, late: 'busy' });
    expect(run.next).toMatchObject({ ended: { because: 'over' } });
  });

  test.each<[string, Partial<Recording>, number, string | undefined, string[]]>([
    ['still runs', {}, 5, undefined, ['retry@5.5']],
    ['has ended by itself', { phase: 'finished' }, 5, 'started', []],
    ['was stopped before', { phase: 'finished', ending: { stop: { by: 'U9', at: nine - 1 } } }, 5, 'started', []],
    [
      'was stopped by somebody now',
      { phase: 'finished', ending: { stop: { by: 'U9', at: nine + 1 } } },
      5,
      'covered',
      [],
    ],
    ['ran all the time', {}, 60, 'notStarted', ['channel notStarted', 'person notStarted']],
  ])('the other recording %s', (_, change, after, outcome, messages) => {
    const s = aSchedule({ next: nine + 2 * day, blocked });
    const retry = apply(s, timer('retry'), nine + after * minute, { active: { ...other, ...change } });
    expect(retry.occurrences.map((one) => one.outcome)).toEqual(outcome === undefined ? [] : [outcome]);
    expect(follows(retry)).toEqual(messages);
    expect(retry.next.blocked === undefined).toBe(outcome !== undefined);
  });

  describe('by another workspace', () => {
    const theirs = { ...other, card: { ...other.card, teamId: 'T2' } };
    const s = aSchedule({ next: nine + 2 * day, blocked });
    const messages = ({ jobs }: ScheduleTransition) =>
      jobs.flatMap(({ payload }) => ('message' in payload ? [payload.message] : []));

    test('it waits, and the messages do not name the other recording', () => {
      const run = apply(aSchedule(), timer('run'), nine, { active: theirs });
      expect(run.next.blocked).toEqual(blocked);
      expect(messages(run)).toEqual([{ type: 'blocked', at: nine }]);
      const late = apply(s, timer('retry'), nine + hour, { active: theirs });
      expect(messages(late)[0]).toEqual({ type: 'notStarted', at: nine, reason: { kind: 'busy' } });
    });

    test('that somebody there has stopped theirs means nothing for this one', () => {
      const stopped = { ...theirs, phase: 'finished' as const, ending: { stop: { by: 'U9', at: nine + 1 } } };
      const retry = apply(s, timer('retry'), nine + 5 * minute, { active: stopped });
      expect(retry.occurrences).toEqual([{ at: nine, outcome: 'started' }]);
      expect(retry.start?.scheduled).toMatchObject({ late: 'unavailable' });
    });
  });

  test('a short one is waited for during its first half', () => {
    const s = aSchedule({ duration: minute, next: nine + 2 * day, blocked: { ...blocked, until: nine + minute } });
    const world = { active: { ...other, phase: 'finished' as const } };
    expect(apply(s, timer('retry'), nine + minute / 2, world).start).toBeDefined();
    expect(apply(s, timer('retry'), nine + minute / 2 + 1, world).start).toBeUndefined();
  });

  test('another recording that has started since is waited for as well', () => {
    const s = aSchedule({ next: nine + 2 * day, blocked: { ...blocked, recordingId: 'rgone' } });
    const retry = apply(s, timer('retry'), nine + 5 * minute, { active: other });
    expect(retry.next.blocked?.recordingId).toBe('rother');
    expect(follows(retry)).toEqual(['retry@5.5']);
  });

  test('one that still blocks at the next time is settled first', () => {
    const s = aSchedule({ next: nine + 2 * day, blocked });
    const run = apply(s, timer('run'), nine + 2 * day);
    expect(run.occurrences.map(({ outcome }) => outcome)).toEqual(['notStarted', 'started']);
    expect(run.next.blocked).toBeUndefined();
  });
});

describe('requests', () => {
  const skip = (at: number) => ({ type: 'commandReceived', command: { type: 'skip', at }, actor: ben }) as const;
  const cancel = { type: 'commandReceived', command: { type: 'cancel' }, actor: ben } as const;

  test('Skip Next leaves out the time that it names', () => {
    const skipped = apply(aSchedule(), skip(nine), nine - hour);
    expect(skipped.next.next).toBe(nine + 2 * day);
    expect(skipped.occurrences).toEqual([{ at: nine, outcome: 'skipped' }]);
    expect(skipped.cancel).toEqual(['remind', 'run']);
    expect(follows(skipped)).toEqual(['channel skipped', `remind@${2 * 1440 - 10}`, `run@${2 * 1440}`]);
    expect(skipped.reply).toEqual({ type: 'skippedReply' });
  });

  test('a second press skips nothing more', () => {
    const { next } = apply(aSchedule(), skip(nine), nine - hour);
    expect(apply(next, skip(nine), nine - hour)).toMatchObject({ next, jobs: [], reply: { type: 'notNext' } });
  });

  test('Cancel ends it', () => {
    const canceled = apply(aSchedule(), cancel, nine - hour);
    expect(canceled.next).toMatchObject({ ended: { because: 'canceled', by: ben.userId } });
    expect(follows(canceled)).toEqual(['channel canceled']);
    expect(apply(canceled.next, timer('run'), nine).start).toBeUndefined();
    expect(apply(canceled.next, cancel, nine)).toMatchObject({ jobs: [], reply: { type: 'alreadyEnded' } });
  });

  test('others may do neither', () => {
    for (const event of [skip(nine), cancel]) {
      const refused = apply(aSchedule(), { ...event, actor: stranger }, nine - hour);
      expect(refused).toMatchObject({ next: aSchedule(), jobs: [], reply: { type: 'notAllowed' } });
    }
  });
});
