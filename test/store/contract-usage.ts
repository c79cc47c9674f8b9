/** What every `Store` must know of usage: written with the end, added up by month, and for those who may see it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { transitionTo } from '../../src/recording/effects.ts';
import type { Actor } from '../../src/recording/events.ts';
import { everythingOf } from '../../src/recording/permission.ts';
import type { Rule } from '../../src/recording/permissions/rules.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { Store } from '../../src/service/ports.ts';
import { withRule } from '../support/permissions.ts';
import { specOf } from '../support/specs.ts';
import type { StoreUnderTest } from './contract.ts';
import { first, recordingOf, t0 } from './fixtures.ts';

const viewer = { teamId: 'T1', userId: 'UANA', channelId: 'CROOM' };
const everything = everythingOf('T1');
const month = { from: t0, until: t0 + 3_600_000 };
const minute = 60_000;
const recorder = { uid: '4000000002', status: 'ended', sendCount: 1, sid: 's-1', startedAt: t0 } as const;

export function usageContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`usage in ${name}`, () => {
    let under: StoreUnderTest;
    let store: Store;
    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(() => under.end());

    const over = (id: string, endedAt: number, more: Partial<Recording> = {}) => {
      const ending = { endedAt, result: 'stopped' } as const;
      const r = recordingOf(id, {
        phase: 'finished',
        ending,
        recorders: [recorder],
        health: { mediaSeen: true },
        ...more,
      });
      return store.create(first(r), `request ${id}`);
    };
    const lesson = { spec: specOf({ preset: 'lesson' }) };
    const sum = (recordings: number, minutes: number) => ({
      recordings,
      seconds: { hd: minutes * 60 },
      estimated: false,
    });
    const sorted = async (...wanted: Parameters<Store['usageBy']>) =>
      (await store.usageBy(...wanted)).toSorted((a, b) => (a.key < b.key ? -1 : 1));

    it('adds up what has ended in the period, by each dimension', async () => {
      await over('rmaths', t0 + 10 * minute, { cname: 'maths', ...lesson });
      await over('rmath2', t0 + 20 * minute, { cname: 'maths', startedBy: 'U2' });
      await over('rphys2', t0 + 5 * minute, { cname: 'physics', ...lesson });
      await over('rearly', month.from - 1, { recorders: [{ ...recorder, startedAt: t0 - minute }] });
      await over('rlater', month.until);
      expect(await sorted('channel', month, everything)).toEqual([
        { key: 'maths', sum: sum(2, 30) },
        { key: 'physics', sum: sum(1, 5) },
      ]);
      expect(await sorted('person', month, everything)).toEqual([
        { key: 'U1', sum: sum(2, 15) },
        { key: 'U2', sum: sum(1, 20) },
      ]);
      expect(await sorted('preset', month, everything)).toEqual([
        { key: '', sum: sum(1, 20) },
        { key: 'lesson', sum: sum(2, 15) },
      ]);
    });

    it('keeps price classes apart, and marks estimated times', async () => {
      await over('rmaths', t0 + minute, { cname: 'maths' });
      await over('rsound', t0 + minute, { cname: 'maths', health: {} });
      const result = { endedAt: t0 + minute, result: 'endedEarly' } as const;
      await over('rguess', t0 + minute, { cname: 'maths', ending: result });
      expect(await store.usageBy('channel', month, everything)).toEqual([
        { key: 'maths', sum: { recordings: 3, seconds: { audio: 60, hd: 120 }, estimated: true } },
      ]);
    });

    it('is limited by `canView` for a viewer', async () => {
      const isPrivate = { teamId: 'T1', channelId: 'COTHER', isPrivate: true };
      await over('ropen2', t0 + minute, { cname: 'open' });
      await over('rother', t0 + minute, { cname: 'other', card: isPrivate });
      await over('rmine2', t0 + minute, { cname: 'mine', card: isPrivate, startedBy: viewer.userId });
      await over('rhere2', t0 + minute, { cname: 'here', card: { ...isPrivate, channelId: viewer.channelId } });
      const keys = async (who: Actor) => (await sorted('channel', month, who)).map(({ key }) => key);
      expect(await keys(viewer)).toEqual(['here', 'mine', 'open']);
      const rule = (view: Rule) => withRule(viewer, { view });
      expect(await keys(rule({ recordings: ['m*', 'ot*'] }))).toEqual(['mine']);
      expect(await keys(rule({ channels: ['COTHER'], recordings: ['*'] }))).toEqual(['mine']);
      expect(await keys(rule({ users: ['UNONE'] }))).toEqual([]);
      expect(await keys(withRule(viewer, { admin: { users: [viewer.userId] } }))).toEqual([
        'here',
        'mine',
        'open',
        'other',
      ]);
      expect(await keys(everything)).toEqual(['here', 'mine', 'open', 'other']);

      const live = { phase: 'recording', health: {} } as const;
      await store.create(first(recordingOf('rliva2', { ...live, createdAt: t0 + 1 })), 'q1');
      await store.create(first(recordingOf('rlivb2', { ...live, card: isPrivate })), 'q2');
      const ids = async (who: Actor) => (await store.listLive(who)).map(({ id }) => id);
      expect(await ids(viewer)).toEqual(['rliva2']);
      expect(await ids(everything)).toEqual(['rlivb2', 'rliva2']);
    });

    it('is written at the end, once, and not for recordings that never ran', async () => {
      await store.create(
        first(recordingOf('rlive2', { phase: 'recording', recorders: [{ ...recorder, status: 'running' }] })),
        'q1',
      );
      expect(await store.usageBy('preset', month, everything)).toEqual([]);
      const end = (endedAt: number) =>
        store.apply('rlive2', (r) =>
          transitionTo({ ...r, phase: 'uploading', health: { mediaSeen: true }, ending: { endedAt } }),
        );
      await end(t0 + 7 * minute);
      await end(t0 + 9 * minute);
      await over('rnever', t0 + minute, { phase: 'failed', recorders: [{ uid: '1', status: 'ended', sendCount: 1 }] });
      expect(await store.usageBy('preset', month, everything)).toEqual([{ key: '', sum: sum(1, 7) }]);
    });

    it('is pruned with the recording', async () => {
      await over('rmaths', t0 + minute);
      expect(await store.prune(t0 + 2 * minute, 9)).toBe(1);
      expect(await store.usageBy('preset', month, everything)).toEqual([]);
    });
  });
}
