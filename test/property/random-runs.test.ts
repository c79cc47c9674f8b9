/** Whatever happens, in whatever order: what must hold after every event. */
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cardView, sameView } from '../../src/recording/card-view.ts';
import { keys, type Transition } from '../../src/recording/effects.ts';
import type { NewJob } from '../../src/recording/jobs.ts';
import { sameLayout } from '../../src/recording/layout/layout.ts';
import { outcomeOf } from '../../src/recording/outcome.ts';
import { isLive, orphansOf, type Recording } from '../../src/recording/recording.ts';
import { isOwnCall, moveKinds, randomRun } from '../support/random-run.ts';
import { layoutOf } from '../support/specs.ts';

const hasTimer = (jobs: readonly NewJob[], ...timers: string[]) =>
  jobs.some(({ payload }) => payload.queue === 'timer' && timers.includes(payload.timer));
const hasCard = (jobs: readonly NewJob[]) => jobs.some(({ key }) => key === keys.card);

/** A recording that is live has a job that moves it on; one that is over says how it ended. */
function checkProgress(r: Recording, jobs: readonly NewJob[]): void {
  if (isLive(r)) {
    const isAsked = jobs.some((job) => isOwnCall(r, job)) || hasTimer(jobs, 'sidTimeout');
    const waitsForCard = r.card.awaited === true && hasCard(jobs) && hasTimer(jobs, 'cardTimeout');
    expect(isAsked || waitsForCard, `${r.phase}: nothing moves it on`).toBe(true);
    expect(outcomeOf(r)).toBeUndefined();
  } else {
    expect(r.ending?.endedAt).toBeDefined();
    expect(outcomeOf(r)).toBeDefined();
  }
  if (r.phase === 'uploading') expect(hasTimer(jobs, 'uploadTimeout')).toBe(true);
  if (orphansOf(r).length > 0) expect(hasTimer(jobs, 'orphansExpired')).toBe(true);
  if (r.phase === 'finished') expect(r.ending?.files).toBeDefined();
  if (r.phase === 'failed' || r.phase === 'lost') expect(r.ending?.errorCode).toBeDefined();
}

/** What a person asked for is in force, or a call for it is on its way. */
function checkLayout(r: Recording, jobs: readonly NewJob[]): void {
  if (r.phase !== 'confirming' && r.phase !== 'recording') return;
  const { desired, current, requestedBy } = layoutOf(r.mode);
  const isOpen = !sameLayout(desired, current);
  if (isOpen) expect(requestedBy).toBeDefined();
  if (requestedBy !== undefined) expect(jobs.some(({ key }) => key === keys.layout)).toBe(true);
}

function checkTransition(before: Recording | undefined, made: Transition, jobs: readonly NewJob[]): void {
  const { next: r } = made;
  expect(isDeepStrictEqual(JSON.parse(JSON.stringify(made)), made), 'it survives the database').toBe(true);
  if (before !== undefined) {
    if (!isLive(before)) expect(isLive(r), 'no end is taken back').toBe(false);
    const isHopeless = r.card.rejected === true && !isLive(r);
    if (!sameView(cardView(before), cardView(r)) && !isHopeless)
      expect(hasCard(made.jobs), `${before.phase} → ${r.phase}: the card is not drawn`).toBe(true);
  }
  expect(new Set(r.recorders.map(({ uid }) => uid)).size).toBe(r.recorders.length);
  checkProgress(r, jobs);
  checkLayout(r, jobs);
}

test('a recording progresses, ends once, shows its state, and survives storage', () => {
  const move = fc.record({
    kind: fc.nat(moveKinds - 1),
    pick: fc.nat(1_000),
    variant: fc.nat(1_000),
    after: fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 0, max: 30_000 }) },
      { weight: 2, arbitrary: fc.constant(6 * 60_000) },
      { weight: 1, arbitrary: fc.constant(73 * 3_600_000) },
    ),
  });
  const moves = fc.array(move, { maxLength: 100, size: 'max' });
  const phases = new Set<string>();
  fc.assert(
    fc.property(moves, fc.boolean(), fc.boolean(), (steps, notifications, usesTokens) => {
      const run = randomRun({ notifications, usesTokens }, (before, made, jobs) => {
        phases.add(made.next.phase);
        checkTransition(before, made, jobs);
      });
      for (const step of steps) run(step);
    }),
    { numRuns: 10_000 },
  );
  // Every phase must have been reached, or the property says little.
  expect([...phases].toSorted()).toEqual([
    'canceled',
    'confirming',
    'failed',
    'finished',
    'lost',
    'recording',
    'starting',
    'stopping',
    'uploading',
  ]);
}, 120_000);
