/** What is wrong with what was entered in the start form, each at its field. Nothing can be marked up there. */
import { format } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import type { SpecProblem } from '../../recording/resolve.ts';
import type { ScheduleProblem } from '../../recording/schedule/schedule.ts';
import { formatSpan } from '../../recording/spans.ts';
import type { StartFormField } from './start-form.ts';
import { problemParts } from './start-problems.ts';
import { spanWords } from './words.ts';

export type FieldProblem = Readonly<{ field: StartFormField; words: readonly Part[] }>;

export function specFieldProblem(problem: SpecProblem): FieldProblem {
  switch (problem.kind) {
    case 'unknownPreset':
      return { field: 'preset', words: format('startForm.gone', { name: { code: problem.name } }) };
    case 'modeNotOfPreset':
      return { field: 'mode', words: format('startForm.modeNotOfPreset') };
    case 'layoutNotInMode':
      return { field: 'layout', words: format('startForm.layoutNotInMode') };
    case 'urlOnlyWeb':
    case 'webWithoutUrl':
    case 'badUrl':
      return { field: 'url', words: format(`startForm.${problem.kind}`) };
    case 'urlWithPassword':
    case 'privateUrl':
      return { field: 'url', words: problemParts([problem]) };
    case 'badDuration': {
      const { from, to } = problem.range;
      return { field: 'duration', words: badDuration(from, to) };
    }
    case 'longerThanMaxHours':
      return { field: 'duration', words: format('startForm.longerThanMaxHours', { hours: problem.maxHours }) };
    // Said by the command or its preset: the form has no field for it.
    case 'unknownProject':
    case 'unknownStorage':
    case 'snapshotsOnlyIndividual':
    case 'snapshotsWithoutVideo':
    case 'badSnapshots':
      return { field: 'mode', words: problemParts([problem]) };
  }
}

export function badDuration(from: number, to: number): Part[] {
  return format('startForm.badDuration', { from: [formatSpan(from)], to: [formatSpan(to)] });
}

/** @param zone undefined where that of the person is not known yet */
export function scheduleFieldProblems(problem: ScheduleProblem, zone: string | undefined): FieldProblem[] {
  switch (problem.kind) {
    case 'invalid':
      return problem.problems.map(specFieldProblem);
    case 'noTime':
      return zone === undefined ? [] : [{ field: 'date', words: format('startForm.over', { zone: [zone] }) }];
    case 'noDuration':
      return [{ field: 'duration', words: format('startForm.noDuration') }];
    case 'overlaps':
      return [{ field: 'duration', words: format('startForm.overlaps', { interval: [formatSpan(problem.interval)] }) }];
    case 'tooOften':
      return [{ field: 'days', words: format('schedule.tooOften', { least: [spanWords(problem.least)] }) }];
    // Only the database knows.
    case 'tooMany':
      return [];
  }
}
