import { expect, test } from 'vitest';
import { type DueJob, takeoverMeter } from './takeover.ts';

const job = (change: Partial<DueJob> = {}): DueJob => ({
  id: 'a',
  queue: 'agora',
  recording: 'rabcde',
  state: 'active',
  retries: 0,
  dueAt: 1_000,
  startedAt: null,
  heartbeatAt: null,
  isBehind: false,
  ...change,
});

type Look = Readonly<{ now: number; due: DueJob[]; able: number[] }>;
const always = [0];

test.each<[string, number, Look[]]>([
  ['since it is due', 500, [{ now: 1_500, due: [job()], able: always }]],
  ['since it was handed to a replica', 200, [{ now: 1_500, due: [job({ startedAt: 1_300 })], able: always }]],
  ['not while no replica is able', 0, [{ now: 9_000, due: [job()], able: [] }]],
  ['since the first of the replicas that are able', 400, [{ now: 1_500, due: [job()], able: [1_400, 1_100] }]],
  [
    'on, where a retry moves the due time',
    7_500,
    [
      { now: 1_500, due: [job({ startedAt: 1_000 })], able: always },
      { now: 8_500, due: [job({ dueAt: 8_400 })], able: always },
    ],
  ],
  [
    'since those are done that go before it',
    2_000,
    [
      { now: 1_500, due: [job()], able: always },
      { now: 8_000, due: [job({ isBehind: true })], able: always },
      { now: 10_000, due: [job()], able: always },
    ],
  ],
  [
    'again from the start, where it was not due in between',
    500,
    [
      { now: 1_500, due: [job()], able: always },
      { now: 2_000, due: [], able: always },
      { now: 8_500, due: [job({ dueAt: 8_400 })], able: always },
    ],
  ],
])('a job waits %s', (_, ms, looks) => {
  const meter = takeoverMeter();
  for (const { now, due, able } of looks) meter.look(now, due, able);
  expect(meter.longest().ms).toBe(ms);
});
