/** What every store must keep of the audit, and how it is read. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { transitionTo } from '../../src/recording/effects.ts';
import type { AuditCursor, AuditStore } from '../../src/service/audit-ports.ts';
import type { Store } from '../../src/service/ports.ts';
import type { ScheduleStore } from '../../src/service/schedule-ports.ts';
import { scheduleOf } from '../support/schedules.ts';
import { first, recordingOf, t0 } from './fixtures.ts';

type StoreUnderTest = { store: Store & ScheduleStore & AuditStore; end(): Promise<void> };

const actor = { teamId: 'T1', userId: 'UANA', channelId: 'CROOM' };

export function auditContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`audit of ${name}`, () => {
    let under: StoreUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under.end());

    const start = (id: string, cname: string) => under.store.create(first(recordingOf(id, { cname })), `start ${id}`);
    const note = (id: string, action: string, detail?: string) =>
      under.store.apply(
        id,
        (r) => transitionTo(r, { audit: { actor: 'UBEN', action, ...(detail !== undefined && { detail }) } }),
        { request: `${action} ${id}` },
      );
    const schedule = (id: string, cname: string) =>
      under.store.createSchedule(
        {
          next: scheduleOf(id, { cname }),
          jobs: [],
          cancel: [],
          occurrences: [],
          audit: { actor: 'UANA', action: 'schedule' },
        },
        `schedule ${id}`,
      );
    const list = async (wanted: { target?: string; before?: AuditCursor } = {}, limit = 99) => {
      const { lines, older } = await under.store.listAudit(actor.teamId, wanted, limit);
      return { lines: lines.map(({ action, target = '-' }) => `${action} ${target}`).toSorted(), older };
    };

    it('has recordings, schedules and refusals', async () => {
      await start('rmaths', 'maths');
      await note('rmaths', 'layout', 'grid');
      await schedule('smaths', 'maths');
      await under.store.addRefusal({ actor, action: 'start', target: 'physics' }, 'q1');
      await under.store.addRefusal({ actor, action: 'usage' }, 'q2');
      expect(await list()).toEqual({
        lines: ['layout rmaths', 'schedule smaths', 'start rejected physics', 'start rmaths', 'usage rejected -'],
        older: undefined,
      });
      const { lines } = await under.store.listAudit(actor.teamId, { target: 'rmaths' }, 9);
      expect(lines[0]).toEqual({
        at: expect.any(Number),
        actor: 'UBEN',
        action: 'layout',
        detail: 'grid',
        target: 'rmaths',
        cname: 'maths',
      });
      const { lines: refused } = await under.store.listAudit(actor.teamId, { target: 'physics' }, 9);
      expect(refused).toEqual([
        { at: expect.any(Number), actor: 'UANA', action: 'start rejected', detail: 'CROOM', target: 'physics' },
      ]);
    });

    it('filters by id in any letter case, or by name', async () => {
      await start('rmaths', 'maths');
      await start('rother', 'other');
      await schedule('smaths', 'maths');
      await under.store.addRefusal({ actor, action: 'start', target: 'maths' }, 'q1');
      await under.store.addRefusal({ actor, action: 'layout', target: 'rmaths' }, 'q2');
      expect((await list({ target: 'RMATHS' })).lines).toEqual(['layout rejected rmaths', 'start rmaths']);
      expect((await list({ target: 'maths' })).lines).toEqual([
        'schedule smaths',
        'start rejected maths',
        'start rmaths',
      ]);
      expect((await list({ target: 'Maths' })).lines).toEqual([]);
    });

    it('counts a rejected request once, and omits entries that only count a request', async () => {
      await start('rmaths', 'maths');
      await under.store.apply('rmaths', (r) => transitionTo(r), { request: 'tick' });
      expect(await under.store.addRefusal({ actor, action: 'start', target: 'x' }, 'q1')).toBe(true);
      expect(await under.store.addRefusal({ actor, action: 'start', target: 'x' }, 'q1')).toBe(false);
      expect((await list()).lines).toEqual(['start rejected x', 'start rmaths']);
    });

    it('is read in pages, each entry once', async () => {
      for (let n = 0; n < 7; n += 1) {
        await start(`rmath${n}`, `maths ${n}`);
        if (n % 2 === 0) await under.store.addRefusal({ actor, action: 'start', target: `x${n}` }, `q${n}`);
        if (n % 3 === 0) await schedule(`smath${n}`, 'maths');
      }
      const all = (await list()).lines;
      expect(all).toHaveLength(14);
      const seen: string[] = [];
      let before: AuditCursor | undefined;
      do {
        const page = await list({ ...(before !== undefined && { before }) }, 4);
        seen.push(...page.lines);
        before = page.older;
      } while (before !== undefined);
      expect(seen.toSorted()).toEqual(all);
    });

    it('prunes rejections together with recordings of that age', async () => {
      await under.store.addRefusal({ actor, action: 'start', target: 'x' }, 'q1');
      await under.store.prune(t0, 9);
      expect((await list()).lines).toHaveLength(1);
      await under.store.prune(Number.MAX_SAFE_INTEGER, 9);
      expect((await list()).lines).toEqual([]);
    });
  });
}
