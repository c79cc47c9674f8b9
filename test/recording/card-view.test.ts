import { describe, expect, test } from 'vitest';
import { type CardView, cardView } from '../../src/recording/card-view.ts';
import type { Button } from '../../src/recording/modes/mode.ts';
import { endPhases, livePhases, type Phase, type Recording } from '../../src/recording/recording.ts';
import { runningRecording } from '../support/recordings.ts';
import { ben, file, minute, newUid, Scenario, second, sid, status, t0, uid } from '../support/scenario.ts';

const grid = { kind: 'grid' } as const;
const confirmedAt = t0 + 5 * second;

describe('the whole card', () => {
  const fixed = { id: 'rabcde', cname: 'standup', startedBy: 'UANA', createdAt: t0 } as const;
  const running = ['stop', 'layout:float', 'layout:grid', 'layout:vertical', 'customLayout', 'refresh'] as const;

  test('before a recorder runs', () => {
    expect(new Scenario().card()).toStrictEqual({
      ...fixed,
      state: 'starting',
      layout: { current: grid },
      fileCount: 0,
      buttons: running,
    });
  });

  test('while it records', () => {
    const scenario = new Scenario().toAcquired().apply({ type: 'completed' }, second).sendStarted();
    scenario.respond('start', { kind: 'started', sid }, second).respond('query', status(5, [file]), 5 * second);
    expect(scenario.card()).toStrictEqual({
      ...fixed,
      startedAt: t0 + 2 * second,
      state: 'recording',
      media: 'arriving',
      checkedAt: t0 + 7 * second,
      layout: { current: grid },
      fileCount: 1,
      buttons: running,
    });
  });

  test('when it is over', () => {
    const scenario = new Scenario().toRecording().stop(ben, minute);
    const files = [file, 'b.mp4'];
    scenario.respond('stop', { kind: 'stopped', files, uploading: 'uploaded' }, second);
    expect(scenario.card()).toStrictEqual({
      ...fixed,
      startedAt: t0,
      endedAt: confirmedAt + minute + second,
      state: 'finished',
      checkedAt: confirmedAt,
      stoppedBy: 'UBEN',
      outcome: { kind: 'finished' },
      fileCount: 2,
      files: { names: files, predicted: false },
      uploading: 'uploaded',
      buttons: ['files', 'recordAgain'],
    });
  });

  test('where nothing was recorded', () => {
    const scenario = new Scenario()
      .toConfirming()
      .stop(ben, second)
      .respond('stop', { kind: 'nothingRecorded' }, second);
    expect(scenario.card()).toStrictEqual({
      ...fixed,
      startedAt: t0,
      endedAt: t0 + 2 * second,
      state: 'finished',
      stoppedBy: 'UBEN',
      outcome: { kind: 'nothingRecorded', stoppedAtOnce: true },
      fileCount: 0,
      files: { names: [], predicted: false },
      uploading: 'unknown',
      buttons: ['recordAgain'],
    });
  });
});

describe('problems', () => {
  const since = t0;
  const problem = { errorCode: 'agora_timeout', since } as const;
  const notFound = { since, lastResponseAt: since, notified: true };
  const noMedia = { since, notified: true };
  const all: Recording['health'] = { notFound, problem, noMedia };
  const notYet: Recording['health'] = {
    notFound: { ...notFound, notified: false },
    noMedia: { ...noMedia, notified: false },
  };
  test.each<[string, Partial<Recording>, CardView['attention']]>([
    ['contact lost comes first', { health: all }, { type: 'contactLost', since }],
    ['then what keeps us from asking', { health: { ...all, ...notYet } }, { type: 'problem', ...problem }],
    [
      'then that it receives nothing',
      { health: { notFound: notYet.notFound ?? notFound, noMedia } },
      { type: 'noMedia', since },
    ],
    ['nothing that was not reported', { health: notYet }, undefined],
    ['while it starts', { phase: 'starting', health: { problem } }, { type: 'problem', ...problem }],
    ['while it is confirmed', { phase: 'confirming', health: { problem } }, { type: 'problem', ...problem }],
    ['not after its end', { phase: 'uploading', health: all }, undefined],
    ['not after a stop that nothing arrives', { phase: 'stopping', health: { noMedia } }, undefined],
    ['contact lost after a stop', { phase: 'stopping', health: { notFound, noMedia } }, { type: 'contactLost', since }],
    [
      'what keeps us from stopping comes before lost contact',
      { phase: 'stopping', health: { notFound, problem } },
      { type: 'notStopped', errorCode: 'agora_timeout' },
    ],
    [
      'that keeps us from stopping what the bot gives up',
      { phase: 'stopping', health: { problem }, ending: { stop: { because: 'not_confirmed', at: t0 } } },
      { type: 'notStopped', errorCode: 'agora_timeout' },
    ],
  ])('%s', (_name, change, attention) => {
    const view = cardView(runningRecording(change));
    expect(view.attention).toStrictEqual(attention);
    expect('attention' in view).toBe(attention !== undefined);
  });
});

describe('sound and video', () => {
  test.each([
    [4, 'waiting'],
    [5, 'arriving'],
  ] as const)('status %d: %s', (value, media) => {
    expect(
      new Scenario()
        .toConfirming()
        .respond('query', status(value), 5 * second)
        .card().media,
    ).toBe(media);
  });

  test.each([0, 1, 2, 3])(
    'a recorder on its way back from a fail-over (%d) is not said to receive anything',
    (value) => {
      const scenario = new Scenario().toRecording().respond('query', status(value), minute);
      expect(scenario.card()).not.toHaveProperty('media');
      expect(scenario.isCardDrawn()).toBe(true);
    },
  );

  test('are not reported before it records and after it ends', () => {
    expect(new Scenario().toConfirming().card()).not.toHaveProperty('media');
    expect(new Scenario().toRecording().stop().card()).not.toHaveProperty('media');
  });
});

describe('the buttons', () => {
  const whileItRuns: readonly Button[] = [
    'stop',
    'layout:float',
    'layout:grid',
    'layout:vertical',
    'customLayout',
    'refresh',
  ];
  const expected: Readonly<Record<Phase, readonly Button[]>> = {
    starting: whileItRuns,
    confirming: whileItRuns,
    recording: whileItRuns,
    stopping: [],
    uploading: [],
    finished: ['files', 'recordAgain'],
    failed: ['tryAgain'],
    lost: ['recordAgain'],
    canceled: ['recordAgain'],
  };
  test.each([...livePhases, 'uploading', ...endPhases] as const)('%s', (phase) => {
    expect(cardView(runningRecording({ phase })).buttons).toEqual(expected[phase]);
  });

  const files = { names: ['a.m3u8'], predicted: true };
  test.each<[string, Partial<Recording>, boolean]>([
    ['finished early', { phase: 'finished', ending: { result: 'endedEarly' } }, true],
    ['nothing recorded', { phase: 'finished', ending: { result: 'nothingRecorded', files } }, false],
    ['lost, with a file', { phase: 'lost', ending: { files } }, true],
    ['lost, without one', { phase: 'lost', ending: { files: { names: [], predicted: true } } }, false],
  ])('%s: Files', (_name, change, expected) => {
    expect(cardView(runningRecording(change)).buttons.includes('files')).toBe(expected);
  });
});

describe('recorders that can’t be controlled', () => {
  const orphan = { uid, status: 'orphan', sendCount: 1, sid, startedAt: t0 } as const;
  const lost: Partial<Recording> = { phase: 'lost', recorders: [orphan] };

  test.each<[string, Partial<Recording>, CardView['orphans']]>([
    ['the current one', lost, { uids: [uid], besideAnother: false, stoppable: true, idle: 300_000 }],
    [
      'one beside another',
      { recorders: [orphan, { uid: newUid, status: 'running', sendCount: 1 }] },
      { uids: [uid], besideAnother: true, stoppable: false, idle: 300_000 },
    ],
    [
      'two',
      { phase: 'lost', recorders: [{ ...orphan, uid: '7' }, orphan] },
      { uids: ['7', uid], besideAnother: false, stoppable: true, idle: 300_000 },
    ],
    [
      'one that can’t be stopped before its recording is over',
      { phase: 'stopping', recorders: [orphan, { uid: newUid, status: 'sent', sendCount: 1 }] },
      { uids: [uid], besideAnother: true, stoppable: false, idle: 300_000 },
    ],
    [
      'whose control has ended',
      { ...lost, ending: { errorCode: 'control_expired' } },
      { uids: [uid], besideAnother: false, stoppable: false, idle: 300_000 },
    ],
    ['none', { phase: 'finished' }, undefined],
  ])('%s', (_name, change, expected) => {
    expect(cardView(runningRecording(change)).orphans).toEqual(expected);
  });

  test('have a deadline where a token ends them', () => {
    const { spec } = runningRecording();
    const view = cardView(runningRecording({ ...lost, spec: { ...spec, usesTokens: true } }));
    expect(view.orphans?.endBy).toBe(t0 + 24 * 60 * minute + 5 * minute);
    const later = { ...orphan, uid: '7', startedAt: t0 + minute };
    const two = cardView(
      runningRecording({ ...lost, recorders: [later, orphan], spec: { ...spec, usesTokens: true } }),
    );
    expect(two.orphans?.endBy).toBe(t0 + 24 * 60 * minute + 6 * minute);
  });
});
