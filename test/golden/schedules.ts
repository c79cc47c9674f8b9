/** Every message about a schedule: in its channel, to the person who made it, and in answer to commands and clicks. */
import type {
  Schedule,
  ScheduleMessage,
  ScheduleProblem,
  ScheduleReply,
} from '../../src/recording/schedule/schedule.ts';
import type { Message } from '../../src/slack/surfaces/blocks.ts';
import {
  noSuchSchedule,
  renderScheduleMessage,
  scheduled,
  scheduleProblem,
  scheduleReply,
  schedulesReply,
} from '../../src/slack/surfaces/schedule.ts';
import { startedAt } from './samples.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** Two hours before the other samples, at nine in Berlin. */
export const lessonAt = startedAt - 2 * hour;

export const lesson: Schedule = {
  id: 's7k2m9',
  version: 1,
  cname: 'maths',
  wanted: {},
  duration: hour,
  rule: { kind: 'weekly', days: [1, 3, 5], time: '09:00' },
  timeZone: 'Europe/Berlin',
  createdBy: 'U1ANA',
  createdAt: lessonAt - hour,
  channel: { teamId: 'T1', channelId: 'C1', isPrivate: false },
  next: lessonAt,
};
const { next: _next, ...unscheduled } = lesson;
const once: Schedule = { ...lesson, id: 's33333', cname: 'team sync', rule: { kind: 'once', at: '2026-11-16T09:00' } };
const over: Schedule = { ...unscheduled, rule: once.rule, ended: { at: lessonAt, because: 'over' } };
const daily: Schedule = { ...lesson, rule: { kind: 'weekly', days: [1, 2, 3, 4, 5, 6, 0], time: '09:00' } };
const cron: Schedule = { ...lesson, id: 's44444', cname: 'physics', rule: { kind: 'cron', expression: '0 9 * * 1-5' } };

const at = lessonAt;
const by = 'U2BEN';
const until = Date.UTC(2026, 11, 1);

/** Several of a type where its words differ. */
const messages: { [T in ScheduleMessage['type']]: Readonly<Record<string, Message>> } = {
  scheduled: {
    '': of(lesson, { type: 'scheduled' }),
    once: of(once, { type: 'scheduled' }),
    daily: of(daily, { type: 'scheduled' }),
    'with cron': of(cron, { type: 'scheduled' }),
  },
  reminder: { '': of(lesson, { type: 'reminder', at }), once: of(once, { type: 'reminder', at }) },
  skipped: {
    '': of({ ...lesson, next: at + 2 * day }, { type: 'skipped', by, at }),
    'the last one': of(over, { type: 'skipped', by, at }),
  },
  canceled: { '': of(over, { type: 'canceled', by }) },
  missed: {
    '': of({ ...lesson, next: at + 2 * day }, { type: 'missed', at: [at], count: 1 }),
    several: of({ ...lesson, next: at + 14 * day }, { type: 'missed', at: [at, at + 2 * day], count: 6 }),
    'the last one': of(over, { type: 'missed', at: [at], count: 1 }),
  },
  notStarted: {
    busy: of(
      { ...lesson, next: at + 2 * day },
      { type: 'notStarted', at, reason: { kind: 'busy', recordingId: 'r7k2m9' } },
    ),
    'no longer a member': of(lesson, { type: 'notStarted', at, reason: { kind: 'notPermitted' } }),
    'a limit is used up': of(over, {
      type: 'notStarted',
      at,
      reason: { kind: 'limitReached', use: { unit: 'minutes', limit: 10_000, used: 10_012, until }, admins: [by] },
    }),
  },
  willNotStart: {
    '': of(lesson, {
      type: 'willNotStart',
      at,
      reason: { kind: 'invalid', problems: [{ kind: 'unknownPreset', name: 'lesson', known: ['webinar'] }] },
    }),
  },
  storageTrouble: {
    refused: of(lesson, {
      type: 'storageTrouble',
      at,
      trouble: { storage: 'archive', refused: true, detail: 'AccessDenied' },
    }),
    failed: of(lesson, { type: 'storageTrouble', at, trouble: { storage: 'archive', refused: false, detail: '' } }),
  },
  channelRejected: {
    '': of(over, { type: 'channelRejected', code: 'not_in_channel', kept: false }),
    kept: of(lesson, { type: 'channelRejected', code: 'is_archived', kept: true }),
  },
  blocked: { '': of(lesson, { type: 'blocked', at, recordingId: 'r7k2m9' }) },
};

const answers: { [T in ScheduleReply['type']]: Readonly<Record<string, Message>> } = {
  notAllowed: { '': scheduleReply(lesson, { type: 'notAllowed' }) },
  alreadyEnded: { '': scheduleReply(over, { type: 'alreadyEnded' }) },
  notNext: { '': scheduleReply(lesson, { type: 'notNext' }) },
  skippedReply: {
    '': scheduleReply(lesson, { type: 'skippedReply' }),
    'the last one': scheduleReply(over, { type: 'skippedReply' }),
  },
  canceledReply: { '': scheduleReply(over, { type: 'canceledReply' }) },
};

const problems: { [K in Exclude<ScheduleProblem['kind'], 'invalid'>]: Message } = {
  noTime: scheduleProblem({ kind: 'noTime' }, 'Europe/Berlin'),
  noDuration: scheduleProblem({ kind: 'noDuration' }, 'Europe/Berlin'),
  overlaps: scheduleProblem({ kind: 'overlaps', interval: hour / 2 }, 'Europe/Berlin'),
  tooOften: scheduleProblem({ kind: 'tooOften', least: hour / 12 }, 'Europe/Berlin'),
  tooMany: scheduleProblem({ kind: 'tooMany', most: 50 }, 'Europe/Berlin'),
};

export const schedules: Readonly<Record<string, Message>> = {
  ...named(messages),
  ...named(answers),
  ...Object.fromEntries(Object.entries(problems).map(([kind, message]) => [`problem: ${kind}`, message])),
  'to the person': scheduled(lesson, true),
  'to the person: the time zone is the bot’s': scheduled({ ...lesson, timeZone: 'UTC' }, false),
  'no such schedule': noSuchSchedule(),
  'the list': schedulesReply({ schedules: [lesson, once, cron], total: 3 }),
  'the list: more than are shown': schedulesReply({ schedules: [lesson], total: 21 }),
  'the list: nothing': schedulesReply({ schedules: [], total: 0 }),
};

function of(s: Schedule, message: ScheduleMessage): Message {
  return renderScheduleMessage(s, message);
}

function named(all: Readonly<Record<string, Readonly<Record<string, Message>>>>): Record<string, Message> {
  return Object.fromEntries(
    Object.entries(all).flatMap(([type, samples]) =>
      Object.entries(samples).map(([name, message]) => [name === '' ? type : `${type}: ${name}`, message]),
    ),
  );
}
