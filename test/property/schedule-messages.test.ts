import * as fc from 'fast-check';
import { it } from 'vitest';
import type { Rule } from '../../src/recording/schedule/rule.ts';
import type { NotStarted, Schedule, ScheduleMessage } from '../../src/recording/schedule/schedule.ts';
import * as schedules from '../../src/slack/surfaces/schedule.ts';
import { scheduleOf } from '../support/schedules.ts';
import { foreign, mayBeEmpty, maybe, moment, solid, sound, user } from './foreign.ts';

const numRuns = 10_000;

const rule: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({ kind: fc.constant('once' as const), at: foreign }),
  fc.record({
    kind: fc.constant('weekly' as const),
    days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
    time: foreign,
  }),
  fc.record({ kind: fc.constant('cron' as const), expression: foreign }),
);
const anySchedule = fc
  .record({
    cname: mayBeEmpty,
    rule,
    timeZone: foreign,
    duration: moment,
    createdBy: user,
    next: maybe(moment),
    blocked: maybe(fc.record({ at: moment, until: moment, recordingId: foreign })),
    ended: maybe(fc.record({ at: moment, because: fc.constantFrom('over', 'canceled', 'rejected') })),
  })
  .map(({ next, ...value }) => {
    const { next: _, ...rest } = scheduleOf('s7k2m4');
    return solid({ ...rest, ...value, next }) as Schedule;
  });
const problems = fc.array(
  fc.record({
    kind: fc.constantFrom('unknownPreset', 'unknownProject', 'unknownStorage'),
    name: mayBeEmpty,
    known: fc.array(foreign, { maxLength: 12 }),
  }),
  { minLength: 1, maxLength: 4 },
);
const use = fc
  .record({
    preset: maybe(mayBeEmpty),
    unit: fc.constantFrom('minutes', 'cost'),
    limit: fc.integer({ min: 1 }),
    used: fc.nat(),
    currency: fc.constantFrom('USD', 'JPY'),
    until: moment,
  })
  .map(solid);
const reason = fc.oneof(
  fc.record({ kind: fc.constant('invalid'), problems }),
  fc.record({ kind: fc.constant('busy'), recordingId: foreign }),
  fc.constant({ kind: 'notPermitted' }),
  fc.record({ kind: fc.constant('notPermitted'), unreadable: fc.array(foreign, { minLength: 1, maxLength: 5 }) }),
  fc.record({ kind: fc.constant('limitReached'), use, admins: fc.array(user, { maxLength: 12 }) }),
) as fc.Arbitrary<NotStarted>;
const scheduleFields: { [T in ScheduleMessage['type']]: Record<string, fc.Arbitrary<unknown>> } = {
  scheduled: {},
  reminder: { at: moment },
  skipped: { by: user, at: moment },
  canceled: { by: user },
  missed: { at: fc.array(moment, { minLength: 1, maxLength: 5 }), count: fc.nat() },
  notStarted: { at: moment, reason },
  willNotStart: { at: moment, reason },
  storageTrouble: {
    at: moment,
    trouble: fc.record({ storage: foreign, refused: fc.boolean(), detail: mayBeEmpty }),
  },
  channelRejected: { code: foreign, kept: fc.boolean() },
  blocked: { at: moment, recordingId: foreign },
};
const anyScheduleMessage: fc.Arbitrary<ScheduleMessage> = fc.oneof(
  ...Object.entries(scheduleFields).map(([type, fields]) =>
    fc.record({ type: fc.constant(type), ...fields }).map((value) => value as ScheduleMessage),
  ),
);

it('every message of a schedule is safe and within the limits, whatever it holds', () => {
  fc.assert(
    fc.property(anySchedule, anyScheduleMessage, (s, message) => sound(schedules.renderScheduleMessage(s, message))),
    { numRuns },
  );
});

it('every reply about schedules is safe and within the limits, whatever was typed', () => {
  const type = fc.constantFrom('notAllowed', 'alreadyEnded', 'notNext', 'skippedReply', 'canceledReply');
  const times = fc.oneof({ arbitrary: fc.constant(1), weight: 30 }, { arbitrary: fc.constant(10), weight: 1 });
  fc.assert(
    fc.property(
      fc.array(anySchedule, { minLength: 1, maxLength: 2 }),
      times,
      type,
      fc.nat(),
      (few, count, reply, left) => {
        const all = Array.from({ length: count }, () => few).flat();
        const [s = scheduleOf('s7k2m4')] = all;
        sound(schedules.schedulesReply({ schedules: all, total: all.length + left }));
        sound(schedules.scheduleReply(s, { type: reply }));
        sound(schedules.scheduled(s, left % 2 === 0));
        sound(schedules.scheduleProblem({ kind: 'noTime' }, s.timeZone));
      },
    ),
    { numRuns: numRuns / 5 },
  );
});
