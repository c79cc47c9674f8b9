import { describe, expect, it } from 'vitest';
import { firstPresence, idleSince, type Stay } from '../../src/sandbox/agora/channels.ts';

const stay = (from: number, to?: number): Stay => ({
  uid: '1',
  publishes: true,
  from,
  ...(to !== undefined && { to }),
});
const EVER = Number.NEGATIVE_INFINITY;

describe('idleSince: nobody for 30 since 100', () => {
  it.each<[string, Stay[], number | undefined]>([
    ['nobody ever', [], 130],
    ['somebody for ever', [stay(EVER)], undefined],
    ['somebody who left before', [stay(EVER, 50)], 130],
    ['somebody who left', [stay(EVER, 150)], 180],
    ['somebody who came just in time', [stay(129)], undefined],
    ['somebody who came too late', [stay(130)], 130],
    ['a gap that is short enough', [stay(100, 110), stay(139, 150)], 180],
    ['a gap that is too long', [stay(100, 110), stay(140)], 140],
    ['one stay inside another', [stay(100, 200), stay(110, 120)], 230],
    ['stays in no order', [stay(140, 160), stay(100, 145)], 190],
  ])('%s', (_, stays, expected) => {
    expect(idleSince(stays, 100, 30)).toBe(expected);
  });
});

describe('firstPresence since 100', () => {
  it.each<[string, Stay[], number | undefined]>([
    ['nobody', [], undefined],
    ['there already', [stay(EVER)], 100],
    ['left at that moment', [stay(EVER, 100)], undefined],
    ['came later', [stay(150), stay(120)], 120],
    ['came and left in one moment', [stay(120, 120)], undefined],
  ])('%s', (_, stays, expected) => {
    expect(firstPresence(stays, 100)).toBe(expected);
  });
});
