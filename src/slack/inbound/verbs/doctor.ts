import { format } from '../../../messages/format.ts';
import { grantFor, isAllowedAtAll } from '../../../recording/permission.ts';
import { checking, doctorReply, notAdmin } from '../../surfaces/doctor-reply.ts';
import { notPermitted } from '../../surfaces/refusal.ts';
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
  async handle(_command, { actor, requestId, responseUrl }, { doctor: { diagnose }, responder, audit }) {
    // Where nobody is named, everyone in the workspace is trusted.
    if (!isAllowedAtAll('admin', actor, true)) {
      await audit.refuse({ actor, action: 'admin', target: 'doctor' }, requestId);
      const grant = grantFor('admin', actor);
      const isKnown = grant?.people !== 'unknown';
      return { outcome: 'answered', reply: isKnown ? notAdmin(grant?.rule ?? {}) : notPermitted('admin', actor) };
    }
    await responder.respond(responseUrl, checking());
    const messages = doctorReply(await diagnose());
    for (const message of messages.slice(0, -1)) await responder.respond(responseUrl, message);
    return { outcome: 'answered', reply: messages.at(-1) };
  },
};
