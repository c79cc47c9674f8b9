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
  // Whoever needs help gets it, whatever else was typed.
  parse: () => ({ kind: 'command', command: { verb: 'help' } }),
  write: () => '',
  answer: (verbs) => helpReply(verbs),
};
