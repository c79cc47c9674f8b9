/** How the participants are arranged in a mixed recording. */
import type { Uid } from '../primitives.ts';

/** `#RRGGBB` */
export type Color = string;

/** A window of a custom layout: fractions of the canvas from 0 to 1, measured from its top left corner. */
export type Region = Readonly<{
  x: number;
  y: number;
  width: number;
  height: number;
  /** Who is shown there; without one, the participant who joined next. */
  uid?: Uid;
  /** From 0, not seen, to 1, opaque; 1 where nothing is said. */
  alpha?: number;
  /** The whole picture with bars beside it, instead of one that is cropped. */
  fit?: true;
}>;

/** What is shown of a participant who sends no video. */
export type UserImage = Readonly<{ uid: Uid; url: string; fit?: true }>;

/** What every layout may have. Images are addresses; those of participants must be JPG or BMP. */
type Look = Readonly<{
  background?: Color;
  backgroundImage?: string;
  /** For participants who send no video, where they have no image of their own. */
  userImage?: string;
  userImages?: readonly UserImage[];
  /** What people call it: a layout of the configuration by its name there. */
  name?: string;
}>;

/** A whole layout. Agora's `updateLayout` resets what is omitted, so it is always kept and sent in full. */
export type Layout = Look &
  Readonly<
    | { kind: 'float' | 'grid' }
    /** `largeUid`: the participant in the large window. */
    | { kind: 'vertical'; largeUid?: Uid }
    /** 1 to 17 regions. */
    | { kind: 'custom'; regions: readonly Region[] }
  >;

export type LayoutKind = Layout['kind'];

/** What people can choose by name: as a button, a key and an argument. A new kind is not offered until it stands here. */
export const selectableLayouts = ['float', 'grid', 'vertical'] as const satisfies readonly LayoutKind[];
export type SelectableLayout = (typeof selectableLayouts)[number];

/** Whether two layouts look the same, whatever they are called; colors in either case. */
export function sameLayout(a: Layout, b: Layout): boolean {
  return appearance(a) === appearance(b);
}

/** The same text for layouts that look the same. */
function appearance(layout: Layout): string {
  const { kind, background, backgroundImage, userImage, userImages = [] } = layout;
  const regions = layout.kind === 'custom' ? layout.regions : [];
  return JSON.stringify([
    kind,
    largeUidOf(layout),
    background?.toLowerCase(),
    backgroundImage,
    userImage,
    userImages.map(({ uid, url, fit }) => [uid, url, fit]),
    regions.map(({ x, y, width, height, uid, alpha = 1, fit }) => [x, y, width, height, uid, alpha, fit]),
  ]);
}

/** The participant in the large window, where the layout has one. */
export function largeUidOf(layout: Layout): Uid | undefined {
  return layout.kind === 'vertical' ? layout.largeUid : undefined;
}
