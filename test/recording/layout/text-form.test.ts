import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type CustomLayout,
  type LayoutTextProblem,
  layoutText,
  parseLayoutText,
} from '../../../src/recording/layout/text-form.ts';
import { anyCustomLayout } from './arbitrary.ts';

const full = '0 0 1 1';

function layoutOf(text: string): CustomLayout {
  const parsed = parseLayoutText(text);
  expect(parsed).toMatchObject({ kind: 'layout' });
  if (parsed.kind !== 'layout') throw new Error('not a layout');
  return parsed.layout;
}

const regionsOf = (text: string) => layoutOf(text).regions;

function problemsOf(text: string): readonly LayoutTextProblem[] {
  const parsed = parseLayoutText(text);
  return parsed.kind === 'problems' ? parsed.problems : [];
}

describe('valid text', () => {
  test('a whole layout', () => {
    const text = [
      '# a lesson',
      'background=#101010',
      'image=https://example.com/canvas.png#top # the hall',
      'userImage=https://example.com/user.png',
      'user=123 https://example.com/ana.png fit',
      'user=124 https://example.com/ben.png',
      '',
      '0 0 70% 1 uid=123',
      '  0.7 0 .3 50%   alpha=0.5 fit  # the rest',
      '70% 50% 30% 50% fit alpha=25% uid=124',
    ].join('\r\n');
    expect(parseLayoutText(text)).toEqual({
      kind: 'layout',
      warnings: [],
      layout: {
        kind: 'custom',
        background: '#101010',
        backgroundImage: 'https://example.com/canvas.png#top',
        userImage: 'https://example.com/user.png',
        userImages: [
          { uid: '123', url: 'https://example.com/ana.png', fit: true },
          { uid: '124', url: 'https://example.com/ben.png' },
        ],
        regions: [
          { x: 0, y: 0, width: 0.7, height: 1, uid: '123' },
          { x: 0.7, y: 0, width: 0.3, height: 0.5, alpha: 0.5, fit: true },
          { x: 0.7, y: 0.5, width: 0.3, height: 0.5, uid: '124', alpha: 0.25, fit: true },
        ],
      },
    });
  });

  test.each([
    ['0 0 33.3% 100%', { x: 0, y: 0, width: 0.333, height: 1 }],
    ['0 0 33.333333333% 1.', { x: 0, y: 0, width: 0.333333, height: 1 }],
    ['-0 +0 +.5 1', { x: 0, y: 0, width: 0.5, height: 1 }],
    ['FIT 0\u00a00 1 1', { x: 0, y: 0, width: 1, height: 1, fit: true }],
    ['uid=7 0 0 1 1', { x: 0, y: 0, width: 1, height: 1, uid: '7' }],
    ['0 0 1 1 Alpha=0', { x: 0, y: 0, width: 1, height: 1, alpha: 0 }],
  ])('%s', (text, region) => {
    expect(regionsOf(text)).toStrictEqual([region]);
  });

  test('keys as phones write them, and after the regions', () => {
    expect(layoutOf(`${full}\nBackground=#ABCDEF\nUSERIMAGE=https://example.com/`)).toMatchObject({
      background: '#ABCDEF',
      userImage: 'https://example.com/',
    });
  });

  test('17 regions', () => {
    const line = (_: unknown, n: number) => `${n * 0.05} 0 0.05 1`;
    expect(regionsOf(Array.from({ length: 17 }, line).join('\n'))).toHaveLength(17);
  });

  test('three columns, each of a third that was rounded up', () => {
    expect(regionsOf('0 0 0.333334 1\n0.333334 0 0.333334 1\n0.666668 0 0.333334 1')).toHaveLength(3);
  });
});

describe('problems', () => {
  test.each<[text: string, ...problems: LayoutTextProblem[]]>([
    ['', { kind: 'noRegions' }],
    ['# only a comment\n\nbackground=#101010', { kind: 'noRegions' }],
    ['hello there', { kind: 'noRegions' }, { kind: 'unknownWord', line: 1, typed: 'hello' }],
    ['0 0 0.5', { kind: 'tooFewNumbers', line: 1 }],
    [`0 0 0,5 1\n${full}`, { kind: 'notANumber', line: 1, typed: '0,5' }],
    ['0 0 1/3 1e0', { kind: 'notANumber', line: 1, typed: '1/3' }, { kind: 'notANumber', line: 1, typed: '1e0' }],
    ['0 0 50 101%', { kind: 'outOfRange', line: 1, typed: '50' }, { kind: 'outOfRange', line: 1, typed: '101%' }],
    ['-.1 0 1 1', { kind: 'outOfRange', line: 1, typed: '-.1' }],
    ['0.5 0 0.6 1', { kind: 'outsideCanvas', line: 1 }],
    ['0 50% 1 51%', { kind: 'outsideCanvas', line: 1 }],
    ['0 0 0 1', { kind: 'zeroSize', line: 1 }],
    ['0 0 1 0.0000001', { kind: 'zeroSize', line: 1 }],
    ['0 0 .5 1 uid=7\n\n.5 0 .5 1 uid=7', { kind: 'sameUid', line: 3, uid: '7', firstLine: 1 }],
    [
      `user=7 https://example.com/a\nuser=7 https://example.com/b\n${full}`,
      { kind: 'sameUid', line: 2, uid: '7', firstLine: 1 },
    ],
    [`${full} uid=`, { kind: 'badUid', line: 1, typed: '' }],
    [`${full} uid=ana`, { kind: 'badUid', line: 1, typed: 'ana' }],
    [`user=0 https://example.com/a\n${full}`, { kind: 'badUid', line: 1, typed: '0' }],
    [`${full} alpha=2`, { kind: 'badAlpha', line: 1, typed: '2' }],
    [`${full} alpha=half`, { kind: 'badAlpha', line: 1, typed: 'half' }],
    [`background=red\n${full}`, { kind: 'badColor', line: 1, typed: 'red' }],
    [`background=\n${full}`, { kind: 'badColor', line: 1, typed: '' }],
    [`image=example.com/a.jpg\n${full}`, { kind: 'badAddress', line: 1, typed: 'example.com/a.jpg' }],
    [`userImage=ftp://example.com/a\n${full}`, { kind: 'badAddress', line: 1, typed: 'ftp://example.com/a' }],
    [`user=7\n${full}`, { kind: 'badAddress', line: 1, typed: '' }],
    [`${full} round`, { kind: 'unknownWord', line: 1, typed: 'round' }],
    [`${full} 0.5`, { kind: 'unknownWord', line: 1, typed: '0.5' }],
    [`${full} color=red`, { kind: 'unknownWord', line: 1, typed: 'color=red' }],
    [`backgroud=#101010\n${full}`, { kind: 'unknownWord', line: 1, typed: 'backgroud=#101010' }],
    [`background=#101010 fit\n${full}`, { kind: 'unknownWord', line: 1, typed: 'fit' }],
    [`user=7 https://example.com/a full\n${full}`, { kind: 'unknownWord', line: 1, typed: 'full' }],
    [`${full} uid=7 uid=8`, { kind: 'twice', line: 1, typed: 'uid=' }],
    [`background=#101010\nBackground=#202020\n${full}`, { kind: 'twice', line: 2, typed: 'Background=' }],
  ])('%j', (text, ...problems) => {
    expect(parseLayoutText(text)).toEqual({ kind: 'problems', problems });
  });

  test('more regions or users than Agora shows', () => {
    const all = Array.from({ length: 18 }, (_, n) => `user=${n + 1} https://example.com/${n}\n0 0 1 1`).join('\n');
    expect(problemsOf(all)).toEqual([
      { kind: 'tooManyUsers', line: 35, most: 17 },
      { kind: 'tooManyRegions', line: 36, most: 17 },
    ]);
  });

  test('everything at once, in the order of the lines, and no consequence of another problem', () => {
    const text = 'background=red\n0.9 0 2 1 uid=7 alpha=9\n0 0 1 1 uid=7\nimage=x\n0.5 0 1 1';
    expect(problemsOf(text)).toEqual([
      { kind: 'badColor', line: 1, typed: 'red' },
      { kind: 'outOfRange', line: 2, typed: '2' },
      { kind: 'badAlpha', line: 2, typed: '9' },
      { kind: 'sameUid', line: 3, uid: '7', firstLine: 2 },
      { kind: 'badAddress', line: 4, typed: 'x' },
      { kind: 'outsideCanvas', line: 5 },
    ]);
  });
});

describe('regions that lie over others', () => {
  test.each([
    ['0 0 1 1\n70% 70% 30% 30%', [{ kind: 'overlap', line: 2, firstLine: 1 }]],
    ['0 0 .5 1\n.5 0 .5 1', []],
    ['0 0 1 .5\n0 .5 1 .5', []],
    ['0 0 .333334 1\n.333333 0 .333333 1', []],
  ])('%j', (text, warnings) => {
    expect(parseLayoutText(text)).toMatchObject({ kind: 'layout', warnings });
  });
});

describe('as text', () => {
  it('is what people would type', () => {
    const layout: CustomLayout = {
      kind: 'custom',
      name: 'lesson',
      background: '#101010',
      userImages: [{ uid: '7', url: 'https://example.com/a b.png', fit: true }],
      regions: [
        { x: 0, y: 0, width: 1 / 3, height: 1, uid: '7' },
        { x: 0.5, y: 0, width: 0.5, height: 1, alpha: 1, fit: true },
      ],
    };
    expect(layoutText(layout)).toBe(
      [
        'background=#101010',
        'user=7 https://example.com/a%20b.png fit',
        '0 0 0.333333 1 uid=7',
        '0.5 0 0.5 1 alpha=1 fit',
      ].join('\n'),
    );
  });

  it('is read as the same layout', () => {
    fc.assert(
      fc.property(anyCustomLayout, (layout) => {
        expect(layoutOf(layoutText(layout))).toStrictEqual(layout);
      }),
      { numRuns: 500 },
    );
  });
});

test('any text is parsed without an exception', () => {
  const word = fc.constantFrom('0', '0.5', '50%', '-1', 'uid=7', 'alpha=', 'fit', 'user=7', '#', 'image=https://a.b/c');
  const bit = fc.oneof(word, fc.string({ unit: 'binary', maxLength: 8 }));
  const text = fc.array(fc.tuple(bit, fc.constantFrom(' ', '\n')), { maxLength: 60 }).map((all) => all.flat().join(''));
  fc.assert(
    fc.property(text, (typed) => {
      const parsed = parseLayoutText(typed);
      const lines = typed.split(/\r\n?|\n/u).length;
      if (parsed.kind === 'layout') expect(layoutOf(layoutText(parsed.layout))).toStrictEqual(parsed.layout);
      else
        for (const problem of parsed.problems) expect('line' in problem ? problem.line : 1).toBeLessThanOrEqual(lines);
    }),
    { numRuns: 500 },
  );
});
