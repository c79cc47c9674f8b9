import { format } from '../../../messages/format.ts';
import type { Ms } from '../../../recording/recording.ts';
import { formatSpan, parseSpan } from '../../../recording/spans.ts';
import { isWithin, limits } from '../../../recording/validate.ts';
import { readArguments } from '../arguments.ts';
import { quoteName } from '../command-line.ts';
import { executeCommand } from '../execute-command.ts';
import { readTarget } from '../name.ts';
import { type Rejected, rejected, understood } from '../reading.ts';
import { findTarget } from '../target.ts';
import type { Word } from '../tokenize.ts';
import { tooManyWords } from '../too-many-words.ts';
import type { ParseTools, Verb } from './verb.ts';

/** Without a target: the one recording of this Slack channel. */
export type ExtendCommand = Readonly<{ verb: 'extend'; target?: string; by: Ms }>;

const example = { command: { code: '/record extend maths 30m' } };

export const extend: Verb<ExtendCommand> = {
  name: 'extend',
  usage: '[<channel> or <id>] <30m>',
  does: 'input.extend.does',
  who: 'input.who.managers',
  examples: ['extend maths 30m', 'extend 1h'],
  keys: [],

  parse(words, tools) {
    const given = readArguments(extend, words, tools, (target, names) => {
      const by = spanOf(names.at(-1));
      return by === undefined || names.length > 1 ? undefined : tools.suggest({ verb: 'extend', target, by });
    });
    if (given.kind === 'rejected') return given;
    const { names, note } = given;
    const typed = names.at(-1);
    if (typed === undefined) return rejected(format('input.extend.missing', example));
    const by = spanOf(typed);
    if (by === undefined) return noSpan(typed, names.length, tools);
    const named = (target: string) => tools.suggest({ verb: 'extend', target, by });
    const [name, ...others] = names.slice(0, -1);
    if (name === undefined) return understood({ verb: 'extend', by }, note);
    if (others.length > 0) return tooManyWords(extend, names.slice(0, -1), named);
    const target = readTarget(extend, name, named);
    return target.kind === 'rejected'
      ? target
      : understood({ verb: 'extend', target: target.name, by }, target.note, note);
  },

  write: ({ target, by }) => [...(target === undefined ? [] : [quoteName(target)]), formatSpan(by)].join(' '),

  async handle({ target, by }, context, tools) {
    const found = await findTarget('extend', target, context, tools, { fields: { by }, typed: formatSpan(by) });
    if (found.kind === 'reply') return { outcome: 'answered', reply: found.reply };
    return await executeCommand(found.recording.id, { type: 'extend', by }, context, tools);
  },
};

function spanOf(word: Word | undefined): Ms | undefined {
  const span = word === undefined || word.quoted ? undefined : parseSpan(word.text);
  return span !== undefined && isWithin(span, limits.duration) ? span : undefined;
}

/** The last word is no span: it is missing, or wrong. */
function noSpan(typed: Word, count: number, tools: ParseTools<ExtendCommand>): Rejected {
  const { from, to } = limits.duration;
  const isName = count === 1 && !/^\d/u.test(typed.text);
  if (isName) {
    const command = tools.suggest({ verb: 'extend', target: typed.text, by: 30 * from });
    return rejected(format('input.extend.missing', command === undefined ? example : { command: { code: command } }));
  }
  const range = { from: { code: formatSpan(from) }, to: { code: formatSpan(to) } };
  return rejected(format('input.extend.badSpan', { typed: { code: typed.text }, ...range, ...example }));
}
