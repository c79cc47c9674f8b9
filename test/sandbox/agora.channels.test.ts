import { describe, expect, it } from 'vitest';
import { firstPresence, idleSince, type PresenceInterval } from '../../src/sandbox/agora/channels.ts';

const interval = (from: number, to?: number): PresenceInterval => ({
  uid: '1',
  publishes: true,
  from,
  ...(to !== undefined && { to }),
});
const EVER = Number.NEGATIVE_INFINITY;

describe('idleSince: nobody for 30 since 100', () => {
  it.each<[string, PresenceInterval[], number | undefined]>([
    ['nobody ever', [], 130],
    ['somebody for ever', [interval(EVER)], undefined],
    ['somebody who left before', [interval(EVER, 50)], 130],
    ['somebody who left', [interval(EVER, 150)], 180],
    ['somebody who came just in time', [interval(129)], undefined],
    ['somebody who came too late', [interval(130)], 130],
    ['a gap that is short enough', [interval(100, 110), interval(139, 150)], 180],
    ['a gap that is too long', [interval(100, 110), interval(140)], 140],
    ['one interval inside another', [interval(100, 200), interval(110, 120)], 230],
    ['stays in no order', [interval(140, 160), interval(100, 145)], 190],
  ])('%s', (_, stays, expected) => {
    expect(idleSince(stays, 100, 30)).toBe(expected);
  });
});

describe('firstPresence since 100', () => {
  it.each<[string, PresenceInterval[], number | undefined]>([
    ['nobody', [], undefined],
    ['there already', [interval(EVER)], 100],
    ['left at that moment', [interval(EVER, 100)], undefined],
    ['came later', [interval(150), interval(120)], 120],
    ['came and left in one moment', [interval(120, 120)], undefined],
  ])('%s', (_, stays, expected) => {
    expect(firstPresence(stays, 100)).toBe(expected);
  });
});
