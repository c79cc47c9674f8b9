/** What only the SQLite store promises of jobs: it goes by the moment that it is given, to the millisecond. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { transitionTo } from '../../../src/recording/effects.ts';
import type { NewJob, Queue } from '../../../src/recording/jobs.ts';
import type { BotStore } from '../../../src/store/bot-store.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';
import { first, message, query, recordingOf, t0 } from '../fixtures.ts';

let folder: string;
let store: BotStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clapperbot-jobs-'));
  store = openStore(join(folder, 'bot.db'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const begin = (id: string, jobs: readonly NewJob[]) => store.create(first(recordingOf(id), jobs), `request ${id}`);
const due = async (queue: Queue, now: number) =>
  (await store.take(queue, now, 99, new Set())).map(({ recording }) => recording.id);

it('hands out jobs by priority, then time, then age', async () => {
  await begin('rlate2', [query(t0 + 3)]);
  await begin('rtwo22', [query(t0 + 2), query(t0 + 1)]);
  await begin('rpeer2', [query(t0 + 1)]);
  await begin('rstop2', [query(t0), query(t0 + 3, { priority: 0 })]);
  await begin('rsoon2', [query(t0 + 4, { priority: 0 })]);
  expect(await due('agora', t0 + 3)).toEqual(['rstop2', 'rtwo22', 'rpeer2', 'rlate2']);
  expect(await due('agora', t0 - 1)).toEqual([]);
});

it('says when the next job after a time is due', async () => {
  expect(await store.nextDue(t0)).toBeUndefined();
  await begin('rnext2', [query(t0), query(t0 + 7), message(t0 + 5)]);
  expect(await store.nextDue(t0 - 1)).toBe(t0);
  expect(await store.nextDue(t0)).toBe(t0 + 5);
  expect(await store.nextDue(t0 + 5)).toBe(t0 + 7);
  expect(await store.nextDue(t0 + 7)).toBeUndefined();
});

it('hands out a postponed message to the millisecond, and those behind it after it', async () => {
  await begin('rhead2', [message(t0 + 5), message(t0, 'contactRestored')]);
  expect(await due('thread', t0 + 4)).toEqual([]);
  const [head] = await store.take('thread', t0 + 5, 1, new Set());
  if (head === undefined) throw new Error('no head');
  await store.postpone(head.job, t0 + 60);
  expect(await due('thread', t0 + 59)).toEqual([]);
  await store.apply('rhead2', (r) => transitionTo(r), { done: head.job });
  const [next] = await store.take('thread', t0 + 59, 1, new Set());
  expect(next?.job.payload).toMatchObject({ message: { type: 'contactRestored' } });
});
