/** Every message about a schedule in each of its forms, on Monday, 16 November 2026. */
import type { SpecProblem } from '../../src/recording/resolve.ts';
import type {
  NotStarted,
  Schedule,
  ScheduleMessage,
  ScheduleProblem,
  ScheduleReply,
} from '../../src/recording/schedule/schedule.ts';
import type { Message } from '../../src/slack/surfaces/blocks.ts';
import * as surfaces from '../../src/slack/surfaces/schedule.ts';
import { scheduleOf } from '../support/schedules.ts';
import { startedAt } from './samples.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** Today at noon. */
const noon = startedAt + 2 * hour;

const weekly = scheduleOf('s7k2m4', { next: noon, rule: { kind: 'weekly', days: [1, 3, 5], time: '13:00' } });
const { next: _, ...withoutNext } = weekly;
const once: Schedule = { ...weekly, rule: { kind: 'once', at: '2026-11-16T13:00' }, duration: 1.5 * hour };
const blockedOnce: Schedule = {
  ...withoutNext,
  rule: once.rule,
  blocked: { at: noon, until: noon + hour, recordingId: 'r33333' },
};
const over: Schedule = { ...withoutNext, ended: { at: noon, because: 'over' } };
const daily: Schedule = { ...weekly, rule: { kind: 'weekly', days: [1, 2, 3, 4, 5, 6, 0], time: '13:00' } };
const cron: Schedule = { ...weekly, rule: { kind: 'cron', expression: '0 13 * * mon#1' } };

const problems: readonly SpecProblem[] = [{ kind: 'unknownPreset', name: 'lesson', known: ['talk'] }];
const reasons: { [K in NotStarted['kind']]: Extract<NotStarted, { kind: K }> } = {
  invalid: { kind: 'invalid', problems },
  busy: { kind: 'busy', recordingId: 'r33333' },
  notPermitted: { kind: 'notPermitted' },
  limitReached: {
    kind: 'limitReached',
    use: { unit: 'minutes', limit: 10_000, used: 10_012, until: startedAt + 14 * day },
    admins: ['U2BEN'],
  },
};

type Of<T extends ScheduleMessage['type']> = Extract<ScheduleMessage, { type: T }>;
/** The compiler asks for every one. */
const messages: { [T in ScheduleMessage['type']]: Readonly<Record<string, readonly [Schedule, Of<T>]>> } = {
  scheduled: {
    'three days a week': [weekly, { type: 'scheduled' }],
    'one day a week': [{ ...weekly, rule: { kind: 'weekly', days: [1], time: '13:00' } }, { type: 'scheduled' }],
    'every day': [daily, { type: 'scheduled' }],
    'by cron': [cron, { type: 'scheduled' }],
    once: [once, { type: 'scheduled' }],
    'posted late, when it is over': [over, { type: 'scheduled' }],
  },
  reminder: { '': [weekly, { type: 'reminder', at: noon }], once: [once, { type: 'reminder', at: noon }] },
  skipped: {
    '': [
      { ...weekly, next: noon + 2 * day },
      { type: 'skipped', by: 'U2BEN', at: noon },
    ],
    'the last time': [over, { type: 'skipped', by: 'U2BEN', at: noon }],
  },
  canceled: { '': [over, { type: 'canceled', by: 'U2BEN' }] },
  missed: {
    one: [
      { ...weekly, next: noon + 2 * day },
      { type: 'missed', at: [noon - 7 * day], count: 1 },
    ],
    'more than are named': [
      { ...weekly, next: noon + 2 * day },
      { type: 'missed', at: [14, 12, 10, 7, 5].map((days) => noon - days * day), count: 12 },
    ],
    'the last one': [over, { type: 'missed', at: [noon - 7 * day], count: 1 }],
  },
  notStarted: Object.fromEntries(
    Object.entries(reasons).map(([kind, reason]) => [
      kind,
      [
        { ...weekly, next: noon + 2 * day },
        { type: 'notStarted', at: noon, reason },
      ] as const,
    ]),
  ),
  willNotStart: Object.fromEntries(
    Object.entries(reasons)
      .filter(([kind]) => kind !== 'busy')
      .map(([kind, reason]) => [kind, [weekly, { type: 'willNotStart', at: noon, reason }] as const]),
  ),
  storageTrouble: {
    refused: [
      weekly,
      {
        type: 'storageTrouble',
        at: noon,
        trouble: { storage: 'archive', refused: true, detail: 'AccessDenied: Access Denied.' },
      },
    ],
    unreachable: [
      weekly,
      { type: 'storageTrouble', at: noon, trouble: { storage: 'archive', refused: false, detail: 'ECONNREFUSED' } },
    ],
    'not configured': [
      weekly,
      { type: 'storageTrouble', at: noon, trouble: { storage: 'archive', refused: false, detail: '' } },
    ],
  },
  channelRejected: Object.fromEntries(
    ['not_in_channel', 'is_archived', 'restricted_action', 'new_in_2027'].flatMap((code) =>
      [false, true].map((kept) => [
        `${code}${kept ? ', kept' : ''}`,
        [weekly, { type: 'channelRejected', code, kept }] as const,
      ]),
    ),
  ),
  blocked: {
    '': [weekly, { type: 'blocked', at: noon, recordingId: 'r33333' }],
    'by another workspace': [weekly, { type: 'blocked', at: noon }],
  },
};

const replies: { [T in ScheduleReply['type']]: Readonly<Record<string, Schedule>> } = {
  notAllowed: { '': weekly },
  alreadyEnded: { '': over },
  notNext: { '': { ...weekly, next: noon + 2 * day }, 'none follows': withoutNext },
  skippedReply: { '': { ...weekly, next: noon + 2 * day }, 'the last time': over },
  canceledReply: { '': over },
};

const refusals: { [K in ScheduleProblem['kind']]: Extract<ScheduleProblem, { kind: K }> } = {
  invalid: { kind: 'invalid', problems: [...problems, { kind: 'webWithoutUrl' }] },
  noTime: { kind: 'noTime' },
  noDuration: { kind: 'noDuration' },
  overlaps: { kind: 'overlaps', interval: hour },
  tooOften: { kind: 'tooOften', least: 300_000 },
  tooMany: { kind: 'tooMany', most: 50 },
};

const many = Array.from({ length: 20 }, (_one, n) =>
  scheduleOf(`s${20_000 + n}`, { cname: `class ${n + 1}`, next: noon + n * day }),
);

function named(group: string, name: string): string {
  return name === '' ? group : `${group}: ${name}`;
}

function all<T>(
  groups: Readonly<Record<string, Readonly<Record<string, T>>>>,
  render: (one: T, group: string) => Message,
) {
  return Object.entries(groups).flatMap(([group, ones]) =>
    Object.entries(ones).map(([name, one]) => [named(group, name), render(one, group)] as const),
  );
}

export const schedules = (): Readonly<Record<string, Message>> =>
  Object.fromEntries([
    ...all<readonly [Schedule, ScheduleMessage]>(messages, ([s, message]) =>
      surfaces.renderScheduleMessage(s, message),
    ),
    ...all(replies, (s, type) => surfaces.scheduleReply(s, { type: type as ScheduleReply['type'] })),
    ...Object.entries(refusals).map(
      ([kind, problem]) => [named('refused', kind), surfaces.scheduleProblem(problem, 'Europe/Berlin')] as const,
    ),
    ['answer: scheduled', surfaces.scheduled(weekly, true)],
    ['answer: scheduled, the bot’s time zone', surfaces.scheduled({ ...once, timeZone: 'Etc/UTC' }, false)],
    ['answer: no such schedule', surfaces.noSuchSchedule()],
    ['list: nothing', surfaces.schedulesReply({ schedules: [], total: 0 })],
    ['list: one', surfaces.schedulesReply({ schedules: [weekly], total: 1 })],
    ['list: of each kind', surfaces.schedulesReply({ schedules: [once, daily, cron, blockedOnce], total: 4 })],
    ['list: more than are shown', surfaces.schedulesReply({ schedules: many, total: 25 })],
  ]);
