/** What every store does with the installations of the app, whose tokens it can't read. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InstallationStore, SealedInstallation } from '../../src/service/installations.ts';

type InstallationsUnderTest = {
  store: InstallationStore;
  reopen(): Promise<InstallationStore>;
  end(): Promise<void>;
};

const team: SealedInstallation = { id: 'T1', enterpriseId: '', isEnterprise: false, sealed: 'one' };
const organization: SealedInstallation = { id: 'E1', enterpriseId: 'E1', isEnterprise: true, sealed: 'all' };
const latest = Number.MAX_SAFE_INTEGER;

export function installationContract(name: string, open: () => Promise<InstallationsUnderTest>): void {
  describe(`installations in ${name}`, () => {
    let under: InstallationsUnderTest;
    let store: InstallationStore;
    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(() => under.end());

    it('are found by their workspace, also after a restart', async () => {
      await store.saveInstallation(team);
      await store.saveInstallation({ ...team, id: 'T2', enterpriseId: 'E9', sealed: 'two' });
      const again = await under.reopen();
      expect(await again.findInstallation('T1')).toEqual(team);
      expect(await again.findInstallation('T2')).toEqual({ ...team, id: 'T2', enterpriseId: 'E9', sealed: 'two' });
      expect(await again.findInstallation('T3')).toBeUndefined();
      expect(await again.listInstallations()).toHaveLength(2);
    });

    it('take the place of an earlier one', async () => {
      await store.saveInstallation(team);
      await store.saveInstallation({ ...team, sealed: 'new' });
      expect(await store.listInstallations()).toEqual([{ ...team, sealed: 'new' }]);
    });

    it('of an organization are found by the workspaces that are known to belong to it', async () => {
      await store.saveInstallation(organization);
      expect(await store.findInstallation('T1')).toBeUndefined();
      await store.noteTeam('T1', 'E1');
      await store.noteTeam('T1', 'E1');
      await store.noteTeam('T2', 'E1');
      await store.noteTeam('T3', 'E2');
      expect(await store.findInstallation('T1')).toEqual(organization);
      expect(await store.findInstallation('T3')).toBeUndefined();
      expect(await store.listTeams('E1')).toEqual(['T1', 'T2']);
    });

    it('of a workspace come before that of its organization', async () => {
      await store.saveInstallation(organization);
      await store.noteTeam('T1', 'E1');
      await store.saveInstallation(team);
      expect(await store.findInstallation('T1')).toEqual(team);
      await store.endInstallation('T1', 'uninstalled', latest);
      expect(await store.findInstallation('T1')).toEqual(organization);
    });

    it('of a single workspace in an organization are not those of the others', async () => {
      await store.saveInstallation({ ...team, id: 'T2', enterpriseId: 'E1' });
      await store.noteTeam('T1', 'E1');
      expect(await store.findInstallation('T1')).toBeUndefined();
    });

    it('end once, and come back with the next one', async () => {
      await store.saveInstallation(team);
      expect(await store.endInstallation('T1', 'uninstalled', latest)).toBe(true);
      expect(await store.endInstallation('T1', 'revoked', latest)).toBe(false);
      expect(await store.findInstallation('T1')).toBeUndefined();
      expect(await store.listInstallations()).toEqual([]);
      await store.saveInstallation({ ...team, sealed: 'new' });
      expect(await store.findInstallation('T1')).toEqual({ ...team, sealed: 'new' });
    });

    it('do not end by what happened before them', async () => {
      const before = Date.now() - 60_000;
      await store.saveInstallation(team);
      expect(await store.endInstallation('T1', 'uninstalled', before)).toBe(false);
      expect(await store.findInstallation('T1')).toEqual(team);
    });

    it('are sealed again only while they have not changed', async () => {
      await store.saveInstallation(team);
      expect(await store.resealInstallation('T1', 'one', 'two')).toBe(true);
      expect(await store.resealInstallation('T1', 'one', 'three')).toBe(false);
      expect(await store.findInstallation('T1')).toEqual({ ...team, sealed: 'two' });
      await store.endInstallation('T1', 'revoked', latest);
      expect(await store.resealInstallation('T1', 'two', 'four')).toBe(false);
      expect(await store.resealInstallation('T1', '', 'four')).toBe(false);
    });
  });
}
