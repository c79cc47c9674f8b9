import { describe, expect, test } from 'vitest';
import type { AgoraNotification, NotificationEvent } from '../../../src/recording/agora-notification.ts';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import { currentRecorder } from '../../../src/recording/recording.ts';
import { newUid, Play, resourceId, second, sid, t0 } from '../../support/scenario.ts';

const uid = '3000000001';
const minute = 60 * second;
const file = `${sid}_standup.m3u8`;
const notFound: CallOutcome = { kind: 'notFound' };
const unknown: CallOutcome = { kind: 'indeterminate', errorCode: 'agora_timeout' };
const unclear: CallOutcome = { kind: 'stopped', files: [file], uploading: 'unknown' };

const about = (
  event: NotificationEvent,
  more: Partial<AgoraNotification> = {},
): { type: 'notificationReceived'; notification: AgoraNotification } => ({
  type: 'notificationReceived',
  notification: { id: 'n1', sid, cname: 'standup', uid, at: t0, event, ...more },
});
const notifying = () => new Play('standup', { notifications: true });
/** The answer to `start` was lost, and the same start was refused as done. */
const alreadyStarted = (play = notifying()) =>
  play
    .acquired()
    .sending()
    .answers('start', unknown)
    .sending()
    .answers('start', { kind: 'alreadyStarted' }, 3 * second);
const timers = (play: Play) =>
  play.last.add.flatMap(({ payload, dueAt }) =>
    payload.queue === 'timer' ? [`${payload.timer}+${dueAt - play.now}`] : [],
  );

describe('a start whose sid is not known', () => {
  test('without notices it is an orphan at once, and a fresh one starts', () => {
    const play = alreadyStarted(new Play());
    expect(play.r.recorders.map(({ status }) => status)).toEqual(['orphan', 'planned']);
    expect(play.lines()).toEqual(['orphan']);
  });

  test('with notices it waits 15 s', () => {
    const play = alreadyStarted();
    expect(timers(play)).toEqual(['sidTimeout+15000']);
    expect(play.calls()).toEqual([]);
    expect(currentRecorder(play.r).status).toBe('sent');
    play.happens({ type: 'timerDue', timer: 'sidTimeout' }, 15 * second);
    expect(play.r.recorders.map(({ status }) => status)).toEqual(['orphan', 'planned']);
    expect(play.calls()).toEqual(['acquire+3']);
  });

  test('a notice brings the sid: no second recorder', () => {
    const play = alreadyStarted().happens(about({ kind: 'warning', from: 'other', code: 1 }), 5 * second);
    expect(currentRecorder(play.r)).toMatchObject({ status: 'running', sid });
    expect(play.r.phase).toBe('confirming');
    expect(play.calls()).toEqual(['query+5']);
    expect(play.last.cancel).toContain('sidTimeout');
    play.happens({ type: 'timerDue', timer: 'sidTimeout' }, 10 * second);
    expect(play.r.recorders).toHaveLength(1);
  });

  test('a notice that comes before the answer to start brings the sid, too', () => {
    const play = notifying()
      .acquired()
      .sending()
      .happens(about({ kind: 'joined' }));
    expect(play.r.phase).toBe('recording');
    expect(play.answers('start', { kind: 'started', sid }).r.phase).toBe('recording');
  });

  test.each<CallOutcome>([{ kind: 'conflict' }, { kind: 'expired' }])(
    '%j on the second sending means the same',
    (outcome) => {
      const play = notifying().acquired().sending().answers('start', unknown).sending().answers('start', outcome);
      expect(timers(play)).toEqual(['sidTimeout+15000']);
    },
  );

  test('a stop that was asked meanwhile is sent as soon as a notice brings the sid', () => {
    const play = alreadyStarted()
      .asks({ type: 'stop' })
      .happens(about({ kind: 'joined' }));
    expect(play.r.phase).toBe('stopping');
    expect(play.calls()).toEqual(['stop+0']);
  });

  test('a notice of another channel or uid brings nothing', () => {
    const play = alreadyStarted()
      .happens(about({ kind: 'joined' }, { cname: 'Standup' }))
      .happens(about({ kind: 'joined' }, { uid: '7' }));
    expect(currentRecorder(play.r)).not.toHaveProperty('sid');
  });
});

describe('an orphan whose sid comes late', () => {
  const late = () => {
    const play = alreadyStarted().happens({ type: 'timerDue', timer: 'sidTimeout' }, 15 * second);
    play.answers('acquire', { kind: 'acquired', resourceId }, 3 * second).sending();
    return play.answers('start', { kind: 'started', sid: 'b'.repeat(32) });
  };
  const status: CallOutcome = { kind: 'status', status: 5, files: [] };

  test('is stopped when the fresh one has shown itself, and its end is told', () => {
    const play = late().happens(about({ kind: 'joined' }));
    expect(play.calls()).toEqual([]);
    play.answers('query', status, 5 * second);
    expect(play.calls()).toEqual(['query+120', 'stop+0']);
    const stop = { queue: 'agora', call: 'stop', uid, failedAttempts: 0 } as const;
    play.answered(stop, { kind: 'notSent', errorCode: 'agora_unreachable' });
    expect(play.calls()).toEqual(['stop+15']);
    play.answered(stop, { kind: 'stopped', files: [], uploading: 'uploaded' });
    expect(play.r.recorders.map(({ status }) => status)).toEqual(['ended', 'running']);
    expect(play.lines()).toEqual(['orphanOver']);
    expect(play.r.phase).toBe('recording');
    expect(currentRecorder(play.r).uid).toBe(newUid);
  });

  test('its stop is repeated through a fail-over, then believed', () => {
    const play = late()
      .answers('query', status, 5 * second)
      .happens(about({ kind: 'joined' }));
    expect(play.calls()).toEqual(['stop+0']);
    for (let failedAttempts = 0; failedAttempts < 6; failedAttempts++) {
      play.answered({ queue: 'agora', call: 'stop', uid, failedAttempts }, notFound, 15 * second);
      expect(play.calls()).toEqual(['stop+15']);
    }
    play.answered({ queue: 'agora', call: 'stop', uid, failedAttempts: 6 }, notFound, 15 * second);
    expect(play.lines()).toEqual(['orphanOver']);
  });

  test('its end is heard of without any stop, once', () => {
    const play = late().happens(about({ kind: 'exited', normal: true }));
    expect(play.lines()).toEqual(['orphanOver']);
    expect(play.happens(about({ kind: 'uploadEnded', uploading: 'uploaded', names: [] })).lines()).toEqual([]);
    expect(play.r.phase).toBe('confirming');
  });
});

describe('while it records', () => {
  test.each<[string, NotificationEvent]>([
    ['40', { kind: 'joined' }],
    ['42', { kind: 'slice' }],
    ['4', { kind: 'files', names: [file] }],
  ])('event %s is proof of a start', (_type, event) => {
    const play = notifying().started().happens(about(event));
    expect(play.r.phase).toBe('recording');
    expect(play.lines()).toEqual(['confirmed']);
  });

  test('the first files are shown', () => {
    const play = notifying()
      .started()
      .happens(about({ kind: 'files', names: [file] }));
    expect(play.r.seen).toMatchObject({ status: 5, files: [file] });
  });

  test('a sign of life from before Agora lost sight of it is none', () => {
    const play = notifying().recording().answers('query', notFound, minute);
    play.happens(about({ kind: 'files', names: [file] }, { at: play.now - second }), second);
    expect(play.r.missing).toBeDefined();
    play.happens(about({ kind: 'files', names: [file] }, { at: play.now }), second);
    expect(play.r.missing).toBeUndefined();
  });

  test('what is older than what is known changes nothing', () => {
    const play = notifying()
      .started()
      .happens(about({ kind: 'files', names: [file] }, { sequence: 7 }))
      .happens(about({ kind: 'failover', uid: '9' }, { sequence: 3 }));
    expect(play.lines()).toEqual([]);
    expect(play.happens(about({ kind: 'failover', uid: '9' }, { sequence: 8 })).lines()).toEqual(['movedOn']);
  });

  test('a fail-over has its 90 s from the notice on', () => {
    const play = notifying().recording().answers('query', notFound);
    for (let asked = 0; asked < 5; asked++) play.answers('query', notFound, 15 * second);
    play.happens(about({ kind: 'failover', uid: '9' }, { at: play.now }));
    play.answers('query', notFound, 15 * second);
    expect(play.r.phase).toBe('recording');
  });

  test('11 makes Agora be asked, and then a 404 is the end without a second look', () => {
    const play = notifying()
      .recording()
      .happens(about({ kind: 'exited', normal: true }));
    expect(play.r.phase).toBe('recording');
    expect(play.calls()).toEqual(['query+0']);
    play.answers('query', notFound);
    expect(play.r).toMatchObject({ phase: 'uploading', over: 'endedByItself' });
    expect(play.lines()).toEqual(['uploading']);
  });

  test('11 that Agora itself contradicts ends nothing', () => {
    const play = notifying()
      .recording()
      .happens(about({ kind: 'exited', normal: true }))
      .answers('query', { kind: 'status', status: 5, files: [file] });
    expect(play.r.phase).toBe('recording');
    expect(play.calls()).toEqual(['query+10']);
  });

  test('11 during a confirmation: told to stop at once, failed with what Agora had told', () => {
    const play = notifying()
      .started()
      .happens(about({ kind: 'error', from: 'recorder', level: 5, code: 110, words: '' }))
      .happens(about({ kind: 'exited', normal: false }))
      .answers('query', notFound);
    expect(play.calls()).toEqual(['stop+0']);
    play.answers('stop', notFound);
    expect(play.r).toMatchObject({ phase: 'failed', errorCode: 'agora_bad_token' });
  });

  test.each<[NotificationEvent[], string]>([
    [
      [
        { kind: 'left', code: 12 },
        { kind: 'exited', normal: true },
      ],
      'channel_empty',
    ],
    [[{ kind: 'exited', normal: false }], 'recorder_error'],
    [
      [
        { kind: 'error', from: 'recorder', level: 5, code: 109, words: '' },
        { kind: 'exited', normal: false },
      ],
      'token_expired',
    ],
    [
      [
        { kind: 'exited', normal: false },
        { kind: 'error', from: 'uploader', level: 5, code: 32, words: '' },
      ],
      'storage_refused',
    ],
    [
      [
        { kind: 'webLimit', limit: 'bandwidth' },
        { kind: 'webStopped', code: 2, names: [] },
      ],
      'web_limit',
    ],
    [[{ kind: 'webStopped', code: 5, names: [] }], 'web_stopped'],
  ])('%j: %s is why it ended', (whats, cause) => {
    const play = whats.reduce((now, event) => now.happens(about(event)), notifying().recording());
    expect(play.answers('query', notFound).r).toMatchObject({ phase: 'uploading', cause });
  });

  test.each<[NotificationEvent, string]>([
    [{ kind: 'error', from: 'uploader', level: 4, code: 47, words: 'no such bucket' }, 'upload_failed'],
    [{ kind: 'error', from: 'other', level: 3, code: 1, words: '' }, 'recorder_error'],
    [{ kind: 'warning', from: 'uploader', code: 32 }, 'upload_backup'],
    [{ kind: 'downloadFailed', names: ['a.mp4'] }, 'download_failed'],
    [{ kind: 'webLimit', limit: 'bandwidth' }, 'web_limit'],
    [{ kind: 'webReloaded', reason: 'audio_silence' }, 'web_reloaded'],
  ])('%j is told once', (event, errorCode) => {
    const play = notifying().recording().happens(about(event));
    expect(
      play.last.add.map(({ payload }) => (payload.queue === 'thread' ? payload.message : undefined)),
    ).toContainEqual(expect.objectContaining({ type: 'warned', errorCode }));
    expect(play.happens(about(event, { id: 'n2' })).lines()).toEqual([]);
  });

  test.each<NotificationEvent>([
    { kind: 'error', from: 'recorder', level: 2, code: 5, words: '' },
    { kind: 'warning', from: 'uploader', code: 31 },
    { kind: 'uploadStarted' },
    { kind: 'progress', share: 0.4 },
    { kind: 'left', code: 24 },
  ])('%j is nothing to tell people', (event) => {
    const play = notifying().recording().happens(about(event));
    expect(play.last.add).toEqual([]);
    expect(play.r.phase).toBe('recording');
  });
});

describe('the upload', () => {
  const uploaded: NotificationEvent = { kind: 'uploadEnded', uploading: 'uploaded', names: [file, 'b.mp4'] };
  const uploading = () => notifying().recording().asks({ type: 'stop' }).sending('stop').answers('stop', unclear);

  test('without notices an unknown upload is finished as unknown at once', () => {
    const play = new Play().recording().asks({ type: 'stop' }).answers('stop', unclear);
    expect(play.r).toMatchObject({ phase: 'finished', uploading: 'unknown' });
  });

  test('with notices it is Uploading until one tells its fate', () => {
    const play = uploading();
    expect(play.r.phase).toBe('uploading');
    expect(timers(play)).toEqual(['uploadTimeout+86400000']);
    play.happens(about(uploaded), minute);
    expect(play.r).toMatchObject({
      phase: 'finished',
      uploading: 'uploaded',
      files: { names: [file, 'b.mp4'], predicted: false },
      over: 'stopped',
    });
    expect(play.lines()).toEqual(['finished']);
    expect(play.happens(about(uploaded, { id: 'n2' })).lines()).toEqual([]);
  });

  test('for 24 hours at most', () => {
    const play = uploading().happens({ type: 'timerDue', timer: 'uploadTimeout' }, 24 * 60 * minute);
    expect(play.r).toMatchObject({ phase: 'finished', uploading: 'unknown', files: { names: [file] } });
    expect(play.lines()).toEqual(['finished']);
  });

  test.each(['uploaded', 'backuped'] as const)('what Agora says of it in answer to stop (%s) is enough', (word) => {
    const play = notifying().recording().asks({ type: 'stop' });
    expect(play.answers('stop', { kind: 'stopped', files: [file], uploading: word }).r.phase).toBe('finished');
  });

  test('its fate may come before the answer to stop', () => {
    const play = notifying()
      .recording()
      .asks({ type: 'stop' })
      .happens(about({ ...uploaded, uploading: 'backuped' }))
      .answers('stop', unclear);
    expect(play.r).toMatchObject({ phase: 'finished', uploading: 'backuped' });
  });

  test('its fate while it still seems to record makes Agora be asked', () => {
    const play = notifying().recording().happens(about(uploaded));
    expect(play.r.phase).toBe('recording');
    expect(play.calls()).toEqual(['query+0']);
  });

  test('its progress is shown, and only grows', () => {
    const play = uploading().happens(about({ kind: 'progress', share: 0.5 }));
    expect(play.last.add.map(({ payload }) => payload.queue)).toEqual(['card']);
    play.happens(about({ kind: 'progress', share: 0.25 }));
    expect(play.r.upload?.share).toBe(0.5);
    expect(play.last.add).toEqual([]);
  });

  test('nothing recorded is nothing to upload', () => {
    const play = notifying().recording().asks({ type: 'stop' }).answers('stop', { kind: 'nothingRecorded' });
    expect(play.r.phase).toBe('finished');
  });
});

describe('the end of control', () => {
  const day = 24 * 60 * minute;
  const known = (play: Play) => play.answers('query', { kind: 'status', status: 5, files: [file] }, 0);

  test('is announced an hour before', () => {
    const play = new Play().acquired().sending().answers('start', { kind: 'started', sid });
    expect(timers(play)).toEqual([`controlExpiring+${3 * day - 60 * minute}`]);
    known(play).happens({ type: 'timerDue', timer: 'controlExpiring' }, 3 * day - 60 * minute);
    expect(play.lines()).toEqual(['controlExpiring']);
    expect(play.r.phase).toBe('recording');
  });

  test.each<CallOutcome>([notFound, { kind: 'rejected', errorCode: 'control_data_refused' }])(
    '%j afterwards is Lost',
    (outcome) => {
      const play = known(new Play().started()).answers('query', outcome, 3 * day);
      expect(play.r).toMatchObject({ phase: 'lost', errorCode: 'control_expired' });
      expect(currentRecorder(play.r).status).toBe('orphan');
      // It is shown for as long again.
      expect(timers(play)).toEqual([`orphansExpired+${3 * day + 5 * minute}`]);
      const stop = known(new Play().started())
        .asks({ type: 'stop' }, undefined, 3 * day)
        .answers('stop', outcome);
      expect(stop.r).toMatchObject({ phase: 'lost', errorCode: 'control_expired' });
    },
  );

  test('what is lost comes to a good end when a notice tells of its upload', () => {
    const play = known(notifying().started()).answers('query', notFound, 3 * day);
    expect(play.r.phase).toBe('lost');
    play.happens(about({ kind: 'uploadEnded', uploading: 'uploaded', names: [file] }), minute);
    expect(play.r).toMatchObject({ phase: 'finished', uploading: 'uploaded' });
    expect(play.r.errorCode).toBeUndefined();
    expect(play.lines()).toEqual(['finished']);
  });

  test('with tokens an end by itself after 24 hours is the token’s', () => {
    const play = known(new Play('standup', { tokens: true }).started()).answers('query', notFound, day);
    for (let asked = 0; asked < 7 && play.r.phase === 'recording'; asked++)
      play.answers('query', notFound, 15 * second);
    expect(play.r).toMatchObject({ phase: 'finished', cause: 'token_expired' });
  });
});
