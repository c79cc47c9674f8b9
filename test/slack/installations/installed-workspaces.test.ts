/** Workspaces from rows of the real store, against a local Slack. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { MovableClock } from '../../../src/sandbox/movable-clock.ts';
import { startSlack } from '../../../src/sandbox/slack/slack-server.ts';
import {
  createInstalledWorkspaces,
  type InstalledWorkspaces,
} from '../../../src/slack/installations/installed-workspaces.ts';
import { createSeal, InstallationError } from '../../../src/slack/installations/seal.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';
import { keptLog } from '../inbound/support.ts';
import { installationOf } from './support.ts';

const t0 = Date.UTC(2026, 10, 21, 9);
const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');

async function opened({ afterRead }: { afterRead?: () => Promise<void> } = {}) {
  const clock = new MovableClock(t0);
  const slack = await startSlack({ clock });
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-installed-'));
  const store = openStore(join(folder, 'bot.db'), { clock });
  onTestFinished(async () => {
    await Promise.all([slack.close(), store.close()]);
    rmSync(folder, { recursive: true });
  });
  const log = keptLog();
  const workspacesWith = (byte: number): InstalledWorkspaces =>
    createInstalledWorkspaces({
      store: {
        ...store,
        async findInstallation(teamId) {
          const row = await store.findInstallation(teamId);
          await afterRead?.();
          return row;
        },
      },
      seal: createSeal(key(byte)),
      clientId: '1.2',
      clientSecret: 'secret',
      apiUrl: slack.apiUrl,
      now: () => clock.now(),
      log,
    });
  const workspaces = workspacesWith(1);
  const changed: string[] = [];
  workspaces.onChanged((teamId) => changed.push(teamId));
  const bot = { token: slack.botToken };
  return { clock, slack, store, log, workspaces, workspacesWith, changed, bot };
}

it('gives a workspace with a client of its token: the same object until the installation changes', async () => {
  const { slack, workspaces, changed, bot } = await opened();
  expect(await workspaces.find('T1')).toBeUndefined();
  await workspaces.install(installationOf({ bot }));
  const [one, two] = await Promise.all([workspaces.find('T1'), workspaces.find('T1')]);
  expect(one).toBe(two);
  expect(one).toMatchObject({
    team: { id: 'T1', url: 'https://school.slack.com/', scopes: ['commands', 'chat:write'] },
    botUserId: 'U1',
  });
  expect(workspaces.kept('T1')).toBe(one);
  expect(await one?.client.auth.test()).toMatchObject({ team_id: slack.team.id });
  expect(slack.calls('auth.test').at(-1)).toMatchObject({ token: 'bot', args: {} });
  await workspaces.install(installationOf({ bot: { token: 'xoxb-other' } }));
  expect(workspaces.kept('T1')).toBeUndefined();
  const after = await workspaces.find('T1');
  await expect(after?.client.auth.test()).rejects.toThrow('invalid_auth');
  expect(changed).toEqual(['T1', 'T1']);
});

it('keeps nothing that was read before a change', async () => {
  const read = Promise.withResolvers<void>();
  const { workspaces, bot } = await opened({ afterRead: () => read.promise });
  await workspaces.install(installationOf({ bot }));
  const finding = workspaces.find('T1');
  await workspaces.end('T1', 'uninstalled', t0);
  read.resolve();
  expect(await finding).toBeUndefined();
});

it('forgets a workspace that has ended, once', async () => {
  const { workspaces, changed, bot } = await opened();
  await workspaces.install(installationOf({ bot }));
  await workspaces.find('T1');
  expect(await workspaces.end('T1', 'revoked', t0 - 1)).toBe(false);
  expect(await workspaces.end('T1', 'revoked', t0)).toBe(true);
  expect(await workspaces.end('T1', 'uninstalled', t0)).toBe(false);
  expect([workspaces.kept('T1'), await workspaces.find('T1'), await workspaces.list()]).toEqual([
    undefined,
    undefined,
    [],
  ]);
  expect(changed).toEqual(['T1', 'T1']);
});

it('finds workspaces of an organization by their payloads first, then by their id alone', async () => {
  const { slack, workspaces, changed, bot } = await opened();
  const organization = installationOf({ id: 'E1', enterpriseId: 'E1', isEnterprise: true, bot });
  await workspaces.install(organization);
  expect(await workspaces.find('T1')).toBeUndefined();
  const one = await workspaces.findFor({ teamId: 'T1', enterpriseId: 'E1' });
  expect(await workspaces.find('T1')).toBe(one);
  expect(one?.team.id).toBe('T1');
  await one?.client.auth.test();
  expect(slack.calls('auth.test').at(-1)).toMatchObject({ args: { team_id: 'T1' } });
  expect((await workspaces.findFor({ enterpriseId: 'E1' }))?.team.id).toBe('E1');
  expect(await workspaces.findFor({ teamId: 'T2', enterpriseId: 'E2' })).toBeUndefined();
  expect(await workspaces.findFor({})).toBeUndefined();
  changed.length = 0;
  await workspaces.end('E1', 'uninstalled', t0);
  expect(changed.toSorted()).toEqual(['E1', 'T1']);
  expect(await workspaces.find('T1')).toBeUndefined();
  // It is known where they belong.
  await workspaces.install(organization);
  expect((await workspaces.find('T1'))?.team.id).toBe('T1');
});

it('a workspace’s own installation counts before that of its organization', async () => {
  const { workspaces, bot } = await opened();
  await workspaces.install(installationOf({ id: 'E1', enterpriseId: 'E1', isEnterprise: true, bot }));
  await workspaces.findFor({ teamId: 'T1', enterpriseId: 'E1' });
  await workspaces.install(installationOf({ enterpriseId: 'E1', botUserId: 'UOWN', bot }));
  expect((await workspaces.find('T1'))?.botUserId).toBe('UOWN');
  await workspaces.end('T1', 'uninstalled', t0);
  expect((await workspaces.find('T1'))?.botUserId).toBe('U1');
});

it('what can’t be decrypted is named, and is served with a token that Slack rejects', async () => {
  const { workspaces, workspacesWith, log, bot } = await opened();
  await workspaces.install(installationOf({ bot }));
  const other = workspacesWith(2);
  await expect(other.list()).rejects.toBeInstanceOf(InstallationError);
  const found = await other.find('T1');
  expect(found?.team.id).toBe('T1');
  await expect(found?.client.auth.test()).rejects.toThrow('not_authed');
  expect(log.lines.filter((line) => line.includes('could not read an installation'))).toHaveLength(1);
  // To install it again is enough.
  await other.install(installationOf({ bot }));
  expect(await (await other.find('T1'))?.client.auth.test()).toMatchObject({ ok: true });
});

it('sends the token to Slack’s API alone', async () => {
  const { workspaces, bot } = await opened();
  await workspaces.install(installationOf({ bot }));
  const seen: unknown[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.end('{"ok":true}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  await (await workspaces.find('T1'))?.client.apiCall(`http://127.0.0.1:${port}/upload`);
  expect(seen).toEqual([undefined]);
});
