/** What every store must keep apart: rows of several workspaces, whose ids of people and channels are the same. */
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/recording/events.ts';
import { canView, canViewSchedule, everythingOf } from '../../src/recording/permission.ts';
import { isLive, type Recording } from '../../src/recording/recording.ts';
import type { Schedule } from '../../src/recording/schedule/schedule.ts';
import { dimensions } from '../../src/recording/usage/report.ts';
import type { AuditStore } from '../../src/service/audit-ports.ts';
import { type HomeStore, homeStart } from '../../src/service/home.ts';
import type { Page, Store } from '../../src/service/ports.ts';
import type { ScheduleStore } from '../../src/service/schedule-ports.ts';
import { withRules } from '../support/permissions.ts';
import { scheduleOf, scheduleTo } from '../support/schedules.ts';
import { first, recordingOf, spec, t0 } from './fixtures.ts';

type AllOfStore = Store & ScheduleStore & HomeStore & AuditStore;
type StoreUnderTest = { store: AllOfStore; end(): Promise<void> };

const teams = ['T1', 'T2', 'T3'];
const people = ['UANA', 'UBEN'];
const channels = ['CROOM', 'COTHER'];
const names = ['maths 1', '[a]?', 'x'];
const all = { search: '', offset: 0, limit: 99 };
const month = { from: t0, until: t0 + 3_600_000 };

const place = fc.record({
  teamId: fc.constantFrom(...teams),
  channelId: fc.constantFrom(...channels),
  isPrivate: fc.boolean(),
});
const row = fc.record({
  card: place,
  startedBy: fc.constantFrom(...people),
  cname: fc.constantFrom(...names),
  state: fc.constantFrom('live', 'over', 'orphan'),
});
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

/** Every one under an App ID of its own, so that each of them may be live. */
function recordingFrom({ state, ...rest }: Row, n: number): Recording {
  const status = state === 'live' ? 'running' : state === 'over' ? 'ended' : 'orphan';
  return recordingOf(`r${n}`, {
    ...rest,
    spec: { ...spec, appId: `app${n}` },
    recorders: [{ uid: '4000000001', status, sendCount: 1, startedAt: t0 }],
    ...(state === 'live' ? {} : { phase: 'finished', ending: { endedAt: t0 + 60_000 + n, result: 'stopped' } }),
  });
}

function scheduleFrom({ card, startedBy, cname, state }: Row, n: number): Schedule {
  const ended = state === 'over' ? { ended: { at: t0, because: 'canceled' as const } } : {};
  return scheduleOf(`s${n}`, { channel: card, createdBy: startedBy, cname, ...ended });
}

type Written = Readonly<{ recordings: readonly Recording[]; schedules: readonly Schedule[] }>;

const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id).toSorted();
const idsOf = ({ recordings }: Page) => ids(recordings);

async function expectSeen(store: AllOfStore, viewer: Actor, { recordings, schedules }: Written): Promise<void> {
  const seen = recordings.filter((r) => canView(r, viewer));
  const [live, over] = [seen.filter(isLive), seen.filter((r) => !isLive(r))];
  const lists = [
    await store.listActive(viewer, 99),
    await store.listWithOrphans(viewer, 99),
    await store.listEnded(viewer, 99),
  ];
  expect(lists.flatMap(idsOf).toSorted()).toEqual(ids(seen));
  expect(lists.map(({ total }) => total)).toEqual(lists.map((page) => page.recordings.length));
  expect(ids(await store.listLive(viewer))).toEqual(ids(live));
  const here = seen.filter(({ card }) => card.channelId === viewer.channelId);
  const notOver = here.filter((r) => isLive(r) || r.recorders[0].status === 'orphan');
  expect(idsOf(await store.listInChannel(viewer, 99))).toEqual(ids(notOver));
  const known = await store.knownNames(viewer, 99);
  expect(known.ids.toSorted()).toEqual(ids(seen));
  expect(new Set(known.cnames)).toEqual(new Set(live.map(({ cname }) => cname)));
  for (const cname of names) {
    const last = over.findLast((r) => r.cname === cname);
    expect((await store.findEnded(viewer, cname))?.id).toBe(last?.id);
  }
  expect((await store.findEnded(viewer))?.id).toBe(here.findLast((r) => !isLive(r))?.id);
  expect(ids((await store.searchLive(viewer, all)).items)).toEqual(ids(live));
  expect(await store.countLive(viewer, '')).toBe(live.length);
  expect(ids((await store.searchEnded(viewer, all)).items)).toEqual(ids(over));
  const open = schedules.filter((s) => s.ended === undefined && canViewSchedule(s, viewer));
  expect(ids((await store.searchSchedules(viewer, all)).items)).toEqual(ids(open));
  const planned = await store.listSchedules(viewer, 99);
  expect([ids(planned.schedules), planned.total]).toEqual([ids(open), open.length]);
  for (const dimension of dimensions) {
    const sums = await store.usageBy(dimension, month, viewer);
    expect(sums.reduce((total, { sum }) => total + sum.recordings, 0)).toBe(over.length);
  }
}

async function expectOfTeam(store: AllOfStore, teamId: string, { recordings, schedules }: Written): Promise<void> {
  const own = recordings.filter(({ card }) => card.teamId === teamId);
  expect(ids(await store.listLive(everythingOf(teamId)))).toEqual(ids(own.filter(isLive)));
  for (const cname of names) {
    const found = await store.findByName(teamId, cname);
    const live = own.filter((r) => r.cname === cname && isLive(r));
    if (live.length > 0) expect(ids(live)).toContain(found?.id);
    else expect(found?.id).toBe(own.findLast((r) => r.cname === cname)?.id);
  }
  for (const channelId of channels) {
    const isHere = ({ channel }: Schedule) => channel.teamId === teamId && channel.channelId === channelId;
    const open = schedules.filter((s) => s.ended === undefined && isHere(s));
    expect(await store.countSchedules(teamId, channelId)).toBe(open.length);
  }
}

export function teamContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`workspaces in ${name}`, () => {
    // It opens a database for each example.
    it('everything that is listed, found or counted for a person is what the core lets that person see', {
      timeout: 120_000,
    }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(row, { minLength: 6, maxLength: 20 }), async (rows) => {
          const under = await open();
          const { store } = under;
          const written = { recordings: rows.map(recordingFrom), schedules: rows.map(scheduleFrom) };
          await Promise.all(written.recordings.map((r) => store.create(first(r), r.id)));
          await Promise.all(written.schedules.map((s) => store.createSchedule(scheduleTo(s), s.id)));
          for (const teamId of teams) {
            for (const viewer of withRules({ teamId, userId: 'UANA', channelId: 'CROOM' })) {
              await expectSeen(store, viewer, written);
            }
            await expectOfTeam(store, teamId, written);
          }
          const live = new Set(written.recordings.filter(isLive).map(({ card }) => card.teamId));
          expect(new Set(await store.listLiveTeams())).toEqual(live);
          await under.end();
        }),
        { numRuns: 15 },
      );
    });

    describe('one by one', () => {
      let under: StoreUnderTest;
      beforeEach(async () => {
        under = await open();
      });
      afterEach(() => under.end());

      const card = (teamId: string) => ({ teamId, channelId: 'C1', isPrivate: false });

      it('a channel has one live recording, whichever workspace it belongs to; the other learns no more', async () => {
        const { store } = under;
        await store.create(first(recordingOf('rfirst', { cname: 'maths', card: card('T1') })), 'q1');
        const second = recordingOf('rother', { cname: 'maths', card: card('T2'), startedBy: 'UBEN' });
        const created = await store.create(first(second), 'q2');
        expect(created).toMatchObject({ kind: 'active', recording: { id: 'rfirst' } });
        expect(await store.create(first(second), 'q2')).toEqual({ kind: 'duplicate' });
        expect((await store.listAudit('T1', {}, 9)).lines).toMatchObject([{ action: 'start', actor: 'U1' }]);
        expect((await store.listAudit('T2', {}, 9)).lines).toEqual([]);
        // Within one workspace it is audited.
        await store.create(first({ ...second, card: card('T1') }), 'q3');
        expect((await store.listAudit('T1', { target: 'rfirst' }, 9)).lines).toHaveLength(2);
      });

      it('the audit of a workspace has what happened there, also where names and channels are the same', async () => {
        const { store } = under;
        for (const [n, teamId] of teams.entries()) {
          const ended = { phase: 'finished', ending: { endedAt: t0 } } as const;
          await store.create(
            first(recordingOf(`rmath${n}`, { cname: 'maths', card: card(teamId), ...ended })),
            `a${n}`,
          );
          const s = scheduleOf(`smath${n}`, { cname: 'maths', channel: card(teamId) });
          await store.createSchedule(scheduleTo(s, { audit: { actor: 'U1', action: 'schedule' } }), `b${n}`);
          const actor = { teamId, userId: 'U1', channelId: 'C1' };
          await store.addRefusal({ actor, action: 'start', target: 'maths' }, `c${n}`);
        }
        for (const [n, teamId] of teams.entries()) {
          const wanted = ['maths', `rmath${n}`, `smath${n}`];
          for (const target of [undefined, 'maths']) {
            const { lines } = await store.listAudit(teamId, target === undefined ? {} : { target }, 99);
            expect(lines.map((line) => line.target ?? '').toSorted()).toEqual(wanted);
          }
          const others = [(n + 1) % 3, (n + 2) % 3].flatMap((other) => [`rmath${other}`, `smath${other}`]);
          for (const target of others) expect((await store.listAudit(teamId, { target }, 9)).lines).toEqual([]);
        }
      });

      it('a person of each workspace has a home of their own', async () => {
        const { store } = under;
        const home = (teamId: string, live: number) => ({
          teamId,
          user: 'UANA',
          openedAt: t0,
          position: { ...homeStart, live },
        });
        await store.noteHome(home('T1', 1), t0);
        await store.noteHome(home('T2', 2), t0);
        await store.noteHome({ ...home('T1', 3), openedAt: t0 + 1 }, t0);
        expect(await store.openHomes(t0)).toEqual([home('T2', 2), { ...home('T1', 3), openedAt: t0 + 1 }]);
      });
    });
  });
}
