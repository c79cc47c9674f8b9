import type { ScheduleRequest } from '../../service/schedule-service.ts';
import { notPermitted } from '../surfaces/refusal.ts';
import { scheduled, scheduleProblem } from '../surfaces/schedule.ts';
import type { HandlerResult, HandlerTools, RequestContext } from './handler.ts';

/** Makes a schedule in the time zone of the person who asks for it, or says why there is none. */
export async function scheduleRecording(
  request: Pick<ScheduleRequest, 'cname' | 'rule' | 'wanted'>,
  { actor, isPrivate, requestId }: RequestContext,
  { schedules, timeZoneOf }: Pick<HandlerTools, 'schedules' | 'timeZoneOf'>,
): Promise<HandlerResult> {
  const { timeZone, isOwn } = await timeZoneOf(actor.userId);
  const result = await schedules.schedule({ ...request, timeZone, actor, isPrivate }, requestId);
  if (result.kind === 'duplicate') return { outcome: 'duplicate' };
  if (result.kind === 'notPermitted') return { outcome: 'answered', reply: notPermitted('schedule', actor) };
  if (result.kind === 'refused') return { outcome: 'answered', reply: scheduleProblem(result.problem, timeZone) };
  return { outcome: 'done', reply: scheduled(result.schedule, isOwn) };
}
