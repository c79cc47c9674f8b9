import { format } from '../../../messages/format.ts';
import { checking, doctorReply, notAdmin } from '../../surfaces/doctor-reply.ts';
import { rejected } from '../reading.ts';
import type { Verb } from './verb.ts';

export type DoctorCommand = Readonly<{ verb: 'doctor' }>;

export const doctor: Verb<DoctorCommand> = {
  name: 'doctor',
  usage: '',
  does: 'input.doctor.does',
  who: 'input.who.admins',
  examples: ['doctor'],
  keys: [],
  parse: (words) =>
    words.length === 0
      ? { kind: 'command', command: { verb: 'doctor' } }
      : rejected(format('input.doctor.noArguments')),
  write: () => '',
  async handle(_command, { actor, responseUrl }, { doctor: { admins, diagnose }, responder }) {
    // Where nobody is named, everyone in the workspace is trusted.
    if (admins !== undefined && !admins.includes(actor.userId)) {
      return { outcome: 'answered', reply: notAdmin(admins) };
    }
    await responder.respond(responseUrl, checking());
    const messages = doctorReply(await diagnose());
    for (const message of messages.slice(0, -1)) await responder.respond(responseUrl, message);
    return { outcome: 'answered', reply: messages.at(-1) };
  },
};
