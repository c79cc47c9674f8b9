import { isAllowedAtAll } from '../../../recording/permission.ts';
import type { AuditCursor } from '../../../service/audit-ports.ts';
import { auditReply, noAdmins } from '../../surfaces/audit-reply.ts';
import { notPermitted } from '../../surfaces/refusal.ts';
import type { HandlerResult, HandlerTools, RequestContext } from '../handler.ts';
import { parseTarget, writeTarget } from './parse-target.ts';
import type { Verb } from './verb.ts';

/** Without a target: of everything. */
export type AuditCommand = Readonly<{ verb: 'audit'; target?: string }>;

const info = {
  name: 'audit',
  usage: '[<channel> or <id>]',
  does: 'input.audit.does',
  who: 'input.who.admins',
  examples: ['audit', 'audit maths'],
  keys: [],
} as const;

/** A page is read on a phone, too. */
const shown = 30;

export const audit: Verb<AuditCommand> = {
  ...info,
  parse: (words, tools) => parseTarget(info, words, tools),
  write: writeTarget,
  handle: ({ target }, context, tools) => reportAudit({ ...(target !== undefined && { target }) }, context, tools),
};

/** Where nobody is named, nobody may: it tells of what is private. */
export async function reportAudit(
  wanted: Readonly<{ target?: string; before?: AuditCursor }>,
  { actor, requestId }: RequestContext,
  { audit: service }: Pick<HandlerTools, 'audit'>,
): Promise<HandlerResult> {
  if (!isAllowedAtAll('admin', actor, false)) {
    await service.refuse({ actor, action: 'admin', target: 'audit' }, requestId);
    return { outcome: 'answered', reply: notPermitted('admin', actor) ?? noAdmins() };
  }
  const page = await service.list(actor.teamId, wanted, shown);
  return { outcome: 'answered', reply: auditReply(page, wanted) };
}
