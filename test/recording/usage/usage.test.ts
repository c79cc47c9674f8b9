/** Billed time and price classes; every figure is worked out by hand. */
import { describe, expect, it } from 'vitest';
import { beginMode } from '../../../src/recording/modes/index.ts';
import type { RecorderInstance, Recording } from '../../../src/recording/recording.ts';
import type { ModeOptions } from '../../../src/recording/spec.ts';
import { classOfPixels, usageOf } from '../../../src/recording/usage/usage.ts';
import { runningRecording } from '../../support/recordings.ts';
import { individualOptions, mixOptions, specOf, webOptions } from '../../support/specs.ts';

const t0 = 1_795_250_000_000;
const minute = 60_000;
const now = t0 + 20 * minute;
const arrived = { mediaSeen: true } as const;
const recorder = (change: Partial<RecorderInstance> = {}): RecorderInstance => ({
  uid: '4000000001',
  status: 'running',
  sendCount: 1,
  acquiredAt: t0,
  startedAt: t0 + 5_000,
  ...change,
});
const of = (change: Partial<Recording>) =>
  usageOf(runningRecording({ createdAt: t0, health: arrived, recorders: [recorder()], ...change }), now);
const inMode = (options: ModeOptions, change: Partial<Recording> = {}) =>
  of({ spec: specOf({ options }), mode: beginMode(options), ...change });

const ended = (change: Partial<Recording> = {}): Partial<Recording> => ({
  phase: 'finished',
  recorders: [recorder({ status: 'ended' })],
  ending: { endedAt: t0 + 10 * minute, result: 'stopped' },
  ...change,
});
const orphan = recorder({ uid: '4000000002', status: 'orphan' });

describe('the billed time', () => {
  it.each<[string, Partial<Recording>, number, boolean]>([
    ['while it records: from the sid until now', {}, 20 * 60 - 5, false],
    ['before there is a sid: nothing', { recorders: [{ uid: '1', status: 'sent', sendCount: 1 }] }, 0, false],
    ['over: until its end, at any time', ended(), 10 * 60 - 5, false],
    ['a part of a second counts as one', ended({ ending: { endedAt: t0 + 5_001, result: 'stopped' } }), 1, false],
    ['a clock that was set back: nothing', ended({ ending: { endedAt: t0, result: 'stopped' } }), 0, false],
    [
      'an end that was not observed: an estimate',
      ended({ ending: { endedAt: t0 + 10 * minute, result: 'endedEarly' } }),
      10 * 60 - 5,
      true,
    ],
    ['an orphan beside it: both, until now', { recorders: [orphan, recorder()] }, 2 * (20 * 60 - 5), true],
    [
      'an orphan without a sid: from the reservation',
      { recorders: [{ uid: '2', status: 'orphan', sendCount: 1, acquiredAt: t0 }, recorder()] },
      20 * 60 + 20 * 60 - 5,
      true,
    ],
    [
      'an orphan that is left behind: until the end, and five minutes for everyone to have left',
      ended({ recorders: [orphan, recorder({ status: 'ended' })] }),
      10 * 60 - 5 + 15 * 60 - 5,
      true,
    ],
    [
      'an orphan that was found and stopped: until the next one recorded',
      ended({
        recorders: [
          recorder({ uid: '2', status: 'ended', startedAt: t0 + 1_000 }),
          recorder({ status: 'ended', startedAt: t0 + 61_000 }),
        ],
      }),
      60 + 9 * 60 - 1,
      true,
    ],
    [
      'one that ended while the recording went on: until its own end',
      {
        recorders: [
          recorder({ uid: '2', status: 'ended', startedAt: t0 + 1_000, endedAt: t0 + 61_000 }),
          { uid: '3', status: 'planned', sendCount: 0 },
        ],
      },
      60,
      true,
    ],
    [
      'files that follow a fail-over: an estimate',
      ended({
        ending: {
          endedAt: t0 + 10 * minute,
          result: 'stopped',
          files: { names: ['a/bak0_s_c.m3u8'], predicted: false },
        },
      }),
      10 * 60 - 5,
      true,
    ],
  ])('%s', (_, change, seconds, estimated) => expect(of(change)).toMatchObject({ seconds, estimated }));
});

describe('the price class', () => {
  it.each<[number, string]>([
    [1, 'hd'],
    [921_600, 'hd'],
    [921_601, 'fullHd'],
    [2_073_600, 'fullHd'],
    [2_073_601, '2k'],
    [3_686_400, '2k'],
    [3_686_401, 'above'],
  ])('of %i pixels is %s', (pixels, name) => expect(classOfPixels(pixels)).toBe(name));

  // 640 × 360 are 230,400 pixels: four of them are 921,600, nine 2,073,600, sixteen 3,686,400.
  const uids = (count: number) => ({ only: Array.from({ length: count }, (_, n) => String(n + 1)) });
  const mixOf = (count: number): ModeOptions => ({ ...mixOptions, subscription: { audio: 'all', video: uids(count) } });

  it.each<[string, ModeOptions, string]>([
    ['mixed, everyone: four senders', mixOptions, 'hd'],
    ['the picture does not count', { ...mixOptions, video: { ...mixOptions.video, width: 1920, height: 1080 } }, 'hd'],
    ['four in a list', mixOf(4), 'hd'],
    ['five in a list', mixOf(5), 'fullHd'],
    ['nine in a list', mixOf(9), 'fullHd'],
    ['ten in a list', mixOf(10), '2k'],
    ['sixteen in a list', mixOf(16), '2k'],
    ['seventeen in a list', mixOf(17), 'above'],
    ['audio alone', { ...mixOptions, streams: 'audio' }, 'audio'],
    ['individual, everyone', individualOptions, 'hd'],
    ['individual, two users, and a list of nine', { ...individualOptions, uidGroup: 0, subscription: mixSub(9) }, 'hd'],
    ['a page of 1280 × 720', webOptions, 'hd'],
    ['a page of 1920 × 1080', { ...webOptions, video: { ...webOptions.video, width: 1920, height: 1080 } }, 'fullHd'],
  ])('%s', (_, options, name) => expect(inMode(options).class).toBe(name));

  function mixSub(count: number) {
    return { audio: 'all', video: uids(count) } as const;
  }

  it('is that of audio where nothing has arrived, but for a page', () => {
    expect(inMode(mixOptions, { health: {} }).class).toBe('audio');
    expect(inMode(webOptions, { health: {} }).class).toBe('hd');
  });

  it('is that of audio where the files of participants are audio only', () => {
    const named = (...kinds: string[]) => ({
      health: { lastStatus: { at: now, status: 5, files: kinds.map((kind) => `s_c__uid_s_1__uid_e_${kind}.m3u8`) } },
    });
    expect(inMode(individualOptions, named('audio')).class).toBe('audio');
    expect(inMode(individualOptions, named('audio', 'video')).class).toBe('hd');
    expect(inMode(mixOptions, named('audio')).class).toBe('hd');
  });
});
