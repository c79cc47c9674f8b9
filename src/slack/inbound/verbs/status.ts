import { reportStatus } from '../report-status.ts';
import { findTarget } from '../target.ts';
import { parseTarget, writeTarget } from './parse-target.ts';
import type { Verb } from './verb.ts';

/** Without a target: the one recording of this Slack channel. */
export type StatusCommand = Readonly<{ verb: 'status'; target?: string }>;

const info = {
  name: 'status',
  usage: '[<channel> or <id>]',
  does: 'input.status.does',
  who: 'input.who.viewers',
  examples: ['status', 'status maths'],
  keys: [],
} as const;

export const status: Verb<StatusCommand> = {
  ...info,
  parse: (words, tools) => parseTarget(info, words, tools),
  write: writeTarget,
  async handle({ target }, context, tools) {
    const found = await findTarget('status', target, context, tools);
    if (found.kind === 'reply') return { outcome: 'answered', reply: found.reply };
    return await reportStatus(found.recording, context, tools);
  },
};
