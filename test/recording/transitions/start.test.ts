import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import { currentRecorder } from '../../../src/recording/recording.ts';
import { newUid, Play, resourceId, second, sid } from '../../support/scenario.ts';

const unknown: CallOutcome = { kind: 'indeterminate', errorCode: 'agora_timeout' };
const unsent: CallOutcome = { kind: 'notSent', errorCode: 'agora_unreachable' };

describe('the card comes first', () => {
  test('a new recording posts its card and calls nobody', () => {
    const play = new Play();
    expect(play.last.add.map((job) => job.payload.queue)).toEqual(['card', 'timer']);
  });

  test('the posted card brings acquire, once', () => {
    const play = new Play().posted();
    expect(play.calls()).toEqual(['acquire+0']);
    expect(play.last.cancel).toContain('cardTimeout');
    expect(play.posted().calls()).toEqual([]);
  });

  test('after ten seconds without Slack it begins without a card, and the late card brings no second acquire', () => {
    const play = new Play().happens({ type: 'timerDue', timer: 'cardTimeout' }, 10 * second);
    expect(play.calls()).toEqual(['acquire+0']);
    expect(play.posted().calls()).toEqual([]);
    expect(play.r.card.ts).toBeDefined();
  });

  test('a card that Slack refuses for good starts nothing, and the starter is told', () => {
    const play = new Play().happens({ type: 'postFailed', queue: 'card', code: 'not_in_channel' });
    expect(play.r.phase).toBe('failed');
    expect(play.calls()).toEqual([]);
    expect(play.told()).toEqual(['UANA cardRefused']);
    expect(play.last.cancel).toContain('cardTimeout');
  });

  test('a card that is refused after Agora was asked does not stop the recording; the starter is told once', () => {
    const play = new Play().happens({ type: 'timerDue', timer: 'cardTimeout' });
    play.happens({ type: 'postFailed', queue: 'card', code: 'is_archived' });
    expect(play.r.phase).toBe('starting');
    expect(play.told()).toEqual(['UANA cardRefused']);
  });

  test('what a refused thread would have said goes to the starter, but for the status posts', () => {
    const refused = { type: 'postFailed', queue: 'thread', code: 'is_archived' } as const;
    const play = new Play().recording().happens({ ...refused, message: { type: 'confirmed' } });
    expect(play.told()).toEqual(['UANA cardRefused', 'UANA confirmed']);
    play.happens({ ...refused, message: { type: 'looking' } });
    expect(play.told()).toEqual(['UANA looking']);
    play.happens({ ...refused, message: { type: 'status', elapsed: 1, files: [], silent: false } });
    expect(play.told()).toEqual([]);
  });

  test('a card that is refused after it was called off lets its thread go, and says nothing more', () => {
    const play = new Play()
      .asks({ type: 'stop' })
      .happens({ type: 'postFailed', queue: 'card', code: 'not_in_channel' });
    expect(play.r).toMatchObject({ phase: 'failed', errorCode: 'cancelled', card: { refused: true } });
    expect(play.told()).toEqual([]);
  });

  test('a card that was deleted is posted again, once', () => {
    const gone = { type: 'postFailed', queue: 'card', code: 'message_not_found' } as const;
    const play = new Play().recording().happens(gone);
    expect(play.last.add.map((job) => job.payload.queue)).toEqual(['card']);
    expect(play.r.card.ts).toBeUndefined();
    // The answer to an update that was on its way changes nothing.
    expect(play.happens(gone).last.add).toEqual([]);
    expect(play.r.card.refused).toBeUndefined();
    play.posted().happens(gone);
    expect(play.last.add.map((job) => job.payload.queue)).toEqual(['person']);
  });

  test('a thread whose card was deleted goes on below the new one', () => {
    const message = { type: 'confirmed' } as const;
    const gone = { type: 'postFailed', queue: 'thread', code: 'thread_not_found', message } as const;
    const play = new Play().recording().happens(gone);
    expect(play.last.add.map((job) => job.payload.queue)).toEqual(['card', 'thread']);
    expect(play.r.card.ts).toBeUndefined();
    expect(play.happens(gone).lines()).toEqual(['confirmed']);
    expect(play.posted().happens(gone).told()).toEqual(['UANA cardRefused', 'UANA confirmed']);
  });
});

describe('acquire', () => {
  test.each<[string, CallOutcome, number, string[], string]>([
    ['a reservation brings the start', { kind: 'acquired', resourceId }, 0, ['start+0'], 'starting'],
    ['no connection: once more', unsent, 0, ['acquire+1'], 'starting'],
    ['no answer: once more', unknown, 0, ['acquire+3'], 'starting'],
    ['no connection for long: given up', unsent, 10, [], 'failed'],
    ['a quota that is full', { kind: 'rejected', errorCode: 'agora_quota' }, 0, [], 'failed'],
    ['an answer that belongs to another call', { kind: 'layoutUpdated' }, 0, [], 'failed'],
  ])('%s', (_name, outcome, failedAttempts, calls, phase) => {
    const play = new Play().posted().answers('acquire', outcome, 0, failedAttempts);
    expect(play.calls()).toEqual(calls);
    expect(play.r.phase).toBe(phase);
    if (phase === 'failed') expect(play.lines()).toContain('failed');
  });

  test('people hear of the trouble at the third failure, once', () => {
    const play = new Play().posted();
    expect(play.answers('acquire', unsent, 0, 1).lines()).toEqual([]);
    expect(play.answers('acquire', unsent, 0, 2).lines()).toEqual(['trouble']);
    expect(play.answers('acquire', unsent, 0, 3).lines()).toEqual([]);
  });
});

describe('start', () => {
  test('is marked as sent before it leaves', () => {
    const play = new Play().acquired().sending();
    expect(currentRecorder(play.r)).toMatchObject({ status: 'sent', sendCount: 1 });
  });

  test('does not leave after a stop', () => {
    const play = new Play().acquired().asks({ type: 'stop' });
    expect(play.r.phase).toBe('failed');
    expect(play.last.cancel).toEqual(expect.arrayContaining(['acquire', 'start']));
    expect(currentRecorder(play.sending().r).sendCount).toBe(0);
  });

  test('the sid is kept, and the first question comes five seconds later', () => {
    const play = new Play().started();
    expect(play.r.phase).toBe('confirming');
    expect(currentRecorder(play.r)).toMatchObject({ status: 'running', sid });
    expect(play.calls()).toEqual(['query+5']);
  });

  test.each<[string, CallOutcome, number, string[]]>([
    ['no connection', unsent, 0, ['start+1']],
    ['no answer', unknown, 0, ['start+3']],
    ['no answer twice', unknown, 1, ['start+6']],
    ['206 code 65', { kind: 'indeterminate', errorCode: 'agora_incomplete' }, 1, ['start+6']],
    ['429', { kind: 'notSent', errorCode: 'agora_rate_limited' }, 0, ['start+1']],
  ])('%s: the same start again', (_name, outcome, failedAttempts, calls) => {
    const play = new Play().acquired().sending().answers('start', outcome, 0, failedAttempts);
    expect(play.calls()).toEqual(calls);
    expect(play.r.recorders).toHaveLength(1);
  });

  test.each<[string, CallOutcome, number]>([
    ['no answer after four sendings', unknown, 3],
    ['206 code 65 three times', { kind: 'indeterminate', errorCode: 'agora_incomplete' }, 2],
    ['201 without a sid', { kind: 'alreadyStarted' }, 0],
  ])('%s: an orphan, said openly, and a fresh attempt with another uid', (_name, outcome, failedAttempts) => {
    const play = new Play().acquired().sending().answers('start', outcome, 0, failedAttempts);
    expect(play.r.recorders.map((recorder) => recorder.status)).toEqual(['orphan', 'planned']);
    expect(currentRecorder(play.r).uid).toBe(newUid);
    expect(play.lines()).toEqual(['orphan']);
    expect(play.calls()).toEqual(['acquire+3']);
  });

  test('what never left leaves no echo: 429 and then a refusal is a failure, not an orphan', () => {
    const play = new Play().acquired().sending().answers('start', { kind: 'notSent', errorCode: 'agora_rate_limited' });
    expect(currentRecorder(play.r)).toMatchObject({ status: 'planned', sendCount: 0 });
    play.sending().answers('start', { kind: 'rejected', errorCode: 'agora_bad_request' }, 0, 1);
    expect(play.r.phase).toBe('failed');
  });

  test('429 for long: failed where nothing was sent, an orphan where something was', () => {
    const limited: CallOutcome = { kind: 'notSent', errorCode: 'agora_rate_limited' };
    const unsentFor = (play: Play) => play.sending().answers('start', limited, 0, 10);
    expect(unsentFor(new Play().acquired()).r).toMatchObject({ phase: 'failed', errorCode: 'agora_rate_limited' });
    const before = new Play().acquired().sending().answers('start', unknown);
    expect(unsentFor(before).r.recorders.map((recorder) => recorder.status)).toEqual(['orphan', 'planned']);
  });

  test('a stop while the start cannot leave calls it off', () => {
    const play = new Play().acquired().sending().asks({ type: 'stop' });
    play.answers('start', { kind: 'notSent', errorCode: 'agora_unreachable' });
    expect(play.r).toMatchObject({ phase: 'failed', errorCode: 'cancelled' });
    expect(play.last.cancel).toContain('start');
  });

  test('a start that could not leave for a quarter of an hour is too late', () => {
    const play = new Play()
      .acquired()
      .happens({ type: 'completed' }, 901 * second)
      .sending();
    expect(play.r).toMatchObject({ phase: 'failed', errorCode: 'too_late' });
    expect(currentRecorder(play.r).sendCount).toBe(0);
  });

  test('calling off the fresh attempt beside an orphan is no clean end', () => {
    const play = new Play().acquired().sending().answers('start', { kind: 'alreadyStarted' }).asks({ type: 'stop' });
    expect(play.r.phase).toBe('lost');
    expect(play.lines()).toEqual(['lost']);
  });

  test('201 with a sid is the same as a start', () => {
    const play = new Play().acquired().sending().answers('start', { kind: 'alreadyStarted', sid });
    expect(play.r.phase).toBe('confirming');
  });

  test.each<[string, CallOutcome]>([
    ['53', { kind: 'conflict' }],
    ['433', { kind: 'expired' }],
    ['500 code 502', { kind: 'restartRequired', errorCode: 'agora_no_worker' }],
  ])('%s on the first sending: nothing of ours runs, a fresh attempt', (_name, outcome) => {
    const play = new Play().acquired().sending().answers('start', outcome);
    expect(play.r.recorders.map((recorder) => recorder.status)).toEqual(['ended', 'planned']);
    expect(play.lines()).toEqual([]);
  });

  test.each<[string, CallOutcome]>([
    ['53', { kind: 'conflict' }],
    ['433', { kind: 'expired' }],
    ['400', { kind: 'rejected', errorCode: 'agora_bad_request' }],
    ['500 code 502', { kind: 'restartRequired', errorCode: 'agora_no_worker' }],
  ])('%s on the second sending may be the echo of the first: an orphan', (_name, outcome) => {
    const play = new Play().acquired().sending().answers('start', unknown).sending().answers('start', outcome, 0, 1);
    expect(play.r.recorders[0].status).toBe('orphan');
    expect(play.lines()).toContain('orphan');
  });

  test('a refusal fails with its reason', () => {
    const play = new Play().acquired().sending();
    play.answers('start', { kind: 'rejected', errorCode: 'agora_bad_request', detail: 'bad vendor' });
    expect(play.r).toMatchObject({ phase: 'failed', errorCode: 'agora_bad_request' });
    expect(play.lines()).toEqual(['failed']);
  });

  test('three attempts that may run are enough: lost, not failed', () => {
    const play = new Play().posted();
    for (let i = 0; i < 3; i++) {
      play.answers('acquire', { kind: 'acquired', resourceId }).sending().answers('start', { kind: 'alreadyStarted' });
    }
    expect(play.r.phase).toBe('lost');
    expect(play.r.recorders).toHaveLength(3);
    expect(play.lines()).toEqual(['orphan', 'lost']);
  });
});

describe('a stop before the sid', () => {
  test('waits for the sid and then stops at once', () => {
    const play = new Play().acquired().sending().asks({ type: 'stop' });
    expect(play.r.phase).toBe('stopping');
    expect(play.calls()).toEqual([]);
    expect(play.answers('start', { kind: 'started', sid }).calls()).toEqual(['stop+0']);
    expect(currentRecorder(play.r).sid).toBe(sid);
  });

  test('keeps asking for the sid, and starts no other recorder', () => {
    const play = new Play().acquired().sending().asks({ type: 'stop' }).answers('start', unknown);
    expect(play.calls()).toEqual(['start+3']);
    expect(currentRecorder(play.sending().r).sendCount).toBe(2);
    play.answers('start', { kind: 'alreadyStarted' });
    expect(play.r).toMatchObject({ phase: 'lost', errorCode: 'start_unknown' });
    expect(play.r.recorders).toHaveLength(1);
  });
});
