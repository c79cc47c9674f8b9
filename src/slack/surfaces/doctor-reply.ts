/** What the checks have found, for one person. */
import { findingLine, summaryLine } from '../../messages/doctor.ts';
import { format } from '../../messages/format.ts';
import type { Rule } from '../../recording/permissions/rules.ts';
import { type Finding, statusOf } from '../../service/doctor/finding.ts';
import { blocksOf, type Message, paragraph, say } from './blocks.ts';
import { whoMay } from './refusal.ts';

/** A response_url serves five times: one is for the answer that comes at once, and one is kept for what may go wrong. */
const mostMessages = 3;
/** Slack takes 50 blocks. */
const linesPerMessage = 40;

const order = ['failed', 'warning', 'ok'] as const;

/** A line for each finding, what has failed first, in as many messages as it takes; beyond three of them lines are left out. */
export function doctorReply(findings: readonly Finding[]): Message[] {
  const sorted = findings.toSorted((a, b) => order.indexOf(statusOf(a)) - order.indexOf(statusOf(b)));
  const lines = sorted.map(findingLine);
  const room = mostMessages * linesPerMessage - 2;
  const shown = lines.length > room ? lines.slice(0, room) : lines;
  const left = lines.length - shown.length;
  const all = [summaryLine(findings), ...shown, ...(left === 0 ? [] : [format('doctor.more', { count: left })])];
  const messages: Message[] = [];
  for (let from = 0; from < all.length; from += linesPerMessage) {
    const part = all.slice(from, from + linesPerMessage);
    messages.push(
      blocksOf(
        part.flatMap((line) => [...line, '\n']),
        part.map((line) => paragraph(...line)),
      ),
    );
  }
  return messages;
}

export function checking(): Message {
  return say(...format('doctor.checking'));
}

/** `rule`: who may. */
export function notAdmin(rule: Rule): Message {
  return say(...format('doctor.notAdmin', { admins: whoMay(rule) }));
}
