/** How the participants are arranged in a mixed recording. */
import type { Uid } from '../primitives.ts';

/** `#RRGGBB` */
export type Color = string;

/** A whole layout. Agora's `updateLayout` resets what it is not told, so it is always kept and sent whole. */
export type Layout = Readonly<
  | { kind: 'float' | 'grid'; background?: Color }
  /** `largeUid`: the participant in the large window. */
  | { kind: 'vertical'; largeUid?: Uid; background?: Color }
>;

export type LayoutKind = Layout['kind'];

/** What people can choose by name: as a button, a key and an argument. A new kind is not offered until it stands here. */
export const selectableLayouts = ['float', 'grid', 'vertical'] as const satisfies readonly LayoutKind[];
export type SelectableLayout = (typeof selectableLayouts)[number];

/** Whether two layouts look the same; colors in either case. */
export function sameLayout(a: Layout, b: Layout): boolean {
  return (
    a.kind === b.kind && largeUidOf(a) === largeUidOf(b) && a.background?.toLowerCase() === b.background?.toLowerCase()
  );
}

/** The participant in the large window, where the layout has one. */
export function largeUidOf(layout: Layout): Uid | undefined {
  return layout.kind === 'vertical' ? layout.largeUid : undefined;
}
