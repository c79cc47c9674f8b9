/** Whose rows they are in every store: of a former bot token, and of workspaces with installations. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { everythingOf } from '../../src/recording/permission.ts';
import { homeStart } from '../../src/service/home.ts';
import type { BotStore } from '../../src/store/bot-store.ts';
import { scheduleOf, scheduleTo } from '../support/schedules.ts';
import { first, recordingOf, t0 } from './fixtures.ts';

type StoreUnderTest = { store: BotStore; end(): Promise<void> };

const month = { from: t0, until: t0 + 3_600_000 };
const page = { search: '', offset: 0, limit: 9 };

/** One of everything. */
async function write(db: BotStore, teamId: string): Promise<void> {
  const card = { teamId, channelId: 'C1', isPrivate: false };
  const recorders = [{ uid: '1', status: 'ended', sendCount: 1, startedAt: t0 }] as const;
  const over = { phase: 'finished', ending: { endedAt: t0 + 60_000 }, recorders } as const;
  await db.create(first(recordingOf(`rlive${teamId}`, { card, cname: `live ${teamId}` })), `q1 ${teamId}`);
  await db.create(first(recordingOf(`rover${teamId}`, { card, ...over })), `q2 ${teamId}`);
  const audit = { actor: 'U1', action: 'schedule' };
  await db.createSchedule(scheduleTo(scheduleOf(`s${teamId}`, { channel: card }), { audit }), `q3 ${teamId}`);
  await db.addRefusal({ actor: { teamId, userId: 'U1', channelId: 'C1' }, action: 'usage' }, `q4 ${teamId}`);
  await db.noteHome({ teamId, user: 'U1', openedAt: t0, position: homeStart }, t0);
}

/** How many of each a workspace has. */
async function countOf(db: BotStore, teamId: string) {
  const viewer = everythingOf(teamId);
  return {
    live: (await db.listActive(viewer, 9)).total,
    ended: (await db.searchEnded(viewer, page)).items.length,
    schedules: (await db.listSchedules(viewer, 9)).total,
    usage: (await db.usageBy('channel', month, viewer)).length,
    audit: (await db.listAudit(teamId, {}, 99)).lines.length,
    homes: (await db.openHomes(t0)).filter((home) => home.teamId === teamId).length,
  };
}
const nothing = { live: 0, ended: 0, schedules: 0, usage: 0, audit: 0, homes: 0 };
const one = { live: 1, ended: 1, schedules: 1, usage: 1, audit: 4, homes: 1 };

export function adoptContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`whose rows they are in ${name}`, () => {
    let under: StoreUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under.end());

    it('the workspace of the bot token has every row, with whatever token it was written, or with none', async () => {
      const { store } = under;
      for (const teamId of ['', 'TFORMER', 'TNOW']) await write(store, teamId);
      expect(await countOf(store, 'TNOW')).toEqual(one);
      await store.adoptRows('TNOW');
      // The same person has one home.
      const all = { live: 3, ended: 3, schedules: 3, usage: 3, audit: 12, homes: 1 };
      expect(await countOf(store, 'TNOW')).toEqual(all);
      for (const teamId of ['', 'TFORMER']) expect(await countOf(store, teamId)).toEqual(nothing);
      await store.adoptRows('TNOW');
      expect(await countOf(store, 'TNOW')).toEqual(all);
    });

    it('in a database that serves or has served installations every workspace keeps what it has', async () => {
      const { store } = under;
      for (const teamId of ['TONE', 'TTWO']) await write(store, teamId);
      await store.saveInstallation({ id: 'TTWO', enterpriseId: '', isEnterprise: false, sealed: 'sealed' });
      await store.endInstallation('TTWO', 'uninstalled', Date.now() + 60_000);
      await store.adoptRows('TONE');
      expect(await countOf(store, 'TONE')).toEqual(one);
      expect(await countOf(store, 'TTWO')).toEqual(one);
    });
  });
}
