/** The usage of a month: the largest parts of it, and what became of the CSV file that has all. */
import type { KnownBlock } from '@slack/types';
import { format, monthName } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import { type Dimension, dimensions, type KeyedSum, type UsageReport } from '../../recording/usage/report.ts';
import type { Prices } from '../../recording/usage/sums.ts';
import { blocksOf, bullets, codeBlock, type Message, paragraph, say } from './blocks.ts';
import { usageWords } from './usage-words.ts';
import { joined } from './words.ts';

/** `here`: it follows as text, without the scope. `failed`: it follows as text. `none`: there is nothing in it. */
export type CsvResult = 'sent' | 'here' | 'failed';

/** A message in Slack is read on a phone, too. */
const linesShown = 10;

export function usageReply(report: UsageReport, prices: Prices | undefined, csv: CsvResult): Message {
  const { period, total } = report;
  const month = monthName(period.from);
  const head = format('usage.head', { month, usage: usageWords(total, prices), count: total.recordings });
  const notes = joined(
    format(prices === undefined ? 'usage.noteMinutes' : 'usage.note'),
    total.estimated ? format('usage.noteTime') : [],
    format(`usage.csv.${csv}`),
  );
  const sections = dimensions.flatMap((dimension) => sectionOf(dimension, report[dimension], prices));
  return blocksOf(joined(head, notes), [paragraph(...head), ...sections, paragraph(...notes)]);
}

/** Nothing is there that this person may see. */
export function noUsageReply({ period }: UsageReport): Message {
  return say(...joined(format('usage.none', { month: monthName(period.from) }), format('usage.noneSeen')));
}

function sectionOf(dimension: Dimension, all: readonly KeyedSum[], prices: Prices | undefined): KnownBlock[] {
  // Naming the only preset, which does not exist, adds nothing.
  if (dimension === 'preset' && all.every(({ key }) => key === '')) return [];
  const lines = all
    .slice(0, linesShown)
    .map(({ key, sum }) => format('usage.line', { name: nameOf(dimension, key), usage: usageWords(sum, prices) }));
  const left = all.length - lines.length;
  const entries = left > 0 ? [...lines, format('usage.more', { count: left })] : lines;
  return [paragraph(...format(`usage.by.${dimension}`)), bullets(entries)];
}

function nameOf(dimension: Dimension, key: string): Part | readonly Part[] {
  if (dimension === 'person') return { user: key };
  if (dimension === 'channel') return { bold: key };
  return key === '' ? format('usage.noPreset') : { code: key };
}

/** What Slack shows in one message, well below its limit, and how many there can be beside the first answer (five in all). */
const partLength = 9_000;
const mostParts = 4;

/** The CSV as text: whole lines, in as many messages as there may be. The last one tells how many lines are left. */
export function csvMessages(csv: string): Message[] {
  const lines = csv.split('\r\n').filter((line) => line !== '');
  const parts: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    if (length + line.length + 1 > partLength) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(line);
    length += line.length + 1;
  }
  const shown = parts.slice(0, mostParts);
  const left = parts.slice(mostParts).reduce((sum, part) => sum + part.length, 0);
  return shown.map((part, n) => {
    const head = format('usage.csv.part', { part: n + 1, parts: shown.length });
    const rest = left > 0 && n === shown.length - 1 ? [paragraph(...format('usage.csv.left', { count: left }))] : [];
    return blocksOf(head, [paragraph(...head), codeBlock(part.join('\n')), ...rest]);
  });
}

/** For the person's direct messages, above the file. */
export function csvAnnouncement({ period }: UsageReport): Message {
  return say(...format('usage.csv.message', { month: monthName(period.from) }));
}
