/** Subscription and hold; the layout, which follows the same protocol, has tests of its own. */
import { describe, expect, test } from 'vitest';
import type { SettingPayload } from '../../../src/recording/jobs.ts';
import type { Setting } from '../../../src/recording/setting.ts';
import { ana, ben, noResponse, notFound, Scenario, second, status, uid } from '../../support/scenario.ts';
import { everyone, individualOptions, mixOptions, specOf, webOptions } from '../../support/specs.ts';

const page = () => new Scenario({ spec: specOf({ options: webOptions }) });
const tracks = () => new Scenario({ spec: specOf({ options: individualOptions }) });
const update = (setting: Exclude<Setting, { type: 'layout' }>, failedAttempts = 0): SettingPayload => ({
  queue: 'agora',
  call: 'update',
  uid,
  failedAttempts,
  setting,
  by: ben.userId,
});
const paused: Setting = { type: 'hold', paused: true };
const updated = { kind: 'updated' } as const;

describe('a page', () => {
  test('is paused when Agora has accepted it, and the card and the thread say so', () => {
    const scenario = page().toRecording().command({ type: 'hold', paused: true }, ben);
    expect(scenario.calls()).toEqual(['update+0']);
    expect(scenario.card()).toMatchObject({ media: 'page', buttons: ['stop', 'pause', 'refresh'] });
    scenario.respondTo(update(paused), updated);
    expect(scenario.messages()).toEqual(['settingChanged']);
    expect(scenario.card()).toMatchObject({ media: 'paused', buttons: ['stop', 'resume', 'refresh'] });
    expect(scenario.command({ type: 'hold', paused: true }).last.reply).toEqual({
      type: 'sameSetting',
      setting: paused,
    });
  });

  test('is paused again where a process that was late has resumed it, and nothing is posted', () => {
    const scenario = page()
      .toRecording()
      .command({ type: 'hold', paused: true }, ben)
      .respondTo(update(paused), updated);
    const resumed = update({ type: 'hold', paused: false });
    scenario.apply({ type: 'settingOverwritten', payload: resumed });
    expect(scenario.calls()).toEqual(['update+0']);
    scenario.respondTo(update(paused), updated);
    expect(scenario.messages()).toEqual([]);
    expect(scenario.r.mode).toEqual({ kind: 'web', hold: { desired: true, current: true } });
  });

  test('stays as it is where the late process has sent what is wanted', () => {
    const payload = update(paused);
    const scenario = page().toRecording().command({ type: 'hold', paused: true }, ben).respondTo(payload, updated);
    expect(scenario.apply({ type: 'settingOverwritten', payload }).calls()).toEqual([]);
  });

  test('is queried after a lost response', () => {
    const scenario = page().toRecording().command({ type: 'hold', paused: true }, ben);
    scenario.respondTo(update(paused, 3), noResponse);
    expect(scenario.r.mode).toMatchObject({ hold: { current: false, uncertain: true } });
    scenario.respond('query', { kind: 'status', status: 5, files: [], paused: true }, second);
    expect(scenario.r.mode).toEqual({ kind: 'web', hold: { desired: true, current: true } });
    expect(scenario.card().media).toBe('paused');
  });

  test('does not take a status for the response to a pending request', () => {
    const scenario = page().toRecording().command({ type: 'hold', paused: true }, ben);
    scenario.respond('query', { kind: 'status', status: 5, files: [], paused: false });
    expect(scenario.r.mode).toMatchObject({ hold: { desired: true, current: false, requestedBy: 'UBEN' } });
  });

  test('is never reported as without media: it needs no participants', () => {
    const scenario = page()
      .toConfirming()
      .respond('query', status(4), 5 * second);
    expect(scenario.r.phase).toBe('recording');
    scenario.respond('query', status(4), 200 * second);
    expect(scenario.messages()).toEqual([]);
    expect(scenario.r.health).not.toHaveProperty('noMedia');
  });

  test.each([
    [{ type: 'layout', layout: { kind: 'grid' } }, 'layout'],
    [{ type: 'subscribe', audio: 'all' }, 'subscription'],
  ] as const)('does not have %o', (command, setting) => {
    expect(page().toRecording().command(command).last.reply).toEqual({ type: 'notInMode', setting });
  });
});

describe('an individual recording', () => {
  test('changes whom it records; what is not mentioned stays', () => {
    const scenario = tracks().toRecording();
    scenario.command({ type: 'subscribe', audio: { only: ['5'] } }, ben);
    const subscription = { audio: { only: ['5'] }, video: 'all' } as const;
    expect(scenario.payloads()).toContainEqual(update({ type: 'subscription', subscription }));
    scenario.respondTo(update({ type: 'subscription', subscription }), updated);
    expect(scenario.r.mode).toMatchObject({ subscription: { current: subscription } });
    scenario.command({ type: 'subscribe', video: { except: ['7'] } }, ben);
    expect(scenario.r.mode).toMatchObject({
      subscription: { desired: { audio: { only: ['5'] }, video: { except: ['7'] } } },
    });
  });

  test('the same uids in another order are the same subscription', () => {
    const scenario = tracks().toRecording();
    scenario.command({ type: 'subscribe', audio: { only: ['5', '6'] } }, ben);
    scenario.command({ type: 'subscribe', audio: { only: ['6', '5'] } }, ben);
    expect(scenario.last.reply).toMatchObject({ type: 'settingRequested' });
  });

  test('404 is tried again through a fail-over', () => {
    const scenario = tracks()
      .toRecording()
      .command({ type: 'subscribe', audio: { only: ['5'] } }, ben);
    const setting = { type: 'subscription', subscription: { ...everyone, audio: { only: ['5'] } } } as const;
    expect(scenario.respondTo(update(setting), notFound).calls()).toEqual(['update+10', 'query+0']);
  });

  test('is not paused', () => {
    const { reply } = tracks().toRecording().command({ type: 'hold', paused: true }).last;
    expect(reply).toEqual({ type: 'notInMode', setting: 'hold' });
  });

  test.each([
    ['audio', { video: 'all' }, 'video'],
    ['video', { audio: 'all' }, 'audio'],
  ] as const)('of %s only has no list for the other medium', (streams, lists, medium) => {
    const scenario = new Scenario({ spec: specOf({ options: { ...mixOptions, streams } }) });
    const { reply, jobs } = scenario.toRecording().command({ type: 'subscribe', ...lists }).last;
    expect(reply).toEqual({ type: 'notRecorded', medium });
    expect(jobs).toEqual([]);
  });
});

test('a stop notifies everybody whose change was not applied', () => {
  const scenario = new Scenario().toRecording().requestLayout({ kind: 'float' }, ben);
  scenario.command({ type: 'subscribe', audio: { only: ['5'] } }, ana).stop(ben);
  expect(scenario.privateMessages()).toEqual(['UBEN settingDropped', 'UANA settingDropped']);
  expect(scenario.last.cancel).toEqual(expect.arrayContaining(['layout', 'subscription', 'hold']));
});
