/** Why what somebody asked for can't be recorded. */
import { format } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import type { SpecProblem } from '../../recording/resolve.ts';
import { formatSpan } from '../../recording/spans.ts';
import { type Message, say } from './blocks.ts';
import { joined, listed } from './words.ts';

export function startProblems(problems: readonly SpecProblem[]): Message {
  return say(...problemParts(problems));
}

export function problemParts(problems: readonly SpecProblem[]): Part[] {
  return joined(...problems.map(problemWords));
}

function problemWords(problem: SpecProblem): Part[] {
  switch (problem.kind) {
    case 'unknownPreset':
    case 'unknownProject':
    case 'unknownStorage': {
      const name = { code: problem.name };
      if (problem.known.length === 0) return format(`start.${problem.kind}.none`, { name });
      return format(`start.${problem.kind}`, { name, known: knownNames(problem.known) });
    }
    case 'modeNotOfPreset':
      return format('start.modeNotOfPreset', { preset: { code: problem.preset }, mode: { code: problem.mode } });
    case 'layoutNotInMode':
      return format('start.layoutNotInMode', { mode: { code: problem.mode } });
    case 'badDuration':
    case 'badSnapshots': {
      const { from, to } = problem.range;
      return format(`start.${problem.kind}`, { from: { code: formatSpan(from) }, to: { code: formatSpan(to) } });
    }
    case 'longerThanMaxHours':
      return format('start.longerThanMaxHours', { hours: problem.maxHours });
    default:
      return format(`start.${problem.kind}`);
  }
}

/** The number of names that are listed. */
const namesShown = 10;

function knownNames(names: readonly string[]): Part[] {
  const shown = names.slice(0, namesShown).map((code): Part => ({ code }));
  return listed(names.length > namesShown ? [...shown, '…'] : shown);
}
