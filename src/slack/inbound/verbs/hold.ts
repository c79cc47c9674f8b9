import { executeCommand } from '../execute-command.ts';
import { findTarget } from '../target.ts';
import { parseTarget, writeTarget } from './parse-target.ts';
import type { Verb, VerbInfo } from './verb.ts';

/** Without a target: the one recording of this Slack channel. */
export type HoldCommand = Readonly<{ verb: 'pause' | 'resume'; target?: string }>;

const usage = '[<channel> or <id>]';
const who = 'input.who.managers';

export const pause = hold({
  name: 'pause',
  usage,
  does: 'input.pause.does',
  who,
  examples: ['pause', 'pause "class page"'],
  keys: [],
});

export const resume = hold({
  name: 'resume',
  usage,
  does: 'input.resume.does',
  who,
  examples: ['resume', 'resume "class page"'],
  keys: [],
});

function hold(info: VerbInfo & Readonly<{ name: HoldCommand['verb'] }>): Verb<HoldCommand> {
  return {
    ...info,
    parse: (words, tools) => parseTarget(info, words, tools),
    write: writeTarget,
    async handle({ verb, target }, context, tools) {
      const found = await findTarget(verb, target, context, tools);
      if (found.kind === 'reply') return { outcome: 'answered', reply: found.reply };
      return await executeCommand(found.recording.id, { type: 'hold', paused: verb === 'pause' }, context, tools);
    },
  };
}
