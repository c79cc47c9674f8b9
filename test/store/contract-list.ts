/** What every `Store` must list, and for whom. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canView } from '../../src/recording/permission.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { Page, Store } from '../../src/service/ports.ts';
import { withRules } from '../support/permissions.ts';
import type { StoreUnderTest } from './contract.ts';
import { first, fullRecorder, recordingOf, t0 } from './fixtures.ts';

const ana = { teamId: 'T1', userId: 'UANA', channelId: 'CROOM' };
const everyone = { teamId: 'T1', userId: 'UNONE', channelId: 'CNONE' };
const orphan: Recording['recorders'] = [{ uid: '4000000007', status: 'orphan', sendCount: 1 }, fullRecorder];
const ids = ({ recordings }: Page) => recordings.map((r) => r.id);

export function listContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`lists of ${name}`, () => {
    let under: StoreUnderTest;
    let store: Store;
    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(() => under.end());

    const put = (id: string, more: Partial<Recording> = {}) =>
      store.create(first(recordingOf(id, more)), `request ${id}`);
    const over = (id: string, endedAt: number, more: Partial<Recording> = {}) =>
      put(id, { phase: 'finished', ending: { endedAt }, ...more });

    it('has what is live, oldest first, what has an orphan, and what is over, latest end first', async () => {
      await put('rlate2', { createdAt: t0 + 2, phase: 'stopping' });
      await put('roldy2', { createdAt: t0 + 1, recorders: orphan });
      await over('rover1', t0 + 5);
      await over('rover2', t0 + 7, { phase: 'lost' });
      await over('rorph3', t0 + 8, { recorders: orphan, createdAt: t0 + 2 });
      await over('rorph2', t0 + 9, { recorders: orphan, createdAt: t0 + 1, phase: 'lost' });
      expect(ids(await store.listActive(everyone, 9))).toEqual(['roldy2', 'rlate2']);
      expect(ids(await store.listWithOrphans(everyone, 9))).toEqual(['rorph2', 'rorph3']);
      expect(ids(await store.listEnded(everyone, 9))).toEqual(['rover2', 'rover1']);
      expect((await store.counts()).orphans).toBe(3);
    });

    it('returns a page, with the total count', async () => {
      for (const id of ['r1', 'r2', 'r3']) await put(id, { createdAt: t0 + Number(id.slice(1)) });
      expect(await store.listActive(everyone, 2)).toMatchObject({ recordings: [{ id: 'r1' }, { id: 'r2' }], total: 3 });
      for (const id of ['r4', 'r5']) await over(id, t0 + Number(id.slice(1)));
      expect(await store.listEnded(everyone, 1)).toMatchObject({ recordings: [{ id: 'r5' }], total: 2 });
    });

    it('shows each person exactly what the core allows that person to view', async () => {
      const cards = [
        { teamId: 'T1', channelId: 'CROOM', isPrivate: false },
        { teamId: 'T1', channelId: 'CROOM', isPrivate: true },
        { teamId: 'T1', channelId: 'COTHER', isPrivate: false },
        { teamId: 'T1', channelId: 'COTHER', isPrivate: true },
      ];
      const all: Recording[] = [];
      for (const [n, card] of cards.entries()) {
        for (const startedBy of ['UANA', 'UBEN']) {
          const ended = { phase: 'finished', ending: { endedAt: t0 } } as const;
          for (const [state, more] of [
            ['live', {}],
            ['over', ended],
            ['orph', { ...ended, recorders: orphan }],
          ] as const) {
            const cname = `${startedBy === 'UANA' ? 'maths' : '[a]?'} ${state}${n}`;
            const recording = recordingOf(`r${state}${n}${startedBy}`, { cname, card, startedBy, ...more });
            await store.create(first(recording), recording.id);
            all.push(recording);
          }
        }
      }
      const viewers = [ana, everyone, { ...ana, channelId: 'COTHER' }, { ...ana, userId: 'UBEN' }];
      for (const viewer of viewers.flatMap(withRules)) {
        const pages = [
          await store.listActive(viewer, 99),
          await store.listWithOrphans(viewer, 99),
          await store.listEnded(viewer, 99),
        ];
        const visible = all.filter((r) => canView(r, viewer)).map((r) => r.id);
        expect(pages.flatMap(ids).toSorted()).toEqual(visible.toSorted());
        expect(pages.reduce((sum, { total }) => sum + total, 0)).toBe(visible.length);
        expect((await store.listLive(viewer)).map(({ id }) => id).toSorted()).toEqual(
          all
            .filter((r) => r.phase === 'starting' && canView(r, viewer))
            .map(({ id }) => id)
            .toSorted(),
        );
        const isHere = (r: Recording) => r.card.channelId === viewer.channelId && !r.id.startsWith('rover');
        const here = all.filter((r) => isHere(r) && canView(r, viewer));
        const inChannel = await store.listInChannel(viewer, 99);
        expect(ids(inChannel).toSorted()).toEqual(here.map(({ id }) => id).toSorted());
        expect(inChannel.total).toBe(here.length);
        for (const { cname } of all.filter(({ id }) => id.startsWith('rover'))) {
          const seen = all.some((r) => r.cname === cname && r.ending !== undefined && canView(r, viewer));
          expect((await store.findEnded(viewer, cname)) !== undefined, cname).toBe(seen);
        }
        const known = await store.knownNames(viewer, 99);
        expect(known.ids.toSorted()).toEqual(visible.toSorted());
        expect(known.cnames.toSorted()).toEqual(
          all
            .filter((r) => r.phase === 'starting' && canView(r, viewer))
            .map((r) => r.cname)
            .toSorted(),
        );
      }
    });

    it('has what is live in one Slack channel, and what is over there but for an orphan', async () => {
      const here = { teamId: 'T1', channelId: 'CROOM', isPrivate: true };
      await put('rhere2', { card: here });
      await over('rorph2', t0, { card: here, recorders: orphan });
      await over('rover2', t0, { card: here });
      await put('relse2');
      expect(await store.listInChannel(ana, 9)).toMatchObject({
        recordings: [{ id: 'rhere2' }, { id: 'rorph2' }],
        total: 2,
      });
      expect(ids(await store.listInChannel(ana, 1))).toEqual(['rhere2']);
      expect(ids(await store.listInChannel(everyone, 9))).toEqual([]);
    });

    it('finds what ended last: by a name that the viewer may see, or in the Slack channel of the viewer', async () => {
      const hidden = { teamId: 'T1', channelId: 'CHIDE', isPrivate: true };
      const here = { teamId: 'T1', channelId: 'CROOM', isPrivate: false };
      await over('rover1', t0 + 1, { cname: 'maths' });
      await over('rover2', t0 + 2, { cname: 'maths' });
      await over('rhide2', t0 + 3, { cname: 'maths', card: hidden, startedBy: 'UBEN' });
      await over('rhere1', t0 + 1, { card: here });
      await over('rhere2', t0 + 2, { card: here, recorders: orphan });
      await put('rlive2', { cname: 'maths', card: here });
      const found = async (viewer: typeof ana, cname?: string) => (await store.findEnded(viewer, cname))?.id;
      expect(await found(ana, 'maths')).toBe('rover2');
      expect(await found({ ...ana, userId: 'UBEN' }, 'maths')).toBe('rhide2');
      expect(await found(ana, 'Maths')).toBeUndefined();
      expect(await found(ana)).toBe('rhere2');
      expect(await found(everyone)).toBeUndefined();
    });

    it('finds by name what is live, else the latest that ended', async () => {
      await over('rover1', t0 + 1, { cname: 'maths' });
      await over('rover2', t0 + 2, { cname: 'maths' });
      expect((await store.findByName('T1', 'maths'))?.id).toBe('rover2');
      await put('rlive2', { cname: 'maths' });
      expect((await store.findByName('T1', 'maths'))?.id).toBe('rlive2');
      expect(await store.findByName('T1', 'Maths')).toBeUndefined();
    });
  });
}
