import { reportFiles } from '../report-files.ts';
import { findWithFiles } from '../target.ts';
import { parseTarget, writeTarget } from './parse-target.ts';
import type { Verb } from './verb.ts';

/** Without a target: the one recording of this Slack channel, or its latest finished one. */
export type FilesCommand = Readonly<{ verb: 'files'; target?: string }>;

const info = {
  name: 'files',
  usage: '[<channel> or <id>]',
  does: 'input.files.does',
  who: 'input.who.viewers',
  examples: ['files', 'files maths'],
  keys: [],
} as const;

export const files: Verb<FilesCommand> = {
  ...info,
  parse: (words, tools) => parseTarget(info, words, tools),
  write: writeTarget,
  async handle({ target }, context, tools) {
    const found = await findWithFiles(target, context, tools);
    if (found.kind === 'reply') return { outcome: 'answered', reply: found.reply };
    return await reportFiles(found.recording, 0, context, tools);
  },
};
