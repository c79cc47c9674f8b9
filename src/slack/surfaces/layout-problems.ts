/** What is wrong with a layout that somebody typed. */
import { format } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import type { LayoutTextProblem, LayoutTextWarning } from '../../recording/layout/text-form.ts';
import { clean, cut } from './text.ts';

export function layoutProblemWords(problem: LayoutTextProblem): Part[] {
  switch (problem.kind) {
    case 'noRegions':
      return format('layoutText.noRegions');
    case 'tooManyRegions':
    case 'tooManyUsers':
      return format(`layoutText.${problem.kind}`, { line: problem.line, most: problem.most });
    case 'tooFewNumbers':
    case 'outsideCanvas':
    case 'zeroSize':
      return format(`layoutText.${problem.kind}`, { line: problem.line });
    case 'sameUid':
      return format('layoutText.sameUid', {
        line: problem.line,
        uid: { code: problem.uid },
        firstLine: problem.firstLine,
      });
    case 'badUid':
    case 'badAlpha':
    case 'badColor':
    case 'badAddress':
      if (problem.typed === '') return format(`layoutText.${problem.kind}.missing`, { line: problem.line });
      return format(`layoutText.${problem.kind}`, { line: problem.line, typed: { code: problem.typed } });
    case 'notANumber':
    case 'outOfRange':
    case 'unknownWord':
    case 'twice':
      return format(`layoutText.${problem.kind}`, { line: problem.line, typed: { code: problem.typed } });
  }
}

export function layoutWarningWords({ line, firstLine }: LayoutTextWarning): Part[] {
  return format('layoutText.overlap', { line, firstLine });
}

/** The number of problems that are listed: fixing them often fixes the others. */
const problemsShown = 8;

/** A sentence on each line, for the error of a text field, which shows plain text only. */
export function layoutProblemsText(problems: readonly LayoutTextProblem[]): string {
  const left = problems.length - problemsShown;
  const told = problems.slice(0, problemsShown).map(layoutProblemWords);
  return [...told, ...(left > 0 ? [format('layoutText.more', { count: left })] : [])].map(asPlainText).join('\n');
}

/** A long address is known by its beginning. */
const typedMost = 60;

/** For where nothing can be marked up. */
export function asPlainText(parts: readonly Part[]): string {
  return parts.map(partAsPlainText).join('');
}

function partAsPlainText(part: Part): string {
  if (typeof part === 'string') return part.replaceAll('`', '');
  return 'code' in part ? `“${cut(clean(part.code), typedMost)}”` : '';
}
