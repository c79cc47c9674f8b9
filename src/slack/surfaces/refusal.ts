/** Why somebody may not do something, and who may. */
import { format, formatAny } from '../../messages/format.ts';
import { punctuation } from '../../messages/locale.ts';
import type { Actor } from '../../recording/events.ts';
import { grantFor } from '../../recording/permission.ts';
import type { Grant } from '../../recording/permissions/access.ts';
import type { Action, Rule, Scope } from '../../recording/permissions/rules.ts';
import type { Recording } from '../../recording/recording.ts';
import type { Part } from './blocks.ts';
import { type Message, say } from './blocks.ts';
import { renderMessage } from './thread.ts';

/** So many people are named, and so many places. */
const mostNamed = 3;

/** Undefined where no rule rejects it: then what is said where nothing is configured is right. */
export function notPermitted(action: Action, actor: Actor): Message | undefined {
  const grant = grantFor(action, actor);
  if (grant === undefined) return undefined;
  const what = formatAny(`permission.what.${action}`);
  if (actor.via === 'workflow') return say(...format('step.notPermitted', { what }));
  switch (grant.people) {
    case 'unknown':
      return say(...format('permission.unreadable', { what, group: groupsWords(grant.unreadable) }));
    case 'others':
      return say(...format('permission.only', { what, who: whoMay(grant.rule) }));
    case 'named':
    case 'anyone':
      return elsewhere(grant, what);
  }
}

/** For a command to a recording. */
export function refusal(r: Recording, action: Action, actor: Actor, link: string | undefined): Message {
  return notPermitted(action, actor) ?? renderMessage(r, { type: 'notAllowed' }, link);
}

/** Groups first: they say most in the fewest words. */
export function whoMay({ users = [], groups = [] }: Rule): Part[] {
  const shown = users.slice(0, mostNamed).map((user): Part[] => [{ user }]);
  const left = users.length - shown.length;
  return oneOf([...groupParts(groups), ...shown, ...(left > 0 ? [format('permission.more', { count: left })] : [])]);
}

export function groupsWords(groups: readonly string[]): Part[] {
  return oneOf(groupParts(groups));
}

const groupParts = (groups: readonly string[]): Part[][] => groups.map((group) => [{ group }]);

function elsewhere({ within }: Grant, what: Part[]): Message | undefined {
  const [scope] = within;
  if (scope === undefined) return undefined;
  const { channels, recordings } = placesIn(scope);
  if (channels !== undefined && recordings !== undefined)
    return say(...format('permission.elsewhere.both', { what, channels, places: recordings }));
  if (channels !== undefined) return say(...format('permission.elsewhere.channels', { what, places: channels }));
  return say(...format('permission.elsewhere.recordings', { what, places: recordings ?? [] }));
}

function placesIn({ channels, recordings }: Scope): { channels?: Part[]; recordings?: Part[] } {
  return {
    ...(channels && { channels: someOf(channels.map((channel) => [{ channel }])) }),
    ...(recordings && { recordings: someOf(recordings.map((code) => [{ code }])) }),
  };
}

function someOf(all: readonly Part[][]): Part[] {
  const left = all.length - mostNamed;
  return oneOf([...all.slice(0, mostNamed), ...(left > 0 ? [format('permission.more', { count: left })] : [])]);
}

/** `a, b or c` */
function oneOf(all: readonly Part[][]): Part[] {
  const [last = [], ...others] = all.toReversed();
  if (others.length === 0) return last;
  const { list } = punctuation();
  const rest = others.toReversed().flatMap((parts, n): Part[] => (n === 0 ? parts : [list, ...parts]));
  return format('permission.or', { rest, last });
}
