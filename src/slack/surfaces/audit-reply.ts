/** Who did what, for an admin. */
import type { ActionsBlock } from '@slack/types';
import { format, label } from '../../messages/format.ts';
import type { AuditCursor, AuditLine, AuditPage } from '../../service/audit-ports.ts';
import { blocksOf, bullets, type Message, type Part, paragraph, plainText, say } from './blocks.ts';
import { slackLimits } from './limits.ts';
import { isChannelId, isUserId } from './text.ts';

export const olderAction = 'audit:older';

/** Where the next page begins, and what it is about. */
export function olderValue({ recordings, schedules, refusals }: AuditCursor, target = ''): string {
  return `${recordings}.${schedules}.${refusals} ${target}`.trimEnd();
}

/** What of a long page stands in `text`, which is for notifications. */
const linesInText = 10;

export function auditReply(
  { lines, older }: AuditPage,
  { target, before }: Readonly<{ target?: string; before?: AuditCursor }>,
): Message {
  const about = { target: { code: target ?? '' } };
  if (lines.length === 0)
    return say(...(target === undefined ? format('audit.none') : format('audit.none.about', about)));
  const page = before === undefined ? 'audit.head' : 'audit.head.older';
  const head = target === undefined ? format(page) : headAbout(before !== undefined, about);
  const entries = lines.map(lineOf);
  return blocksOf(
    [...head, ...entries.slice(0, linesInText).flatMap((entry) => ['\n', ...entry])],
    [paragraph(...head), bullets(entries), ...(older === undefined ? [] : [olderButton(older, target)])],
  );
}

function headAbout(isOlder: boolean, about: { target: Part }): Part[] {
  return isOlder ? format('audit.head.olderAbout', about) : format('audit.head.about', about);
}

/** Where no admins are named. */
export function noAdmins(): Message {
  return say(...format('audit.noAdmins'));
}

function lineOf({ at, actor, action, target, cname, detail }: AuditLine): Part[] {
  const line = format('audit.line', { at: { at }, actor: actorPart(actor), action: { plain: action } });
  const full = target === undefined ? line : format('audit.line.target', { line, target: targetParts(target, cname) });
  if (detail === undefined) return full;
  return format('audit.line.detail', {
    line: full,
    detail: isChannelId(detail) ? { channel: detail } : { code: detail },
  });
}

function actorPart(actor: string): Part {
  if (isUserId(actor)) return { user: actor };
  if (actor === 'agora' || actor === 'slack' || actor === 'clock') return label(`audit.actor.${actor}`);
  return { code: actor };
}

function targetParts(target: string, cname: string | undefined): Part[] {
  if (cname === undefined) return [{ code: target }];
  return format('audit.target', { name: { bold: cname }, id: { code: target } });
}

function olderButton(older: AuditCursor, target: string | undefined): ActionsBlock {
  const text = plainText(label('audit.button.older'), slackLimits.buttons.text);
  return {
    type: 'actions',
    block_id: 'pages',
    elements: [{ type: 'button', action_id: olderAction, value: olderValue(older, target), text }],
  };
}
