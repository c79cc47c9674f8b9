import { format } from '../../../messages/format.ts';
import { selectableLayouts } from '../../../recording/layout/layout.ts';
import { formatSpan } from '../../../recording/spans.ts';
import type { StartOptions } from '../../../service/recording-service.ts';
import { readArguments } from '../arguments.ts';
import { quoteName } from '../command-line.ts';
import { layoutChoices, layoutWord, readLayout } from '../layout-words.ts';
import { isPlainName, readChannelName } from '../name.ts';
import type { ConfiguredNames } from '../names.ts';
import { nearest } from '../nearest.ts';
import { type Rejected, rejected, understood } from '../reading.ts';
import { openStartForm } from '../start-form.ts';
import { readStartOptions } from '../start-options.ts';
import { startRecording } from '../start-recording.ts';
import type { Word } from '../tokenize.ts';
import { tooManyWords } from '../too-many-words.ts';
import type { ParseTools, Verb } from './verb.ts';

/** Without a channel it opens the start form, with what else was asked for in it. */
export type StartCommand = Readonly<{ verb: 'start'; cname?: string; wanted: StartOptions }>;

export const start: Verb<StartCommand> = {
  name: 'start',
  usage: '[<channel>] [key=value …]',
  does: 'input.start.does',
  who: 'input.who.anyone',
  examples: ['start', 'start maths', 'start "team sync" layout=vertical'],
  keys: [
    { name: 'layout', values: selectableLayouts.join('|'), sample: 'grid', does: 'input.key.layout' },
    { name: 'preset', values: 'name', sample: 'lesson', does: 'input.key.preset' },
    { name: 'mode', values: 'mix|individual|web', sample: 'mix', does: 'input.key.mode' },
    { name: 'url', values: 'https://…', sample: 'https://example.com/class', does: 'input.key.url' },
    { name: 'for', values: '1h30m', sample: '1h30m', does: 'input.key.for' },
    { name: 'snapshots', values: '10s', sample: '10s', does: 'input.key.snapshots' },
    { name: 'storage', values: 'name', sample: 'archive', does: 'input.key.storage' },
    { name: 'project', values: 'name', sample: 'school', does: 'input.key.project' },
  ],

  parse(words, tools) {
    const suggest = (cname: string, wanted: StartOptions = {}) => tools.suggest({ verb: 'start', cname, wanted });
    const given = readArguments(start, words, tools, (cname, names, options) => {
      const read = readStartOptions(options, tools.names);
      return names.length > 0 ? undefined : suggest(cname, 'wanted' in read ? read.wanted : {});
    });
    if (given.kind === 'rejected') return given;
    const { names, options, note } = given;
    const [name] = names;
    const read = readStartOptions(options, tools.names);
    const named = (cname: string) => suggest(cname, 'wanted' in read ? read.wanted : {});
    if (names.length > 1) return layoutAsWord(names, tools) ?? tooManyWords(start, names, named);
    const channel = name === undefined ? undefined : readChannelName(start, name, named);
    if (channel?.kind === 'rejected') return channel;
    if ('rejected' in read) return read.rejected;
    if (channel === undefined) return understood({ verb: 'start', wanted: read.wanted }, note);
    return understood({ verb: 'start', cname: channel.name, wanted: read.wanted }, channel.note, note);
  },

  write: ({ cname, wanted }) =>
    [...(cname === undefined ? [] : [quoteName(cname)]), ...writtenOptions(wanted)].join(' '),

  async handle({ cname, wanted }, context, tools) {
    if (cname === undefined) return await openStartForm(wanted, context, tools);
    const { actor, isPrivate } = context;
    return await startRecording({ cname, wanted, actor, isPrivate }, context, tools);
  },
};

/** As they are typed. */
export function writtenOptions({ layout, duration, snapshots, ...names }: StartOptions): string[] {
  return [
    ...(layout === undefined ? [] : [`layout=${quoteName(layoutWord(layout) ?? '')}`]),
    ...Object.entries(names).map(([key, value]) => `${key}=${key === 'url' ? value : quoteName(value)}`),
    ...(duration === undefined ? [] : [`for=${formatSpan(duration)}`]),
    ...(snapshots === undefined ? [] : [`snapshots=${formatSpan(snapshots)}`]),
  ];
}

/** `start team sync grid`, also where the layout is mistyped. */
function layoutAsWord(names: readonly Word[], tools: ParseTools<StartCommand>): Rejected | undefined {
  const [last, first, ...others] = names.toReversed();
  if (last === undefined || last.quoted || first === undefined) return undefined;
  if (!names.every(isPlainName) || names.some((word) => word.text.includes('='))) return undefined;
  if (others.length > 0 && names.some((word) => word.quoted)) return undefined;
  const { exact, layout } = nearLayout(last.text, tools.names.layouts);
  if (layout === undefined) return undefined;
  const cname = [first, ...others]
    .toReversed()
    .map((word) => word.text)
    .join(' ');
  const command = tools.suggest({ verb: 'start', cname, wanted: { layout } });
  if (command === undefined) return undefined;
  const withLayout = format('input.words.withLayout', { command: { code: command } });
  return exact ? rejected(withLayout) : rejected(withLayout, format('input.words.quote'));
}

/** Shorter words are too near to anything. */
const shortestMistyped = 4;

function nearLayout(typed: string, layouts: ConfiguredNames['layouts']) {
  const exact = readLayout(typed, layouts);
  if (exact !== undefined) return { exact: true, layout: exact };
  const [near] = typed.length < shortestMistyped ? [] : nearest(typed, layoutChoices(layouts), 1);
  return { exact: false, layout: near === undefined ? undefined : readLayout(near, layouts) };
}
