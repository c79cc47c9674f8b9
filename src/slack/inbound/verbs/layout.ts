import { format } from '../../../messages/format.ts';
import { type Layout, largeUidOf, selectableLayouts } from '../../../recording/layout/layout.ts';
import { isColor, isUid, maxUid } from '../../../recording/validate.ts';
import { optionOf, readArguments } from '../arguments.ts';
import { quoteName } from '../command-line.ts';
import { executeCommand } from '../execute-command.ts';
import { layoutChoices, layoutWord, readLayout, unknownLayout } from '../layout-words.ts';
import { isPlainName, readTarget } from '../name.ts';
import { choice, type Rejected, rejected, understood } from '../reading.ts';
import { findNamed } from '../target.ts';
import type { Word } from '../tokenize.ts';
import { tooManyWords } from '../too-many-words.ts';
import type { ParseTools, Verb } from './verb.ts';

export type LayoutCommand = Readonly<{ verb: 'layout'; target: string; layout: Layout }>;

type Tools = ParseTools<LayoutCommand>;

export const layout: Verb<LayoutCommand> = {
  name: 'layout',
  usage: `<channel or id> <${selectableLayouts.join('|')}|name> [uid=…] [background=#RRGGBB]`,
  does: 'input.layout.does',
  who: 'input.who.managers',
  examples: ['layout maths grid', 'layout "team sync" vertical uid=527841 background=#1D1C1D'],
  keys: [
    { name: 'uid', values: `1…${maxUid}`, sample: '527841', does: 'input.key.uid' },
    { name: 'background', values: '#RRGGBB', sample: '#1D1C1D', does: 'input.key.background' },
  ],

  parse(words, tools) {
    const asOption = layoutAsOption(words, tools);
    if (asOption !== undefined) return asOption;
    const given = readArguments(layout, words, tools, (name, [only, ...others], options) =>
      only === undefined || others.length > 0 ? undefined : suggest(tools, name, only.text, options),
    );
    if (given.kind === 'rejected') return given;
    const { names, options, note } = given;
    const [target, wanted] = names;
    if (target === undefined || wanted === undefined) return missingWord(target, tools);
    if (names.length > 2) return tooMany(names, options, tools);
    const chosen = readLayout(wanted.text, tools.names.layouts);
    if (chosen === undefined) return noLayout(target, wanted, options, tools);
    const look = readLook(chosen, options);
    if ('rejected' in look) return look.rejected;
    const read = readTarget(layout, target, (name) => suggest(tools, name, wanted.text, options));
    if (read.kind === 'rejected') return read;
    return understood({ verb: 'layout', target: read.name, layout: look.layout }, read.note, note);
  },

  write({ target, layout: chosen }) {
    const word = quoteName(layoutWord(chosen) ?? '');
    if (chosen.name !== undefined) return `${quoteName(target)} ${word}`;
    const largeUid = largeUidOf(chosen);
    const { background } = chosen;
    return [
      quoteName(target),
      word,
      ...(largeUid === undefined ? [] : [`uid=${largeUid}`]),
      ...(background === undefined ? [] : [`background=${background}`]),
    ].join(' ');
  },

  async handle(command, context, tools) {
    const found = await findNamed(command.target, context, tools, (target) => ({ ...command, target }));
    if (found.kind === 'reply') return { outcome: 'answered', reply: found.reply };
    return await executeCommand(found.recording.id, { type: 'layout', layout: command.layout }, context, tools);
  },
};

type Options = ReadonlyMap<string, string>;

function suggest(tools: Tools, target: string, typed: string, options: Options): string | undefined {
  const chosen = readLayout(typed, tools.names.layouts);
  if (chosen === undefined) return undefined;
  const look = readLook(chosen, options);
  return 'rejected' in look ? undefined : tools.suggest({ verb: 'layout', target, layout: look.layout });
}

/** The layout with its options. */
function readLook(chosen: Layout, options: Options): { layout: Layout } | { rejected: Rejected } {
  const largeUid = options.get('uid');
  const background = options.get('background');
  if (largeUid !== undefined && !isUid(largeUid)) {
    return { rejected: rejected(format('input.uid.invalid', { typed: { code: largeUid } })) };
  }
  if (largeUid !== undefined && chosen.kind !== 'vertical')
    return { rejected: rejected(format('input.uid.onlyVertical')) };
  if (background !== undefined && !isColor(background)) return { rejected: noColor(background) };
  const color = background === undefined ? {} : { background };
  if (chosen.kind !== 'vertical') return { layout: { ...chosen, ...color } };
  return { layout: { ...chosen, ...(largeUid === undefined ? {} : { largeUid }), ...color } };
}

function noColor(typed: string): Rejected {
  return isColor(`#${typed}`)
    ? rejected(format('input.color.mark', { sample: { code: `background=#${typed}` } }))
    : rejected(format('input.color.invalid', { typed: { code: typed } }));
}

function missingWord(target: Word | undefined, tools: Tools): Rejected {
  if (target === undefined) return rejected(format('input.layout.missing'));
  const { layouts } = tools.names;
  if (!target.quoted && readLayout(target.text, layouts) !== undefined)
    return rejected(format('input.layout.missingName'));
  const choices = choice(layoutChoices(layouts));
  const read = readTarget(layout, target, (name) => suggest(tools, name, 'grid', new Map()));
  if (read.kind === 'rejected') return read;
  const command = suggest(tools, read.name, 'grid', new Map());
  return command === undefined
    ? rejected(format('input.layout.whichLayout', { choices }))
    : rejected(format('input.layout.missingLayout', { choices, command: { code: command } }));
}

/** The second word is no layout. */
function noLayout(target: Word, wanted: Word, options: Options, tools: Tools): Rejected {
  const named = (name: string) => suggest(tools, name, target.text, options);
  const read = readTarget(layout, wanted, named);
  if (read.kind === 'rejected') return read;
  const swapped = named(read.name);
  if (swapped === undefined) return unknownLayout(wanted.text, tools.names.layouts);
  return rejected(format('input.layout.nameFirst', { command: { code: swapped } }));
}

function tooMany(names: readonly Word[], options: Options, tools: Tools): Rejected {
  const last = names.at(-1)?.text ?? '';
  if (readLayout(last, tools.names.layouts) === undefined) return tooManyWords(layout, names, () => undefined);
  const named = (name: string) => suggest(tools, name, last, options);
  const [target, ...others] = names.slice(0, -1);
  // `layout maths to grid`
  const isTo = others.length === 1 && others[0]?.quoted === false && /^(?:to|as|in)$/iu.test(others[0].text);
  const command = isTo && target !== undefined && isPlainName(target) ? named(target.text) : undefined;
  if (command === undefined) return tooManyWords(layout, names.slice(0, -1), named);
  const name = { code: target?.text ?? '' };
  return rejected(format('input.words.onlyTarget', { name, command: { code: command } }));
}

/** `layout maths layout=grid` */
function layoutAsOption(words: readonly Word[], tools: Tools): Rejected | undefined {
  const option = words.map(optionOf).find((read) => read?.name === 'layout');
  if (option === undefined) return undefined;
  const [target, ...others] = words.filter((word) => optionOf(word) === undefined);
  const isAlone = target !== undefined && others.length === 0 && isPlainName(target);
  const command = isAlone ? suggest(tools, target.text, option.value, new Map()) : undefined;
  return command === undefined
    ? rejected(format('input.layout.withoutKeyExample'))
    : rejected(format('input.layout.withoutKey', { command: { code: command } }));
}
