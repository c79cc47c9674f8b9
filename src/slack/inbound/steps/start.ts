/** The step "Start a recording". */
import { explain } from '../../../messages/errors.ts';
import { format } from '../../../messages/format.ts';
import { outcomeOf } from '../../../recording/outcome.ts';
import type { Recording } from '../../../recording/recording.ts';
import type { StartOptions } from '../../../service/recording-service.ts';
import { type Message, say } from '../../surfaces/blocks.ts';
import { cardLink } from '../../surfaces/replies.ts';
import { joined, named } from '../../surfaces/words.ts';
import type { ConfiguredNames } from '../names.ts';
import { parseCommand } from '../parse.ts';
import { escapeText } from '../references.ts';
import { startRecording } from '../start-recording.ts';
import { readEnteredName } from '../submit-start-form.ts';
import { withCard } from '../watch.ts';
import type { Step, StepInputs } from './step.ts';

export const startStep: Step = {
  callbackId: 'record_start',
  verb: 'start',

  async handle(inputs, context, tools) {
    const read = readStart(inputs, tools.names);
    if ('problem' in read) return read.problem;
    const { actor, isPrivate } = context;
    return (await startRecording({ ...read, actor, isPrivate }, context, tools)).reply;
  },

  /**
   * Success means that the recording is in the database and its card is in the Slack channel: from then on the card tells the rest, also
   * whether Agora really records. Where Slack did not take the card in time the recording begins without it, and that is a success, too.
   */
  async end({ recording, action }, tools) {
    if (action !== 'start') return { error: say(...format('step.refused')) };
    const r = await withCard(recording, tools);
    const outcome = r.card.ts === undefined ? outcomeOf(r) : undefined;
    if (outcome !== undefined) return { error: whyNotStarted(r, outcome) };
    const card = cardLink(r, tools.teamUrl);
    return { outputs: { recording_id: r.id, ...(card !== undefined && { card }) } };
  },
};

type ReadStart = Readonly<{ cname: string; wanted: StartOptions } | { problem: Message }>;

/** What would be typed as `/record start`, so that it is read and checked as a command. */
function readStart({ channel, options }: StepInputs, names: ConfiguredNames): ReadStart {
  const name = readEnteredName(channel);
  if ('words' in name) return { problem: say(...name.words) };
  // A legal name holds no quote. The options may hold what Slack has made of an address.
  const parsed = parseCommand(`start "${escapeText(name.name)}" ${options ?? ''}`, names);
  if (parsed.kind === 'rejected') return { problem: parsed.message };
  const { command } = parsed;
  return command.verb === 'start' && command.cname !== undefined
    ? { cname: command.cname, wanted: command.wanted }
    : { problem: say(...format('step.incomplete')) };
}

function whyNotStarted(r: Recording, outcome: NonNullable<ReturnType<typeof outcomeOf>>): Message {
  if (!('errorCode' in outcome) || outcome.errorCode === undefined)
    return say(...format('step.canceled', { name: named(r) }));
  const { summary, remedy } = explain(outcome.errorCode, 'givenUp');
  return say(...joined(summary, remedy));
}
