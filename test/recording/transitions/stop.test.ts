import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import { ben, file, hour, noResponse, notFound, Scenario, second, status } from '../../support/scenario.ts';

describe('stop', () => {
  test('overtakes all other calls', () => {
    const scenario = new Scenario().toRecording().stop(ben);
    expect(scenario.calls()).toEqual(['stop+0']);
    expect(scenario.last.cancel).toEqual([
      'query',
      'storage',
      'limitNear',
      'limitReached',
      'layout',
      'subscription',
      'hold',
    ]);
    expect(scenario.last.jobs.find((job) => job.payload.queue === 'agora')?.priority).toBe(0);
    expect(scenario.messages()).toEqual(['stopRequested']);
  });

  test('requested twice is one stop', () => {
    const scenario = new Scenario().toRecording().stop().stop();
    expect(scenario.last.reply?.type).toBe('alreadyStopping');
    expect(scenario.last.jobs).toEqual([]);
  });

  test('a query in flight at the stop enqueues no other query', () => {
    const scenario = new Scenario().toRecording().stop();
    expect(scenario.respond('query', status(5)).last.jobs).toEqual([]);
    expect(scenario.respond('query', notFound).last.jobs).toEqual([]);
  });

  const ends: [string, CallOutcome, object][] = [
    [
      'files and upload as Agora gave them',
      { kind: 'stopped', files: ['a.m3u8', 'b.mp4'], uploading: 'backuped' },
      { phase: 'finished', ending: { files: { names: ['a.m3u8', 'b.mp4'], predicted: false }, uploading: 'backuped' } },
    ],
    [
      'no file name: what query said before',
      { kind: 'stopped', files: [], uploading: 'unknown' },
      { phase: 'finished', ending: { files: { names: [file], predicted: false }, uploading: 'unknown' } },
    ],
    [
      'nothing recorded',
      { kind: 'nothingRecorded' },
      { phase: 'finished', ending: { files: { names: [], predicted: false } } },
    ],
    ['already leaving', { kind: 'exiting' }, { phase: 'finished', ending: { uploading: 'unknown' } }],
  ];
  test.each(ends)('%s', (_name, outcome, end) => {
    const scenario = new Scenario()
      .toRecording()
      .stop()
      .respond('stop', outcome, 2 * second);
    expect(scenario.r).toMatchObject(end);
    expect(scenario.messages()).toEqual(['finished']);
    expect(scenario.calls()).toEqual([]);
    expect(scenario.r.ending?.endedAt).toBe(scenario.now);
  });

  test('a lost response: stop again, and then 404 means that the first one worked', () => {
    const scenario = new Scenario().toRecording().stop();
    expect(scenario.respond('stop', noResponse).calls()).toEqual(['stop+3']);
    expect(scenario.respond('stop', notFound).r.phase).toBe('finished');
  });

  test('a 404 to a first stop may be a failover: retried for 90 s', () => {
    const scenario = new Scenario().toRecording().stop();
    expect(scenario.respond('stop', notFound).calls()).toEqual(['stop+5']);
    expect(scenario.card()).not.toHaveProperty('attention');
    expect(scenario.respond('stop', notFound, 15 * second).messages()).toEqual(['contactLost']);
    expect(scenario.isCardDrawn()).toBe(true);
    expect(scenario.card().attention).toMatchObject({ type: 'contactLost' });
    for (let asked = 0; asked < 5; asked++) {
      expect(scenario.r.phase).toBe('stopping');
      scenario.respond('stop', notFound, 15 * second);
    }
    expect(scenario.r.phase).toBe('finished');
    expect(scenario.card()).not.toHaveProperty('attention');
  });

  test('404 after a rejection: Agora responds again, so the problem is cleared, and reported again when it recurs', () => {
    const scenario = new Scenario().toRecording().stop();
    const rejected = { kind: 'rejected', errorCode: 'agora_unauthorized' } as const;
    expect(scenario.respond('stop', rejected).messages()).toEqual(['notStopped']);
    expect(scenario.card().attention).toMatchObject({ type: 'notStopped' });
    expect(scenario.respond('stop', notFound, second).card()).not.toHaveProperty('attention');
    expect(scenario.respond('stop', rejected, second).messages()).toEqual(['notStopped']);
  });

  test('an interrupted stop: a 404 to the next one proves that it worked', () => {
    const scenario = new Scenario().toRecording().stop().sendStarted('stop').sendStarted('stop');
    scenario.respond('stop', notFound);
    expect(scenario.r.phase).toBe('finished');
    expect(scenario.messages()).toEqual(['finished']);
  });

  test('a stop with a 404 response proves nothing', () => {
    const scenario = new Scenario().toRecording().stop();
    scenario.sendStarted('stop').respond('stop', notFound).sendStarted('stop').respond('stop', notFound);
    expect(scenario.r.phase).toBe('stopping');
  });

  test('a rejected stop is retried, reported once, and given up only when control has expired', () => {
    const rejected: CallOutcome = { kind: 'rejected', errorCode: 'agora_unauthorized' };
    const scenario = new Scenario().toRecording().stop().respond('stop', rejected);
    expect(scenario.calls()).toEqual(['stop+60']);
    expect(scenario.messages()).toEqual(['notStopped']);
    expect(scenario.respond('stop', rejected, 60 * second).messages()).toEqual([]);
    // A person who has fixed the credentials need not wait.
    expect(scenario.stop().calls()).toEqual(['stop+0']);
    expect(scenario.respond('stop', rejected, 72 * hour).r.phase).toBe('lost');
  });

  test('after the end every request is answered that it is over, and changes nothing', () => {
    const over = { kind: 'stopped', files: ['a.m3u8'], uploading: 'uploaded' } as const;
    const scenario = new Scenario().toRecording().stop().respond('stop', over);
    for (const command of [
      { type: 'stop' },
      { type: 'refresh' },
      { type: 'layout', layout: { kind: 'float' } },
    ] as const) {
      scenario.command(command);
      expect(scenario.last.reply?.type).toBe('alreadyOver');
      expect(scenario.last.jobs).toEqual([]);
    }
  });
});
