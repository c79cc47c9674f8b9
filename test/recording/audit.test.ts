/** The audit entry of every event that changes something. */
import { describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/recording/effects.ts';
import {
  ana,
  ben,
  file,
  hour,
  minute,
  noResponse,
  notFound,
  notSent,
  otherSid,
  Scenario,
  sid,
  status,
  stranger,
  uid,
} from '../support/scenario.ts';

const float = { kind: 'float' } as const;
const layoutCall = {
  queue: 'agora',
  call: 'updateLayout',
  uid,
  failedAttempts: 0,
  setting: { type: 'layout', layout: float },
  by: 'UBEN',
} as const;
const stopCall = { queue: 'agora', call: 'stop', uid, failedAttempts: 0 } as const;
const rejected = { kind: 'rejected', errorCode: 'agora_quota' } as const;
const uploaded = { kind: 'stopped', files: [file], uploading: 'uploaded' } as const;
const withNotifications = () => new Scenario({ notifications: true });
const ended = () => withNotifications().toRecording().respond('query', status(8), minute);

type Row = readonly [name: string, scenario: () => Scenario, expected: AuditEntry | undefined];
const agora = (action: string, detail?: string): AuditEntry => ({
  actor: 'agora',
  action,
  ...(detail === undefined ? {} : { detail }),
});

const people: readonly Row[] = [
  ['a start', () => new Scenario(), { actor: 'UANA', action: 'start' }],
  ['a stop', () => new Scenario().toRecording().stop(ben), { actor: 'UBEN', action: 'stop' }],
  ['a second stop', () => new Scenario().toRecording().stop(ana).stop(ben), undefined],
  [
    'a stop of what can’t be controlled',
    () => withNotifications().toOrphan().respond('acquire', rejected).stop(ben),
    { actor: 'UBEN', action: 'stop' },
  ],
  [
    'links to files, for a person who may only view',
    () => ended().timer('uploadTimeout').command({ type: 'files', links: 2 }, stranger),
    { actor: 'USTRANGER', action: 'files', detail: '2' },
  ],
  [
    'links to files while it records',
    () => new Scenario().toRecording().command({ type: 'files', links: 0 }, ben),
    { actor: 'UBEN', action: 'files', detail: '0' },
  ],
  ['a cancellation', () => new Scenario().stop(ben), { actor: 'UBEN', action: 'canceled' }],
  [
    'a command of a person without permission',
    () => new Scenario().toRecording().stop(stranger),
    { actor: 'USTRANGER', action: 'stop rejected', detail: 'COTHER' },
  ],
  [
    'a layout before the start',
    () => new Scenario().requestLayout(float, ben),
    { actor: 'UBEN', action: 'layout requested', detail: 'float' },
  ],
  [
    'a layout while it records',
    () => new Scenario().toRecording().requestLayout(float, ben),
    { actor: 'UBEN', action: 'layout requested', detail: 'float' },
  ],
  [
    'a layout that is accepted',
    () => new Scenario().toRecording().requestLayout(float, ben).respondTo(layoutCall, { kind: 'updated' }),
    { actor: 'UBEN', action: 'layout', detail: 'float' },
  ],
  [
    'a layout that is rejected',
    () => new Scenario().toRecording().requestLayout(float, ben).respondTo(layoutCall, rejected),
    { actor: 'UBEN', action: 'layout failed', detail: 'agora_quota' },
  ],
  ['a refresh', () => new Scenario().toRecording().command({ type: 'refresh' }), undefined],
];

const starting: readonly Row[] = [
  ['a reservation', () => new Scenario().toAcquired(), undefined],
  ['a start that leaves', () => new Scenario().toAcquired().sendStarted(), agora('start sent', `uid ${uid}, send 1`)],
  [
    'a start that leaves again',
    () => new Scenario().toAcquired().sendStarted().respond('start', noResponse).sendStarted(),
    agora('start sent', `uid ${uid}, send 2`),
  ],
  ['a sid', () => new Scenario().toConfirming(), agora('started', `sid ${sid}`)],
  [
    'a sid that comes after a stop',
    () => new Scenario().toAcquired().sendStarted().stop().respond('start', { kind: 'started', sid }),
    agora('started', `sid ${sid}`),
  ],
  [
    'another sid than the one of a notification',
    () =>
      withNotifications()
        .toAcquired()
        .sendStarted()
        .notify({ kind: 'joined' }, { sid: otherSid })
        .respond('start', { kind: 'started', sid }),
    agora('started', `sid ${sid}, not ${otherSid}`),
  ],
  ['a sid that is waited for', () => withNotifications().toSidUnknown(), agora('sid awaited', `uid ${uid}`)],
  ['an orphan', () => withNotifications().toOrphan(), agora('orphan', `uid ${uid}`)],
  [
    'another recorder where nothing can run',
    () => new Scenario().toAcquired().sendStarted().respond('start', { kind: 'conflict' }),
    agora('restart', 'start_conflict'),
  ],
  ['a start that shows itself', () => new Scenario().toRecording(), agora('confirmed', 'status 5')],
  [
    'a start that does not',
    () => new Scenario().toConfirming().respondUntilPhaseChanges(notFound),
    { actor: 'clock', action: 'not confirmed' },
  ],
];

const ends: readonly Row[] = [
  [
    'the end',
    () => new Scenario().toRecording().stop().respond('stop', uploaded),
    agora('finished', 'stopped, uploaded'),
  ],
  ['an end whose upload is not known', ended, agora('uploading', 'endedEarly')],
  ['an upload that is not reported', () => ended().timer('uploadTimeout'), agora('finished', 'endedEarly, unknown')],
  ['a failure', () => new Scenario().postCard().respond('acquire', rejected), agora('failed', 'agora_quota')],
  [
    'a loss of what never showed itself',
    () => withNotifications().toOrphan().respond('acquire', rejected),
    agora('lost', 'agora_quota'),
  ],
  [
    'a loss of what can’t be controlled any more',
    () => new Scenario().toRecording().respond('query', notFound, 73 * hour),
    agora('lost', 'control_expired'),
  ],
  [
    'a start that did not leave before the stop',
    () => new Scenario().toAcquired().sendStarted().stop(ben).respond('start', notSent),
    { actor: 'UBEN', action: 'canceled' },
  ],
];

const notifications: readonly Row[] = [
  [
    'a minor error',
    () =>
      withNotifications().toRecording().notify({ kind: 'error', from: 'recorder', level: 2, code: 5, words: 'jitter' }),
    agora('minor error', 'recorder error 5: jitter'),
  ],
  [
    'a warning',
    () => withNotifications().toRecording().notify({ kind: 'webReloaded', reason: 'no sound' }),
    agora('warned', 'no sound'),
  ],
  [
    'a warning without a word of Agora',
    () => withNotifications().toRecording().notify({ kind: 'storageTokenExpired' }),
    agora('warned', 'storage_token_expired'),
  ],
  [
    'the same warning once more',
    () =>
      withNotifications().toRecording().notify({ kind: 'storageTokenExpired' }).notify({ kind: 'storageTokenExpired' }),
    agora('warned', 'storage_token_expired'),
  ],
  ['an exit', () => withNotifications().toRecording().notify({ kind: 'exited', normal: true }), agora('exited')],
  [
    'a crash',
    () => withNotifications().toRecording().notify({ kind: 'exited', normal: false }),
    agora('exited', 'recorder_error'),
  ],
  [
    'a fail-over',
    () => withNotifications().toRecording().notify({ kind: 'failover', uid: '9' }),
    agora('failover', 'uid 9'),
  ],
  [
    'the sid of an orphan',
    () => withNotifications().toOrphan().notify({ kind: 'joined' }),
    agora('orphan found', `uid ${uid}, sid ${sid}`),
  ],
  [
    'the end of an orphan',
    () => withNotifications().toOrphan().notify({ kind: 'joined' }).respondTo(stopCall, uploaded),
    agora('orphan over', `uid ${uid}`),
  ],
  [
    'a recorder that comes back',
    () => {
      const scenario = ended();
      return scenario.notify({ kind: 'slice' }, { at: scenario.now + 1 });
    },
    agora('orphan back', `uid ${uid}`),
  ],
  ['a recorder that shows itself', () => withNotifications().toRecording().notify({ kind: 'slice' }), undefined],
];

const posts: readonly Row[] = [
  ['a card that is posted', () => new Scenario().postCard(), undefined],
  [
    'a card that Slack rejects before the start',
    () => new Scenario().apply({ type: 'postFailed', queue: 'card', code: 'is_archived' }),
    { actor: 'slack', action: 'card rejected', detail: 'is_archived' },
  ],
  [
    'a card that Slack rejects later',
    () => new Scenario().toRecording().apply({ type: 'postFailed', queue: 'card', code: 'is_archived' }),
    { actor: 'slack', action: 'card rejected', detail: 'is_archived' },
  ],
  [
    'a card that was deleted',
    () => new Scenario().toRecording().apply({ type: 'postFailed', queue: 'card', code: 'message_not_found' }),
    { actor: 'slack', action: 'card rejected', detail: 'message_not_found' },
  ],
  [
    'a message after the end that Slack rejects',
    () =>
      ended()
        .timer('uploadTimeout')
        .apply({ type: 'postFailed', queue: 'thread', code: 'is_archived', message: { type: 'confirmed' } }),
    { actor: 'slack', action: 'thread rejected', detail: 'is_archived' },
  ],
  [
    'a private message that Slack rejects',
    () => new Scenario().toRecording().apply({ type: 'postFailed', queue: 'person', code: 'user_not_found' }),
    { actor: 'slack', action: 'person rejected', detail: 'user_not_found' },
  ],
];

describe.each([
  ['people', people],
  ['starting', starting],
  ['ends', ends],
  ['notifications', notifications],
  ['Slack', posts],
] as const)('%s', (_group, rows) => {
  test.each(rows)('%s', (_name, scenario, expected) => {
    expect(scenario().last.audit).toEqual(expected);
  });
});
