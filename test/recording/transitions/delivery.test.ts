import { describe, expect, test } from 'vitest';
import { Scenario, second } from '../../support/scenario.ts';

describe('the card comes first', () => {
  test('a new recording posts its card and calls nobody', () => {
    const scenario = new Scenario();
    expect(scenario.queues()).toEqual(['card', 'timer']);
  });

  test('the posted card brings acquire, once', () => {
    const scenario = new Scenario().postCard();
    expect(scenario.calls()).toEqual(['acquire+0']);
    expect(scenario.last.cancel).toContain('cardTimeout');
    expect(scenario.postCard().calls()).toEqual([]);
  });

  test('after ten seconds without Slack it begins without a card, and the late card brings no second acquire', () => {
    const scenario = new Scenario().timer('cardTimeout', 10 * second);
    expect(scenario.calls()).toEqual(['acquire+0']);
    expect(scenario.postCard().calls()).toEqual([]);
    expect(scenario.r.card.ts).toBeDefined();
  });

  test('a card that Slack rejects for good starts nothing, and the starter is told', () => {
    const scenario = new Scenario().apply({ type: 'postFailed', queue: 'card', code: 'not_in_channel' });
    expect(scenario.r.phase).toBe('failed');
    expect(scenario.calls()).toEqual([]);
    expect(scenario.privateMessages()).toEqual(['UANA cardRejected']);
    expect(scenario.last.cancel).toContain('cardTimeout');
  });

  test('a card that is rejected after Agora was asked does not stop the recording; the starter is told once', () => {
    const scenario = new Scenario().timer('cardTimeout');
    scenario.apply({ type: 'postFailed', queue: 'card', code: 'is_archived' });
    expect(scenario.r.phase).toBe('starting');
    expect(scenario.privateMessages()).toEqual(['UANA cardRejected']);
  });

  test('what a rejected thread would have said goes to the starter, but for the status posts', () => {
    const rejected = { type: 'postFailed', queue: 'thread', code: 'is_archived' } as const;
    const scenario = new Scenario().toRecording().apply({ ...rejected, message: { type: 'confirmed' } });
    expect(scenario.privateMessages()).toEqual(['UANA cardRejected', 'UANA confirmed']);
    scenario.apply({ ...rejected, message: { type: 'contactLost' } });
    expect(scenario.privateMessages()).toEqual(['UANA contactLost']);
    scenario.apply({ ...rejected, message: { type: 'status', elapsed: 1, files: [], silent: false } });
    expect(scenario.privateMessages()).toEqual([]);
  });

  test('a card that is rejected after it was canceled lets its thread go, and says nothing more', () => {
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

  test('a thread whose card was deleted goes on below the new one', () => {
    const message = { type: 'confirmed' } as const;
    const gone = { type: 'postFailed', queue: 'thread', code: 'thread_not_found', message } as const;
    const scenario = new Scenario().toRecording().apply(gone);
    expect(scenario.queues()).toEqual(['card', 'thread']);
    expect(scenario.r.card.ts).toBeUndefined();
    expect(scenario.apply(gone).messages()).toEqual(['confirmed']);
    expect(scenario.postCard().apply(gone).privateMessages()).toEqual(['UANA cardRejected', 'UANA confirmed']);
  });

  test('the card that is posted again opens the thread again', () => {
    const rejected = { type: 'postFailed', queue: 'card', code: 'is_archived' } as const;
    const scenario = new Scenario().toRecording().apply(rejected);
    expect(scenario.r.card.rejected).toBe(true);
    expect(scenario.postCard().r.card).not.toHaveProperty('rejected');
  });

  test('a message that Slack can’t take does not close the thread for others', () => {
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
