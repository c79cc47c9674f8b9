import { describe, expect, it } from 'vitest';
import { firstPresence, idleSince, type PresenceInterval } from '../../src/sandbox/agora/channels.ts';

const interval = (from: number, to?: number): PresenceInterval => ({
  uid: '1',
  publishes: true,
  from,
  ...(to !== undefined && { to }),
});
const EVER = Number.NEGATIVE_INFINITY;

describe('idleSince, with an idle time of 30 since 100', () => {
  it.each<[string, PresenceInterval[], number | undefined]>([
    ['no participant', [], 130],
    ['a participant who stays', [interval(EVER)], undefined],
    ['a participant who left before', [interval(EVER, 50)], 130],
    ['a participant who left', [interval(EVER, 150)], 180],
    ['a participant who joined just in time', [interval(129)], undefined],
    ['a participant who joined too late', [interval(130)], 130],
    ['a short gap', [interval(100, 110), interval(139, 150)], 180],
    ['a long gap', [interval(100, 110), interval(140)], 140],
    ['one interval inside another', [interval(100, 200), interval(110, 120)], 230],
    ['unordered intervals', [interval(140, 160), interval(100, 145)], 190],
  ])('%s', (_, presence, expected) => {
    expect(idleSince(presence, 100, 30)).toBe(expected);
  });
});

describe('firstPresence since 100', () => {
  it.each<[string, PresenceInterval[], number | undefined]>([
    ['nobody', [], undefined],
    ['already present', [interval(EVER)], 100],
    ['left at that time', [interval(EVER, 100)], undefined],
    ['joined later', [interval(150), interval(120)], 120],
    ['joined and left at the same time', [interval(120, 120)], undefined],
  ])('%s', (_, presence, expected) => {
    expect(firstPresence(presence, 100)).toBe(expected);
  });
});
