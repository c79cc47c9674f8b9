import { statusReplyTimeout } from '../../recording/policy.ts';
import { isLive, type Recording } from '../../recording/recording.ts';
import type { CommittedEvent } from '../../service/commits.ts';
import { cardLink, statusReply } from '../surfaces/replies.ts';
import type { HandlerResult, HandlerTools, RequestContext } from './handler.ts';
import { latest, watchRecording } from './watch.ts';

/** Asks Agora how it is doing, and reports what is known when it has answered, or after a while. The person must be allowed to see it. */
export async function reportStatus(
  r: Recording,
  { actor, requestId }: RequestContext,
  tools: HandlerTools,
): Promise<HandlerResult> {
  const { service, clock, teamUrl } = tools;
  const report = (now: Recording, silent: boolean): HandlerResult => ({
    outcome: 'answered',
    reply: statusReply(now, clock.now(), silent, cardLink(now, teamUrl)),
  });
  // Before a sid there is nothing to ask Agora about, and after a stop it knows nothing any more.
  if (r.phase !== 'confirming' && r.phase !== 'recording') return report(r, false);
  const { seen, end } = watchRecording(
    tools,
    r.id,
    statusReplyTimeout,
    (now, event) =>
      !isLive(now) ||
      // What has happened meanwhile may have been missed: a new status means that Agora was asked.
      (event === undefined ? now.health.lastStatus?.at !== r.health.lastStatus?.at : isAnswer(event)),
  );
  try {
    const result = await service.execute(r.id, { type: 'refresh' }, actor, requestId);
    if (result.kind === 'duplicate') return { outcome: 'duplicate' };
    if (result.kind === 'notFound') return report(r, false);
    // It can't be queried now, but the known state can be reported.
    if (result.reply !== undefined) return report(result.recording, false);
    const answered = await seen;
    if (answered !== undefined) return report(answered, false);
    return report(await latest(result.recording, tools), true);
  } finally {
    end();
  }
}

/** Whether Agora was asked, and has said anything about the recording, so that no later response need be waited for. */
function isAnswer({ call, outcome }: CommittedEvent): boolean {
  return call === 'query' && outcome !== 'indeterminate' && outcome !== 'notSent';
}
