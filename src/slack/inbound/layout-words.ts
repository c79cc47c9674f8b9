/** Layouts as people write them. */
import { format } from '../../messages/format.ts';
import { type SelectableLayout, selectableLayouts } from '../../recording/layout/layout.ts';
import { nearest } from './nearest.ts';
import { choice, type Rejected, rejected } from './reading.ts';

export function readLayoutKind(typed: string): SelectableLayout | undefined {
  const word = typed.toLowerCase();
  return selectableLayouts.find((kind) => kind === word);
}

export function unknownLayout(typed: string): Rejected {
  const near = nearest(typed, selectableLayouts);
  const unknown = format('input.layout.unknown', { typed: { code: typed } });
  return near.length > 0
    ? rejected(unknown, format('input.meant', { choices: choice(near) }))
    : rejected(unknown, format('input.layout.choose', { choices: choice(selectableLayouts) }));
}
