/** `layouts`: named layouts of mixed recordings. */
import { z } from 'zod';
import type { Layout, LayoutKind } from '../../recording/layout/layout.ts';
import { limits, regionProblems } from '../../recording/validate.ts';
import type { EntryReader, Together } from './entries.ts';
import { choice, color, flag, fraction, group, imageUrl, listOf, oneOf, uid } from './fields.ts';
import { missing } from './problems.ts';
import type { Partly } from './walk.ts';

export const layoutKinds = ['float', 'grid', 'vertical', 'custom'] as const satisfies readonly LayoutKind[];

const fit = (what: string) =>
  flag({
    meaning: `${what} is shown whole, with bars beside it, instead of cropped`,
    default: 'false',
  }).exactOptional();

const region = group(
  {
    x: fraction({ meaning: 'left edge', example: '0' }),
    y: fraction({ meaning: 'upper edge', example: '0' }),
    width: fraction({ meaning: 'fraction of the width', example: '0.5' }),
    height: fraction({ meaning: 'fraction of the height', example: '1' }),
    uid: uid({ meaning: 'who is shown there', default: 'the one who joined next' }).exactOptional(),
    alpha: fraction({ meaning: '0 is transparent, 1 opaque', example: '0.8', default: '1' }).exactOptional(),
    fit: fit('the picture'),
  },
  {
    meaning: 'a window; its numbers are fractions of the canvas, measured from the top left corner',
    example: '{ x: 0, y: 0, width: 0.5, height: 1 }',
  },
);

const userImage = group(
  {
    uid: uid({ meaning: 'whose image it is' }),
    url: imageUrl({ meaning: 'the image' }),
    fit: fit('the image'),
  },
  { meaning: 'the image of one participant', example: '{ uid: 527841, url: https://example.com/ana.jpg }' },
);

export const layout = z.strictObject({
  layout: choice(layoutKinds, {
    meaning: 'the kind; required without `regions`',
    example: 'vertical',
    default: '`custom` with `regions`',
  }).exactOptional(),
  regions: listOf(
    region,
    { from: limits.regions.from, to: limits.regions.to },
    { meaning: 'the windows of a custom layout', example: '[{ x: 0, y: 0, width: 0.5, height: 1 }]' },
  ).exactOptional(),
  largeUid: uid({ meaning: 'who is in the large window of `vertical`', default: 'who joined first' }).exactOptional(),
  background: color({ meaning: 'background of the canvas', default: "'#000000'" }).exactOptional(),
  backgroundImage: imageUrl({ meaning: 'image behind the windows' }).exactOptional(),
  userImage: imageUrl({ meaning: 'shown in place of everybody who sends no video' }).exactOptional(),
  userImages: listOf(
    userImage,
    { from: 1, to: limits.regions.to },
    {
      meaning: 'shown in place of those who send no video, before `userImage`',
      example: '[{ uid: 527841, url: https://example.com/ana.jpg }]',
    },
  ).exactOptional(),
});

type Given = z.output<typeof layout>;

/** What a layout without a kind is depends on its regions. */
const kindOf = (given: Partly<Given>): LayoutKind | undefined =>
  given.layout ?? (given.regions === undefined ? undefined : 'custom');

export const layoutReader: EntryReader<typeof layout, Layout> = {
  schema: () => ({ schema: layout }),
  checkTogether,
  build,
};

function checkTogether(given: Partly<Given>, { entry, at, report }: Together): void {
  const name = String(at.at(-1)).toLowerCase();
  if (layoutKinds.some((kind) => kind === name)) {
    report.problem(at, `must not have the name of a kind (${oneOf(layoutKinds)}): give it another one`);
  }
  const kind = kindOf(given);
  if (entry['layout'] === undefined && entry['regions'] === undefined) {
    report.problem([...at, 'layout'], missing(layout.shape.layout));
  }
  if (kind === 'custom' && entry['regions'] === undefined) {
    report.problem([...at, 'regions'], missing(layout.shape.regions));
  }
  if (kind !== undefined && kind !== 'custom' && entry['regions'] !== undefined) {
    report.problem([...at, 'regions'], `are only for custom layouts: remove them, or the line "layout: ${kind}"`);
  }
  if (kind !== undefined && kind !== 'vertical' && entry['largeUid'] !== undefined) {
    report.problem([...at, 'largeUid'], 'is only for vertical layouts: remove it');
  }
  for (const problem of regionProblems(given.regions ?? [])) {
    if (problem.kind === 'outside') {
      report.problem(
        [...at, 'regions', problem.index],
        'must lie within the canvas: x + width and y + height are at most 1',
      );
    }
    if (problem.kind === 'sameUid') {
      report.problem([...at, 'regions', problem.index, 'uid'], 'has a region already: one is enough');
    }
  }
  const shown = (given.userImages ?? []).map((image) => image.uid);
  for (const [index, uid] of shown.entries()) {
    if (shown.indexOf(uid) < index)
      report.problem([...at, 'userImages', index, 'uid'], 'has an image already: one is enough');
  }
}

function build(name: string, given: Given): Layout {
  const { layout: _, regions = [], largeUid, userImages, ...look } = given;
  const common = { ...look, name, ...(userImages !== undefined && { userImages: userImages.map(fitted) }) };
  const kind = kindOf(given) ?? 'grid';
  switch (kind) {
    case 'custom':
      return { kind, ...common, regions: regions.map(fitted) };
    case 'vertical':
      return { kind, ...common, ...(largeUid !== undefined && { largeUid }) };
    case 'float':
    case 'grid':
      return { kind, ...common };
  }
}

/** Cropped is what nothing said means. */
function fitted<T extends { fit?: boolean }>({ fit, ...rest }: T): Omit<T, 'fit'> & { fit?: true } {
  return { ...rest, ...(fit === true && { fit }) };
}
