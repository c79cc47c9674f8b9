/** How the tour of the page follows what the visitor does. */
import { describe, expect, test } from 'vitest';
import { initialState, type PageState } from '../../../../src/sandbox/page/client/state.ts';
import {
  advance,
  begin,
  type Facts,
  factsOf,
  latestCard,
  type Progress,
  type StepName,
  skip,
  stepNames,
} from '../../../../src/sandbox/page/client/tour/progress.ts';
import type { PageMessage, PageRecorder } from '../../../../src/sandbox/page/protocol.ts';

const recorder: PageRecorder = {
  sid: 's1',
  cname: 'maths',
  uid: '900',
  mode: 'mix',
  startedAt: 0,
  status: 'Recording',
  layout: 'grid',
  tiles: [],
  files: [],
};

const nothing: Facts = {
  recorder: undefined,
  isRecording: false,
  hasEnded: false,
  isThreadOpen: false,
  isPlaying: false,
  bot: 'running',
  now: 1_000,
};
const recording: Facts = { ...nothing, recorder, isRecording: true };
const nextOf = ({ step }: Progress): StepName | undefined => stepNames[step];
const hour = 3_600_000;

test('a visitor who does what each step says comes to the end', () => {
  const seen: (StepName | undefined)[] = [];
  let progress = begin(nothing);
  const visit = (facts: Facts) => {
    progress = advance(progress, facts);
    seen.push(nextOf(progress));
  };
  visit(nothing);
  visit({ ...nothing, recorder });
  visit(recording);
  const vertical = { ...recording, recorder: { ...recorder, layout: 'vertical' }, isThreadOpen: true };
  visit(vertical);
  visit({ ...vertical, now: hour });
  visit({ ...vertical, now: hour + 1_000 });
  visit({ ...vertical, bot: 'stopped' });
  visit({ ...vertical, bot: 'starting' });
  visit({ ...vertical, bot: 'running' });
  visit({ ...nothing, hasEnded: true });
  visit({ ...nothing, hasEnded: true, isPlaying: true });
  expect(seen).toEqual([
    'start',
    'recording',
    'layout',
    'hour',
    'hour',
    'restart',
    'restart',
    'restart',
    'file',
    'file',
    undefined,
  ]);
});

describe('a step is not done too early', () => {
  const at = (name: StepName, facts: Facts): Progress => ({ ...begin(facts), step: stepNames.indexOf(name) });

  test('the layout that was in force before', () => {
    expect(nextOf(advance(at('layout', recording), recording))).toBe('layout');
  });

  test('a layout that becomes known after the step began', () => {
    const known = advance(at('layout', nothing), recording);
    expect(nextOf(known)).toBe('layout');
    expect(nextOf(advance(known, { ...recording, recorder: { ...recorder, layout: 'float' } }))).toBe('hour');
  });

  test('an hour in which the thread was not opened', () => {
    const later = { ...recording, now: recording.now + hour };
    expect(nextOf(advance(at('hour', recording), later))).toBe('hour');
    expect(nextOf(advance(at('hour', recording), { ...later, isThreadOpen: true }))).toBe('restart');
  });

  test('a bot that was never stopped, and a file that is played while nothing has ended', () => {
    expect(nextOf(advance(at('restart', recording), recording))).toBe('restart');
    expect(nextOf(advance(at('file', recording), { ...recording, isPlaying: true }))).toBe('file');
  });
});

test('where nothing has changed, the progress is the same object', () => {
  const progress = advance(begin(nothing), nothing);
  expect(advance(progress, nothing)).toBe(progress);
});

test('a visitor may skip every step', () => {
  let progress = begin(nothing);
  for (const name of stepNames) {
    expect(nextOf(progress)).toBe(name);
    progress = skip(progress, nothing);
  }
  expect([nextOf(progress), skip(progress, nothing).step]).toEqual([undefined, stepNames.length]);
});

describe('the state of the page', () => {
  const message = (ts: string, text: string, blocks: readonly object[] = [{ type: 'section' }]): PageMessage => ({
    ts,
    user: 'U1',
    text,
    blocks: blocks as PageMessage['blocks'],
    isEphemeral: false,
    isBroadcast: false,
    isDeleted: false,
    replies: 0,
  });
  const messages = [
    message('1', 'Recording maths · 2 min'),
    message('2', 'Starting standup…'),
    message('3', 'Starting is hard', []),
  ];
  const state: PageState = {
    ...initialState,
    view: { person: 'U1', place: { kind: 'channel', channelId: 'C1' }, limit: 100 },
    conversations: { C1: { messages, hasEarlier: false } },
    agora: {
      recorders: [{ ...recorder, sid: 's0', endedAt: 5 }, recorder],
      more: 0,
      channels: [],
      requests: [],
      budget: { used: 0, limit: 10 },
      files: [],
    },
  };

  test('says what the steps depend on', () => {
    expect(factsOf(state)).toMatchObject({
      recorder: { sid: 's1' },
      isRecording: true,
      hasEnded: true,
      bot: 'running',
    });
    expect(factsOf(initialState)).toEqual({ ...nothing, now: 0 });
  });

  test('has the latest card of its channel, and none at another place', () => {
    expect(latestCard(state)).toBe('2');
    expect(latestCard({ ...state, view: { ...state.view, place: { kind: 'home' } } })).toBeUndefined();
  });
});
