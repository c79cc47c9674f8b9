/** Private replies to a command or a click. All of it is meant to be seen by them alone. */
import { format, formatAny, type MessageId } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import type { ControlCommand } from '../../recording/events.ts';
import type { Recording } from '../../recording/recording.ts';
import { blocksOf, bullets, type Message, paragraph, say } from './blocks.ts';
import { asSentences, joined, listed, named, theCard } from './words.ts';

export { cardLink } from './card-link.ts';
export { listReply } from './list-reply.ts';
export { statusReply } from './status-reply.ts';

/** What help tells of a verb. */
export type HelpEntry = Readonly<{ name: string; usage: string; does: MessageId; examples: readonly string[] }>;

export function help(verbs: readonly HelpEntry[]): Message {
  const intro = format('help.intro');
  const lines = verbs.map(helpLine);
  return blocksOf(joined(intro, asSentences(lines)), [
    paragraph(...intro),
    bullets(lines),
    paragraph(...format('help.more')),
  ]);
}

function helpLine({ name, usage, does, examples }: HelpEntry): Part[] {
  const about = { usage: { code: `${name} ${usage}`.trimEnd() }, does: formatAny(does) };
  if (usage === '') return format('help.line', about);
  const samples = listed(examples.map((example) => ({ code: `/record ${example}` })));
  return format('help.lineExamples', { ...about, examples: samples });
}

export function alreadyRunning(r: Recording, link?: string): Message {
  const where = link === undefined ? format('reply.active.soon') : format('reply.active.here', { card: theCard(link) });
  return say(...format('reply.active', { name: named(r), id: { code: r.id }, by: { user: r.startedBy }, where }));
}

/** For people who may not see what is recorded there. */
export function cannotRecordHere(cname: string): Message {
  return say(...format('reply.cannotRecordHere', { name: { bold: cname } }));
}

/** The command is accepted. What comes of it is said on the card and in its thread. */
export function accepted(r: Recording, command: ControlCommand, link?: string): Message {
  const name = named(r);
  switch (command.type) {
    case 'stop':
      if (r.phase === 'canceled') return say(...format('reply.canceled', { name }));
      return say(...format('reply.stopping', { name, card: theCard(link) }));
    case 'refresh':
      return say(...format('reply.refreshing', { name, card: theCard(link, 'reply.TheCard') }));
    case 'layout':
      return say(...format('reply.layout', { name, card: theCard(link, 'reply.TheCard') }));
    case 'subscribe':
      return say(...format('reply.subscribe', { name }));
    case 'hold': {
      const id = command.paused ? 'reply.pause' : 'reply.resume';
      return say(...format(id, { name, card: theCard(link, 'reply.TheCard') }));
    }
    case 'extend':
      return say(...format('reply.extended', { name, until: { at: r.limit?.stopAt ?? 0 } }));
  }
}

/** `suggestions`: commands that work, for recordings that this person may see. */
export function notFound(typed: string, suggestions: readonly string[]): Message {
  const head = format('reply.notFound', { typed: { code: typed } });
  const list = format('reply.notFound.list');
  const choices = listed(suggestions.map((code) => ({ code })));
  const meant = choices.length === 0 ? [] : format('reply.notFound.meant', { choices });
  return say(...joined(head, meant, list));
}

/** A list in Slack is read on a phone, too. */
const waysShown = 30;

/** A command without a name where several recordings run. `after`: what is typed behind the id. */
export function whichOne(verb: string, meant: readonly Recording[], after = ''): Message {
  const head = format('reply.whichOne', { count: meant.length });
  const ways = meant.slice(0, waysShown).map((r) =>
    format('reply.whichOne.entry', {
      command: { code: `/record ${verb} ${r.id} ${after}`.trimEnd() },
      name: named(r),
    }),
  );
  const left = meant.length - ways.length;
  if (left > 0) ways.push(format('reply.whichOne.more', { count: left }));
  return blocksOf(joined(head, asSentences(ways.slice(0, 10))), [
    paragraph(...head),
    ...(ways.length === 0 ? [] : [bullets(ways)]),
  ]);
}

/** One name in several projects. `command`: the same one for this recording. */
export function severalNamed(
  name: string,
  found: readonly Readonly<{ r: Recording; command: string | undefined }>[],
): Message {
  const head = format('reply.severalNamed', { name: { bold: name }, count: found.length });
  const ways = found.map(({ r, command }) =>
    format('reply.severalNamed.entry', { command: { code: command ?? r.id }, project: { code: r.spec.project } }),
  );
  return blocksOf(joined(head, asSentences(ways)), [paragraph(...head), bullets(ways)]);
}

/** `stop` or `status` without a name where nothing runs. */
export function noneHere(verb: 'stop' | 'status' | 'pause' | 'resume' | 'extend' | 'files'): Message {
  return say(...format(`reply.noneHere.${verb}`));
}

/** A fault of ours. `start`: nothing was started; else nothing was changed. `reference`: what the log calls it. */
export function wentWrong(command: 'start' | 'other', reference: string): Message {
  return say(...format(`reply.wentWrong.${command}`, { reference: { code: reference } }));
}
