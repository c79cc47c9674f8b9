import { describe, expect, test } from 'vitest';
import {
  chain,
  enqueueAgoraCall,
  notifyUser,
  postToThread,
  retryJob,
  scheduleTimer,
  type Transition,
  transitionTo,
  unchanged,
  updateCard,
  withEnding,
  withHealth,
  withNewRecorder,
  withRecorder,
} from '../../src/recording/effects.ts';
import type { AgoraPayload, NewJob } from '../../src/recording/jobs.ts';
import { priority } from '../../src/recording/jobs.ts';
import { runningRecording } from '../support/recordings.ts';
import { t0 } from '../support/scenario.ts';

const uid = '4000000001';
const r = runningRecording();
const query: AgoraPayload = { queue: 'agora', call: 'query', uid, failedAttempts: 0 };
const confirmed = { type: 'confirmed' } as const;

describe('jobs', () => {
  test.each<[string, NewJob, NewJob]>([
    [
      'a call to Agora is for the current recorder, and the only one of its kind',
      enqueueAgoraCall(r, 'query', t0, priority.watch),
      { key: 'query', dueAt: t0, priority: 3, payload: query },
    ],
    [
      'the same call once more counts its failures',
      retryJob({ ...query, failedAttempts: 2 }, t0, priority.watch),
      { key: 'query', dueAt: t0, priority: 3, payload: { ...query, failedAttempts: 3 } },
    ],
    [
      'a layout that is sent once more is the same layout',
      retryJob(
        { ...query, call: 'updateLayout', setting: { type: 'layout', layout: { kind: 'float' } }, by: 'UANA' },
        t0,
        priority.person,
      ),
      {
        key: 'layout',
        dueAt: t0,
        priority: 1,
        payload: {
          ...query,
          call: 'updateLayout',
          failedAttempts: 1,
          setting: { type: 'layout', layout: { kind: 'float' } },
          by: 'UANA',
        },
      },
    ],
    [
      'a timer goes behind what a person waits for',
      scheduleTimer('uploadTimeout', t0),
      { key: 'uploadTimeout', dueAt: t0, priority: 2, payload: { queue: 'timer', timer: 'uploadTimeout' } },
    ],
    [
      'a timer may go first',
      scheduleTimer('cardTimeout', t0, priority.person),
      { key: 'cardTimeout', dueAt: t0, priority: 1, payload: { queue: 'timer', timer: 'cardTimeout' } },
    ],
    ['the card', updateCard(t0), { key: 'card', dueAt: t0, priority: 2, payload: { queue: 'card' } }],
    [
      'a message in the thread takes the place of no other one',
      postToThread(t0, confirmed),
      { dueAt: t0, priority: 2, payload: { queue: 'thread', message: confirmed } },
    ],
    [
      'a message to one person',
      notifyUser(t0, 'UBEN', confirmed),
      { dueAt: t0, priority: 1, payload: { queue: 'person', to: 'UBEN', message: confirmed } },
    ],
  ])('%s', (_name, job, expected) => {
    expect(job).toEqual(expected);
  });

  test.each([
    ['acquire', 'acquire'],
    ['start', 'start'],
    ['stop', 'stop'],
  ] as const)('%s has the key %s', (call, key) => {
    expect(enqueueAgoraCall(r, call, t0, priority.person).key).toBe(key);
  });
});

describe('one transition after another', () => {
  const card = updateCard(t0);
  const message = postToThread(t0, confirmed);
  const call = enqueueAgoraCall(r, 'query', t0, priority.watch);
  const first: Transition = transitionTo(r, {
    jobs: [call, message],
    cancel: ['start'],
    audit: { actor: 'agora', action: 'first' },
    reply: { type: 'alreadyOver' },
  });

  test('applies the second to the result of the first', () => {
    const changed = { ...r, phase: 'stopping' } as const;
    expect(chain(transitionTo(changed), unchanged).next).toBe(changed);
  });

  test('keeps the jobs of the first, but for those that the second cancels', () => {
    const { jobs, cancel } = chain(first, (now) => transitionTo(now, { jobs: [card], cancel: ['query'] }));
    expect(jobs).toEqual([message, card]);
    expect(cancel).toEqual(['start', 'query']);
  });

  test('is audited as the first one, where that has an entry', () => {
    const second = { audit: { actor: 'agora', action: 'second' }, reply: { type: 'notAllowed' } } as const;
    expect(chain(first, (now) => transitionTo(now, second))).toMatchObject({ audit: first.audit, reply: first.reply });
    expect(chain(unchanged(r), (now) => transitionTo(now, second))).toMatchObject(second);
    expect(chain(unchanged(r), unchanged)).toEqual({ next: r, jobs: [], cancel: [] });
  });
});

describe('changes', () => {
  test('that are undefined take a field away', () => {
    const notFound = { since: t0, lastResponseAt: t0, notified: false };
    const ill = withHealth(r, { notFound, exitedAt: t0 });
    expect(withHealth(ill, { notFound: undefined }).health).toStrictEqual({ exitedAt: t0 });
    expect(withEnding(r, { endedAt: t0 }).ending).toStrictEqual({ endedAt: t0 });
  });

  const two = runningRecording({
    recorders: [
      { uid: '3000000011', status: 'orphan', sendCount: 1 },
      { uid: '3000000012', status: 'sent', sendCount: 1 },
    ],
  });

  test('of a recorder are for the current one, unless a uid is given', () => {
    expect(withRecorder(two, { status: 'ended' }).recorders.map(({ status }) => status)).toEqual(['orphan', 'ended']);
    expect(withRecorder(two, { status: 'ended' }, '3000000011').recorders.map(({ status }) => status)).toEqual([
      'ended',
      'sent',
    ]);
  });

  test.each([
    ['3000000013', '3000000013'],
    ['3000000012', '3000000010'],
    ['3000000011', '3000000010'],
  ])('a new recorder never gets a uid of another one: %s becomes %s', (drawn, expected) => {
    expect(withNewRecorder(two, drawn).recorders).toEqual([
      ...two.recorders,
      { uid: expected, status: 'planned', sendCount: 0 },
    ]);
  });
});
