/** The options of `start`: each value by itself. What does not go together is found where the options are resolved. */
import { format } from '../../messages/format.ts';
import { formatSpan, parseSpan } from '../../recording/spans.ts';
import { type ModeName, modeNames } from '../../recording/spec.ts';
import { isWithin, limits } from '../../recording/validate.ts';
import type { StartOptions } from '../../service/recording-service.ts';
import { readLayout, unknownLayout } from './layout-words.ts';
import type { ConfiguredNames } from './names.ts';
import { nearest } from './nearest.ts';
import { choice, type Rejected, rejected } from './reading.ts';

type Read<T> = Readonly<{ value: T } | { rejected: Rejected }>;

/** `options`: by their names, as they were typed. */
export function readStartOptions(
  options: ReadonlyMap<string, string>,
  names: ConfiguredNames,
): { wanted: StartOptions } | { rejected: Rejected } {
  let wanted: StartOptions = {};
  for (const [key, typed] of options) {
    const read = readOption(key, typed, names);
    if ('rejected' in read) return read;
    wanted = { ...wanted, ...read.value };
  }
  return { wanted };
}

function readOption(key: string, typed: string, names: ConfiguredNames): Read<StartOptions> {
  switch (key) {
    case 'layout': {
      const layout = readLayout(typed, names.layouts);
      return layout === undefined ? { rejected: unknownLayout(typed, names.layouts) } : { value: { layout } };
    }
    case 'mode': {
      const mode = modeNames.find((name) => name === typed.toLowerCase());
      return mode === undefined ? { rejected: unknownMode(typed) } : { value: { mode } };
    }
    case 'url':
      return { value: { url: typed } };
    case 'for':
      return mapped(readSpan('for', typed, limits.duration), (duration) => ({ duration }));
    case 'snapshots':
      return mapped(readSpan('snapshots', typed, limits.snapshots), (snapshots) => ({ snapshots }));
    case 'preset':
      return mapped(readName('preset', typed, names.presets), (preset) => ({ preset }));
    case 'project':
      return mapped(readName('project', typed, names.projects), (project) => ({ project }));
    default:
      return mapped(readName('storage', typed, names.storages), (storage) => ({ storage }));
  }
}

function mapped<A, B>(read: Read<A>, change: (value: A) => B): Read<B> {
  return 'rejected' in read ? read : { value: change(read.value) };
}

function unknownMode(typed: string): Rejected {
  const choices = choice(modeNames satisfies readonly ModeName[]);
  return rejected(format('input.mode.unknown', { typed: { code: typed }, choices }));
}

/** In ms. */
function readSpan(key: 'for' | 'snapshots', typed: string, range: { from: number; to: number }): Read<number> {
  const span = parseSpan(typed);
  if (span !== undefined && isWithin(span, range)) return { value: span };
  const about = { from: { code: formatSpan(range.from) }, to: { code: formatSpan(range.to) } };
  return { rejected: rejected(format(key === 'for' ? 'start.badDuration' : 'start.badSnapshots', about)) };
}

/** A name of the configuration, in either case. */
function readName(key: 'preset' | 'project' | 'storage', typed: string, known: readonly string[]): Read<string> {
  const name = known.find((one) => one.toLowerCase() === typed.toLowerCase());
  if (name !== undefined) return { value: name };
  const about = { key: { code: key }, typed: { code: typed } };
  if (known.length === 0) return { rejected: rejected(format('input.configured.none', about)) };
  const near = nearest(typed, known);
  const unknown = format('input.configured.unknown', about);
  return {
    rejected:
      near.length > 0
        ? rejected(unknown, format('input.meant', { choices: choice(near) }))
        : rejected(unknown, format('input.layout.choose', { choices: choice(known.slice(0, namesShown)) })),
  };
}

/** The number of names that are listed. */
const namesShown = 10;
