import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it, test } from 'vitest';
import type { Layout } from '../../../src/recording/layout/layout.ts';
import { pngOf } from '../../../src/slack/delivery/picture.ts';
import { layoutPicture } from '../../../src/slack/surfaces/layout-picture.ts';

type Pixels = Readonly<{ width: number; height: number; at: (x: number, y: number) => string }>;

/** A PNG, decoded as a browser would. */
function pixelsOf(png: Buffer): Pixels {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const href = `data:image/png;base64,${png.toString('base64')}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" href="${href}"/></svg>`;
  const { pixels } = new Resvg(svg).render();
  const at = (x: number, y: number) =>
    `#${pixels.subarray((y * width + x) * 4, (y * width + x) * 4 + 3).toString('hex')}`;
  return { width, height, at };
}

const drawn = async (layout: Layout, users: number) => pixelsOf(await pngOf(layoutPicture(layout, users)));

/** How many pixels of an area have a color. */
function count({ at }: Pixels, color: string, [left, top, right, bottom]: readonly [number, number, number, number]) {
  let found = 0;
  for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) if (at(x, y) === color) found += 1;
  return found;
}

const white = '#ffffff';
const [first, second, third, fourth, fifth] = ['#3f5b8c', '#7a4a6b', '#3d6e5c', '#8a5a2f', '#5a4f96'];

test('is a PNG of 640 × 360', async () => {
  const png = await pngOf(layoutPicture({ kind: 'grid' }, 1));
  expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
  expect(pixelsOf(png)).toMatchObject({ width: 640, height: 360 });
});

describe('windows have their colors in their places', () => {
  it('grid', async () => {
    const { at } = await drawn({ kind: 'grid', background: '#102030' }, 5);
    expect([at(30, 30), at(240, 30), at(450, 30), at(30, 150), at(240, 150)]).toEqual([
      first,
      second,
      third,
      fourth,
      fifth,
    ]);
    expect([at(450, 150), at(30, 300), at(630, 350)]).toEqual(['#102030', '#102030', '#102030']);
  });

  it('float', async () => {
    const { at } = await drawn({ kind: 'float' }, 3);
    expect([at(20, 20), at(20, 300), at(200, 300), at(400, 300)]).toEqual([first, second, third, first]);
  });

  it('vertical', async () => {
    const { at } = await drawn({ kind: 'vertical', background: '#ABCDEF' }, 3);
    expect([at(20, 20), at(500, 350), at(530, 10), at(530, 100), at(530, 300)]).toEqual([
      first,
      first,
      second,
      third,
      '#abcdef',
    ]);
  });

  it('the default is black', async () => {
    const { at } = await drawn({ kind: 'vertical' }, 2);
    expect(at(600, 300)).toBe('#000000');
  });
});

describe('regions', () => {
  const region = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };
  const custom = (over: object, users = 1) =>
    drawn({ kind: 'custom', background: '#ff0000', regions: [{ ...region, ...over }] }, users);

  it('are transparent where set', async () => {
    // Half of #3f5b8c, half of #ff0000.
    expect((await custom({ alpha: 0.5 })).at(170, 100)).toMatch(/^#(9f|a0)2[de]4[56]$/u);
    expect((await custom({ alpha: 0 })).at(170, 100)).toBe('#ff0000');
    expect((await custom({ alpha: 1 })).at(170, 100)).toBe(first);
  });

  it('show that the picture has bars beside it', async () => {
    const frame = [190, 95, 210, 265] as const;
    const lines = (pixels: Pixels) => frame[2] * frame[3] - count(pixels, first ?? '', [0, 0, frame[2], frame[3]]);
    expect(lines(await custom({ fit: true }))).toBeGreaterThan(lines(await custom({})) + 50);
  });

  it('are an outline without a participant', async () => {
    const pixels = await drawn({ kind: 'custom', regions: [{ ...region, uid: '7', width: 0.25 }, region] }, 1);
    expect(pixels.at(450, 100)).toBe('#000000');
  });
});

describe('labels', () => {
  const middle = [290, 150, 350, 210] as const;

  it('are drawn in the middle of a window', async () => {
    const svg = layoutPicture({ kind: 'grid' }, 1);
    const without = svg.replace(/<text.*<\/text>/u, '');
    expect(count(pixelsOf(await pngOf(svg)), white, middle)).toBeGreaterThan(40);
    expect(count(pixelsOf(await pngOf(without)), white, middle)).toBe(0);
  });

  it('differ', async () => {
    const one = layoutPicture({ kind: 'grid' }, 1);
    const eight = one.replace('>1</text>', '>8</text>');
    const [a, b] = await Promise.all([one, eight].map(async (svg) => count(pixelsOf(await pngOf(svg)), white, middle)));
    expect(b).toBeGreaterThan((a ?? 0) * 1.3);
  });

  it('are not hidden by other windows while there is room', async () => {
    const regions = [
      { x: 0, y: 0, width: 1, height: 1, uid: '7' },
      { x: 0.25, y: 0.25, width: 0.5, height: 0.5 },
    ];
    const pixels = await drawn({ kind: 'custom', regions }, 2);
    expect(count(pixels, white, [290, 4, 350, 60])).toBeGreaterThan(40);
  });

  it('stay within their window', async () => {
    const regions = [{ x: 0, y: 0, width: 0.25, height: 1, uid: '4294967295' }];
    const pixels = await drawn({ kind: 'custom', regions }, 1);
    expect(count(pixels, white, [4, 150, 156, 210])).toBeGreaterThan(100);
    expect(count(pixels, '#000000', [162, 0, 640, 360])).toBe(478 * 360);
  });
});

test('invalid SVG is rejected', async () => {
  await expect(pngOf('no picture')).rejects.toThrow();
});
