/** Use cases: audit a rejection, and read the audit. */
import type { AuditEntry } from '../recording/effects.ts';
import type { Recording } from '../recording/recording.ts';
import type { Schedule } from '../recording/schedule/schedule.ts';
import type { AuditCursor, AuditPage, AuditStore, Refusal } from './audit-ports.ts';

/**
 * A line of the audit as the log has it, once it is committed. `channel`: of the card or the schedule, or where something was refused.
 * `request`: Slack's trigger_id, where a person asked for it.
 */
export type AuditEvent = Readonly<{
  team: string;
  channel: string;
  actor: string;
  action: string;
  target?: string;
  name?: string;
  detail?: string;
  request?: string;
}>;

export type OnAudit = (event: AuditEvent) => void;

export interface AuditService {
  /** Writes that somebody may not do this. `requestId` is Slack's trigger_id: the same one never counts twice. */
  refuse(refusal: Refusal, requestId: string): Promise<void>;
  /** For admins: everything of their workspace, also what is private. `target`: an id or the name of a channel. */
  list(teamId: string, wanted: Readonly<{ target?: string; before?: AuditCursor }>, limit: number): Promise<AuditPage>;
}

export function createAuditService(store: AuditStore, onAudit: OnAudit): AuditService {
  return {
    async refuse(refusal, requestId) {
      const isNew = await store.addRefusal(refusal, requestId);
      const { actor, action, target } = refusal;
      const { teamId, channelId, userId, via } = actor;
      const about = {
        team: teamId,
        channel: channelId,
        actor: userId,
        action: `${action} rejected`,
        request: requestId,
      };
      if (isNew)
        onAudit({ ...about, ...(target !== undefined && { target }), ...(via !== undefined && { detail: via }) });
    },
    list: (...wanted) => store.listAudit(...wanted),
  };
}

export function recordingAudit({ id, cname, card }: Recording, entry: AuditEntry, request?: string): AuditEvent {
  const { teamId: team, channelId: channel } = card;
  return { team, channel, target: id, name: cname, ...entry, ...(request !== undefined && { request }) };
}

export function scheduleAudit({ id, cname, channel }: Schedule, entry: AuditEntry, request?: string): AuditEvent {
  const { teamId: team, channelId } = channel;
  return { team, channel: channelId, target: id, name: cname, ...entry, ...(request !== undefined && { request }) };
}
