/** What the configuration offers to a person who starts a recording. */
import { format } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import type { Layout } from '../../recording/layout/layout.ts';
import { formatSpan } from '../../recording/spans.ts';
import type { Preset } from '../../recording/spec.ts';
import type { Prices } from '../../recording/usage/sums.ts';
import { blocksOf, bullets, type Message, paragraph, say } from './blocks.ts';
import { asSentences, layoutLabel } from './words.ts';

export type Configured = Readonly<{
  presets: ReadonlyMap<string, Preset>;
  layouts: ReadonlyMap<string, Layout>;
  prices?: Prices;
  /** With the folders that all files of the bucket lie in. */
  storages: ReadonlyMap<string, Readonly<{ prefix?: readonly string[] }>>;
}>;

export function presetsReply({ presets, layouts }: Pick<Configured, 'presets' | 'layouts'>): Message {
  if (presets.size + layouts.size === 0) return say(...format('presets.none'));
  const presetLines = [...presets].map(([name, preset]) => presetLine(name, preset));
  const layoutLines = [...layouts].map(([name, layout]) =>
    format('presets.layout', { name: { code: name }, kind: layoutLabel(layout.kind) }),
  );
  return blocksOf(asSentences([...presetLines, ...layoutLines]), [
    ...section('presets.head', presetLines),
    ...section('presets.layouts', layoutLines),
    paragraph(...format('presets.how')),
  ]);
}

function section(head: 'presets.head' | 'presets.layouts', lines: readonly Part[][]): Message['blocks'] {
  return lines.length === 0 ? [] : [paragraph(...format(head)), bullets(lines)];
}

/** `lesson · mix · Grid · at most 2h · project school · storage archive` */
function presetLine(name: string, { options, project, storage, maxDuration }: Preset): Part[] {
  const layout = options.mode === 'mix' ? options.layout : undefined;
  const details: Part[][] = [
    [{ code: name }],
    [options.mode],
    ...(layout === undefined ? [] : [[layout.name ?? layoutLabel(layout.kind)]]),
    ...(maxDuration === undefined ? [] : [format('presets.most', { span: formatSpan(maxDuration) })]),
    ...(project === undefined ? [] : [format('presets.project', { name: { code: project } })]),
    ...(storage === undefined ? [] : [format('presets.storage', { name: { code: storage } })]),
  ];
  return details.flatMap((parts, n) => (n === 0 ? parts : [' · ', ...parts]));
}
