/** What people write, and the moments that follow, over both changes of summer time. */
import { describe, expect, test } from 'vitest';
import {
  isTimeZone,
  momentsBetween,
  nextAfter,
  parseAt,
  parseEvery,
  type Rule,
  shortestInterval,
} from '../../../src/recording/schedule/rule.ts';

const weekly = (days: number[], time: string): Rule => ({ kind: 'weekly', days, time });

describe('at', () => {
  test.each([
    ['2026-12-01 09:00', '2026-12-01T09:00'],
    ['2026-12-01T9:05', '2026-12-01T09:05'],
    ['2026-2-3 18:30', '2026-02-03T18:30'],
    ['2026-12-01 9.30', '2026-12-01T09:30'],
    ['2028-02-29 00:00:00', '2028-02-29T00:00'],
  ])('%s', (text, at) => {
    expect(parseAt(text)).toEqual({ kind: 'once', at });
  });

  test.each([
    '',
    'tomorrow',
    '2026-12-01',
    '09:00',
    '2026-02-30 09:00',
    '2026-13-01 09:00',
    '2026-12-01 24:00',
    '1.12.2026 9:00',
  ])('no time: %s', (text) => {
    expect(parseAt(text)).toBeUndefined();
  });
});

describe('every', () => {
  test.each([
    ['mon,wed,fri 09:00', weekly([1, 3, 5], '09:00')],
    ['fri, mon 9:00', weekly([1, 5], '09:00')],
    ['Mon-Fri 09:00', weekly([1, 2, 3, 4, 5], '09:00')],
    ['weekdays at 14:30', weekly([1, 2, 3, 4, 5], '14:30')],
    ['daily 09:00', weekly([1, 2, 3, 4, 5, 6, 0], '09:00')],
    ['sat-mon 8.15', weekly([1, 6, 0], '08:15')],
    ['Tuesdays 10:00', weekly([2], '10:00')],
    ['tues,thurs 10:00', weekly([2, 4], '10:00')],
    ['0  9 * * 1-5', { kind: 'cron', expression: '0 9 * * 1-5' }],
    ['*/30 8-17 * * mon#1', { kind: 'cron', expression: '*/30 8-17 * * mon#1' }],
  ] as const)('%s', (text, rule) => {
    expect(parseEvery(text)).toEqual(rule);
  });

  test.each([
    '',
    'mon',
    'mon 25:00',
    'mon 9:60',
    'funday 9:00',
    'mo 9:00',
    's 9:00',
    '99 9 * * *',
    '0 9 * *',
    '0 0 9 * * 1',
    '@daily',
    '2026-12-01 09:00',
  ])('no rule: %s', (text) => {
    expect(parseEvery(text)).toBeUndefined();
  });
});

const iso = (moments: readonly number[]) => moments.map((at) => new Date(at).toISOString().slice(0, 16));
const first = (rule: Rule, zone: string, from: string, count: number) =>
  iso(momentsBetween(rule, zone, Date.parse(from), Number.MAX_SAFE_INTEGER, count));

describe('over the changes of summer time', () => {
  test.each([
    ['America/New_York', '2026-10-30T14:00Z', ['2026-10-31T13:00', '2026-11-01T14:00', '2026-11-02T14:00']],
    ['America/New_York', '2027-03-12T15:00Z', ['2027-03-13T14:00', '2027-03-14T13:00', '2027-03-15T13:00']],
    ['Europe/Berlin', '2026-10-23T12:00Z', ['2026-10-24T07:00', '2026-10-25T08:00', '2026-10-26T08:00']],
    ['Europe/Berlin', '2027-03-26T12:00Z', ['2027-03-27T08:00', '2027-03-28T07:00', '2027-03-29T07:00']],
    // Half an hour of summer time.
    ['Australia/Lord_Howe', '2026-10-02T00:00Z', ['2026-10-02T22:30', '2026-10-03T22:00', '2026-10-04T22:00']],
    ['Australia/Lord_Howe', '2027-04-01T23:00Z', ['2027-04-02T22:00', '2027-04-03T22:30', '2027-04-04T22:30']],
    ['Asia/Kolkata', '2026-10-23T12:00Z', ['2026-10-24T03:30', '2026-10-25T03:30', '2026-10-26T03:30']],
  ])('09:00 every day in %s from %s', (zone, from, moments) => {
    expect(first(weekly([1, 2, 3, 4, 5, 6, 0], '09:00'), zone, from, 3)).toEqual(moments);
  });

  test.each([
    // 02:30 does not exist: right after the change instead. 01:30 comes twice: the first one.
    ['America/New_York', '30 2 * * *', '2027-03-13T12:00Z', ['2027-03-14T07:00', '2027-03-15T06:30']],
    ['America/New_York', '30 1 * * *', '2026-10-31T12:00Z', ['2026-11-01T05:30', '2026-11-02T06:30']],
    ['Europe/Berlin', '30 2 * * *', '2027-03-27T12:00Z', ['2027-03-28T01:00', '2027-03-29T00:30']],
    ['Europe/Berlin', '30 2 * * *', '2026-10-24T12:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['Australia/Lord_Howe', '10 2 * * *', '2026-10-03T00:00Z', ['2026-10-03T15:30', '2026-10-04T15:10']],
    ['Australia/Lord_Howe', '40 1 * * *', '2027-04-03T00:00Z', ['2027-04-03T14:40', '2027-04-04T15:10']],
  ])('in %s, %s from %s', (zone, expression, from, moments) => {
    expect(first({ kind: 'cron', expression }, zone, from, 2)).toEqual(moments);
  });

  test.each([
    ['America/New_York', '2027-03-14T02:30', '2027-03-14T07:30'],
    ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30'],
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30'],
    ['Australia/Lord_Howe', '2027-04-04T01:40', '2027-04-03T14:40'],
  ])('once in %s at %s', (zone, at, moment) => {
    expect(iso([nextAfter({ kind: 'once', at }, zone, 0) ?? 0])).toEqual([moment]);
  });
});

test('a past time does not recur', () => {
  const rule: Rule = { kind: 'once', at: '2026-12-01T09:00' };
  const moment = nextAfter(rule, 'Europe/Berlin', 0) ?? 0;
  expect(nextAfter(rule, 'Europe/Berlin', moment)).toBeUndefined();
  expect(nextAfter({ kind: 'cron', expression: '0 9 30 2 *' }, 'Etc/UTC', 0)).toBeUndefined();
});

test.each([
  ['mon,wed 09:00', 2 * 86_400_000],
  ['daily 09:00', 23 * 3_600_000],
  ['*/15 9-17 * * *', 15 * 60_000],
])('the shortest time between two moments of %s', (text, interval) => {
  const rule = parseEvery(text);
  if (rule === undefined) throw new Error(text);
  // With a change to summer time among them.
  expect(shortestInterval(rule, 'Europe/Berlin', Date.parse('2027-03-20T00:00Z'))).toBe(interval);
});

test('time zones are recognized by name', () => {
  expect(['Europe/Berlin', 'Etc/UTC', 'Nowhere/Land', ''].map(isTimeZone)).toEqual([true, true, false, false]);
});
