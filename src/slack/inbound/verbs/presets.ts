import { format } from '../../../messages/format.ts';
import { presetsReply } from '../../surfaces/presets-reply.ts';
import { rejected } from '../reading.ts';
import type { Verb } from './verb.ts';

export type PresetsCommand = Readonly<{ verb: 'presets' }>;

export const presets: Verb<PresetsCommand> = {
  name: 'presets',
  usage: '',
  does: 'input.presets.does',
  who: 'input.who.anyone',
  examples: ['presets'],
  keys: [],
  parse: (words) =>
    words.length === 0
      ? { kind: 'command', command: { verb: 'presets' } }
      : rejected(format('input.presets.noArguments')),
  write: () => '',
  handle: (_command, _context, { configured }) =>
    Promise.resolve({ outcome: 'answered', reply: presetsReply(configured) }),
};
