import { describe, expect, test } from 'vitest';
import { transition } from '../../../src/recording/transition.ts';
import { ana, resources, Scenario, second, startRequest, t0, uid } from '../../support/scenario.ts';

const env = { now: t0, newUid: uid, notifications: false, jitter: 0 };
const request = (change: Parameters<typeof startRequest>[0] = {}, usesTokens = false) =>
  ({
    type: 'startRequested',
    id: 'rabcde',
    start: startRequest(change),
    resources: { ...resources, usesTokens },
  }) as const;

describe('a new recording', () => {
  test('holds all that was asked for, and a recorder that is only planned', () => {
    const layout = { kind: 'vertical', largeUid: '7', background: '#112233' } as const;
    const { next } = transition(undefined, request({ layout, isPrivate: true }, true), env);
    expect(next).toEqual({
      id: 'rabcde',
      version: 1,
      phase: 'starting',
      cname: 'standup',
      startedBy: 'UANA',
      createdAt: t0,
      spec: { project: 'default', appId: 'app', storage: 'default', usesTokens: true, layout },
      mode: { kind: 'mix', layout: { desired: layout, current: layout } },
      recorders: [{ uid, status: 'planned', sendCount: 0 }],
      health: {},
      card: { teamId: 'T1', channelId: 'CROOM', isPrivate: true, awaited: true },
      notified: {},
    });
  });

  test('posts its card, and waits ten seconds for it', () => {
    const { jobs, cancel, audit } = transition(undefined, request(), env);
    expect(jobs).toEqual([
      { key: 'card', dueAt: t0, priority: 1, payload: { queue: 'card' } },
      { key: 'cardTimeout', dueAt: t0 + 10 * second, priority: 1, payload: { queue: 'timer', timer: 'cardTimeout' } },
    ]);
    expect(cancel).toEqual([]);
    expect(audit).toEqual({ actor: ana.userId, action: 'start' });
  });

  test('is made once: the same request changes nothing of it', () => {
    const scenario = new Scenario().toRecording();
    const before = scenario.r;
    expect(scenario.apply(request()).last).toEqual({ next: before, jobs: [], cancel: [] });
  });
});
