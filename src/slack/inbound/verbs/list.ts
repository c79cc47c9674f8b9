import { format } from '../../../messages/format.ts';
import { listReply } from '../../surfaces/replies.ts';
import { rejected } from '../reading.ts';
import type { Verb } from './verb.ts';

export type ListCommand = Readonly<{ verb: 'list' }>;

/** A list in Slack is read on a phone, too. */
const shown = { live: 30, orphans: 10, ended: 5 } as const;

export const list: Verb<ListCommand> = {
  name: 'list',
  usage: '',
  does: 'input.list.does',
  who: 'input.who.anyone',
  examples: ['list'],
  keys: [],
  parse: (words) =>
    words.length === 0 ? { kind: 'command', command: { verb: 'list' } } : rejected(format('input.noArguments')),
  write: () => '',
  async handle(_command, { actor }, { service, teamUrl }) {
    return { outcome: 'answered', reply: listReply(await service.list(actor, shown), teamUrl) };
  },
};
