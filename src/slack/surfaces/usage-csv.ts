/** The usage of a month as CSV (RFC 4180), with everything that a message has no room for. */
import { dimensions, type UsageReport } from '../../recording/usage/report.ts';
import { classMinutes, costOf, minutesOf, type Prices, type UsageSum } from '../../recording/usage/sums.ts';
import { usageClasses } from '../../recording/usage/usage.ts';

const columns = ['month', 'by', 'name', 'recordings', 'minutes', ...usageClasses.map((name) => `minutes_${name}`)];
const priced = ['cost', 'currency', 'cost_is'];

/** The names of the columns and the kinds of rows are the same in every language: programs read them. */
export function usageCsv(report: UsageReport, prices: Prices | undefined): string {
  const row = (by: string, name: string, sum: UsageSum) => [report.month, by, name, ...figures(sum, prices)];
  const rows = [
    [...columns, 'time_is', ...(prices === undefined ? [] : priced)],
    ...dimensions.flatMap((by) => report[by].map(({ key, sum }) => row(by, key, sum))),
    row('total', '', report.total),
  ];
  return rows.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function figures(sum: UsageSum, prices: Prices | undefined): string[] {
  const minutes = [minutesOf(sum), ...usageClasses.map((name) => classMinutes(sum, name))];
  const time = sum.estimated ? 'estimated' : 'exact';
  const all = [String(sum.recordings), ...minutes.map(String), time];
  if (prices === undefined) return all;
  const { amount, currency, atLeast } = costOf(sum, prices);
  return [...all, amount.toFixed(4), currency, atLeast ? 'at least' : 'about'];
}

/** A cell that a spreadsheet would take for a formula begins with an apostrophe, which keeps it text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
