/** Pictures of messages: text that stays within its width, and nothing that is omitted silently. */
import { describe, expect, test } from 'vitest';
import { drawBlock } from '../../docs/picture/blocks.ts';
import { linesOf, type Run, widthOf } from '../../docs/picture/text.ts';

const names = { user: () => undefined, channel: () => undefined, now: 0, timeZone: 'UTC' };
const box = { width: 300, names };

function written(runs: readonly Run[], width: number): string[] {
  return linesOf(runs, width).map((line) => line.map((one) => ('text' in one ? one.text : '')).join(''));
}

describe('lines', () => {
  const sentence = 'Recording begins when somebody joins, until the time of the class is over.';

  test.each([80, 150, 300, 2_000])('of %i pixels contain all words, and none is wider', (width) => {
    const lines = linesOf([{ text: sentence, look: 'plain' }], width);
    expect(lines.map(widthOf).filter((wide) => wide > width)).toEqual([]);
    expect(
      written([{ text: sentence, look: 'plain' }], width)
        .map((line) => line.trim())
        .join(' '),
    ).toBe(sentence);
  });

  test('a word with two styles is not split', () => {
    const runs: Run[] = [
      { text: 'See ', look: 'plain' },
      { text: 'maths', look: 'bold' },
      { text: ': it runs', look: 'plain' },
    ];
    expect(written(runs, 75).map((line) => line.trim())).toEqual(['See', 'maths: it', 'runs']);
  });

  test('a word that is longer than a line is broken, with every character', () => {
    const name = `${'0123456789abcdef'.repeat(4)}_maths.m3u8`;
    const lines = written([{ text: name, look: 'code' }], 120);
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.join('')).toBe(name);
  });

  test('a line break starts a new line', () => {
    expect(written([{ text: 'one\ntwo', look: 'pre' }], 300)).toEqual(['one', 'two']);
  });
});

describe('what can’t be drawn is an error', () => {
  test.each([
    ['a character that the font lacks', { type: 'header', text: { type: 'plain_text', text: '漢字' } } as const, '漢'],
    ['a block', { type: 'divider' } as const, 'divider'],
    [
      'an emoji',
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'emoji', name: 'ghost' }] }],
      } as const,
      'ghost',
    ],
  ])('%s', (_, block, reason) => {
    expect(() => drawBlock(block as Parameters<typeof drawBlock>[0], box)).toThrow(reason);
  });
});

test('buttons that do not fit wrap to another row', () => {
  const button = (text: string) => ({ type: 'button', text: { type: 'plain_text', text } }) as const;
  const one = drawBlock({ type: 'actions', elements: [button('Stop')] }, box);
  const many = drawBlock(
    { type: 'actions', elements: ['Stop', 'Float', 'Grid', 'Vertical', 'Custom…'].map(button) },
    box,
  );
  expect(many.height).toBeGreaterThan(2 * one.height);
});
