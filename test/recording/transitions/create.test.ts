import { describe, expect, test } from 'vitest';
import { transition } from '../../../src/recording/transition.ts';
import { ana, Scenario, second, startRequest, t0, uid } from '../../support/scenario.ts';
import { mixState, specWith } from '../../support/specs.ts';

const env = { now: t0, newUid: uid, notifications: false, jitter: 0 };
const request = (change: Parameters<typeof startRequest>[0] = {}) =>
  ({
    type: 'startRequested',
    id: 'rabcde',
    start: startRequest(change),
  }) as const;

describe('a new recording', () => {
  test('holds the whole request, and a planned recorder', () => {
    const layout = { kind: 'vertical', largeUid: '7', background: '#112233' } as const;
    const spec = specWith(layout, { usesTokens: true });
    const { next } = transition(undefined, request({ spec, isPrivate: true }), env);
    expect(next).toEqual({
      id: 'rabcde',
      version: 1,
      phase: 'starting',
      cname: 'standup',
      startedBy: 'UANA',
      createdAt: t0,
      spec,
      mode: mixState(layout),
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

  test('is created once: a repeated request changes nothing', () => {
    const scenario = new Scenario().toRecording();
    const before = scenario.r;
    expect(scenario.apply(request()).last).toEqual({ next: before, jobs: [], cancel: [] });
  });
});
