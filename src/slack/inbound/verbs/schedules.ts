import { format } from '../../../messages/format.ts';
import { schedulesReply } from '../../surfaces/schedule.ts';
import { rejected } from '../reading.ts';
import type { Verb } from './verb.ts';

export type SchedulesCommand = Readonly<{ verb: 'schedules' }>;

/** Each takes two blocks of the 50 that a message may have. */
const shown = 20;

export const schedules: Verb<SchedulesCommand> = {
  name: 'schedules',
  usage: '',
  does: 'input.schedules.does',
  who: 'input.who.anyone',
  examples: ['schedules'],
  keys: [],
  parse: (words) =>
    words.length === 0
      ? { kind: 'command', command: { verb: 'schedules' } }
      : rejected(format('input.schedules.noArguments')),
  write: () => '',
  async handle(_command, { actor }, { schedules: service }) {
    return { outcome: 'answered', reply: schedulesReply(await service.list(actor, shown)) };
  },
};
