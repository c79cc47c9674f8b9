import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import type { AgoraPayload } from '../../../src/recording/jobs.ts';
import type { Layout } from '../../../src/recording/layout/layout.ts';
import { ana, ben, noResponse, notFound, notSent, Scenario, second, uid } from '../../support/scenario.ts';
import { layoutOf } from '../../support/specs.ts';

const grid: Layout = { kind: 'grid' };
const float: Layout = { kind: 'float' };
const vertical: Layout = { kind: 'vertical' };
const call = (layout: Layout, failedAttempts = 0): AgoraPayload => ({
  queue: 'agora',
  call: 'updateLayout',
  uid,
  failedAttempts,
  setting: { type: 'layout', layout },
  by: ben.userId,
});
const rejected = { kind: 'rejected', errorCode: 'agora_bad_request' } as const;
const updated = { kind: 'updated' } as const;

describe('a layout that is requested while it records', () => {
  test('is sent, accepted, shown and reported', () => {
    const scenario = new Scenario().toRecording().requestLayout(float, ben);
    expect(scenario.calls()).toEqual(['updateLayout+0']);
    expect(scenario.card().layout).toEqual({ current: grid, desired: float });
    scenario.respondTo(call(float), updated);
    expect(layoutOf(scenario.r.mode)).toEqual({ desired: float, current: float });
    expect(scenario.messages()).toEqual(['settingChanged']);
    expect(scenario.card().layout).toEqual({ current: float });
    expect(scenario.isCardDrawn()).toBe(true);
  });

  test('is one call where it is requested twice', () => {
    const scenario = new Scenario().toRecording().requestLayout(float).requestLayout(float);
    expect(scenario.calls()).toEqual([]);
    expect(scenario.last.reply?.type).toBe('settingRequested');
  });

  test('keeps the background when only the arrangement is named', () => {
    const scenario = new Scenario().toRecording().requestLayout({ kind: 'float', background: '#112233' });
    scenario.requestLayout(vertical);
    expect(layoutOf(scenario.r.mode).desired).toEqual({ kind: 'vertical', background: '#112233' });
  });

  test('needs no call where it is in force', () => {
    const scenario = new Scenario().toRecording().requestLayout(grid);
    expect(scenario.last.reply?.type).toBe('sameSetting');
    expect(scenario.last.jobs).toEqual([]);
  });

  test('is reverted and reported when Agora rejects it', () => {
    const scenario = new Scenario().toRecording().requestLayout(float);
    scenario.respondTo(call(float), rejected);
    expect(layoutOf(scenario.r.mode)).toEqual({ desired: grid, current: grid });
    expect(scenario.messages()).toEqual(['settingFailed']);
    expect(scenario.isCardDrawn()).toBe(true);
  });

  test('may be in force after a lost response, so the old one may be requested again', () => {
    const scenario = new Scenario().toRecording().requestLayout(float);
    scenario.respondTo(call(float, 3), noResponse);
    expect(scenario.messages()).toEqual(['settingFailed']);
    expect(scenario.card().layout).toEqual({ current: grid, uncertain: true });
    expect(scenario.isCardDrawn()).toBe(true);
    expect(scenario.requestLayout(grid).calls()).toEqual(['updateLayout+0']);
    scenario.respondTo(call(grid), updated);
    expect(scenario.card().layout).toEqual({ current: grid });
    expect(scenario.requestLayout(grid).last.reply?.type).toBe('sameSetting');
  });

  test('is reverted by a rejection although it was requested again', () => {
    const scenario = new Scenario().toRecording().requestLayout(float);
    scenario.requestLayout(vertical).requestLayout(float);
    scenario.respondTo(call(float), rejected);
    expect(scenario.last.cancel).toEqual(['layout']);
  });

  test('a 404 triggers a query and a retry, until a failover must be over', () => {
    const scenario = new Scenario().toRecording().requestLayout(float).respondTo(call(float), notFound);
    expect(scenario.calls()).toEqual(['updateLayout+10', 'query+0']);
    expect(scenario.respondTo(call(float, 9), notFound).messages()).toEqual(['settingFailed']);
  });
});

describe('two requests, one after the other', () => {
  test('the rejection of a superseded request is not reported', () => {
    const scenario = new Scenario().toRecording().requestLayout(float).requestLayout(vertical);
    scenario.respondTo(call(float), rejected);
    expect(layoutOf(scenario.r.mode).desired).toEqual(vertical);
    expect(scenario.messages()).toEqual([]);
  });

  test('the acceptance of a superseded request is reported, and the newer one stays pending', () => {
    const scenario = new Scenario().toRecording().requestLayout(float, ben).requestLayout(vertical, ana);
    scenario.respondTo(call(float), updated);
    expect(layoutOf(scenario.r.mode)).toEqual({ desired: vertical, current: float, requestedBy: ana.userId });
    expect(scenario.messages()).toEqual(['settingChanged']);
  });

  test('the first requester is notified who requested another layout', () => {
    const scenario = new Scenario().toRecording().requestLayout(float, ben).requestLayout(vertical, ana);
    expect(scenario.payloads()).toContainEqual({
      queue: 'person',
      to: ben.userId,
      message: {
        type: 'settingOvertaken',
        setting: { type: 'layout', layout: float },
        by: ana.userId,
        instead: { type: 'layout', layout: vertical },
      },
    });
  });

  test('nobody is notified of their own change, or of a layout that is in force', () => {
    const own = new Scenario().toRecording().requestLayout(float, ben).requestLayout(vertical, ben);
    expect(own.privateMessages()).toEqual([]);
    const later = new Scenario().toRecording().requestLayout(float, ben).respondTo(call(float), updated);
    expect(later.requestLayout(vertical, ana).privateMessages()).toEqual([]);
  });
});

describe('a stop before the layout was applied', () => {
  test('notifies the requester, and sends no layout', () => {
    const scenario = new Scenario().toRecording().requestLayout(float, ben).stop(ana);
    expect(scenario.payloads()).toContainEqual({
      queue: 'person',
      to: ben.userId,
      message: { type: 'settingDropped', setting: { type: 'layout', layout: float }, by: ana.userId },
    });
    expect(scenario.last.cancel).toContain('layout');
    expect(scenario.card()).not.toHaveProperty('layout');
  });

  test('notifies the requester also when it ended or was lost without a stop', () => {
    const ended = new Scenario().toRecording().requestLayout(float, ben);
    const told = {
      queue: 'person',
      to: ben.userId,
      message: { type: 'settingDropped', setting: { type: 'layout', layout: float } },
    };
    expect(ended.respond('query', { kind: 'status', status: 20, files: [] }).r.phase).toBe('finished');
    expect(ended.payloads()).toContainEqual(told);
    expect(ended.last.cancel).toContain('layout');
  });

  test('notifies the requester once, however often it is stopped', () => {
    const scenario = new Scenario().toRecording().requestLayout(float, ben).stop(ana);
    expect(scenario.stop(ana, second).privateMessages()).toEqual([]);
    expect(scenario.respond('stop', { kind: 'stopped', files: [], uploading: 'unknown' }).privateMessages()).toEqual(
      [],
    );
  });

  test('notifies nobody when it was applied', () => {
    const scenario = new Scenario().toRecording().requestLayout(float, ben).respondTo(call(float), updated);
    expect(scenario.stop(ana, second).privateMessages()).toEqual([]);
  });

  test('a later response is still applied; a rejection is not reported', () => {
    const scenario = new Scenario().toRecording().requestLayout(float, ben).stop(ana);
    expect(scenario.respondTo(call(float), rejected).messages()).toEqual([]);
    expect(scenario.respondTo(call(float), updated).messages()).toEqual(['settingChanged']);
  });
});

describe('a layout before it records', () => {
  test('only changes what will be sent, as long as nothing was', () => {
    const scenario = new Scenario().postCard().requestLayout(float);
    expect(scenario.calls()).toEqual([]);
    expect(layoutOf(scenario.r.mode)).toEqual({ desired: float, current: float });
  });

  test('has to wait while a start is in flight', () => {
    const scenario = new Scenario().toAcquired().sendStarted().requestLayout(float);
    expect(scenario.last.reply).toEqual({ type: 'notReady', command: 'layout' });
    expect(layoutOf(scenario.r.mode).desired).toEqual(grid);
  });

  test('is what the start carries where it was requested before the start left', () => {
    const scenario = new Scenario().toAcquired().requestLayout(float).sendStarted();
    expect(layoutOf(scenario.r.mode)).toEqual({ desired: float, current: float });
    expect(scenario.r.spec.options).toMatchObject({ layout: grid });
  });
});

describe('messages about a layout', () => {
  test('a current layout: which, and by whom', () => {
    const scenario = new Scenario().toRecording().requestLayout(float, ben).respondTo(call(float), updated, second);
    expect(scenario.last.jobs).toEqual([
      {
        dueAt: scenario.now,
        priority: 2,
        payload: {
          queue: 'thread',
          message: { type: 'settingChanged', setting: { type: 'layout', layout: float }, by: 'UBEN' },
        },
      },
      { key: 'card', dueAt: scenario.now, priority: 1, payload: { queue: 'card' } },
    ]);
  });

  test.each<[string, CallOutcome, number, object]>([
    [
      'that Agora rejects',
      { ...rejected, detail: 'bad uid' },
      0,
      { errorCode: 'agora_bad_request', detail: 'bad uid' },
    ],
    ['that Agora rejects without a word', rejected, 0, { errorCode: 'agora_bad_request' }],
    ['that could not be sent', notSent, 3, { errorCode: 'agora_unreachable' }],
    ['whose response was lost', noResponse, 3, { errorCode: 'agora_timeout', uncertain: true }],
    ['for which Agora finds no recorder', notFound, 9, { errorCode: 'agora_gone' }],
    [
      'to which the response is another call’s',
      { kind: 'acquired', resourceId: 'R' },
      0,
      { errorCode: 'agora_strange', detail: 'acquired' },
    ],
  ])('%s: why', (_name, outcome, failedAttempts, why) => {
    const scenario = new Scenario()
      .toRecording()
      .requestLayout(float, ben)
      .respondTo(call(float, failedAttempts), outcome);
    expect(scenario.last.jobs).toStrictEqual([
      {
        dueAt: scenario.now,
        priority: 2,
        payload: {
          queue: 'thread',
          message: { type: 'settingFailed', setting: { type: 'layout', layout: float }, by: 'UBEN', ...why },
        },
      },
      { key: 'card', dueAt: scenario.now, priority: 1, payload: { queue: 'card' } },
    ]);
  });
});

describe('a layout that can’t be sent now', () => {
  test.each<[string, CallOutcome, number, string[]]>([
    ['not sent', notSent, 0, ['updateLayout+1']],
    ['no response', noResponse, 0, ['updateLayout+3']],
    ['404', notFound, 0, ['updateLayout+10', 'query+0']],
    ['that the recorder leaves', { kind: 'exiting' }, 0, ['updateLayout+10', 'query+0']],
    ['404 once more: Agora is being asked already', notFound, 1, ['updateLayout+10']],
    ['404 for 80 s', notFound, 8, ['updateLayout+10']],
  ])('%s: it is sent again', (_name, outcome, failedAttempts, calls) => {
    const scenario = new Scenario().toRecording().requestLayout(float).respondTo(call(float, failedAttempts), outcome);
    expect(scenario.calls()).toEqual(calls);
    expect(scenario.messages()).toEqual([]);
    const retry = scenario.payloads()[0];
    expect(retry).toEqual({ ...call(float), failedAttempts: failedAttempts + 1 });
  });

  test('a rejection before the recorder is confirmed is reported, too', () => {
    const scenario = new Scenario().toConfirming().requestLayout(float, ben).respondTo(call(float), rejected);
    expect(scenario.messages()).toEqual(['settingFailed']);
  });
});
