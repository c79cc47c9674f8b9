/** What is said of permissions, and the audit. */
import { accessOf } from '../../src/recording/permissions/access.ts';
import type { Action, Rule } from '../../src/recording/permissions/rules.ts';
import type { AuditLine } from '../../src/service/audit-ports.ts';
import { auditReply, noAdmins } from '../../src/slack/surfaces/audit-reply.ts';
import { type Message, say } from '../../src/slack/surfaces/blocks.ts';
import { notPermitted } from '../../src/slack/surfaces/refusal.ts';
import { now } from './samples.ts';

/** For Ben, where S0TEACHERS has members and S0LOST can't be read. */
function refused(action: Action, rule: Rule): Message {
  const permissions = { externalUsers: false, guests: false, [action]: rule };
  const access = accessOf(permissions, 'U2BEN', new Map([['S0TEACHERS', ['U1ANA']]]));
  return notPermitted(action, { teamId: 'T1', userId: 'U2BEN', channelId: 'C1', access }) ?? say('nothing');
}

const lines: readonly AuditLine[] = [
  { at: now, actor: 'U1ANA', action: 'stop', target: 'rabcde', cname: 'maths' },
  { at: now - 1, actor: 'U2BEN', action: 'layout rejected', detail: 'C2', target: 'rabcde', cname: 'maths' },
  { at: now - 2, actor: 'U2BEN', action: 'start rejected', detail: 'C2', target: 'physics' },
  { at: now - 3, actor: 'clock', action: 'schedule started', detail: '2026-11-14', target: 'sabcde', cname: 'maths' },
  { at: now - 4, actor: 'agora', action: 'confirmed', detail: 'status 5', target: 'rabcde', cname: 'maths' },
  { at: now - 5, actor: 'U2BEN', action: 'usage rejected', detail: 'C2' },
];
const older = { recordings: 7, schedules: 5, refusals: 3 };
const two = lines.slice(0, 2);

export const permissions = (): Readonly<Record<string, Message>> => ({
  'permission: a group': refused('stop', { groups: ['S0TEACHERS'] }),
  'permission: a group and people': refused('start', { groups: ['S0TEACHERS'], users: ['U1ANA', 'U3', 'U4', 'U5'] }),
  'permission: a group that can’t be read': refused('layout', { groups: ['S0LOST'] }),
  'permission: other channels': refused('start', { channels: ['C2', 'C3', 'C4', 'C5'] }),
  'permission: other names': refused('pause', { recordings: ['maths*', 'physics'] }),
  'permission: both': refused('files', { users: ['U2BEN'], channels: ['C2'], recordings: ['maths*'] }),
  'audit: a page': auditReply({ lines, older }, {}),
  'audit: older ones of a channel': auditReply({ lines: two }, { target: 'maths', before: older }),
  'audit: older ones': auditReply({ lines: two }, { before: older }),
  'audit: of a channel': auditReply({ lines: two }, { target: 'maths' }),
  'audit: nothing of a channel': auditReply({ lines: [] }, { target: 'maths' }),
  'audit: nothing': auditReply({ lines: [] }, {}),
  'audit: nobody is an admin': noAdmins(),
});
