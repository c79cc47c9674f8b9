import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { layoutSketch, sketchLines } from '../../../src/slack/surfaces/layout-sketch.ts';
import { anyLayout } from '../../recording/layout/arbitrary.ts';

test('a sketch is a code block', () => {
  expect(layoutSketch({ kind: 'grid' }, 2)).toEqual({
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_preformatted',
        elements: [{ type: 'text', text: sketchLines({ kind: 'grid' }, 2).join('\n') }],
      },
    ],
  });
});

test('two participants side by side', () => {
  const inside = '|                 |                |';
  expect(sketchLines({ kind: 'grid' }, 2)).toEqual([
    '+-----------------+----------------+',
    ...Array.from({ length: 5 }, () => inside),
    '|        1        |        2       |',
    ...Array.from({ length: 4 }, () => inside),
    '+-----------------+----------------+',
  ]);
});

test('any layout fits the width of a phone', () => {
  fc.assert(
    fc.property(anyLayout, fc.integer({ min: 1, max: 17 }), (layout, users) => {
      const lines = sketchLines(layout, users);
      expect(lines).toHaveLength(12);
      for (const line of lines) expect(line).toMatch(/^[-+| \d…]{36}$/u);
    }),
  );
});

describe.each([1, 2, 5, 9, 13, 17])('%d participants', (users) => {
  const all = Array.from({ length: users }, (_, n) => String(n + 1));
  const labels = (lines: readonly string[]) => lines.flatMap((line) => line.match(/\d+/gu) ?? []).toSorted();

  it.each(['grid', 'vertical'] as const)('are all named in %s', (kind) => {
    expect(labels(sketchLines({ kind }, users))).toEqual(all.toSorted());
  });

  it('are all named in float, but for one whom the others hide', () => {
    expect(labels(sketchLines({ kind: 'float' }, users))).toEqual(
      users === 17 ? all.slice(1).toSorted() : all.toSorted(),
    );
  });
});

test('uids are truncated in small windows, and empty windows have no label', () => {
  const regions = [
    { x: 0, y: 0, width: 0.2, height: 1, uid: '4294967295' },
    { x: 0.5, y: 0, width: 0.5, height: 1 },
  ];
  const text = sketchLines({ kind: 'custom', regions }, 1).join('');
  expect(text).toContain('|42949…|');
  expect(text).not.toMatch(/\b1\b/u);
});
