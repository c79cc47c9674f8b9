import { describe, expect, test } from 'vitest';
import { generateUid, shortId } from '../../src/recording/ids.ts';
import { isUid, maxUid } from '../../src/recording/validate.ts';

const lowest = () => 0;
const highest = (below: number) => below - 1;

describe('ids of recordings', () => {
  test.each([
    [lowest, 'raaaaa'],
    [highest, 'r99999'],
  ])('begin with r and have five characters', (random, id) => {
    expect(shortId(random)).toBe(id);
  });

  test('use no characters that look alike', () => {
    const used = new Set<string>();
    for (let n = 0; n < 31; n++) for (const letter of shortId(() => n).slice(1)) used.add(letter);
    expect([...used].join('')).toBe('abcdefghjkmnpqrstuvwxyz23456789');
  });
});

test('uids are from the highest range that Agora accepts', () => {
  expect([generateUid(lowest), generateUid(highest)]).toEqual(['3000000000', String(maxUid)]);
  expect(isUid(generateUid(highest))).toBe(true);
});
