/** What Slack says of who typed or clicked, and where. */
import type { BlockAction, SlashCommand } from '@slack/bolt';
import { openFormAction } from '../surfaces/form-not-opened.ts';
import type { Team } from '../transport/connection.ts';
import { type AuditPress, auditPress } from './audit-buttons.ts';
import { type ButtonAction, buttonAction } from './buttons.ts';
import type { RequestContext } from './handler.ts';
import { type SchedulePress, schedulePress } from './schedule-buttons.ts';

export function commandContext(command: SlashCommand, team: Team): RequestContext {
  const { user_id: userId, channel_id: channelId } = command;
  return {
    actor: { teamId: team.id, userId, channelId },
    isPrivate: isPrivateConversation(channelId, command.channel_name),
    requestId: command.trigger_id,
    responseUrl: command.response_url,
  };
}

/** What was pressed, as far as it is known. `context` is undefined where there is nobody to answer and nothing to do. */
export type Press = Readonly<{
  action: ButtonAction | undefined;
  recordingId: string | undefined;
  /** Of a schedule. */
  schedule: SchedulePress | undefined;
  audit: AuditPress | undefined;
  /** The command that opens the form that starts a recording. */
  form: string | undefined;
  /** The message of the button; undefined where only one person sees it. */
  shown: Readonly<{ channelId: string; ts: string }> | undefined;
}>;

export function clickContext(
  body: BlockAction,
  channel: Readonly<{ id: string; name: string }>,
  team: Team,
): RequestContext {
  return {
    actor: { teamId: team.id, userId: body.user.id, channelId: channel.id },
    isPrivate: isPrivateConversation(channel.id, channel.name),
    requestId: body.trigger_id,
    responseUrl: body.response_url,
  };
}

export function pressOf(body: BlockAction, action: BlockAction['actions'][number], channelId: string): Press {
  const { container } = body;
  const ts: unknown = container['message_ts'];
  const value = 'value' in action && typeof action.value === 'string' ? action.value : undefined;
  const isSeenByAll = typeof ts === 'string' && container['is_ephemeral'] !== true;
  return {
    action: buttonAction(action.action_id),
    recordingId: value,
    schedule: schedulePress(action.action_id, value ?? ''),
    audit: auditPress(action.action_id, value ?? ''),
    form: action.action_id === openFormAction ? value : undefined,
    shown: isSeenByAll ? { channelId, ts } : undefined,
  };
}

/** A private channel, a group conversation or a direct message: others must not learn what happens there. */
export function isPrivateConversation(channelId: string, channelName: string): boolean {
  return (
    /^[DG]/u.test(channelId) ||
    channelName === 'privategroup' ||
    channelName === 'directmessage' ||
    channelName.startsWith('mpdm-')
  );
}

/** Somebody of another workspace, in a channel shared through Slack Connect. An Enterprise id (`E…`) tells nothing. */
export function isExternal(teamId: string | undefined, team: Pick<Team, 'id'>): boolean {
  return teamId?.startsWith('T') === true && teamId !== team.id;
}
