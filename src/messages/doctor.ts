/** What people read of the findings of the checks. */
import {
  type Finding,
  type FindingCode,
  type IssueCode,
  type Status,
  type Subject,
  statusOf,
} from '../service/doctor/finding.ts';
import { en } from './en/index.ts';
import { format, formatAny, label, type MessageId, type Value } from './format.ts';
import { currentLocale, punctuation } from './locale.ts';
import type { Part } from './rich-text.ts';

/** A finding or a fix without a text does not compile. */
type Texts = Readonly<Record<`doctor.${FindingCode}` | `doctor.${IssueCode}.fix` | `doctor.name.${Subject}`, string>>;
en satisfies Texts;

export const signs: Readonly<Record<Status, string>> = { ok: '✓', warning: '⚠', failed: '✗' };

/** `fix`: undefined where all is well. */
export type FindingText = Readonly<{ name: Part[]; status: Status; tried: Part[]; fix: Part[] | undefined }>;

export function findingText(finding: Finding): FindingText {
  const { subject, of, code } = finding;
  const name = label(`doctor.name.${subject}`);
  const values = valuesOf(finding);
  const fix = `doctor.${code}.fix`;
  return {
    name: of === undefined ? [name] : format('doctor.name.of', { name: [name], of }),
    status: statusOf(finding),
    tried: formatAny(`doctor.${code}`, values),
    fix: Object.hasOwn(en, fix) ? formatAny(fix as MessageId, values) : undefined,
  };
}

/** One line: sign, name, what was tried, and the fix. */
export function findingLine(finding: Finding): Part[] {
  const { name, status, tried, fix } = findingText(finding);
  const about = { sign: [signs[status]], name, tried };
  return fix === undefined ? format('doctor.line', about) : format('doctor.line.fix', { ...about, fix });
}

export function summaryLine(findings: readonly Finding[]): Part[] {
  const count = (status: Status) => findings.filter((finding) => statusOf(finding) === status).length;
  const [failed, warnings] = [count('failed'), count('warning')];
  if (failed > 0) return format('doctor.summary.failed', { failed, warnings });
  return warnings > 0 ? format('doctor.summary.warnings', { warnings }) : format('doctor.summary.fine');
}

/** For a terminal: one line, without what would move its cursor or turn the writing direction. */
export function terminalText(parts: readonly Part[]): string {
  const text = parts.map((part) => {
    if (typeof part === 'string') return part.replaceAll('`', '');
    if ('plain' in part) return part.plain;
    return 'code' in part ? part.code : '';
  });
  return text.join('').replaceAll(/[\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu, ' ');
}

function valuesOf({ values = {} }: Finding): Record<string, Value> {
  const { bytes, detail, direction, scopes, services } = values;
  return {
    ...values,
    ...(typeof scopes === 'string' && { scopes: listText(scopes) }),
    ...(typeof services === 'string' && { services: listText(services) }),
    // It stands in the middle of a sentence.
    ...(typeof detail === 'string' && { detail: detail.replace(/\.$/u, '') }),
    ...(typeof bytes === 'number' && { size: sizeText(bytes) }),
    ...(direction !== undefined && {
      direction: format(`doctor.direction.${direction === 'ahead' ? 'ahead' : 'behind'}`),
    }),
  };
}

function listText(list: string): string {
  return list.split(', ').join(punctuation().list);
}

function sizeText(bytes: number): string {
  const unit = bytes < 1e6 ? ('kB' as const) : bytes < 1e9 ? ('MB' as const) : ('GB' as const);
  const amount = bytes / { kB: 1e3, MB: 1e6, GB: 1e9 }[unit];
  return `${amount.toLocaleString(currentLocale(), { maximumFractionDigits: amount < 10 ? 1 : 0 })} ${unit}`;
}
