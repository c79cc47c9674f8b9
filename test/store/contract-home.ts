/** What every store finds for the App Home, for whom, and in which order. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canView, canViewSchedule } from '../../src/recording/permission.ts';
import type { Recording } from '../../src/recording/recording.ts';
import { type HomeStore, homeStart, type Slice } from '../../src/service/home.ts';
import type { Store } from '../../src/service/ports.ts';
import type { ScheduleStore } from '../../src/service/schedule-ports.ts';
import { withRules } from '../support/permissions.ts';
import { scheduleOf, scheduleTo } from '../support/schedules.ts';
import { first, recordingOf, t0 } from './fixtures.ts';

type HomesUnderTest = {
  store: Store & ScheduleStore & HomeStore;
  reopen(): Promise<HomeStore>;
  end(): Promise<void>;
};

const ana = { teamId: 'T1', userId: 'UANA', channelId: '' };
const all = { search: '', offset: 0, limit: 99 };
const ids = ({ items }: Slice<{ id: string }>) => items.map(({ id }) => id);

export function homeContract(name: string, open: () => Promise<HomesUnderTest>): void {
  describe(`the App Home from ${name}`, () => {
    let under: HomesUnderTest;
    let store: HomesUnderTest['store'];
    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(() => under.end());

    const put = (id: string, more: Partial<Recording> = {}) =>
      store.create(first(recordingOf(id, more)), `request ${id}`);
    const over = (id: string, endedAt: number, more: Partial<Recording> = {}) =>
      put(id, { phase: 'finished', ending: { endedAt }, ...more });
    const plan = (id: string, more: Parameters<typeof scheduleOf>[1] = {}) =>
      store.createSchedule(scheduleTo(scheduleOf(id, more)), `request ${id}`);

    it('has a person’s own first, the latest first', async () => {
      await put('rmine1', { startedBy: 'UANA', createdAt: t0 });
      await put('rmine2', { startedBy: 'UANA', createdAt: t0 + 1 });
      await put('rother', { createdAt: t0 + 2 });
      await over('rdone1', t0 + 5, { startedBy: 'UANA' });
      await over('rdone2', t0 + 7);
      await over('rdone3', t0 + 6, { startedBy: 'UANA' });
      await plan('snext1', { createdBy: 'UANA', next: t0 + 9 });
      await plan('snext2', { next: t0 + 7 });
      await plan('snext3', { createdBy: 'UANA', next: t0 + 8 });
      expect(ids(await store.searchLive(ana, all))).toEqual(['rmine2', 'rmine1', 'rother']);
      expect(ids(await store.searchEnded(ana, all))).toEqual(['rdone3', 'rdone1', 'rdone2']);
      expect(ids(await store.searchSchedules(ana, all))).toEqual(['snext3', 'snext1', 'snext2']);
      expect(await store.countLive(ana, '')).toBe(3);
    });

    it('shows each person exactly what the core allows that person to view', async () => {
      for (const [n, isPrivate] of [true, false, true, false].entries()) {
        const startedBy = n < 2 ? 'UANA' : 'UBEN';
        const card = { teamId: 'T1', channelId: n < 3 ? 'C1' : 'CROOM', isPrivate };
        const cname = `${n % 3 === 0 ? '[a]?' : 'maths'} ${n}`;
        await put(`rlive${n}`, { startedBy, card, cname });
        await over(`rover${n}`, t0, { startedBy, card, cname });
        await plan(`splan${n}`, { createdBy: startedBy, channel: card, cname });
      }
      const viewers = [ana, { ...ana, userId: 'UBEN' }, { ...ana, userId: 'UEVE' }, { ...ana, channelId: 'C1' }];
      for (const viewer of viewers.flatMap(withRules)) {
        const [live, ended, schedules] = await Promise.all([
          store.searchLive(viewer, all),
          store.searchEnded(viewer, all),
          store.searchSchedules(viewer, all),
        ]);
        const recordings = await Promise.all(
          [0, 1, 2, 3].flatMap((n) => [store.find(`rlive${n}`), store.find(`rover${n}`)]),
        );
        const seen = recordings.flatMap((r) => (r !== undefined && canView(r, viewer) ? [r.id] : []));
        expect([...ids(live), ...ids(ended)].toSorted()).toEqual(seen.toSorted());
        const planned = await Promise.all([0, 1, 2, 3].map((n) => store.findSchedule(`splan${n}`)));
        const open = planned.flatMap((s) => (s !== undefined && canViewSchedule(s, viewer) ? [s.id] : []));
        expect(ids(schedules).toSorted()).toEqual(open.toSorted());
        expect(await store.countLive(viewer, '')).toBe(live.items.length);
      }
    });

    it('returns every page once, across the boundary between own and others’ recordings', async () => {
      for (let n = 0; n < 7; n += 1) await over(`rdone${n}`, t0 + n, n % 2 === 0 ? { startedBy: 'UANA' } : {});
      const wanted = ['rdone6', 'rdone4', 'rdone2', 'rdone0', 'rdone5', 'rdone3', 'rdone1'];
      for (const limit of [1, 2, 3, 4, 7]) {
        const found: string[] = [];
        for (let offset = 0; offset < 7; offset += limit) {
          const page = await store.searchEnded(ana, { search: '', offset, limit });
          expect(page.more).toBe(offset + limit < 7);
          found.push(...ids(page));
        }
        expect(found).toEqual(wanted);
      }
      expect(await store.searchEnded(ana, { search: '', offset: 7, limit: 2 })).toEqual({
        items: [],
        offset: 7,
        more: false,
      });
    });

    it('finds a part of the name in any letter case, without wildcards', async () => {
      await put('rone22', { cname: 'Maths 1' });
      await put('rtwo22', { cname: 'after_maths' });
      await over('rthree', t0, { cname: 'MATHS%' });
      await plan('sfour2', { cname: 'aftermath' });
      const found = async (search: string) => [
        ...ids(await store.searchLive(ana, { ...all, search })),
        ...ids(await store.searchEnded(ana, { ...all, search })),
        ...ids(await store.searchSchedules(ana, { ...all, search })),
      ];
      expect(await found('mAtHs')).toEqual(['rtwo22', 'rone22', 'rthree']);
      expect(await found('math')).toHaveLength(4);
      expect(await found('%')).toEqual(['rthree']);
      expect(await found('r_m')).toEqual(['rtwo22']);
      expect(await found("'")).toEqual([]);
      expect(await store.countLive(ana, 'MATHS ')).toBe(1);
    });

    it('leaves out schedules that have ended', async () => {
      await plan('sover2', { ended: { at: t0, because: 'canceled' } });
      expect(ids(await store.searchSchedules(ana, all))).toEqual([]);
    });

    it('restores open homes with their position after a restart, and forgets expired ones', async () => {
      const position = { search: 'a "b"', live: 15, scheduled: 5, ended: 10 };
      await store.noteHome({ teamId: 'T1', user: 'UANA', openedAt: t0, position: homeStart }, t0 - 9);
      await store.noteHome({ teamId: 'T1', user: 'UBEN', openedAt: t0 + 1, position: homeStart }, t0 - 8);
      await store.noteHome({ teamId: 'T1', user: 'UANA', openedAt: t0 + 2, position }, t0 - 7);
      const again = await under.reopen();
      expect(await again.openHomes(t0)).toEqual([
        { teamId: 'T1', user: 'UBEN', openedAt: t0 + 1, position: homeStart },
        { teamId: 'T1', user: 'UANA', openedAt: t0 + 2, position },
      ]);
      expect(await again.openHomes(t0 + 2)).toHaveLength(1);
      await again.noteHome({ teamId: 'T2', user: 'UANA', openedAt: t0 + 3, position }, t0 + 2);
      expect((await again.openHomes(0)).map(({ teamId, user }) => `${user} of ${teamId}`)).toEqual([
        'UANA of T1',
        'UANA of T2',
      ]);
    });
  });
}
