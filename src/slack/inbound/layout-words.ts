/** Layouts as people write them: a kind, or a name of the configuration. */
import { format } from '../../messages/format.ts';
import { type Layout, selectableLayouts } from '../../recording/layout/layout.ts';
import type { ConfiguredNames } from './names.ts';
import { nearest } from './nearest.ts';
import { choice, type Rejected, rejected } from './reading.ts';

type Layouts = ConfiguredNames['layouts'];

/** In either case. A name of the configuration wins over a kind. */
export function readLayout(typed: string, layouts: Layouts): Layout | undefined {
  const word = typed.toLowerCase();
  const named = [...layouts].find(([name]) => name.toLowerCase() === word);
  if (named !== undefined) return named[1];
  const kind = selectableLayouts.find((one) => one === word);
  return kind === undefined ? undefined : { kind };
}

/** How a layout is written; undefined where it has neither a name nor a kind that people can choose. */
export function layoutWord(layout: Layout): string | undefined {
  return layout.name ?? selectableLayouts.find((kind) => kind === layout.kind);
}

/** What people can write. */
export function layoutChoices(layouts: Layouts): string[] {
  return [...selectableLayouts, ...layouts.keys()];
}

export function unknownLayout(typed: string, layouts: Layouts): Rejected {
  const choices = layoutChoices(layouts);
  const near = nearest(typed, choices);
  const unknown = format('input.layout.unknown', { typed: { code: typed } });
  return near.length > 0
    ? rejected(unknown, format('input.meant', { choices: choice(near) }))
    : rejected(unknown, format('input.layout.choose', { choices: choice(choices) }));
}
