import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import { priority } from '../../../src/recording/jobs.ts';
import { currentRecorder } from '../../../src/recording/recording.ts';
import { Play, second, sid } from '../../support/scenario.ts';

const status = (value: number, files: string[] = []): CallOutcome => ({ kind: 'status', status: value, files });
const unknown: CallOutcome = { kind: 'indeterminate', errorCode: 'agora_timeout' };
const notFound: CallOutcome = { kind: 'notFound' };

describe('confirmation', () => {
  test.each([4, 5])('status %d is proof', (value) => {
    const play = new Play().started().answers('query', status(value), 5 * second);
    expect(play.r.phase).toBe('recording');
    expect(play.lines()).toEqual(['confirmed']);
  });

  test.each<[string, CallOutcome]>([
    ['a status below 4', status(2)],
    ['404', notFound],
  ])('%s for 90 s: told to stop, then failed with the likely causes', (_name, outcome) => {
    const play = new Play().started();
    let asked = 0;
    while (play.r.phase === 'confirming' && asked < 50) {
      const wait = (play.last.add.find((job) => job.payload.queue === 'agora')?.dueAt ?? play.now) - play.now;
      play.answers('query', outcome, wait);
      asked += 1;
    }
    expect(play.now - (currentRecorder(play.r).startedAt ?? 0)).toBe(90 * second);
    expect(play.calls()).toEqual(['stop+0']);
    play.answers('stop', notFound);
    expect(play.r).toMatchObject({ phase: 'failed', errorCode: 'not_confirmed' });
    expect(play.lines()).toEqual(['failed']);
  });

  test('while Agora cannot be asked the clock stands still', () => {
    const play = new Play().started();
    for (let i = 0; i < 10; i++) play.answers('query', unknown, 30 * second, i);
    expect(play.r.phase).toBe('confirming');
    play.answers('query', notFound, 5 * second);
    expect(play.r.phase).toBe('confirming');
    play.answers('query', status(4), 5 * second);
    expect(play.r.phase).toBe('recording');
  });

  test('a bot that was down for an hour does not take its own silence for evidence', () => {
    const play = new Play().started().answers('query', notFound, 3_600 * second);
    expect(play.r.phase).toBe('confirming');
  });

  test('after an hour without anybody looking it may have recorded and ended: finished, not failed', () => {
    const play = new Play().started().answers('query', notFound, 3_600 * second);
    for (let asked = 0; asked < 10 && play.r.phase === 'confirming'; asked++)
      play.answers('query', notFound, 15 * second);
    expect(play.r).toMatchObject({ phase: 'finished', uploading: 'unknown', files: { predicted: true } });
  });

  test('a recorder that stopped by itself at once has failed, after a stop', () => {
    const play = new Play().started().answers('query', status(8), 5 * second);
    expect(play.calls()).toEqual(['stop+0']);
    play.answers('stop', { kind: 'exiting' });
    expect(play.r.phase).toBe('failed');
  });

  test('files in the answer to that stop prove that it did record', () => {
    const play = new Play().started().answers('query', status(8), 5 * second);
    play.answers('stop', { kind: 'stopped', files: ['x.m3u8'], uploading: 'uploaded' });
    expect(play.r.phase).toBe('finished');
  });
});

describe('watching', () => {
  test('a healthy recorder is asked again after two minutes, and the card is left alone', () => {
    const play = new Play().recording().answers('query', status(5, [`${sid}_standup.m3u8`]), 120 * second);
    expect(play.calls()).toEqual(['query+120']);
    expect(play.last.add).toHaveLength(1);
  });

  test('names that Agora gave once are kept when an answer has none', () => {
    const play = new Play().recording().answers('query', status(5), 120 * second);
    expect(play.r.seen?.files).toEqual([`${sid}_standup.m3u8`]);
  });

  test('a refresh redraws the card', () => {
    const play = new Play().recording().asks({ type: 'refresh' });
    expect(play.calls()).toEqual(['query+0']);
    play.answers('query', status(5), 1 * second);
    // Somebody waits for it, so it must not stand behind what changes in the background.
    expect(play.last.add.filter((job) => job.payload.queue === 'card')).toMatchObject([{ priority: priority.person }]);
    play.answers('query', status(5), 1 * second);
    expect(play.last.add.map((job) => job.payload.queue)).not.toContain('card');
  });

  test('404 is a fail-over until 90 s are over', () => {
    const play = new Play().recording();
    expect(play.answers('query', notFound, 120 * second).calls()).toEqual(['query+5']);
    expect(play.lines()).toEqual([]);
    expect(play.answers('query', notFound, 5 * second).calls()).toEqual(['query+10']);
    expect(play.answers('query', notFound, 10 * second).calls()).toEqual(['query+15']);
    expect(play.lines()).toEqual(['looking']);
    expect(play.answers('query', notFound, 15 * second).lines()).toEqual([]);
    play.answers('query', status(5), 15 * second);
    expect(play.lines()).toEqual(['foundAgain']);
    expect(play.r.phase).toBe('recording');
  });

  test('404 for 90 s is the end, with the files that are known', () => {
    const play = new Play().recording().answers('query', notFound);
    for (let asked = 0; asked < 6; asked++) {
      expect(play.r.phase).toBe('recording');
      play.answers('query', notFound, 15 * second);
    }
    expect(play.r).toMatchObject({
      phase: 'finished',
      uploading: 'unknown',
      files: { names: [`${sid}_standup.m3u8`], predicted: false },
    });
    expect(play.lines()).toEqual(['finished']);
  });

  test('two 404s with silence between them are no 90 s of 404', () => {
    const play = new Play().recording().answers('query', notFound);
    for (let asked = 0; asked < 4; asked++) play.answers('query', unknown, 30 * second, asked);
    expect(play.answers('query', notFound, 5 * second).r.phase).toBe('recording');
    const down = new Play()
      .recording()
      .answers('query', notFound)
      .answers('query', notFound, 3_600 * second);
    expect(down.r.phase).toBe('recording');
  });

  test('when Agora’s control has run out, refused questions end in lost', () => {
    const refused: CallOutcome = { kind: 'rejected', errorCode: 'control_data_refused' };
    const play = new Play().recording().answers('query', refused, 71 * 3_600 * second);
    expect(play.r.phase).toBe('recording');
    expect(play.answers('query', refused, 3_600 * second).r).toMatchObject({
      phase: 'lost',
      errorCode: 'control_expired',
    });
  });

  test.each([6, 7, 8, 20])('status %d is an end by itself; a name that was never given is predicted', (value) => {
    const play = new Play()
      .started()
      .answers('query', status(4), 5 * second)
      .answers('query', status(value));
    expect(play.r.files).toEqual({ names: [`${sid}_standup.m3u8`], predicted: true });
    expect(play.r.phase).toBe('finished');
  });

  test('silence changes nothing; people hear of it once, and of its end', () => {
    const play = new Play().recording();
    const said = [0, 1, 2, 3, 4].map((failedAttempts) =>
      play.answers('query', unknown, 10 * second, failedAttempts).lines(),
    );
    expect(said).toEqual([[], [], [], ['trouble'], []]);
    expect(play.r.phase).toBe('recording');
    expect(play.answers('query', status(5)).lines()).toEqual(['foundAgain']);
  });

  test('refused questions are told at once and repeated slowly', () => {
    const play = new Play().recording().answers('query', { kind: 'rejected', errorCode: 'agora_unauthorized' });
    expect(play.lines()).toEqual(['trouble']);
    expect(play.calls()).toEqual(['query+60']);
    expect(play.r.phase).toBe('recording');
  });

  test('nothing received for a minute is worth a word, once', () => {
    const play = new Play().started().answers('query', status(4), 5 * second);
    expect(play.answers('query', status(4), 59 * second).lines()).toEqual([]);
    expect(play.answers('query', status(4), 1 * second).lines()).toEqual(['nobodyPublishes']);
    expect(play.answers('query', status(4), 60 * second).lines()).toEqual([]);
  });
});

describe('status posts', () => {
  test('a tick asks Agora and posts when it has answered', () => {
    const play = new Play().recording().happens({ type: 'tick' }, 60 * second);
    expect(play.calls()).toEqual(['query+0']);
    expect(play.lines()).toEqual([]);
    expect(play.happens({ type: 'tick' }).last.add).toEqual([]);
    play.answers('query', status(5), 1 * second);
    expect(play.last.add.map((job) => job.payload)).toContainEqual({
      queue: 'thread',
      message: {
        type: 'status',
        elapsed: 66 * second,
        status: 5,
        seenAt: play.now,
        files: [`${sid}_standup.m3u8`],
        silent: false,
      },
    });
    expect(play.answers('query', status(5)).lines()).toEqual([]);
  });

  test.each<[string, CallOutcome]>([
    ['no answer', unknown],
    ['404', notFound],
  ])('%s: the post goes out with what is known', (_name, outcome) => {
    const play = new Play().recording().happens({ type: 'tick' }).answers('query', outcome);
    expect(play.last.add.map((job) => job.payload)).toContainEqual(
      expect.objectContaining({ queue: 'thread', message: expect.objectContaining({ type: 'status', silent: true }) }),
    );
  });

  test('only a recording that runs owes a post', () => {
    expect(new Play().started().happens({ type: 'tick' }).last.add).toEqual([]);
    expect(new Play().recording().asks({ type: 'stop' }).happens({ type: 'tick' }).last.add).toEqual([]);
  });
});
