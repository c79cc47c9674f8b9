import { format } from '../../../messages/format.ts';
import { type Layout, type SelectableLayout, selectableLayouts } from '../../../recording/layout/layout.ts';
import { readArguments } from '../arguments.ts';
import { quoteName } from '../command-line.ts';
import { readLayoutKind, unknownLayout } from '../layout-words.ts';
import { isPlainName, readChannelName } from '../name.ts';
import { nearest } from '../nearest.ts';
import { type Rejected, rejected, understood } from '../reading.ts';
import { startRecording } from '../start-recording.ts';
import type { Word } from '../tokenize.ts';
import { tooManyWords } from '../too-many-words.ts';
import type { ParseTools, Verb } from './verb.ts';

export type StartCommand = Readonly<{ verb: 'start'; cname: string; layout: Layout }>;

const defaultLayout: SelectableLayout = 'grid';
const layouts = selectableLayouts.join('|');

export const start: Verb<StartCommand> = {
  name: 'start',
  usage: `<channel> [layout=${layouts}]`,
  does: 'input.start.does',
  who: 'input.who.anyone',
  examples: ['start maths', 'start "team sync" layout=vertical'],
  keys: [{ name: 'layout', values: layouts, sample: defaultLayout, does: 'input.key.layout' }],

  parse(words, tools) {
    const suggest = (cname: string, layout = '') =>
      tools.suggest({ verb: 'start', cname, layout: { kind: readLayoutKind(layout) ?? defaultLayout } });
    const given = readArguments(start, words, tools, (cname, names, options) =>
      names.length > 0 ? undefined : suggest(cname, options.get('layout')),
    );
    if (given.kind === 'rejected') return given;
    const { names, options, note } = given;
    const [name] = names;
    if (name === undefined) return rejected(format('input.start.missing'));
    const layout = options.get('layout') ?? defaultLayout;
    const named = (cname: string) => suggest(cname, layout);
    if (names.length > 1) return layoutAsWord(names, tools) ?? tooManyWords(start, names, named);
    const channel = readChannelName(start, name, named);
    if (channel.kind === 'rejected') return channel;
    const kind = readLayoutKind(layout);
    if (kind === undefined) return unknownLayout(layout);
    return understood({ verb: 'start', cname: channel.name, layout: { kind } }, channel.note, note);
  },

  write({ cname, layout }) {
    const name = quoteName(cname);
    return layout.kind === defaultLayout ? name : `${name} layout=${layout.kind}`;
  },

  async handle({ cname, layout }, context, tools) {
    const { actor, isPrivate } = context;
    return await startRecording({ cname, wanted: { layout }, actor, isPrivate }, context, tools);
  },
};

/** `start team sync grid`, also where the layout is mistyped. */
function layoutAsWord(names: readonly Word[], tools: ParseTools<StartCommand>): Rejected | undefined {
  const [last, first, ...others] = names.toReversed();
  if (last === undefined || last.quoted || first === undefined) return undefined;
  if (!names.every(isPlainName) || names.some((word) => word.text.includes('='))) return undefined;
  if (others.length > 0 && names.some((word) => word.quoted)) return undefined;
  const exact = readLayoutKind(last.text);
  const [near] = last.text.length < shortestMistyped ? [] : nearest(last.text, selectableLayouts, 1);
  const kind = exact ?? readLayoutKind(near ?? '');
  if (kind === undefined) return undefined;
  const cname = [first, ...others]
    .toReversed()
    .map((word) => word.text)
    .join(' ');
  const command = tools.suggest({ verb: 'start', cname, layout: { kind } });
  if (command === undefined) return undefined;
  // Of two ways to write it, the one that shows how.
  const shown = kind === defaultLayout ? `${command} layout=${kind}` : command;
  const withLayout = format('input.words.withLayout', { command: { code: shown } });
  return exact === undefined ? rejected(withLayout, format('input.words.quote')) : rejected(withLayout);
}

/** Shorter words are too near to anything. */
const shortestMistyped = 4;
