/** The options of `schedule`: when, and what `start` takes. */
import { format } from '../../messages/format.ts';
import { parseAt, parseEvery, type Rule, weekdays } from '../../recording/schedule/rule.ts';
import type { StartOptions } from '../../service/recording-service.ts';
import type { ConfiguredNames } from './names.ts';
import { type Rejected, rejected } from './reading.ts';
import { readStartOptions } from './start-options.ts';

export type ScheduleOptions = Readonly<{ rule: Rule; wanted: StartOptions }>;

const samples = {
  at: { code: 'at="2026-12-01 09:00"' },
  every: { code: 'every="mon,wed,fri 09:00"' },
} as const;

export function readScheduleOptions(
  options: ReadonlyMap<string, string>,
  names: ConfiguredNames,
): ScheduleOptions | { rejected: Rejected } {
  const { at, every, ...others } = Object.fromEntries(options);
  const rest = readStartOptions(new Map(Object.entries(others)), names);
  if ('rejected' in rest) return rest;
  if (at !== undefined && every !== undefined) return { rejected: rejected(format('input.schedule.both')) };
  if (at === undefined && every === undefined) return { rejected: rejected(format('input.schedule.missing', samples)) };
  const typed = { code: at ?? every ?? '' };
  const rule = at === undefined ? parseEvery(every ?? '') : parseAt(at);
  if (rule !== undefined) return { rule, wanted: rest.wanted };
  return {
    rejected: rejected(
      at === undefined
        ? format('input.schedule.badEvery', { typed, sample: samples.every, cron: { code: 'every="0 9 * * 1-5"' } })
        : format('input.schedule.badAt', { typed, sample: samples.at }),
    ),
  };
}

/** `at="2026-12-01 09:00"`, `every="mon,wed 09:00"` */
export function writtenRule(rule: Rule): string {
  switch (rule.kind) {
    case 'once':
      return `at="${rule.at.replace('T', ' ')}"`;
    case 'weekly':
      return `every="${rule.days.map((day) => weekdays[day] ?? '').join(',')} ${rule.time}"`;
    case 'cron':
      return `every="${rule.expression}"`;
  }
}
