import { help as helpReply } from '../../surfaces/replies.ts';
import type { Verb } from './verb.ts';

export type HelpCommand = Readonly<{ verb: 'help' }>;

export const help: Verb<HelpCommand> = {
  name: 'help',
  usage: '',
  does: 'input.help.does',
  who: 'input.who.anyone',
  examples: ['help'],
  keys: [],
  // `help stop` and the like: whatever else was typed, help is the answer.
  parse: () => ({ kind: 'command', command: { verb: 'help' } }),
  write: () => '',
  answer: (verbs) => helpReply(verbs),
};
