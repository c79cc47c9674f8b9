import { format } from '../../../messages/format.ts';
import type { UidList } from '../../../recording/spec.ts';
import { readArguments } from '../arguments.ts';
import { quoteName } from '../command-line.ts';
import { executeCommand } from '../execute-command.ts';
import { readTarget } from '../name.ts';
import { type Parsed, type Rejected, rejected, understood } from '../reading.ts';
import { findNamed } from '../target.ts';
import type { Word } from '../tokenize.ts';
import { tooManyWords } from '../too-many-words.ts';
import { readUids } from '../uid-list.ts';
import type { ParseTools, Verb, VerbInfo } from './verb.ts';

type VerbName = 'subscribe' | 'unsubscribe';

/** A medium that is not mentioned stays as it is. */
export type SubscribeCommand = Readonly<{ verb: VerbName; target: string; audio?: UidList; video?: UidList }>;

const usage = '<channel or id> [audio=…] [video=…]';
const who = 'input.who.managers';

/** Whose audio and video are recorded: these, and nobody else's. */
export const subscribe = subscription({
  name: 'subscribe',
  usage,
  does: 'input.subscribe.does',
  who,
  examples: ['subscribe maths audio=all video=527841', 'subscribe "team sync" audio=12,34'],
  keys: [
    { name: 'audio', values: 'all|uid,uid', sample: '527841', does: 'input.key.audio' },
    { name: 'video', values: 'all|uid,uid', sample: '527841', does: 'input.key.video' },
  ],
});

/** Whose audio and video are not recorded: everyone else's are. */
export const unsubscribe = subscription({
  name: 'unsubscribe',
  usage,
  does: 'input.unsubscribe.does',
  who,
  examples: ['unsubscribe maths video=527841'],
  keys: [
    { name: 'audio', values: 'uid,uid', sample: '527841', does: 'input.key.notAudio' },
    { name: 'video', values: 'uid,uid', sample: '527841', does: 'input.key.notVideo' },
  ],
});

function subscription(info: VerbInfo & Readonly<{ name: VerbName }>): Verb<SubscribeCommand> {
  return {
    ...info,
    parse: (words, tools) => parse(info, words, tools),
    write: ({ target, audio, video }) =>
      [
        quoteName(target),
        ...(audio === undefined ? [] : [`audio=${written(audio)}`]),
        ...(video === undefined ? [] : [`video=${written(video)}`]),
      ].join(' '),
    async handle(command, context, tools) {
      const { audio, video } = command;
      const found = await findNamed(command.target, context, tools, (target) => ({ ...command, target }));
      if (found.kind === 'reply') return { outcome: 'answered', reply: found.reply };
      const lists = { ...(audio === undefined ? {} : { audio }), ...(video === undefined ? {} : { video }) };
      return await executeCommand(found.recording.id, { type: 'subscribe', ...lists }, context, tools);
    },
  };
}

function parse(
  verb: VerbInfo & Readonly<{ name: VerbName }>,
  words: readonly Word[],
  tools: ParseTools<SubscribeCommand>,
): Parsed<SubscribeCommand> {
  const suggest = (target: string, options: ReadonlyMap<string, string>) => {
    const lists = readLists(verb.name, options);
    return 'rejected' in lists ? undefined : tools.suggest({ verb: verb.name, target, ...lists });
  };
  const given = readArguments(verb, words, tools, (target, names, options) =>
    names.length > 0 ? undefined : suggest(target, options),
  );
  if (given.kind === 'rejected') return given;
  const { names, options, note } = given;
  const [name] = names;
  const example = { command: { code: `/record ${verb.examples[0] ?? ''}` } };
  if (name === undefined) return rejected(format('input.subscribe.missing', example));
  const named = (target: string) => suggest(target, options);
  if (names.length > 1) return tooManyWords(verb, names, named);
  const lists = readLists(verb.name, options);
  if ('rejected' in lists) return lists.rejected;
  const target = readTarget(verb, name, named);
  if (target.kind === 'rejected') return target;
  if (options.size === 0) return rejected(format('input.subscribe.missingList', example));
  return understood({ verb: verb.name, target: target.name, ...lists }, target.note, note);
}

type Lists = Readonly<{ audio?: UidList; video?: UidList }>;

function readLists(verb: VerbName, options: ReadonlyMap<string, string>): Lists | { rejected: Rejected } {
  let lists: Lists = {};
  for (const [key, typed] of options) {
    const read = readUids(key, typed);
    if ('rejected' in read) return read;
    const { uids } = read;
    if (uids === 'all' && verb === 'unsubscribe') return { rejected: rejected(format('input.unsubscribe.all')) };
    const list: UidList = uids === 'all' ? uids : verb === 'subscribe' ? { only: uids } : { except: uids };
    lists = { ...lists, [key]: list };
  }
  return lists;
}

function written(list: UidList): string {
  if (list === 'all') return list;
  return ('only' in list ? list.only : list.except).join(',');
}
