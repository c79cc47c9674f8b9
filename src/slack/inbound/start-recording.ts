import { canView } from '../../recording/permission.ts';
import type { StartRequest } from '../../service/recording-service.ts';
import { notPermitted } from '../surfaces/refusal.ts';
import { alreadyRunning, cannotRecordHere, cardLink } from '../surfaces/replies.ts';
import { startProblems } from '../surfaces/start-problems.ts';
import { limitReached } from '../surfaces/usage-words.ts';
import type { HandlerResult, HandlerTools, RequestContext } from './handler.ts';
import { withCard } from './watch.ts';

/** Starts a recording, or says why there is none. `context`: who asks for it. */
export async function startRecording(
  start: StartRequest,
  { actor, requestId, responseUrl }: RequestContext,
  tools: HandlerTools,
): Promise<HandlerResult> {
  const { service, responder, teamUrl } = tools;
  const result = await service.start(start, requestId);
  if (result.kind === 'duplicate') return { outcome: 'duplicate' };
  if (result.kind === 'invalid') return { outcome: 'answered', reply: startProblems(result.problems) };
  if (result.kind === 'notPermitted') return { outcome: 'answered', reply: notPermitted('start', start.actor) };
  if (result.kind === 'limitReached') return { outcome: 'answered', reply: limitReached(result) };
  const { recording } = result;
  if (result.kind === 'started') {
    if (responseUrl !== '') responder.remember(recording.id, actor.userId, responseUrl);
    return { outcome: 'done' };
  }
  // Where it runs, and who started it, is not for everybody.
  if (!canView(recording, actor)) return { outcome: 'answered', reply: cannotRecordHere(start.cname) };
  const running = await withCard(recording, tools);
  return { outcome: 'answered', reply: alreadyRunning(running, cardLink(running, teamUrl)) };
}
