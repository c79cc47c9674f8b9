/** The step "Stop a recording". */
import { format } from '../../../messages/format.ts';
import { canView } from '../../../recording/permission.ts';
import type { Recording } from '../../../recording/recording.ts';
import type { ThreadMessage } from '../../../recording/thread-message.ts';
import { type Message, say } from '../../surfaces/blocks.ts';
import { notPermitted } from '../../surfaces/refusal.ts';
import { cardLink, notFound } from '../../surfaces/replies.ts';
import { renderMessage } from '../../surfaces/thread.ts';
import { named } from '../../surfaces/words.ts';
import type { RequestContext } from '../handler.ts';
import { findVisible } from '../target.ts';
import type { Step } from './step.ts';

export const stopStep: Step = {
  callbackId: 'record_stop',
  verb: 'stop',

  async handle(inputs, context, tools) {
    const target = inputs.channel.trim();
    if (target === '') return say(...format('startForm.noChannel'));
    const found = await findVisible(target, context, tools, (name) => ({ verb: 'stop', target: name }));
    // Similar names are not suggested: a workflow could ask in the name of somebody who sees more.
    if (found === undefined) return notFound(target, []);
    if (found.kind === 'reply') return found.reply;
    const { actor, requestId } = context;
    const result = await tools.service.execute(found.recording.id, { type: 'stop' }, actor, requestId);
    if (result.kind === 'duplicate') return undefined;
    if (result.kind === 'notFound' || !canView(result.recording, actor)) return notFound(target, []);
    return refusalOf(result.recording, result.reply, context, tools.teamUrl);
  },

  /** Success means that the stop is in the database: it is repeated until Agora confirms it. The thread tells about the files. */
  async end({ recording, action }) {
    if (action === 'stop rejected') return { error: say(...format('step.refused')) };
    return { outputs: { recording_id: recording.id } };
  },
};

/** What is being stopped already is stopped. */
const stopped: ReadonlySet<ThreadMessage['type']> = new Set(['alreadyStopping', 'stopsOrphan']);

function refusalOf(
  r: Recording,
  reply: ThreadMessage | undefined,
  { actor }: RequestContext,
  teamUrl: string,
): Message | undefined {
  if (reply === undefined || stopped.has(reply.type)) return undefined;
  if (reply.type !== 'notAllowed') return renderMessage(r, reply, cardLink(r, teamUrl));
  return notPermitted('stop', actor) ?? say(...format('step.otherChannel', { name: named(r) }));
}
