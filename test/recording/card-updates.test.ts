/** What people must see is on the card at once, and is taken back at once; what is quiet draws nothing. */
import { describe, expect, test } from 'vitest';
import { type CardView, sameView } from '../../src/recording/card-view.ts';
import {
  ben,
  file,
  minute,
  noResponse,
  notFound,
  notSent,
  Scenario,
  second,
  sid,
  status,
  t0,
  uid,
} from '../support/scenario.ts';

const rejected = { kind: 'rejected', errorCode: 'agora_unauthorized' } as const;
const noFiles = { kind: 'stopped', files: [], uploading: 'unknown' } as const;
const grid = { kind: 'grid' } as const;
const float = { kind: 'float' } as const;
const layoutCall = {
  queue: 'agora',
  call: 'updateLayout',
  uid,
  failedAttempts: 0,
  setting: { type: 'layout', layout: float },
  by: 'UBEN',
} as const;
const confirmedAt = t0 + 5 * second;

type Row = readonly [
  name: string,
  /** The last event makes the state appear. */
  appear: () => Scenario,
  shown: Partial<CardView>,
  takeBack: (scenario: Scenario) => Scenario,
  afterwards: Partial<CardView>,
];

/** What people must see without a click, and see the end of. */
const rows: readonly Row[] = [
  [
    'nothing is received',
    () =>
      new Scenario()
        .toConfirming()
        .respond('query', status(4), 5 * second)
        .respond('query', status(4), minute),
    { state: 'recording', media: 'waiting', attention: { type: 'noMedia', since: confirmedAt } },
    (scenario) => scenario.respond('query', status(5), 2 * minute),
    { state: 'recording', media: 'arriving' },
  ],
  [
    'Agora does not find it',
    () =>
      new Scenario()
        .toRecording()
        .respond('query', notFound)
        .respond('query', notFound, 15 * second),
    { state: 'recording', attention: { type: 'contactLost', since: confirmedAt } },
    (scenario) => scenario.respond('query', status(5), 15 * second),
    { state: 'recording', media: 'arriving' },
  ],
  [
    'Agora can’t be asked',
    () => new Scenario().toRecording().respond('query', noResponse, minute, 3),
    {
      state: 'recording',
      attention: { type: 'problem', errorCode: 'agora_timeout', since: confirmedAt + minute },
    },
    (scenario) => scenario.respond('query', status(5), minute),
    { state: 'recording', media: 'arriving' },
  ],
  [
    'it can’t be started',
    () => new Scenario().postCard().respond('acquire', notSent, minute, 2),
    { state: 'starting', attention: { type: 'problem', errorCode: 'agora_unreachable', since: t0 + minute } },
    (scenario) =>
      scenario
        .respond('acquire', { kind: 'acquired', resourceId: 'R' })
        .sendStarted()
        .respond('start', { kind: 'started', sid }),
    { state: 'starting' },
  ],
  [
    'it can’t be stopped',
    () => new Scenario().toRecording().stop().respond('stop', rejected),
    {
      state: 'stopping',
      attention: { type: 'notStopped', errorCode: 'agora_unauthorized' },
      buttons: ['stop'],
    },
    (scenario) => scenario.respond('stop', { kind: 'stopped', files: [file], uploading: 'uploaded' }, minute),
    { state: 'finished', outcome: { kind: 'finished' }, buttons: ['files', 'recordAgain'] },
  ],
  [
    'it has not shown itself and is given up',
    () => new Scenario().toConfirming().respondUntilPhaseChanges(notFound),
    { state: 'stopping', attention: { type: 'givingUp', errorCode: 'not_confirmed' }, buttons: [] },
    (scenario) => scenario.respond('stop', notFound, second),
    { state: 'failed', outcome: { kind: 'failed', errorCode: 'not_confirmed' }, buttons: ['tryAgain'] },
  ],
  [
    'a recorder can’t be controlled beside another one',
    () => new Scenario({ notifications: true }).toOrphan(),
    { state: 'starting', orphans: { uids: [uid], besideAnother: true, stoppable: false } },
    (scenario) => scenario.notify({ kind: 'exited', normal: true }, { sid }),
    { state: 'starting' },
  ],
  [
    'it is lost and can be stopped, for its sid has come',
    () => new Scenario({ notifications: true }).toOrphan().stop().notify({ kind: 'joined' }),
    { state: 'lost', orphans: { uids: [uid], besideAnother: true, stoppable: true } },
    (scenario) => scenario.respondTo({ queue: 'agora', call: 'stop', uid, failedAttempts: 0 }, noFiles, second),
    { state: 'lost', outcome: { kind: 'lost', errorCode: 'start_unknown' } },
  ],
  [
    'it is uploading, and how far',
    () =>
      new Scenario({ notifications: true })
        .toRecording()
        .stop()
        .respond('stop', noFiles)
        .notify({ kind: 'progress', share: 0.5 }),
    { state: 'uploading', uploadShare: 0.5, outcome: { kind: 'finished' }, buttons: [] },
    (scenario) => scenario.notify({ kind: 'uploadEnded', uploading: 'uploaded', names: [] }),
    { state: 'finished', uploading: 'uploaded', buttons: ['files', 'recordAgain'] },
  ],
  [
    'a layout is asked for',
    () => new Scenario().toRecording().requestLayout(float, ben),
    { layout: { current: grid, desired: float } },
    (scenario) => scenario.respondTo(layoutCall, { kind: 'updated' }, second),
    { layout: { current: float } },
  ],
  [
    'a layout is asked for and rejected',
    () => new Scenario().toRecording().requestLayout(float, ben),
    { layout: { current: grid, desired: float } },
    (scenario) => scenario.respondTo(layoutCall, rejected, second),
    { layout: { current: grid } },
  ],
  [
    'the current layout is uncertain',
    () =>
      new Scenario()
        .toRecording()
        .requestLayout(float, ben)
        .respondTo({ ...layoutCall, failedAttempts: 3 }, noResponse),
    { layout: { current: grid, uncertain: true } },
    (scenario) =>
      scenario
        .requestLayout(grid, ben)
        .respondTo({ ...layoutCall, setting: { type: 'layout', layout: grid } }, { kind: 'updated' }),
    { layout: { current: grid } },
  ],
  [
    'a status post says when Agora was asked',
    () => new Scenario().toRecording().apply({ type: 'tick' }, minute).respond('query', status(5), second),
    { checkedAt: confirmedAt + minute + second },
    (scenario) => scenario.apply({ type: 'tick' }, minute).respond('query', noResponse, second),
    { checkedAt: confirmedAt + minute + second },
  ],
  [
    'a layout is not applied before the stop',
    () => new Scenario().toRecording().requestLayout(float, ben),
    { state: 'recording', layout: { current: grid, desired: float } },
    (scenario) => scenario.stop(),
    { state: 'stopping', stoppedBy: 'UANA' },
  ],
];

describe('changes that redraw the card', () => {
  test.each(rows)('%s', (_name, appear, shown, takeBack, afterwards) => {
    const scenario = appear();
    expect(scenario.card()).toMatchObject(shown);
    expect(scenario.isCardDrawn()).toBe(true);
    takeBack(scenario);
    expect(scenario.card()).toMatchObject(afterwards);
    if (!('attention' in afterwards)) expect(scenario.card()).not.toHaveProperty('attention');
    if (!('orphans' in afterwards)) expect(scenario.card()).not.toHaveProperty('orphans');
    const { layout } = afterwards;
    if (layout !== undefined) expect(scenario.card().layout).toStrictEqual(layout);
    if (afterwards.state === 'stopping') expect(scenario.card()).not.toHaveProperty('layout');
    expect(scenario.isCardDrawn()).toBe(true);
  });
});

describe('changes that do not redraw the card', () => {
  test('where only the time of the last report has changed', () => {
    const scenario = new Scenario().toRecording();
    const before = scenario.card();
    scenario.respond('query', status(5), 2 * minute);
    expect(scenario.card().checkedAt).toBe(scenario.now);
    expect(sameView(before, scenario.card())).toBe(true);
    expect(scenario.isCardDrawn()).toBe(false);
  });

  test('a problem that is not reported yet', () => {
    expect(new Scenario().toRecording().respond('query', noResponse).isCardDrawn()).toBe(false);
    expect(new Scenario().toRecording().respond('query', notFound).isCardDrawn()).toBe(false);
  });
});

test('a new file redraws the card', () => {
  const scenario = new Scenario().toRecording();
  scenario.respond('query', status(5, [file, 'b.mp4']), minute);
  expect(scenario.card().fileCount).toBe(2);
  expect(scenario.isCardDrawn()).toBe(true);
});
