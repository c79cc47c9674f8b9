/** Skip Next and Cancel: on the messages of a schedule, and in the list. */
import type { ScheduleCommand } from '../../recording/schedule/transition.ts';
import { notPermitted } from '../surfaces/refusal.ts';
import { noSuchSchedule, scheduleReply } from '../surfaces/schedule.ts';
import type { HandlerResult, HandlerTools, RequestContext } from './handler.ts';

export type SchedulePress = Readonly<{ id: string; command: ScheduleCommand }>;

/** What a button of a schedule does; undefined for any other button. `value`: the id and the time that was next. */
export function schedulePress(actionId: string, value: string): SchedulePress | undefined {
  const [id = '', at = ''] = value.split(' ');
  if (actionId === 'schedule:cancel') return { id, command: { type: 'cancel' } };
  return actionId === 'schedule:skip' ? { id, command: { type: 'skip', at: Number(at) } } : undefined;
}

export async function handleSchedulePress(
  { id, command }: SchedulePress,
  { actor, requestId }: RequestContext,
  { schedules }: HandlerTools,
): Promise<HandlerResult> {
  const result = await schedules.execute(id, command, actor, requestId);
  if (result.kind === 'duplicate') return { outcome: 'duplicate' };
  if (result.kind === 'notFound') return { outcome: 'answered', reply: noSuchSchedule() };
  const { schedule, reply } = result;
  const rule = reply?.type === 'notAllowed' ? notPermitted('schedule', actor) : undefined;
  if (rule !== undefined) return { outcome: 'answered', reply: rule };
  return { outcome: 'done', ...(reply === undefined ? {} : { reply: scheduleReply(schedule, reply) }) };
}
