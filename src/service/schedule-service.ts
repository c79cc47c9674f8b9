/** Use cases: schedule recordings, skip and cancel them, list them. */
import type { Actor } from '../recording/events.ts';
import { shortId } from '../recording/ids.ts';
import { canViewSchedule, isAllowed, newTarget } from '../recording/permission.ts';
import { type Catalogue, resolveSpec, type SpecRequest } from '../recording/resolve.ts';
import { leastInterval, mostInChannel } from '../recording/schedule/policy.ts';
import { nextAfter, type Rule, shortestInterval } from '../recording/schedule/rule.ts';
import type { Schedule, ScheduleProblem, ScheduleReply } from '../recording/schedule/schedule.ts';
import { createSchedule, type ScheduleCommand } from '../recording/schedule/transition.ts';
import type { AuditService } from './audit.ts';
import type { Clock } from './ports.ts';
import type { SchedulePage, ScheduleStore } from './schedule-ports.ts';
import type { ScheduleRunner } from './schedule-runner.ts';

/** `wanted.duration` may be left to the preset. */
export type ScheduleRequest = Readonly<{
  cname: string;
  wanted: Omit<SpecRequest, 'cname'>;
  rule: Rule;
  timeZone: string;
  actor: Actor;
  isPrivate: boolean;
}>;

/** What is to be recorded, and when. */
export type Plan = Pick<ScheduleRequest, 'cname' | 'wanted' | 'rule' | 'timeZone'>;

export type ScheduleResult = Readonly<
  | { kind: 'scheduled'; schedule: Schedule }
  | { kind: 'duplicate' }
  | { kind: 'refused'; problem: ScheduleProblem }
  | { kind: 'notPermitted' }
>;

export type ScheduleCommandResult = Readonly<
  { kind: 'done'; schedule: Schedule; reply?: ScheduleReply } | { kind: 'duplicate' } | { kind: 'notFound' }
>;

/** `requestId` is Slack's trigger_id: the same one never counts twice. Whatever is listed is what the viewer may see. */
export interface ScheduleService {
  schedule(request: ScheduleRequest, requestId: string): Promise<ScheduleResult>;
  /** What `schedule` would refuse, as far as it can be checked without the database. */
  check(request: Plan): ScheduleProblem | undefined;
  execute(id: string, command: ScheduleCommand, actor: Actor, requestId: string): Promise<ScheduleCommandResult>;
  list(viewer: Actor, limit: number): Promise<SchedulePage>;
}

export type ScheduleServiceOptions = Readonly<{
  store: Pick<ScheduleStore, 'listSchedules' | 'countSchedules' | 'findSchedule'>;
  runner: ScheduleRunner;
  clock: Pick<Clock, 'now'>;
  catalogue: Catalogue;
  audit: Pick<AuditService, 'refuse'>;
  random: (below: number) => number;
}>;

export function createScheduleService(options: ScheduleServiceOptions): ScheduleService {
  const { store, runner, clock, catalogue, audit, random } = options;
  return {
    async schedule(request, requestId) {
      const now = clock.now();
      const { actor, cname } = request;
      const { channelId, teamId, userId } = actor;
      if (!isAllowed('schedule', newTarget(cname, actor), actor)) {
        await audit.refuse({ actor, action: 'schedule', target: cname }, requestId);
        return { kind: 'notPermitted' };
      }
      if ((await store.countSchedules(teamId, channelId)) >= mostInChannel)
        return { kind: 'refused', problem: { kind: 'tooMany', most: mostInChannel } };
      const planned = plan(request, catalogue, now);
      if ('problem' in planned) return { kind: 'refused', problem: planned.problem };
      const { duration: _, ...wanted } = request.wanted;
      for (;;) {
        const first: Schedule = {
          id: shortId(random).replace('r', 's'),
          version: 1,
          cname,
          wanted,
          rule: request.rule,
          timeZone: request.timeZone,
          ...planned,
          createdBy: userId,
          createdAt: now,
          channel: { teamId, channelId, isPrivate: request.isPrivate },
        };
        const { kind } = await runner.create(createSchedule(first, now), requestId);
        if (kind === 'duplicate') return { kind };
        if (kind === 'created') return { kind: 'scheduled', schedule: first };
      }
    },
    check(request) {
      const planned = plan(request, catalogue, clock.now());
      return 'problem' in planned ? planned.problem : undefined;
    },
    async execute(id, command, actor, requestId) {
      const found = await store.findSchedule(id);
      if (found === undefined || !canViewSchedule(found, actor)) return { kind: 'notFound' };
      const applied = await runner.apply(id, { type: 'commandReceived', command, actor }, { request: requestId });
      if (applied.kind !== 'applied') return applied;
      const { next, reply } = applied.transition;
      return { kind: 'done', schedule: next, ...(reply === undefined ? {} : { reply }) };
    },
    list: (viewer, limit) => store.listSchedules(viewer, limit),
  };
}

/** How long, and when for the first time. Everything that it asks for must be possible today. */
function plan(
  { cname, wanted, rule, timeZone }: Plan,
  catalogue: Catalogue,
  now: number,
): Pick<Schedule, 'duration' | 'next'> | { problem: ScheduleProblem } {
  const resolved = resolveSpec({ ...wanted, cname }, catalogue, now);
  if (!resolved.ok) return { problem: { kind: 'invalid', problems: resolved.problems } };
  const { duration } = resolved.spec;
  if (duration === undefined) return { problem: { kind: 'noDuration' } };
  const next = nextAfter(rule, timeZone, now);
  if (next === undefined) return { problem: { kind: 'noTime' } };
  const interval = rule.kind === 'once' ? undefined : shortestInterval(rule, timeZone, now);
  if (interval !== undefined && interval < duration) return { problem: { kind: 'overlaps', interval } };
  if (interval !== undefined && interval < leastInterval)
    return { problem: { kind: 'tooOften', least: leastInterval } };
  return { duration, next };
}
