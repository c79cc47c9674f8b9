import { describe, expect, test } from 'vitest';
import { minute, Scenario, second, uid } from '../../support/scenario.ts';

describe('the card comes first', () => {
  test('a new recording posts its card and calls nothing at Agora', () => {
    const scenario = new Scenario();
    expect(scenario.queues()).toEqual(['card', 'timer']);
  });

  test('the posted card enqueues acquire, once', () => {
    const scenario = new Scenario().postCard();
    expect(scenario.calls()).toEqual(['acquire+0']);
    expect(scenario.last.cancel).toContain('cardTimeout');
    expect(scenario.postCard().calls()).toEqual([]);
  });

  test('after ten seconds without Slack it starts without a card, and the late card enqueues no second acquire', () => {
    const scenario = new Scenario().timer('cardTimeout', 10 * second);
    expect(scenario.calls()).toEqual(['acquire+0']);
    expect(scenario.postCard().calls()).toEqual([]);
    expect(scenario.r.card.ts).toBeDefined();
  });

  test('a card that a process overwrote, from which another one had taken over, is drawn again', () => {
    expect(new Scenario().apply({ type: 'cardOverwritten' }).queues()).toEqual([]);
    expect(new Scenario().postCard().apply({ type: 'cardOverwritten' }).queues()).toEqual(['card']);
  });

  test('a card that Slack rejects permanently starts nothing, and the starter is notified', () => {
    const scenario = new Scenario().apply({ type: 'postFailed', queue: 'card', code: 'not_in_channel' });
    expect(scenario.r.phase).toBe('failed');
    expect(scenario.calls()).toEqual([]);
    expect(scenario.privateMessages()).toEqual(['UANA cardRejected']);
    expect(scenario.last.cancel).toContain('cardTimeout');
  });

  test('a card that is rejected after acquire does not stop the recording; the starter is notified once', () => {
    const scenario = new Scenario().timer('cardTimeout');
    scenario.apply({ type: 'postFailed', queue: 'card', code: 'is_archived' });
    expect(scenario.r.phase).toBe('starting');
    expect(scenario.privateMessages()).toEqual(['UANA cardRejected']);
  });

  test('messages of a rejected thread go to the starter, except status posts', () => {
    const rejected = { type: 'postFailed', queue: 'thread', code: 'is_archived' } as const;
    const scenario = new Scenario().toRecording().apply({ ...rejected, message: { type: 'confirmed' } });
    expect(scenario.privateMessages()).toEqual(['UANA cardRejected', 'UANA confirmed']);
    scenario.apply({ ...rejected, message: { type: 'contactLost' } });
    expect(scenario.privateMessages()).toEqual(['UANA contactLost']);
    scenario.apply({ ...rejected, message: { type: 'status', elapsed: 1, files: [], silent: false } });
    expect(scenario.privateMessages()).toEqual([]);
  });

  test('a card that is rejected after a cancellation drops its thread without a message', () => {
    const scenario = new Scenario().stop().apply({ type: 'postFailed', queue: 'card', code: 'not_in_channel' });
    expect(scenario.r).toMatchObject({ phase: 'canceled', card: { rejected: true } });
    expect(scenario.privateMessages()).toEqual([]);
  });

  test('a card that was deleted is posted again, once', () => {
    const gone = { type: 'postFailed', queue: 'card', code: 'message_not_found' } as const;
    const scenario = new Scenario().toRecording().apply(gone);
    expect(scenario.queues()).toEqual(['card']);
    expect(scenario.r.card.ts).toBeUndefined();
    // The response to an update that was on its way changes nothing.
    expect(scenario.apply(gone).last.jobs).toEqual([]);
    expect(scenario.r.card.rejected).toBeUndefined();
    scenario.postCard().apply(gone);
    expect(scenario.queues()).toEqual(['person']);
  });

  test('a thread whose card was deleted continues below the new one', () => {
    const message = { type: 'confirmed' } as const;
    const gone = { type: 'postFailed', queue: 'thread', code: 'thread_not_found', message } as const;
    const scenario = new Scenario().toRecording().apply(gone);
    expect(scenario.queues()).toEqual(['card', 'thread']);
    expect(scenario.r.card.ts).toBeUndefined();
    expect(scenario.apply(gone).messages()).toEqual(['confirmed']);
    expect(scenario.postCard().apply(gone).privateMessages()).toEqual(['UANA cardRejected', 'UANA confirmed']);
  });

  test('a reposted card reopens the thread', () => {
    const rejected = { type: 'postFailed', queue: 'card', code: 'is_archived' } as const;
    const scenario = new Scenario().toRecording().apply(rejected);
    expect(scenario.r.card.rejected).toBe(true);
    expect(scenario.postCard().r.card).not.toHaveProperty('rejected');
  });

  test('a message that Slack rejects does not close the thread for others', () => {
    const rejected = {
      type: 'postFailed',
      queue: 'thread',
      code: 'msg_too_long',
      message: { type: 'contactLost' },
    } as const;
    const scenario = new Scenario().toRecording().apply(rejected);
    expect(scenario.r.card).not.toHaveProperty('rejected');
    expect(scenario.privateMessages()).toEqual(['UANA contactLost']);
  });
});

describe('private messages to the starter when Slack rejects the card', () => {
  const rejected = { type: 'postFailed', queue: 'card', code: 'not_in_channel' } as const;
  const told = (recordingGoesOn: boolean) => [
    { queue: 'person', to: 'UANA', message: { type: 'cardRejected', code: 'not_in_channel', recordingGoesOn } },
  ];

  test('before acquire: nothing is recorded', () => {
    const scenario = new Scenario().apply(rejected, second);
    expect(scenario.payloads()).toEqual(told(false));
    expect(scenario.r.ending).toEqual({ errorCode: 'card_rejected', endedAt: scenario.now });
    expect(scenario.r.card).toMatchObject({ teamId: 'T1', channelId: 'CROOM', rejected: true });
  });

  test('after acquire: the recording continues, and the card may follow', () => {
    const scenario = new Scenario().timer('cardTimeout').apply(rejected);
    expect(scenario.payloads()).toEqual(told(true));
    expect(scenario.r.card).toEqual({ teamId: 'T1', channelId: 'CROOM', isPrivate: false, rejected: true });
  });

  test('a message after the end goes to the starter instead', () => {
    const scenario = new Scenario().stop();
    const message = { type: 'canceled', by: 'UANA' } as const;
    scenario.apply({ type: 'postFailed', queue: 'thread', code: 'is_archived', message });
    expect(scenario.payloads()).toEqual([{ queue: 'person', to: 'UANA', message }]);
    expect(scenario.r.card.rejected).toBe(true);
  });

  test('a message in the thread before the card is posted does not end the start', () => {
    const message = { type: 'stopRequested', by: 'UANA' } as const;
    const scenario = new Scenario().apply({ type: 'postFailed', queue: 'thread', code: 'is_archived', message });
    expect(scenario.r.phase).toBe('starting');
  });

  test('a private message that fails changes nothing', () => {
    const scenario = new Scenario().toRecording();
    const before = scenario.r;
    scenario.apply({ type: 'postFailed', queue: 'person', code: 'user_not_found' });
    expect(scenario.r).toBe(before);
    expect(scenario.last.jobs).toEqual([]);
  });
});

describe('a message that Slack rejects everywhere', () => {
  test.each([
    'invalid_blocks',
    'invalid_blocks_format',
    'msg_blocks_too_long',
    'msg_too_long',
    'no_text',
    'not_rendered',
  ])('%s: the card and its thread stay open', (code) => {
    const scenario = new Scenario().toRecording().apply({ type: 'postFailed', queue: 'card', code });
    expect(scenario.r.card).not.toHaveProperty('rejected');
    expect(scenario.last.jobs).toEqual([]);
  });

  test('but a first card that can’t be posted starts nothing', () => {
    const scenario = new Scenario().apply({ type: 'postFailed', queue: 'card', code: 'invalid_blocks' });
    expect(scenario.r.phase).toBe('failed');
  });
});

describe('a card that was deleted', () => {
  test('is posted in the same place, before anything else', () => {
    const scenario = new Scenario().toRecording();
    scenario.apply({ type: 'postFailed', queue: 'card', code: 'message_not_found' }, minute);
    expect(scenario.last.jobs).toEqual([{ key: 'card', dueAt: scenario.now, priority: 1, payload: { queue: 'card' } }]);
    expect(scenario.r.card).toEqual({ teamId: 'T1', channelId: 'CROOM', isPrivate: false, reposted: true });
  });

  test('is not posted again after the end', () => {
    const scenario = new Scenario().postCard().stop();
    scenario.apply({ type: 'postFailed', queue: 'card', code: 'message_not_found' });
    expect(scenario.last.jobs).toEqual([]);
  });
});

test('acquire has a higher priority than queries', () => {
  const scenario = new Scenario().postCard();
  expect(scenario.last.jobs).toEqual([
    {
      key: 'acquire',
      dueAt: scenario.now,
      priority: 1,
      payload: { queue: 'agora', call: 'acquire', uid, failedAttempts: 0 },
    },
  ]);
  expect(scenario.r.card).toEqual({ teamId: 'T1', channelId: 'CROOM', isPrivate: false, ts: '1795250000.000100' });
});
