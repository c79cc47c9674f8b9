import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import type { RecordingCommand } from '../../../src/recording/events.ts';
import type { AgoraPayload } from '../../../src/recording/jobs.ts';
import type { Layout, Recording } from '../../../src/recording/recording.ts';
import { ana, ben, Play, second, sid, stranger } from '../../support/scenario.ts';

const float: Layout = { name: 'float' };
const layout = (wanted: Layout): RecordingCommand => ({ type: 'layout', layout: wanted });
const payload = (play: Play, wanted: Layout, failedAttempts = 0): AgoraPayload => ({
  queue: 'agora',
  call: 'updateLayout',
  uid: play.r.recorders[0].uid,
  failedAttempts,
  layout: wanted,
  by: 'UBEN',
});

describe('who may', () => {
  test.each<[string, RecordingCommand]>([
    ['stop', { type: 'stop' }],
    ['a layout', layout(float)],
  ])('%s is for the channel of the card, and for the starter anywhere', (_name, ask) => {
    expect(new Play().recording().asks(ask, ben).last.reply?.type).not.toBe('notYours');
    expect(new Play().recording().asks(ask, { ...ana, channel: 'COTHER' }).last.reply?.type).not.toBe('notYours');
    const refused = new Play().recording().asks(ask, stranger);
    expect(refused.last.reply?.type).toBe('notYours');
    expect(refused.last.add).toEqual([]);
    expect(refused.last.audit?.action).toContain('refused');
  });

  test('anybody may ask how a recording does, unless its card is hidden', () => {
    const play = new Play().recording();
    expect(play.asks({ type: 'refresh' }, stranger).calls()).toEqual(['query+0']);
    play.r = { ...play.r, card: { ...play.r.card, isPrivate: true } };
    expect(play.asks({ type: 'refresh' }, stranger).last.reply?.type).toBe('notYours');
  });
});

describe('layout', () => {
  test('is asked for, accepted, shown and told', () => {
    const play = new Play().recording().asks(layout(float), ben);
    expect(play.calls()).toEqual(['updateLayout+0']);
    expect(play.r.layout.applied).toEqual({ name: 'grid' });
    play.answered(payload(play, float), { kind: 'layoutUpdated' });
    expect(play.r.layout).toEqual({ wanted: float, applied: float });
    expect(play.lines()).toEqual(['layoutChanged']);
  });

  test('a double click is one call', () => {
    const play = new Play().recording().asks(layout(float)).asks(layout(float));
    expect(play.calls()).toEqual([]);
    expect(play.last.reply?.type).toBe('layoutAsked');
  });

  test('a background stays when only the arrangement is asked for', () => {
    const play = new Play().recording().asks(layout({ name: 'float', background: '#112233' }));
    play.asks(layout({ name: 'vertical' }));
    expect(play.r.layout.wanted).toEqual({ name: 'vertical', background: '#112233' });
  });

  test('the layout in force needs no call', () => {
    const play = new Play().recording().asks(layout({ name: 'grid' }));
    expect(play.last.reply?.type).toBe('sameLayout');
  });

  test('what Agora refuses is taken back and told', () => {
    const play = new Play().recording().asks(layout(float));
    play.answered(payload(play, float), { kind: 'rejected', errorCode: 'agora_bad_request' });
    expect(play.r.layout).toEqual({ wanted: { name: 'grid' }, applied: { name: 'grid' } });
    expect(play.lines()).toEqual(['layoutRefused']);
  });

  test('after a lost answer even the layout that was in force may be asked for again', () => {
    const play = new Play().recording().asks(layout(float));
    play.answered(payload(play, float, 3), { kind: 'indeterminate', errorCode: 'agora_timeout' });
    expect(play.lines()).toEqual(['layoutRefused']);
    expect(play.asks(layout({ name: 'grid' })).calls()).toEqual(['updateLayout+0']);
    const grid: Layout = { name: 'grid' };
    play.answered(payload(play, grid), { kind: 'layoutUpdated' });
    expect(play.asks(layout(grid)).last.reply?.type).toBe('sameLayout');
  });

  test('a refusal takes a later wish for the same layout back, too', () => {
    const play = new Play().recording().asks(layout(float));
    play.asks(layout({ name: 'vertical' })).asks(layout(float));
    play.answered(payload(play, float), { kind: 'rejected', errorCode: 'agora_bad_request' });
    expect(play.last.cancel).toEqual(['layout']);
  });

  test('the refusal of a wish that was replaced is nobody’s concern', () => {
    const play = new Play()
      .recording()
      .asks(layout(float))
      .asks(layout({ name: 'vertical' }));
    play.answered(payload(play, float), { kind: 'rejected', errorCode: 'agora_bad_request' });
    expect(play.r.layout.wanted).toEqual({ name: 'vertical' });
    expect(play.lines()).toEqual([]);
  });

  test('404 asks what is the matter and tries again, until a fail-over must be over', () => {
    const play = new Play().recording().asks(layout(float)).answered(payload(play0(), float), { kind: 'notFound' });
    expect(play.calls()).toEqual(['updateLayout+10', 'query+0']);
    expect(play.answered(payload(play, float, 9), { kind: 'notFound' }).lines()).toEqual(['layoutRefused']);
  });

  test('before anything is sent it only changes what will be sent', () => {
    const play = new Play().posted().asks(layout(float));
    expect(play.calls()).toEqual([]);
    expect(play.r.layout).toEqual({ wanted: float, applied: float });
  });

  test('while a start is on its way it has to wait', () => {
    const play = new Play().acquired().sending().asks(layout(float));
    expect(play.last.reply?.type).toBe('notReady');
    expect(play.r.layout.wanted).toEqual({ name: 'grid' });
  });
});

function play0(): Play {
  return new Play();
}

describe('stop', () => {
  test('overtakes all other calls', () => {
    const play = new Play().recording().asks({ type: 'stop' }, ben);
    expect(play.calls()).toEqual(['stop+0']);
    expect(play.last.cancel).toEqual(['query', 'layout']);
    expect(play.last.add.find((job) => job.payload.queue === 'agora')?.priority).toBe(0);
    expect(play.lines()).toEqual(['stopAsked']);
  });

  test('asked twice is one stop', () => {
    const play = new Play().recording().asks({ type: 'stop' }).asks({ type: 'stop' });
    expect(play.last.reply?.type).toBe('alreadyStopping');
    expect(play.last.add).toEqual([]);
  });

  test('a query that was under way when stop was asked brings no other query', () => {
    const play = new Play().recording().asks({ type: 'stop' });
    expect(play.answers('query', { kind: 'status', status: 5, files: [] }).last.add).toEqual([]);
    expect(play.answers('query', { kind: 'notFound' }).last.add).toEqual([]);
  });

  const ends: [string, CallOutcome, Partial<Recording>][] = [
    [
      'files and upload as Agora gave them',
      { kind: 'stopped', files: ['a.m3u8', 'b.mp4'], uploading: 'backuped' },
      { phase: 'finished', files: { names: ['a.m3u8', 'b.mp4'], predicted: false }, uploading: 'backuped' },
    ],
    [
      'no file name: what query said before',
      { kind: 'stopped', files: [], uploading: 'unknown' },
      { phase: 'finished', files: { names: [`${sid}_standup.m3u8`], predicted: false }, uploading: 'unknown' },
    ],
    ['nothing recorded', { kind: 'nothingRecorded' }, { phase: 'finished', files: { names: [], predicted: false } }],
    ['already leaving', { kind: 'exiting' }, { phase: 'finished', uploading: 'unknown' }],
  ];
  test.each(ends)('%s', (_name, outcome, end) => {
    const play = new Play()
      .recording()
      .asks({ type: 'stop' })
      .answers('stop', outcome, 2 * second);
    expect(play.r).toMatchObject(end);
    expect(play.lines()).toEqual(['finished']);
    expect(play.calls()).toEqual([]);
    expect(play.r.endedAt).toBe(play.now);
  });

  test('a lost answer: stop again, and then 404 means that the first one worked', () => {
    const play = new Play().recording().asks({ type: 'stop' });
    expect(play.answers('stop', { kind: 'indeterminate', errorCode: 'agora_timeout' }).calls()).toEqual(['stop+3']);
    expect(play.answers('stop', { kind: 'notFound' }).r.phase).toBe('finished');
  });

  test('404 to a first stop may be a fail-over: asked again for 90 s', () => {
    const play = new Play().recording().asks({ type: 'stop' });
    expect(play.answers('stop', { kind: 'notFound' }).calls()).toEqual(['stop+5']);
    expect(play.answers('stop', { kind: 'notFound' }, 15 * second).lines()).toEqual(['looking']);
    for (let asked = 0; asked < 5; asked++) {
      expect(play.r.phase).toBe('stopping');
      play.answers('stop', { kind: 'notFound' }, 15 * second);
    }
    expect(play.r.phase).toBe('finished');
  });

  test('a stop that was cut off in the middle: 404 to the next one is its echo', () => {
    const play = new Play().recording().asks({ type: 'stop' }).sending('stop').sending('stop');
    play.answers('stop', { kind: 'notFound' });
    expect(play.r.phase).toBe('finished');
    expect(play.lines()).toEqual(['finished']);
  });

  test('a stop that was answered with 404 leaves no echo', () => {
    const play = new Play().recording().asks({ type: 'stop' });
    play.sending('stop').answers('stop', { kind: 'notFound' }).sending('stop').answers('stop', { kind: 'notFound' });
    expect(play.r.phase).toBe('stopping');
  });

  test('a refused stop is repeated, told once, and given up only when Agora’s control has run out', () => {
    const refused: CallOutcome = { kind: 'rejected', errorCode: 'agora_unauthorized' };
    const play = new Play().recording().asks({ type: 'stop' }).answers('stop', refused);
    expect(play.calls()).toEqual(['stop+60']);
    expect(play.lines()).toEqual(['notStopped']);
    expect(play.answers('stop', refused, 60 * second).lines()).toEqual([]);
    // Whoever has mended the credentials need not wait.
    expect(play.asks({ type: 'stop' }).calls()).toEqual(['stop+0']);
    expect(play.answers('stop', refused, 72 * 3_600 * second).r.phase).toBe('lost');
  });

  test('after the end every wish is answered honestly and changes nothing', () => {
    const over = { kind: 'stopped', files: ['a.m3u8'], uploading: 'uploaded' } as const;
    const play = new Play().recording().asks({ type: 'stop' }).answers('stop', over);
    for (const ask of [{ type: 'stop' }, { type: 'refresh' }, layout(float)] as const) {
      play.asks(ask);
      expect(play.last.reply?.type).toBe('alreadyOver');
      expect(play.last.add).toEqual([]);
    }
  });
});
