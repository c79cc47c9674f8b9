import { executeCommand } from '../execute-command.ts';
import { findTarget } from '../target.ts';
import { parseTarget, writeTarget } from './parse-target.ts';
import type { Verb } from './verb.ts';

/** Without a target: the one recording of this Slack channel. */
export type StopCommand = Readonly<{ verb: 'stop'; target?: string }>;

const info = {
  name: 'stop',
  usage: '[<channel> or <id>]',
  does: 'input.stop.does',
  who: 'input.who.managers',
  examples: ['stop', 'stop "team sync"'],
  keys: [],
} as const;

export const stop: Verb<StopCommand> = {
  ...info,
  parse: (words, tools) => parseTarget(info, words, tools),
  write: writeTarget,
  async handle({ target }, context, tools) {
    const found = await findTarget('stop', target, context, tools);
    if (found.kind === 'reply') return { outcome: 'answered', reply: found.reply };
    return await executeCommand(found.recording.id, { type: 'stop' }, context, tools);
  },
};
