import { format, monthName, plainText } from '../../../messages/format.ts';
import { isAllowedAtAll } from '../../../recording/permission.ts';
import { isMonth } from '../../../recording/usage/month.ts';
import type { UsageReport } from '../../../recording/usage/report.ts';
import { notPermitted } from '../../surfaces/refusal.ts';
import { usageCsv } from '../../surfaces/usage-csv.ts';
import { csvAnnouncement, csvMessages, noUsageReply, usageReply } from '../../surfaces/usage-reply.ts';
import type { HandlerTools, RequestContext } from '../handler.ts';
import { rejected } from '../reading.ts';
import type { Verb } from './verb.ts';

/** Without a month: the current one. */
export type UsageCommand = Readonly<{ verb: 'usage'; month?: string }>;

export const usage: Verb<UsageCommand> = {
  name: 'usage',
  usage: '[YYYY-MM]',
  does: 'input.usage.does',
  who: 'input.who.viewers',
  examples: ['usage', 'usage 2026-11'],
  keys: [],
  parse(words) {
    const [month, ...more] = words;
    if (month === undefined) return { kind: 'command', command: { verb: 'usage' } };
    if (more.length > 0 || !isMonth(month.text)) return rejected(format('input.usage.month'));
    return { kind: 'command', command: { verb: 'usage', month: month.text } };
  },
  write: ({ month = '' }) => month,
  async handle({ month }, context, tools) {
    const { actor, requestId } = context;
    if (!isAllowedAtAll('usage', actor, true)) {
      await tools.audit.refuse({ actor, action: 'usage' }, requestId);
      return { outcome: 'answered', reply: notPermitted('usage', actor) };
    }
    const report = await tools.usage.report(actor, month);
    if (report.total.recordings === 0) return { outcome: 'answered', reply: noUsageReply(report) };
    return await answerWithCsv(report, context, tools);
  },
};

/** The CSV as a file where that is possible, else as text below the answer. */
async function answerWithCsv(report: UsageReport, { actor, responseUrl }: RequestContext, tools: HandlerTools) {
  const { sendFile, responder, configured, signal } = tools;
  const { prices } = configured;
  const csv = usageCsv(report, prices);
  const title = plainText(format('usage.csv.title', { month: [monthName(report.period.from)] }));
  const file = { filename: `usage-${report.month}.csv`, title, content: csv };
  const sent = await sendFile(actor.userId, csvAnnouncement(report), file, signal);
  if (sent === 'sent') return { outcome: 'answered', reply: usageReply(report, prices, 'sent') } as const;
  // One after the other, so that they are read in their order.
  await responder.respond(responseUrl, usageReply(report, prices, sent === 'failed' ? 'failed' : 'here'));
  for (const message of csvMessages(csv)) await responder.respond(responseUrl, message);
  return { outcome: 'answered' } as const;
}
