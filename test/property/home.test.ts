import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { errorCodes } from '../../src/recording/error-codes.ts';
import type { Layout } from '../../src/recording/layout/layout.ts';
import { endPhases, livePhases, type Recording } from '../../src/recording/recording.ts';
import type { Schedule } from '../../src/recording/schedule/schedule.ts';
import { homePages } from '../../src/service/home.ts';
import { positionIn } from '../../src/slack/inbound/home-position.ts';
import { say } from '../../src/slack/surfaces/blocks.ts';
import { renderHome, searched, turnedKind } from '../../src/slack/surfaces/home.ts';
import { faults, recording } from '../slack/surfaces/support.ts';
import { scheduleOf } from '../support/schedules.ts';
import { mixState, specWith } from '../support/specs.ts';
import { foreign, mayBeEmpty, maybe, moment, solid, user } from './foreign.ts';

const errorCode = fc.constantFrom(...errorCodes);
const some = {
  cname: mayBeEmpty,
  startedBy: user,
  createdAt: moment,
  limit: maybe(fc.record({ stopAt: moment })),
  waiting: maybe(fc.constant(true)),
  health: fc
    .record({
      problem: maybe(fc.record({ errorCode, since: moment })),
      noMedia: maybe(fc.record({ since: moment, notified: fc.boolean() })),
    })
    .map(solid),
};
const layout = fc
  .record({ kind: fc.constantFrom('float', 'grid', 'vertical'), largeUid: maybe(foreign) })
  .map((value) => solid(value) as Layout);
const live = fc
  .record({ ...some, phase: fc.constantFrom(...livePhases), layout })
  .map(({ layout: one, ...r }) => solid({ ...r, spec: specWith(one), mode: mixState(one) }) as Partial<Recording>);
const over = fc
  .record({
    ...some,
    phase: fc.constantFrom('uploading', ...endPhases),
    ending: fc
      .record({
        endedAt: moment,
        errorCode: maybe(errorCode),
        result: maybe(fc.constantFrom('stopped', 'endedEarly', 'nothingRecorded')),
        files: maybe(fc.record({ names: fc.array(foreign, { maxLength: 2 }), predicted: fc.boolean() })),
      })
      .map(solid),
  })
  .map((r) => solid(r) as Partial<Recording>);
const planned = fc
  .record({ cname: mayBeEmpty, timeZone: foreign, duration: moment, createdBy: user, next: maybe(moment) })
  .map((s) => solid(s) as Partial<Schedule>);

/** So many, of a few that were made: each has an id of its own. */
function fill<T>(few: readonly T[], most: number, make: (one: T, n: number) => Recording | Schedule) {
  return few.length === 0 ? [] : Array.from({ length: most }, (_, n) => make(few[n % few.length] as T, n));
}

it('a home is safe and within Slack’s limits, whatever it shows', () => {
  fc.assert(
    fc.property(
      fc.record({
        live: fc.array(live, { maxLength: 3 }),
        over: fc.array(over, { maxLength: 3 }),
        planned: fc.array(planned, { maxLength: 2 }),
        search: mayBeEmpty,
        typed: foreign,
        now: moment,
        offset: fc.nat(),
        isFull: fc.boolean(),
        liveCount: fc.nat(1_000),
        teamUrl: maybe(fc.constant('https://team.slack.com/')),
      }),
      (given) => {
        const { now, teamUrl, offset, isFull, typed } = given;
        const position = { search: searched(given.search), live: offset, scheduled: offset, ended: offset };
        const many = <T>(few: readonly T[], most: number, make: (one: T, n: number) => Recording | Schedule) => ({
          items: fill(few, isFull ? most : few.length, make),
          offset,
          more: isFull,
        });
        const view = renderHome(
          {
            position,
            liveCount: given.liveCount,
            live: many(given.live, homePages.live, (r, n) => recording({ ...r, id: `rlive${n}` })) as never,
            ended: many(given.over, homePages.ended, (r, n) => recording({ ...r, id: `rover${n}` })) as never,
            schedules: many(given.planned, homePages.scheduled, (s, n) => scheduleOf(`s${n}`, s)) as never,
          },
          { now, teamUrl, note: say({ plain: typed }) },
        );
        // Slack's limits: 100 blocks, 250 kB, 3,000 characters of metadata.
        const { blocks, private_metadata: metadata = '' } = view;
        const found = faults({ text: 'home', blocks: blocks as Parameters<typeof faults>[0]['blocks'] }, 'Ω', 100);
        expect(found).toEqual([]);
        expect(JSON.stringify(view).length).toBeLessThan(250_000);
        expect(metadata.length).toBeLessThan(3_000);
        expect(positionIn(metadata)).toEqual(position);
      },
    ),
    { numRuns: 3_000 },
  );
});

it('any metadata of a view yields a position', () => {
  const anything = fc.oneof(
    fc.string(),
    fc.json(),
    fc.record({ search: fc.anything(), live: fc.anything(), ended: fc.double() }).map((value) => {
      try {
        return JSON.stringify(value);
      } catch {
        return '';
      }
    }),
  );
  fc.assert(
    fc.property(anything, (metadata) => {
      const { search, ...offsets } = positionIn(metadata);
      expect(search.length).toBeLessThanOrEqual(64);
      for (const offset of Object.values(offsets)) {
        expect(Number.isSafeInteger(offset)).toBe(true);
        expect(offset).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

it.each([
  ['home:page:live:after', 'live'],
  ['home:page:scheduled:before', 'scheduled'],
  ['home:page:toString:after', undefined],
  ['stop', undefined],
])('%s turns the page of %s', (actionId, kind) => {
  expect(turnedKind(actionId)).toBe(kind);
});
