/** Schedules to store, to show and to work on. */
import type {
  NewScheduleJob,
  Schedule,
  ScheduleMessage,
  ScheduleTimer,
} from '../../src/recording/schedule/schedule.ts';
import type { ScheduleTransition } from '../../src/recording/schedule/transition.ts';
import type { ScheduleChange } from '../../src/service/schedule-ports.ts';

/** Monday, 19 October 2026, 09:00 in Berlin. */
export const nineOClock = Date.UTC(2026, 9, 19, 7);

export function scheduleOf(id: string, change: Partial<Schedule> = {}): Schedule {
  return {
    id,
    version: 1,
    cname: 'maths',
    wanted: {},
    duration: 3_600_000,
    rule: { kind: 'weekly', days: [1, 3, 5], time: '09:00' },
    timeZone: 'Europe/Berlin',
    createdBy: 'U1ANA',
    createdAt: nineOClock - 86_400_000,
    channel: { teamId: 'T1', channelId: 'C1', isPrivate: false },
    next: nineOClock,
    ...change,
  };
}

/** With every optional field, of each of its parts. */
export const fullSchedule: Required<Omit<Schedule, 'ended'>> = {
  ...scheduleOf('sfull2'),
  version: 7,
  cname: 'Größe "x" & <y>’s; \u{1F3AC}',
  wanted: {
    preset: 'lesson',
    project: 'school',
    storage: 'archive',
    mode: 'individual',
    layout: { kind: 'vertical', largeUid: '17', background: '#0A0b0C' },
    url: 'https://example.com/class',
    snapshots: 10_000,
  },
  channel: { teamId: 'T1', channelId: 'GROOM', isPrivate: true },
  next: nineOClock + 86_400_000,
  blocked: { at: nineOClock, until: nineOClock + 3_600_000, recordingId: 'rother' },
};

/** A transition to this schedule; nothing else unless it is given. */
export function scheduleTo(next: Schedule, follow: Partial<ScheduleTransition> = {}): ScheduleTransition {
  return { next, jobs: [], cancel: [], occurrences: [], ...follow };
}

/** A change that reads no recordings. */
export function change(decide: (s: Schedule) => ScheduleTransition): ScheduleChange {
  return { reads: () => ({}), decide };
}

export function timerJob(timer: ScheduleTimer, dueAt: number): NewScheduleJob {
  return { key: timer, dueAt, payload: { queue: 'timer', timer } };
}

export function messageJob(dueAt: number, message: ScheduleMessage = { type: 'scheduled' }): NewScheduleJob {
  return { dueAt, payload: { queue: 'channel', message } };
}
