/** Two workspaces on one bot in which the same ids mean other channels and other people. */
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import { createDeliveries } from '../../src/slack/delivery/deliveries.ts';
import { createResponder } from '../../src/slack/delivery/responder.ts';
import { createSlackClient } from '../../src/slack/transport/client.ts';
import type { KeptWorkspaces } from '../../src/slack/transport/kept-workspaces.ts';
import type { Workspace } from '../../src/slack/transport/workspaces.ts';
import { keptLog } from './inbound/support.ts';
import { aWorkspace } from './support.ts';

export const startedAt = 1_700_000_000_000;

/** The app is installed in T1 and T2, until `remove`; `lose` breaks the database. */
export async function twoWorkspaces(options: Parameters<typeof aWorkspace>[0] = {}) {
  const clock = new MovableClock(startedAt);
  const log = keptLog();
  const places = { T1: await aWorkspace({ clock, ...options }), T2: await aWorkspace({ clock, ...options }) };
  const workspaceOf = (id: keyof typeof places): Workspace => {
    const { slack } = places[id];
    const client = createSlackClient({ botToken: slack.botToken, apiUrl: slack.apiUrl, log });
    return { team: { id, url: slack.team.url, ...options }, botUserId: slack.bot.userId, client };
  };
  const installed = new Map<string, Workspace>([
    ['T1', workspaceOf('T1')],
    ['T2', workspaceOf('T2')],
  ]);
  const listeners: ((teamId: string) => void)[] = [];
  let isLost = false;
  const workspaces: KeptWorkspaces = {
    find: (teamId) => (isLost ? Promise.reject(new Error('the disk is full')) : Promise.resolve(installed.get(teamId))),
    kept: (teamId) => installed.get(teamId),
    onChanged: (listener) => void listeners.push(listener),
  };
  const changed = (teamId: string) => {
    for (const listener of listeners) listener(teamId);
  };
  const limited: string[] = [];
  const responder = createResponder(clock, log);
  const deliveries = createDeliveries({
    workspaces,
    responder,
    clock,
    languages: { ofWorkspace: 'en', ofPerson: () => Promise.resolve('en') },
    log,
    onRateLimited: (method) => limited.push(method),
  });
  return {
    clock,
    log,
    workspaces,
    deliveries,
    responder,
    limited,
    T1: places.T1,
    T2: places.T2,
    lose: (lost: boolean) => {
      isLost = lost;
    },
    remove: (teamId: string) => {
      installed.delete(teamId);
      changed(teamId);
    },
    reinstall(teamId: keyof typeof places) {
      installed.set(teamId, workspaceOf(teamId));
      changed(teamId);
    },
  };
}
