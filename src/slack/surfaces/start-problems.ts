/** Why what somebody asked for can't be recorded. */
import { format } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import type { StartProblem } from '../../recording/resolve.ts';
import { type Message, say } from './blocks.ts';
import { joined } from './words.ts';

export function startProblems(problems: readonly StartProblem[]): Message {
  return say(...joined(...problems.map(problemWords)));
}

function problemWords({ kind, name }: StartProblem): Part[] {
  return format(`start.${kind}`, { name: { code: name } });
}
