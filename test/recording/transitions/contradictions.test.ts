/** What was believed, and turns out to be otherwise. */
import { describe, expect, test } from 'vitest';
import type { AgoraNotification, NotificationEvent } from '../../../src/recording/agora-notification.ts';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import { currentRecorder } from '../../../src/recording/recording.ts';
import { Play, resourceId, second, sid, t0 } from '../../support/scenario.ts';

const uid = '3000000001';
const minute = 60 * second;
const hour = 60 * minute;
const file = `${sid}_standup.m3u8`;
const notFound: CallOutcome = { kind: 'notFound' };
const unknown: CallOutcome = { kind: 'indeterminate', errorCode: 'agora_timeout' };
const records: CallOutcome = { kind: 'status', status: 5, files: [file] };

let count = 0;
const about = (
  event: NotificationEvent,
  more: Partial<AgoraNotification> = {},
): { type: 'notificationReceived'; notification: AgoraNotification } => {
  count += 1;
  return {
    type: 'notificationReceived',
    notification: { id: `n${count}`, sid, cname: 'standup', uid, at: t0, event, ...more },
  };
};
const notifying = () => new Play('standup', { notifications: true });
const markOrphan = () =>
  notifying()
    .acquired()
    .sending()
    .answers('start', unknown)
    .sending()
    .answers('start', { kind: 'alreadyStarted' }, 3 * second)
    .happens({ type: 'timerDue', timer: 'sidTimeout' }, 15 * second);
const besideAnother = () =>
  markOrphan()
    .happens(about({ kind: 'joined' }))
    .answers('acquire', { kind: 'acquired', resourceId }, 3 * second)
    .sending()
    .answers('start', { kind: 'started', sid: 'b'.repeat(32) });
/** Answers the question that waits, when it is due, for so long as it is this phase. */
const untilOver = (play: Play, outcome: CallOutcome, most = 20) => {
  const { phase } = play.r;
  for (let asked = 0; asked < most && play.r.phase === phase; asked++) play.answers('query', outcome, 15 * second);
  return play;
};

describe('a stop of what is out of control', () => {
  const lost = () => markOrphan().answers('acquire', { kind: 'rejected', errorCode: 'agora_quota' }, 3 * second);

  test('is sent at once where the sid has come', () => {
    const play = markOrphan()
      .happens(about({ kind: 'joined' }))
      .answers('acquire', { kind: 'rejected', errorCode: 'agora_quota' }, 3 * second);
    expect(play.r.phase).toBe('lost');
    play.asks({ type: 'stop' });
    expect(play.calls()).toEqual(['stop+0']);
    expect(play.last.reply).toEqual({ type: 'stopsOrphan', known: true, notifications: true });
  });

  test('is kept until the sid comes', () => {
    const play = lost().asks({ type: 'stop' });
    expect(play.last.reply).toEqual({ type: 'stopsOrphan', known: false, notifications: true });
    expect(play.calls()).toEqual([]);
    expect(play.happens(about({ kind: 'joined' })).calls()).toEqual(['stop+0']);
  });

  test('that is asked while the bot gives up by itself ends the orphan, too', () => {
    const play = untilOver(besideAnother(), notFound);
    expect(play.r.phase).toBe('stopping');
    play.asks({ type: 'stop' }).sending('stop').answers('stop', notFound, second);
    expect(play.r.phase).toBe('lost');
    expect(play.calls()).toEqual(['stop+0']);
  });

  test('counts 404s only before it believes them', () => {
    const play = besideAnother().answers('query', records, 5 * second);
    const stop = { queue: 'agora', call: 'stop', uid } as const;
    for (let n = 0; n < 6; n++) {
      play.answered({ ...stop, failedAttempts: 0 }, { kind: 'notSent', errorCode: 'agora_rate_limited' }, 15 * second);
      expect(play.last.add.map(({ payload }) => payload)).toEqual([{ ...stop, failedAttempts: 0 }]);
    }
    expect(play.answered({ ...stop, failedAttempts: 0 }, notFound).lines()).toEqual([]);
  });

  test('is not sent, and its 404 not believed, when Agora lets nobody control it any more', () => {
    const play = new Play().recording().answers('query', notFound, 73 * hour);
    expect(play.r.errorCode).toBe('control_expired');
    play.asks({ type: 'stop' });
    expect(play.calls()).toEqual([]);
    expect(play.last.reply).toEqual({ type: 'alreadyOver' });
    play.answered({ queue: 'agora', call: 'stop', uid, failedAttempts: 6 }, notFound);
    expect(currentRecorder(play.r).status).toBe('orphan');
  });
});

describe('notices that Agora contradicts', () => {
  test('an exit does not count any more after 90 s in which it records', () => {
    const play = notifying()
      .recording()
      .happens(about({ kind: 'exited', normal: true }));
    expect(play.answers('query', records).calls()).toEqual(['query+10']);
    expect(play.answers('query', records, 100 * second).calls()).toEqual(['query+120']);
    expect(play.answers('query', notFound, minute).r.phase).toBe('recording');
  });

  test('a cause does not explain what comes long after it', () => {
    const play = notifying()
      .recording()
      .happens(about({ kind: 'error', from: 'recorder', level: 5, code: 110, words: '' }))
      .answers('query', records, hour)
      .answers('query', notFound, hour);
    expect(untilOver(play, notFound).r).not.toHaveProperty('cause');
  });

  test('the fate of an upload does not count while it still records', () => {
    const play = notifying()
      .recording()
      .happens(about({ kind: 'uploadEnded', uploading: 'uploaded', names: [] }))
      .answers('query', records)
      .asks({ type: 'stop' })
      .answers('stop', { kind: 'stopped', files: [file], uploading: 'unknown' });
    expect(play.r.phase).toBe('uploading');
  });

  test('Agora’s own answer to a start counts more than the sid of a notice', () => {
    const play = notifying()
      .acquired()
      .sending()
      .happens(about({ kind: 'joined' }, { sid: 'f'.repeat(32) }))
      .answers('start', { kind: 'started', sid });
    expect(currentRecorder(play.r).sid).toBe(sid);
  });
});

describe('an end that was none, or was told late', () => {
  const over = () =>
    untilOver(
      notifying()
        .recording()
        .answers('query', notFound, 120 * second),
      notFound,
    );

  test('a recorder that comes back is told of, is in the list of those out of control, and can be stopped', () => {
    const play = over();
    expect(play.r).toMatchObject({ phase: 'uploading', over: 'endedByItself' });
    play.happens(about({ kind: 'failover', uid: '77' }, { at: play.now + second }), second);
    expect(play.lines()).toEqual(['orphanBack']);
    expect(currentRecorder(play.r).status).toBe('orphan');
    expect(play.happens(about({ kind: 'slice' }, { at: play.now + second }), second).lines()).toEqual([]);
    expect(play.asks({ type: 'stop' }).calls()).toEqual(['stop+0']);
  });

  test('a notice from before the end brings nothing back', () => {
    const play = over();
    expect(play.happens(about({ kind: 'slice' }, { at: play.now - minute })).lines()).toEqual([]);
  });

  test('the fate of the upload may come after all waiting', () => {
    const play = over().happens({ type: 'timerDue', timer: 'uploadTimeout' }, 24 * hour);
    expect(play.r).toMatchObject({ phase: 'finished', uploading: 'unknown' });
    const late = about({ kind: 'uploadEnded', uploading: 'backuped', names: [file] });
    expect(play.happens(late).lines()).toEqual(['finished']);
    expect(play.r.uploading).toBe('backuped');
    expect(play.happens(late).lines()).toEqual([]);
  });

  test('files prove that what failed has recorded', () => {
    const play = untilOver(notifying().started(), notFound).sending('stop').answers('stop', notFound);
    expect(play.r.phase).toBe('failed');
    play.happens(about({ kind: 'uploadEnded', uploading: 'uploaded', names: [file] }));
    expect(play.r).toMatchObject({ phase: 'finished', files: { names: [file], predicted: false } });
    expect(play.r).not.toHaveProperty('problem');
  });

  test('names that came before the answer to stop are not predicted', () => {
    const play = notifying()
      .started()
      .answers('query', { kind: 'status', status: 4, files: [] }, 5 * second)
      .asks({ type: 'stop' })
      .happens(about({ kind: 'uploadEnded', uploading: 'uploaded', names: ['real.m3u8'] }))
      .answers('stop', { kind: 'stopped', files: [], uploading: 'unknown' });
    expect(play.r.files).toEqual({ names: ['real.m3u8'], predicted: false });
  });

  test('what was lost comes to a good end also after its exit', () => {
    const play = notifying()
      .recording()
      .answers('query', notFound, 73 * hour);
    play
      .happens(about({ kind: 'exited', normal: true }))
      .happens(about({ kind: 'uploadEnded', uploading: 'uploaded', names: [file] }));
    expect(play.r).toMatchObject({ phase: 'finished', uploading: 'uploaded' });
  });

  test('the card that is posted again opens the thread again', () => {
    const refused = { type: 'postFailed', queue: 'card', code: 'is_archived' } as const;
    const play = new Play().recording().happens(refused);
    expect(play.r.card.refused).toBe(true);
    expect(play.posted().r.card).not.toHaveProperty('refused');
  });

  test('a message that Slack can’t take does not close the thread for others', () => {
    const refused = {
      type: 'postFailed',
      queue: 'thread',
      code: 'msg_too_long',
      message: { type: 'looking' },
    } as const;
    const play = new Play().recording().happens(refused);
    expect(play.r.card).not.toHaveProperty('refused');
    expect(play.told()).toEqual(['UANA looking']);
  });
});

describe('a recorder that is there and does not get on', () => {
  const beginning: CallOutcome = { kind: 'status', status: 2, files: [] };

  test('is told to stop, even when nobody had looked for long', () => {
    const play = new Play().started().answers('query', beginning, 10 * minute);
    expect(untilOver(play, beginning).r.phase).toBe('stopping');
    expect(play.calls()).toEqual(['stop+0']);
  });

  test('after it has recorded: people hear of it, it is asked again, and it is not ended', () => {
    const play = new Play().recording();
    const told = [];
    for (let asked = 0; asked < 12; asked++) told.push(...play.answers('query', beginning, 15 * second).lines());
    expect(told).toEqual(['looking']);
    expect(play.r.phase).toBe('recording');
    expect(play.answers('query', records, 15 * second).lines()).toEqual(['foundAgain']);
  });
});

test('control ends 72 hours after the reservation, not after a sid that came late', () => {
  const play = new Play()
    .acquired()
    .sending()
    .answers('start', unknown, 15 * second)
    .sending()
    .answers('start', { kind: 'started', sid }, 10 * minute)
    .answers('query', records, 5 * second);
  expect(play.answers('query', notFound, 72 * hour - 10 * minute).r).toMatchObject({
    phase: 'lost',
    errorCode: 'control_expired',
  });
});

describe('a recorder that came back', () => {
  const back = (play: Play) => play.happens(about({ kind: 'slice' }, { at: play.now + second }), second);
  const over = () =>
    untilOver(
      notifying()
        .recording()
        .answers('query', notFound, 120 * second),
      notFound,
    );
  const uploaded = about({ kind: 'uploadEnded', uploading: 'uploaded', names: [file] });
  const stop = { queue: 'agora', call: 'stop', uid, failedAttempts: 0 } as const;

  test('does not come back again by what it sent before it was stopped', () => {
    const play = back(over()).asks({ type: 'stop' });
    play.answered(stop, { kind: 'stopped', files: [], uploading: 'unknown' }, second);
    expect(play.lines()).toEqual(['orphanOver']);
    expect(back(play).lines()).toEqual([]);
    expect(currentRecorder(play.r).status).toBe('ended');
  });

  test('tells the fate of its files at its end', () => {
    const play = back(over()).happens(uploaded, minute);
    expect(play.lines()).toEqual(['orphanOver', 'finished']);
    expect(play.r).toMatchObject({ phase: 'finished', uploading: 'uploaded' });
  });

  test('after a start that was given up, too: it has recorded, and was stopped by us', () => {
    const play = untilOver(notifying().started(), notFound).sending('stop').answers('stop', notFound);
    expect(play.r.phase).toBe('failed');
    expect(back(play).lines()).toEqual(['orphanBack']);
    expect(play.happens(uploaded, minute).r).toMatchObject({ phase: 'finished', over: 'stopped' });
    expect(play.r).not.toHaveProperty('cause');
  });

  test('after a stop whose answer was lost: its 404 was no echo', () => {
    const play = notifying()
      .recording()
      .asks({ type: 'stop' })
      .sending('stop')
      .answers('stop', unknown)
      .sending('stop');
    expect(play.answers('stop', notFound, 3 * second).r).toMatchObject({ over: 'stopped' });
    expect(back(play).lines()).toEqual(['orphanBack']);
  });

  test('is not believed to be back where Agora has told its exit', () => {
    const play = notifying()
      .recording()
      .happens(about({ kind: 'exited', normal: true }))
      .answers('query', notFound);
    expect(back(play).lines()).toEqual([]);
  });
});

describe('what must not be forgotten', () => {
  test('an upload that ended stays known though Agora shows the recorder once more after its exit', () => {
    const play = notifying()
      .recording()
      .happens(about({ kind: 'exited', normal: true }))
      .happens(about({ kind: 'uploadEnded', uploading: 'uploaded', names: [file] }))
      .answers('query', records)
      .answers('query', notFound, 10 * second);
    expect(play.r).toMatchObject({ phase: 'finished', uploading: 'uploaded' });
  });

  test('an orphan whose sid is known is stopped when its recording ends by itself', () => {
    const play = besideAnother();
    play.answers('query', { kind: 'status', status: 8, files: [file] }, 5 * second);
    play.sending('stop').answers('stop', { kind: 'stopped', files: [file], uploading: 'uploaded' });
    expect(play.r.phase).toBe('finished');
    expect(play.calls()).toEqual(['stop+0']);
  });

  test('and when its recording is called off', () => {
    const play = markOrphan()
      .happens(about({ kind: 'joined' }))
      .asks({ type: 'stop' });
    expect(play.r.phase).toBe('lost');
    expect(play.calls()).toEqual(['stop+0']);
  });

  test('the sid of what is lost is shown, and nothing is stopped that nobody asked for', () => {
    const play = markOrphan()
      .answers('acquire', { kind: 'rejected', errorCode: 'agora_quota' }, 3 * second)
      .happens(about({ kind: 'joined' }));
    expect(play.last.add.map(({ payload }) => payload.queue)).toEqual(['card']);
  });

  test('a place in the queue: a status tick does not push back what a person waits for', () => {
    const play = new Play().recording().asks({ type: 'refresh' }).happens({ type: 'tick' });
    expect(play.last.add.map(({ priority }) => priority)).toEqual([1]);
    expect(
      new Play()
        .recording()
        .happens({ type: 'tick' })
        .last.add.map(({ priority }) => priority),
    ).toEqual([3]);
  });

  test('a fail-over after a slow return has its 90 s', () => {
    const play = new Play().recording();
    for (let asked = 0; asked < 8; asked++)
      play.answers('query', { kind: 'status', status: 2, files: [] }, 15 * second);
    expect(play.answers('query', notFound, 15 * second).r.phase).toBe('recording');
    expect(untilOver(play, notFound).r.phase).toBe('finished');
  });
});

test('an exit that Agora does not confirm ends no start', () => {
  const play = notifying()
    .started()
    .happens(about({ kind: 'exited', normal: false }))
    .answers('query', { kind: 'status', status: 2, files: [] });
  expect(play.r.phase).toBe('confirming');
});

test('with tokens people are warned an hour before the token runs out', () => {
  const play = new Play('standup', { tokens: true }).started();
  const [timer] = play.last.add.filter(({ payload }) => payload.queue === 'timer');
  expect(timer?.dueAt).toBe(play.now + 23 * hour);
  play.answers('query', records, 5 * second).happens({ type: 'timerDue', timer: 'controlExpiring' }, 23 * hour);
  expect(play.lines()).toEqual(['tokenEnds']);
});

test('late news that brings nothing is not said', () => {
  const nothing = notifying().recording().asks({ type: 'stop' }).answers('stop', { kind: 'nothingRecorded' });
  expect(nothing.happens(about({ kind: 'uploadEnded', uploading: 'uploaded', names: [] })).lines()).toEqual([]);
  const failed = untilOver(notifying().started(), notFound).sending('stop').answers('stop', notFound);
  failed.happens(about({ kind: 'uploadEnded', uploading: 'uploaded', names: [] }));
  expect(failed.r.phase).toBe('failed');
});
