import { canView } from '../../recording/permission.ts';
import { isLive, type Recording } from '../../recording/recording.ts';
import type { Message } from '../surfaces/blocks.ts';
import { noneHere, notFound, severalNamed, whichOne } from '../surfaces/replies.ts';
import type { HandlerTools, RequestContext } from './handler.ts';
import { nearest } from './nearest.ts';

/** The recording that a command means, or what to tell the person because it means none. */
export type Target = Readonly<{ kind: 'found'; recording: Recording } | { kind: 'reply'; reply: Message }>;

/** Verbs that may stand alone. */
type WithoutName = 'stop' | 'status' | 'pause' | 'resume' | 'extend' | 'files';

/** What the command says besides its target: as data, and as it is typed behind the target. */
type Rest = Readonly<{ fields: object; typed: string }>;

type WithTarget = (target: string) => Readonly<{ verb: string }>;

/** As many as can be distinguished at a glance. */
const listed = 30;

/** What `stop`, `status` and the like mean: without a target, the one recording of the Slack channel where the command was typed. */
export async function findTarget(
  verb: WithoutName,
  target: string | undefined,
  context: RequestContext,
  tools: HandlerTools,
  rest: Rest = { fields: {}, typed: '' },
): Promise<Target> {
  if (target === undefined) return await findHere(verb, context, tools, rest.typed);
  return await findNamed(target, context, tools, (name) => ({ verb, target: name, ...rest.fields }));
}

/**
 * By name or id. `withTarget`: the same command for another recording. What the person may not see is answered as if it did not
 * exist.
 */
export async function findNamed(
  target: string,
  context: RequestContext,
  tools: HandlerTools,
  withTarget: WithTarget,
): Promise<Target> {
  return (
    (await findVisible(target, context, tools, withTarget)) ?? (await nothingNamed(target, context, tools, withTarget))
  );
}

/**
 * What `files` means: by name or id like the others, else the latest of that name that is over and that the person may see. Without a
 * target, what is live in this Slack channel, else what ended there last.
 */
export async function findWithFiles(
  target: string | undefined,
  context: RequestContext,
  tools: HandlerTools,
): Promise<Target> {
  const { service } = tools;
  const { actor } = context;
  const ended = async (): Promise<Target | undefined> => {
    const recording = await service.findEnded(actor, target);
    return recording === undefined ? undefined : { kind: 'found', recording };
  };
  if (target === undefined) {
    const { recordings } = await service.listInChannel(actor, listed);
    return (recordings.some(isLive) ? undefined : await ended()) ?? (await findHere('files', context, tools, ''));
  }
  const withTarget: WithTarget = (name) => ({ verb: 'files', target: name });
  return (
    (await findVisible(target, context, tools, withTarget)) ??
    (await ended()) ??
    (await nothingNamed(target, context, tools, withTarget))
  );
}

/** By name or id; undefined where nothing is called so that the person may see. */
export async function findVisible(
  target: string,
  { actor }: Pick<RequestContext, 'actor'>,
  { service, suggest }: HandlerTools,
  withTarget: WithTarget,
): Promise<Target | undefined> {
  const live = (await service.findLive(actor.teamId, target)).filter((r) => canView(r, actor));
  if (live.length > 1) {
    const commands = live.map((r) => ({ r, command: suggest(withTarget(r.id)) }));
    return { kind: 'reply', reply: severalNamed(target, commands) };
  }
  const recording = live[0] ?? (await service.find(actor.teamId, target));
  return recording !== undefined && canView(recording, actor) ? { kind: 'found', recording } : undefined;
}

async function nothingNamed(
  target: string,
  { actor }: RequestContext,
  { service, suggest }: HandlerTools,
  withTarget: WithTarget,
): Promise<Target> {
  const { cnames, ids } = await service.knownNames(actor);
  const suggestions = nearest(target, [...new Set([...cnames, ...ids])])
    .map((name) => suggest(withTarget(name)))
    .filter((command) => command !== undefined);
  return { kind: 'reply', reply: notFound(target, suggestions) };
}

/** The only live recording of this Slack channel, or, where none is live, the only one that is over but for an orphan. */
async function findHere(
  verb: WithoutName,
  { actor }: RequestContext,
  { service }: HandlerTools,
  typed: string,
): Promise<Target> {
  const { recordings } = await service.listInChannel(actor, listed);
  const live = recordings.filter(isLive);
  const meant = live.length > 0 ? live : recordings;
  const [only, ...others] = meant;
  if (only === undefined) return { kind: 'reply', reply: noneHere(verb) };
  return others.length === 0
    ? { kind: 'found', recording: only }
    : { kind: 'reply', reply: whichOne(verb, meant, typed) };
}
