/** One table of outcomes: the card, the thread and the list say the same of each. */
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/recording/outcome.ts';
import type { Ending, Phase } from '../../../src/recording/recording.ts';
import type { ThreadMessage } from '../../../src/recording/thread-message.ts';
import { settled } from '../../../src/recording/wanted.ts';
import { renderCard } from '../../../src/slack/surfaces/card.ts';
import { isTrouble, outcomeWords } from '../../../src/slack/surfaces/outcome.ts';
import { listReply } from '../../../src/slack/surfaces/replies.ts';
import { renderMessage } from '../../../src/slack/surfaces/thread.ts';
import { createdAt, minute, recording, seen } from './support.ts';

const files = { names: ['abc_standup.m3u8'], predicted: true };
const finished = (outcome: Outcome): ThreadMessage => ({ type: 'finished', outcome, files, uploading: 'unknown' });
const early = 'Most likely everyone had left.';
const camera = 'Nobody had a camera or microphone on';

type Row = {
  outcome: Outcome;
  phase: Phase;
  ending: Ending;
  message: ThreadMessage;
  card: string[];
  thread: string[];
  list: string;
};

const stoppedAtOnce = { by: 'U2BEN', at: createdAt + 1_000 };
const rows: Row[] = [
  {
    outcome: { kind: 'finished' },
    phase: 'finished',
    ending: { result: 'stopped' },
    message: finished({ kind: 'finished' }),
    card: ['Finished standup · 52 min'],
    thread: ['Finished standup.'],
    list: 'Finished',
  },
  {
    outcome: { kind: 'endedEarly' },
    phase: 'finished',
    ending: { result: 'endedEarly' },
    message: finished({ kind: 'endedEarly' }),
    card: ['Finished standup early', early],
    thread: ['ended early', early],
    list: 'Finished early',
  },
  {
    outcome: { kind: 'endedEarly', errorCode: 'channel_empty' },
    phase: 'finished',
    ending: { result: 'endedEarly', errorCode: 'channel_empty' },
    message: finished({ kind: 'endedEarly', errorCode: 'channel_empty' }),
    card: ['Finished standup early', 'Everyone had left. Start it again'],
    thread: ['ended early', 'Everyone had left. Start it again'],
    list: 'Finished early',
  },
  {
    outcome: { kind: 'nothingRecorded', stoppedAtOnce: false },
    phase: 'finished',
    ending: { result: 'nothingRecorded' },
    message: finished({ kind: 'nothingRecorded', stoppedAtOnce: false }),
    card: ['nothing was recorded', camera],
    thread: ['nothing was recorded', camera],
    list: 'Finished, nothing recorded',
  },
  {
    outcome: { kind: 'nothingRecorded', stoppedAtOnce: true },
    phase: 'finished',
    ending: { result: 'nothingRecorded', stop: stoppedAtOnce },
    message: finished({ kind: 'nothingRecorded', stoppedAtOnce: true }),
    card: ['nothing was recorded', 'stopped right after the start'],
    thread: ['Nothing was recorded', 'stopped right after the start'],
    list: 'Finished, nothing recorded',
  },
  {
    outcome: { kind: 'canceled', by: 'U2BEN' },
    phase: 'canceled',
    ending: { stop: stoppedAtOnce },
    message: { type: 'canceled', by: 'U2BEN' },
    card: ['Canceled standup before recording began'],
    thread: ['canceled before recording began'],
    list: 'Canceled',
  },
  {
    outcome: { kind: 'canceled' },
    phase: 'canceled',
    ending: {},
    message: { type: 'canceled' },
    card: ['Canceled standup before recording began'],
    thread: ['Canceled before recording began.'],
    list: 'Canceled',
  },
  {
    outcome: { kind: 'failed', errorCode: 'agora_timeout' },
    phase: 'failed',
    ending: { errorCode: 'agora_timeout' },
    message: { type: 'failed', errorCode: 'agora_timeout' },
    card: ['Failed: standup was not recorded', 'Start it again in a few minutes.'],
    thread: ['standup was not recorded', 'Start it again in a few minutes.'],
    list: 'Failed',
  },
  {
    outcome: { kind: 'lost', errorCode: 'control_expired' },
    phase: 'lost',
    ending: { errorCode: 'control_expired' },
    message: { type: 'lost', errorCode: 'control_expired' },
    card: ['Lost: standup may still be recording', 'stops some minutes after everyone has left'],
    thread: ['standup may still be recording', 'stops some minutes after everyone has left'],
    list: 'Lost',
  },
];

describe.each(rows)('$outcome', ({ outcome, phase, ending, message, card, thread, list }) => {
  const r = recording({ phase, ending: { endedAt: createdAt + 52 * minute, ...ending } });
  const emptyPage = { recordings: [], total: 0 };

  it('on the card', () => {
    for (const part of card) expect(seen(renderCard(r, createdAt))).toContain(part);
  });
  it('in the thread', () => {
    for (const part of thread) expect(seen(renderMessage(r, message))).toContain(part);
  });
  it('in the list', () => {
    const page = { recordings: [r], total: 1 };
    const reply = listReply({ live: emptyPage, orphans: emptyPage, ended: page }, undefined);
    expect(seen(reply)).toContain(`standup · ${list} · `);
  });
  it('mentions the starter only after a failure', () =>
    expect(
      outcomeWords(r, outcome).thread.some(
        (part) => typeof part !== 'string' && 'user' in part && part.user === 'U1ANA',
      ),
    ).toBe(isTrouble(outcome)));
});

it('a page without a response of Agora has ended at its time limit', () => {
  const r = recording({
    phase: 'lost',
    mode: { kind: 'web', hold: settled(false) },
    ending: { endedAt: createdAt + 72 * 60 * minute, errorCode: 'control_expired' },
  });
  const shown = seen(renderCard(r, createdAt));
  expect(shown).toContain('Lost: standup ended without a report');
  expect(shown).toContain('It stopped at its time limit.');
  const told = renderMessage(r, { type: 'lost', errorCode: 'control_expired' }).text;
  expect(told).toContain('standup has ended by now, but Agora sent no report.');
  expect(told).not.toContain('may still be recording');
});
