import { describe, expect, test } from 'vitest';
import type { RecordingCommand } from '../../../src/recording/events.ts';
import { priority } from '../../../src/recording/jobs.ts';
import {
  ana,
  ben,
  minute,
  noResponse,
  notFound,
  notSent,
  Scenario,
  second,
  sid,
  stranger,
  uid,
} from '../../support/scenario.ts';
import { layoutOf } from '../../support/specs.ts';

describe('permissions', () => {
  test.each<[string, RecordingCommand]>([
    ['stop', { type: 'stop' }],
    ['a layout', { type: 'layout', layout: { kind: 'float' } }],
  ])('%s is for the channel of the card, and for the starter anywhere', (_name, command) => {
    expect(new Scenario().toRecording().command(command, ben).last.reply?.type).not.toBe('notAllowed');
    expect(new Scenario().toRecording().command(command, { ...ana, channelId: 'COTHER' }).last.reply?.type).not.toBe(
      'notAllowed',
    );
    const rejected = new Scenario().toRecording().command(command, stranger);
    expect(rejected.last.reply?.type).toBe('notAllowed');
    expect(rejected.last.jobs).toEqual([]);
    expect(rejected.last.audit?.action).toContain('rejected');
  });

  test('anybody may view the status of a recording, unless its card is private', () => {
    const scenario = new Scenario().toRecording();
    expect(scenario.command({ type: 'refresh' }, stranger).calls()).toEqual(['query+0']);
    scenario.r = { ...scenario.r, card: { ...scenario.r.card, isPrivate: true } };
    expect(scenario.command({ type: 'refresh' }, stranger).last.reply?.type).toBe('notAllowed');
  });

  test('a viewer gets links to its files, without a change of state', () => {
    const scenario = new Scenario().toRecording();
    const before = scenario.r;
    scenario.command({ type: 'files', links: 3 }, stranger);
    expect(scenario.last).toMatchObject({ next: before, jobs: [], cancel: [] });
    expect(scenario.last.reply).toBeUndefined();
    scenario.r = { ...scenario.r, card: { ...scenario.r.card, isPrivate: true } };
    scenario.command({ type: 'files', links: 3 }, stranger);
    expect(scenario.last.reply?.type).toBe('notAllowed');
    expect(scenario.last.audit?.action).toBe('files rejected');
  });
});

const float = { kind: 'float' } as const;
const stopCall = { queue: 'agora', call: 'stop', uid, failedAttempts: 0 } as const;
const rejected = { kind: 'rejected', errorCode: 'agora_unauthorized' } as const;

describe('commands that are rejected in a state', () => {
  test.each<[string, Scenario, RecordingCommand, string]>([
    ['a refresh before it runs', new Scenario().postCard(), { type: 'refresh' }, 'notReady'],
    ['a refresh after the stop', new Scenario().toRecording().stop(), { type: 'refresh' }, 'alreadyStopping'],
    [
      'a layout after the stop',
      new Scenario().toRecording().stop(),
      { type: 'layout', layout: float },
      'alreadyStopping',
    ],
    [
      'a layout while the start is in flight',
      new Scenario().toAcquired().sendStarted(),
      { type: 'layout', layout: float },
      'notReady',
    ],
    ['a refresh of what is lost', lost(), { type: 'refresh' }, 'alreadyOver'],
    ['a layout of what is lost', lost(), { type: 'layout', layout: float }, 'alreadyOver'],
  ])('%s', (_name, scenario, command, reply) => {
    const before = scenario.r;
    scenario.command(command, ben);
    expect(scenario.last).toEqual({
      next: before,
      jobs: [],
      cancel: [],
      reply: reply === 'notReady' ? { type: reply, command: command.type } : { type: reply },
    });
  });
});

/** A recorder may run whose sid is not known, and no other one can be had. */
function lost(): Scenario {
  return new Scenario({ notifications: true }).toOrphan().respond('acquire', rejected);
}

describe('a stop', () => {
  test('is sent, reported and shown', () => {
    const scenario = new Scenario().toRecording().stop(ben, minute);
    const { now } = scenario;
    expect(scenario.last.jobs).toEqual([
      { key: 'stop', dueAt: now, priority: priority.stop, payload: stopCall },
      {
        dueAt: now,
        priority: priority.confirm,
        payload: { queue: 'thread', message: { type: 'stopRequested', by: 'UBEN' } },
      },
      { key: 'card', dueAt: now, priority: priority.person, payload: { queue: 'card' } },
    ]);
    expect(scenario.r.ending).toEqual({ stop: { by: 'UBEN', at: now } });
  });

  test('clears problems of the query, and pending requests', () => {
    const scenario = new Scenario().toRecording().apply({ type: 'tick' }).respond('query', noResponse, second, 3);
    scenario.apply({ type: 'tick' }).stop();
    expect(scenario.r.health).not.toHaveProperty('problem');
    expect(scenario.r.notified.statusPostPending).toBeUndefined();
    expect(scenario.card()).not.toHaveProperty('attention');
  });

  test('is attributed to the first requester', () => {
    const scenario = new Scenario().toRecording().stop(ben, minute);
    const stop = { by: 'UBEN', at: scenario.now };
    expect(scenario.stop(ana, minute).r.ending).toEqual({ stop });
  });

  test('requested after the bot gave up keeps the reason', () => {
    const scenario = new Scenario().toConfirming().respondUntilPhaseChanges(notFound);
    const at = scenario.now;
    scenario.stop(ben, second);
    expect(scenario.r.ending).toEqual({ stop: { by: 'UBEN', because: 'not_confirmed', at } });
    expect(scenario.respond('stop', notFound).r.phase).toBe('failed');
  });

  test('is sent again on request, but only after a failure and with a known sid', () => {
    const stuck = new Scenario().toRecording().stop().respond('stop', rejected);
    expect(stuck.stop(ben).calls()).toEqual(['stop+0']);
    const noSid = new Scenario().toAcquired().sendStarted().stop();
    noSid.respond('start', noResponse, 0, 2);
    expect(noSid.r.health.problem).toBeDefined();
    expect(noSid.stop(ben).calls()).toEqual([]);
  });

  test('requested while a retry of the start is pending is not a cancellation: the first start may have worked', () => {
    const scenario = new Scenario().toAcquired().sendStarted().respond('start', noResponse).sendStarted();
    scenario.respond('start', notSent).stop();
    expect(scenario.r.phase).toBe('stopping');
  });

  test('of a lost recording is stored with its first requester', () => {
    const scenario = lost().stop(ben, minute);
    const at = scenario.now;
    expect(scenario.r).toMatchObject({ phase: 'lost', ending: { stop: { by: 'UBEN', at } } });
    expect(scenario.stop(ana, minute).r.ending?.stop).toEqual({ by: 'UBEN', at });
  });

  test('of a lost recording is one call to each recorder with a known sid', () => {
    const scenario = lost().notify({ kind: 'joined' }).stop(ben);
    expect(scenario.last.jobs.filter(({ payload }) => payload.queue === 'agora')).toEqual([
      { key: `stop ${uid}`, dueAt: scenario.now, priority: priority.stop, payload: stopCall },
    ]);
    expect(scenario.r.recorders[0].sid).toBe(sid);
  });
});

describe('a layout', () => {
  const layoutCall = {
    queue: 'agora',
    call: 'updateLayout',
    uid,
    failedAttempts: 0,
    setting: { type: 'layout', layout: float },
    by: 'UBEN',
  } as const;

  test('is sent at once, before any query', () => {
    const scenario = new Scenario().toRecording().requestLayout(float, ben, minute);
    expect(scenario.last.jobs).toEqual([
      { key: 'layout', dueAt: scenario.now, priority: priority.person, payload: layoutCall },
      { key: 'card', dueAt: scenario.now, priority: priority.person, payload: { queue: 'card' } },
    ]);
    expect(scenario.last).not.toHaveProperty('reply');
  });

  test('can be requested before the recorder is confirmed', () => {
    expect(new Scenario().toConfirming().requestLayout(float, ben).calls()).toEqual(['updateLayout+0']);
  });

  test('before the start is shown, and answered', () => {
    const scenario = new Scenario().postCard().requestLayout(float, ben);
    expect(scenario.last.jobs).toEqual([
      { key: 'card', dueAt: scenario.now, priority: priority.person, payload: { queue: 'card' } },
    ]);
    expect(scenario.last.reply).toEqual({ type: 'settingRequested', setting: { type: 'layout', layout: float } });
  });

  test('already requested or in force is answered with that layout', () => {
    const scenario = new Scenario().toRecording().requestLayout(float, ben).requestLayout(float, ana);
    expect(scenario.last.reply).toEqual({ type: 'settingRequested', setting: { type: 'layout', layout: float } });
    expect(layoutOf(scenario.r.mode).requestedBy).toBe('UBEN');
    const grid = { kind: 'grid' } as const;
    expect(new Scenario().toRecording().requestLayout(grid, ben).last.reply).toEqual({
      type: 'sameSetting',
      setting: { type: 'layout', layout: grid },
    });
  });

  test.each([
    ['another color', { kind: 'grid', background: '#445566' }, { kind: 'grid', background: '#445566' }],
    ['another arrangement', { kind: 'float' }, { kind: 'float', background: '#112233' }],
  ] as const)('with %s changes that only', (_name, asked, expected) => {
    const scenario = new Scenario().toRecording().requestLayout({ kind: 'grid', background: '#112233' });
    expect(layoutOf(scenario.requestLayout(asked).r.mode).desired).toEqual(expected);
  });

  test('has no color unless one was requested', () => {
    expect(layoutOf(new Scenario().toRecording().requestLayout(float).r.mode).desired).toStrictEqual(float);
  });
});

test('in the audit, a command of a workflow differs from one of the person', () => {
  const stop = { type: 'stop' } as const;
  const scenario = new Scenario().toRecording();
  expect(scenario.command(stop, { ...ben, via: 'workflow' }).last.audit).toMatchObject({
    action: 'stop',
    detail: 'workflow',
  });
  expect(new Scenario().toRecording().command(stop, ben).last.audit).not.toHaveProperty('detail');
  const rejected = new Scenario().toRecording().command(stop, { ...ana, channelId: 'COTHER', via: 'workflow' });
  expect(rejected.last.audit).toMatchObject({ action: 'stop rejected', detail: 'workflow' });
});
