import type { ControlCommand } from '../../recording/events.ts';
import { actionOf, canView } from '../../recording/permission.ts';
import type { Recording } from '../../recording/recording.ts';
import { refusal } from '../surfaces/refusal.ts';
import { accepted, cardLink, notFound } from '../surfaces/replies.ts';
import { renderMessage } from '../surfaces/thread.ts';
import type { HandlerResult, HandlerTools, RequestContext } from './handler.ts';

/**
 * Gives a recording a command, and says what became of it. What the person may not see is answered as if it did not exist;
 * otherwise `onAccepted` is called with the recording, also where the command was refused.
 */
export async function executeCommand(
  id: string,
  command: ControlCommand,
  { actor, requestId }: RequestContext,
  { service, teamUrl }: HandlerTools,
  onAccepted?: (r: Recording) => void,
): Promise<HandlerResult> {
  const result = await service.execute(id, command, actor, requestId);
  if (result.kind === 'duplicate') return { outcome: 'duplicate' };
  if (result.kind === 'notFound' || !canView(result.recording, actor)) {
    return { outcome: 'answered', reply: notFound(id, []) };
  }
  const { recording: r, reply } = result;
  onAccepted?.(r);
  const link = cardLink(r, teamUrl);
  if (reply?.type === 'notAllowed') {
    return { outcome: 'answered', reply: refusal(r, actionOf[command.type], actor, link) };
  }
  if (reply !== undefined) return { outcome: 'answered', reply: renderMessage(r, reply, link) };
  // Where the card is, everybody sees what happens.
  if (r.card.channelId === actor.channelId) return { outcome: 'done' };
  return { outcome: 'done', reply: accepted(r, command, link) };
}
