/** How a recording is said to have ended: the same on the card, in the thread and in the list. */
import { format, type MessageId } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import type { Outcome } from '../../recording/outcome.ts';
import type { Recording } from '../../recording/recording.ts';
import { explained, joined, named } from './words.ts';

export type OutcomeWords = Readonly<{
  /** The sign of the state on the card, and its emoji in the thread. */
  mark: string;
  emoji: string;
  /** The headline of the card, for the name and the span that it ran. */
  headline: MessageId;
  /** What the card says below it, if anything. */
  line: Part[];
  /** What the thread says at the end. */
  thread: Part[];
  /** What the list says. */
  state: MessageId;
}>;

/** It went wrong, so its words mention the starter, and the channel is to see them. */
export function isTrouble(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'endedEarly':
    case 'failed':
    case 'lost':
      return true;
    case 'nothingRecorded':
      return !outcome.stoppedAtOnce;
    default:
      return false;
  }
}

export function outcomeWords(r: Recording, outcome: Outcome): OutcomeWords {
  const name = named(r);
  const starter: Part = { user: r.startedBy };
  switch (outcome.kind) {
    case 'finished':
      return {
        ...ok,
        headline: 'card.finished',
        line: [],
        thread: format('end.finished', { name }),
        state: 'state.finished',
      };
    case 'endedEarly': {
      const reason = reasonOf(r, outcome);
      const thread = format('end.early', { starter, name, reason });
      return { ...trouble, headline: 'card.finished.early', line: reason, thread, state: 'state.finished.early' };
    }
    case 'nothingRecorded': {
      const words = { headline: 'card.finished.nothing', state: 'state.finished.nothing' } as const;
      if (outcome.stoppedAtOnce)
        return {
          ...neutral,
          ...words,
          line: format('end.card.nothingAtOnce'),
          thread: format('end.nothingAtOnce', { name }),
        };
      return {
        ...trouble,
        ...words,
        line: format('end.card.nothing'),
        thread: format('end.nothing', { starter, name }),
      };
    }
    case 'canceled': {
      const { by } = outcome;
      const thread =
        by === undefined ? format('thread.canceledByNobody') : format('thread.canceled', { by: { user: by } });
      return { ...neutral, headline: 'card.canceled', line: [], thread, state: 'state.canceled' };
    }
    case 'failed': {
      const { summary, remedy } = explained(r, outcome.errorCode, 'givenUp');
      const thread = format('end.failed', { starter, name, summary, remedy });
      return { ...failed, headline: 'card.failed', line: joined(summary, remedy), thread, state: 'state.failed' };
    }
    case 'lost': {
      const { summary, remedy } = explained(r, outcome.errorCode, 'givenUp');
      // The time limit of a page is over by the time that Agora no longer answers for it.
      const isOver = r.mode.kind === 'web' && outcome.errorCode === 'control_expired';
      const thread = format(isOver ? 'end.lost.over' : 'end.lost', { starter, name, summary, remedy });
      const headline = isOver ? 'card.lost.over' : 'card.lost';
      return { ...trouble, headline, line: joined(summary, remedy), thread, state: 'state.lost' };
    }
  }
}

const ok = { mark: '✅', emoji: 'white_check_mark' } as const;
const neutral = { mark: '⚪', emoji: 'white_circle' } as const;
const trouble = { mark: '⚠️', emoji: 'warning' } as const;
const failed = { mark: '❌', emoji: 'x' } as const;

/** Why it ended though nobody asked, and what to do about it. */
function reasonOf(r: Recording, { errorCode }: Extract<Outcome, { kind: 'endedEarly' }>): Part[] {
  if (errorCode === undefined) return format('end.early.unknown');
  const { summary, remedy } = explained(r, errorCode, 'givenUp');
  return joined(summary, remedy);
}
