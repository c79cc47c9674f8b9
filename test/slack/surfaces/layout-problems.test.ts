import { describe, expect, it, test } from 'vitest';
import { type LayoutTextProblem, parseLayoutText } from '../../../src/recording/layout/text-form.ts';
import { flat } from '../../../src/slack/surfaces/blocks.ts';
import {
  layoutProblemsText,
  layoutProblemWords,
  layoutWarningWords,
} from '../../../src/slack/surfaces/layout-problems.ts';

type Kind = LayoutTextProblem['kind'];

const told: Readonly<Record<Kind, readonly [problem: LayoutTextProblem, text: string]>> = {
  noRegions: [{ kind: 'noRegions' }, 'There is no region. Write one on each line: 0 0 0.5 1 is the left half.'],
  tooManyRegions: [
    { kind: 'tooManyRegions', line: 18, most: 17 },
    'Line 18: a layout has at most 17 regions. Remove the others.',
  ],
  tooManyUsers: [
    { kind: 'tooManyUsers', line: 18, most: 17 },
    'Line 18: at most 17 participants can have an image. Remove the others.',
  ],
  tooFewNumbers: [
    { kind: 'tooFewNumbers', line: 2 },
    'Line 2: a region needs x, y, width and height, for example 0.5 0 0.5 1.',
  ],
  notANumber: [
    { kind: 'notANumber', line: 2, typed: '0,5' },
    'Line 2: “0,5” is no number. Write a fraction or percent: 0.5 or 50%.',
  ],
  outOfRange: [
    { kind: 'outOfRange', line: 2, typed: '50' },
    'Line 2: “50” is outside of the canvas. Use 0 to 1, or 0% to 100%.',
  ],
  outsideCanvas: [
    { kind: 'outsideCanvas', line: 2 },
    'Line 2: the region ends outside of the canvas. Make it smaller or move it.',
  ],
  zeroSize: [{ kind: 'zeroSize', line: 2 }, 'Line 2: the region has no size. Give it a width and height above zero.'],
  sameUid: [
    { kind: 'sameUid', line: 3, uid: '7', firstLine: 2 },
    'Line 3: uid “7” is on line 2 already. Leave it on one of them.',
  ],
  badUid: [{ kind: 'badUid', line: 2, typed: 'ana' }, 'Line 2: “ana” isn’t a valid uid. Use a number: uid=527841.'],
  badAlpha: [
    { kind: 'badAlpha', line: 2, typed: '2' },
    'Line 2: “2” isn’t a valid opacity. Use alpha=0 (transparent) to alpha=1.',
  ],
  badColor: [
    { kind: 'badColor', line: 1, typed: 'red' },
    'Line 1: “red” isn’t a valid color. Use #RRGGBB, for example #1D1C1D.',
  ],
  badAddress: [
    { kind: 'badAddress', line: 1, typed: 'a.jpg' },
    'Line 1: “a.jpg” isn’t the address of an image. Start it with https://.',
  ],
  unknownWord: [
    { kind: 'unknownWord', line: 1, typed: 'round' },
    'Line 1: “round” isn’t understood. Remove it, or put # before a comment.',
  ],
  twice: [{ kind: 'twice', line: 1, typed: 'uid=' }, 'Line 1: “uid=” was given twice. Remove one of them.'],
};

test.each(Object.entries(told))('%s', (kind, [problem, text]) => {
  expect(problem.kind).toBe(kind);
  expect(layoutProblemsText([problem])).toBe(text);
});

test.each<[LayoutTextProblem, string]>([
  [{ kind: 'badUid', line: 1, typed: '' }, 'Line 1: the uid is missing. Use a number: uid=527841.'],
  [{ kind: 'badAlpha', line: 1, typed: '' }, 'Line 1: the opacity is missing. Use alpha=0 (transparent) to alpha=1.'],
  [{ kind: 'badColor', line: 1, typed: '' }, 'Line 1: the color is missing. Use #RRGGBB, for example #1D1C1D.'],
  [{ kind: 'badAddress', line: 1, typed: '' }, 'Line 1: the address of the image is missing. Start it with https://.'],
])('nothing typed: %o', (problem, text) => {
  expect(layoutProblemsText([problem])).toBe(text);
});

test('in a message, what was typed is code', () => {
  expect(flat(...layoutProblemWords({ kind: 'badColor', line: 1, typed: '<!here>`' }))).toContain('`&lt;!here&gt;ˋ`');
});

test('a warning names both lines', () => {
  expect(flat(...layoutWarningWords({ kind: 'overlap', line: 3, firstLine: 2 }))).toBe(
    'The region on line 3 lies over the one on line 2.',
  );
});

describe('several problems', () => {
  function textOf(typed: string): string {
    const parsed = parseLayoutText(typed);
    return parsed.kind === 'problems' ? layoutProblemsText(parsed.problems) : '';
  }

  it('have a line each', () => {
    expect(textOf('background=red\n0 0 0 1').split('\n')).toHaveLength(2);
  });

  it('are counted where there are many', () => {
    expect(textOf('0 0 0 1\n'.repeat(9)).split('\n').at(-1)).toBe('And one more problem.');
    const many = textOf('0 0 0 1\n'.repeat(12)).split('\n');
    expect(many).toHaveLength(9);
    expect(many.at(-1)).toBe('And 4 more problems.');
  });

  it('stay short for any input', () => {
    expect(textOf(`${'x'.repeat(3000)}\n`.repeat(20)).length).toBeLessThan(1200);
  });
});
