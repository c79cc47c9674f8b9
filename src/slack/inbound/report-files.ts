import { canView, isAllowed, recordingTarget } from '../../recording/permission.ts';
import type { Recording } from '../../recording/recording.ts';
import { findFiles, linkFiles } from '../../service/recording-files.ts';
import { filesOnPage, filesReply } from '../surfaces/files-reply.ts';
import { refusal } from '../surfaces/refusal.ts';
import { cardLink, notFound } from '../surfaces/replies.ts';
import type { HandlerResult, HandlerTools, RequestContext } from './handler.ts';

/** The files with links, `from` this one on. The person must be allowed to see the recording. */
export async function reportFiles(
  r: Recording,
  from: number,
  { actor, requestId }: RequestContext,
  tools: HandlerTools,
): Promise<HandlerResult> {
  const { service, buckets, configured, teamUrl } = tools;
  // No link is made that is not delivered; a rejection is audited anyway.
  if (!isAllowed('files', recordingTarget(r), actor)) {
    const refused = await service.execute(r.id, { type: 'files', links: 0 }, actor, requestId);
    if (refused.kind === 'duplicate') return { outcome: 'duplicate' };
    return { outcome: 'answered', reply: refusal(r, 'files', actor, cardLink(r, teamUrl)) };
  }
  const { storage } = r.spec;
  const folders = r.spec.folders ?? configured.storages.get(storage)?.prefix ?? [];
  const known = await findFiles(buckets, r, folders);
  // The list may have become shorter since the button was shown.
  const first = from < known.files.length ? from : 0;
  const linked = await linkFiles(buckets, storage, folders, known.files.slice(first, first + filesOnPage));
  const links = linked.filter(({ link }) => link.kind !== 'path').length;
  // Audited before anybody gets them.
  const result = await service.execute(r.id, { type: 'files', links }, actor, requestId);
  if (result.kind === 'duplicate') return { outcome: 'duplicate' };
  if (result.kind === 'notFound' || !canView(result.recording, actor)) {
    return { outcome: 'answered', reply: notFound(r.id, []) };
  }
  return { outcome: 'answered', reply: filesReply(r, { known, linked, from: first }) };
}

/** For a button, which knows the recording by its id. */
export async function openFiles(
  id: string,
  from: number,
  context: RequestContext,
  tools: HandlerTools,
): Promise<HandlerResult> {
  const r = await tools.service.find(context.actor.teamId, id);
  if (r?.id !== id || !canView(r, context.actor)) return { outcome: 'answered', reply: notFound(id, []) };
  return await reportFiles(r, from, context, tools);
}
