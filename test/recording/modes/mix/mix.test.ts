import { describe, expect, test } from 'vitest';
import { mix } from '../../../../src/recording/modes/mix/mix.ts';
import type { Evidence } from '../../../../src/recording/modes/mode.ts';
import { mixOptions, mixState } from '../../../support/specs.ts';

describe('a mixed recording', () => {
  test.each<[number, Evidence]>([
    [0, 'beginning'],
    [1, 'beginning'],
    [2, 'beginning'],
    [3, 'beginning'],
    [4, 'waiting'],
    [5, 'recording'],
    [6, 'ended'],
    [7, 'ended'],
    [8, 'ended'],
    [20, 'endedAbnormally'],
  ])('status %d: %s', (status, evidence) => {
    expect(mix.read(status)).toBe(evidence);
  });

  test('can be changed in layout and subscription, and offers a button for each layout', () => {
    expect(mix.name).toBe('mix');
    expect(mix.settings).toEqual(['layout', 'subscription']);
    expect(mix.buttons(mixState())).toEqual([
      'stop',
      'layout:float',
      'layout:grid',
      'layout:vertical',
      'customLayout',
      'refresh',
    ]);
  });

  test('starts with the current layout, not with one that is only requested', () => {
    const state = mixState({ desired: { kind: 'grid' }, current: { kind: 'float' } });
    expect(mix.request(mixOptions, state, () => '')).toMatchObject({
      recordingConfig: { maxIdleTime: 300, transcodingConfig: { mixedVideoLayout: 0 } },
    });
  });

  test('has one playlist', () => {
    expect(mix.predictFiles('0123', 'team sync', mixOptions)).toEqual(['0123_team sync.m3u8']);
  });
});
