/** The headline of a card, and the one line that matters below it. */
import { format } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import type { Attention, CardView } from '../../recording/card-view.ts';
import { failoverWindow, startUsuallyWithin } from '../../recording/policy.ts';
import type { Ms, Recording } from '../../recording/recording.ts';
import { outcomeWords } from './outcome.ts';
import { cut } from './text.ts';
import { explained, joined, spanWords } from './words.ts';

export type Headline = Readonly<{ mark: string; headline: readonly Part[]; line: readonly Part[] }>;

const hourglass = '⏳';
const red = '🔴';
const warning = '⚠️';
const arrow = '⏫';
const pause = '⏸️';

export function headlineOf(r: Recording, view: CardView, now: Ms): Headline {
  const name = cut(view.cname, 100);
  if (view.attention !== undefined) return attentionHeadline(r, name, view, view.attention);
  switch (view.state) {
    case 'starting': {
      if (view.waiting === true) {
        const line = format('card.line.waitingForPeople', { until: { at: view.stopAt ?? 0 } });
        return { mark: hourglass, headline: format('card.starting.waiting', { name }), line };
      }
      const line = format('card.line.starting', { seconds: startUsuallyWithin / 1000 });
      return { mark: hourglass, headline: format('card.starting', { name }), line };
    }
    case 'recording': {
      const span = spanWords(now - (view.startedAt ?? view.createdAt));
      if (view.media === 'paused')
        return { mark: pause, headline: format('card.recording.paused', { name }), line: mediaLine(view) };
      return { mark: red, headline: format('card.recording', { name, span }), line: mediaLine(view) };
    }
    case 'stopping': {
      const by = view.stoppedBy;
      const line =
        by !== undefined
          ? format('card.line.savingBy', { by: { user: by } })
          : format(view.limitReached === true ? 'card.line.savingLimit' : 'card.line.saving');
      return { mark: hourglass, headline: format('card.stopping', { name }), line };
    }
    case 'uploading': {
      const share = view.uploadShare;
      const headline =
        share === undefined
          ? format('card.uploading', { name })
          : format('card.uploading.share', { name, percent: Math.floor(share * 100) });
      return { mark: arrow, headline, line: joined(format('card.line.uploading'), outcomeLine(r, view)) };
    }
    default:
      return endHeadline(r, name, view);
  }
}

function mediaLine({ media, checkedAt }: CardView): Part[] {
  if (media === undefined || checkedAt === undefined) return [];
  if (media === 'paused') return format('card.line.paused');
  return format(`card.line.${media}`, { at: { at: checkedAt } });
}

function attentionHeadline(r: Recording, name: string, view: CardView, attention: Attention): Headline {
  switch (attention.type) {
    case 'noMedia':
      return { mark: warning, headline: format('card.recording.noMedia', { name }), line: format('card.line.noMedia') };
    case 'contactLost': {
      const since = { at: attention.since };
      const line = format('card.line.contactLost', { since, seconds: failoverWindow / 1000 });
      const id = view.state === 'stopping' ? 'card.stopping.contactLost' : 'card.recording.contactLost';
      return { mark: warning, headline: format(id, { name }), line };
    }
    case 'problem': {
      const { summary, remedy } = explained(r, attention.errorCode, 'trying');
      const id = view.state === 'starting' ? 'card.starting.problem' : 'card.recording.problem';
      return { mark: warning, headline: format(id, { name }), line: joined(summary, remedy) };
    }
    case 'notStopped': {
      const line = format('card.line.notStopped', explained(r, attention.errorCode, 'trying'));
      return { mark: warning, headline: format('card.stopping.notStopped', { name }), line };
    }
    case 'givingUp': {
      const { summary } = explained(r, attention.errorCode, 'givenUp');
      return { mark: warning, headline: format('card.stopping', { name }), line: [...summary] };
    }
  }
}

/** What the outcome adds while files are still being uploaded. */
function outcomeLine(r: Recording, { outcome }: CardView): readonly Part[] {
  return outcome === undefined ? [] : outcomeWords(r, outcome).line;
}

function endHeadline(r: Recording, name: string, view: CardView): Headline {
  const { outcome, endedAt, startedAt, createdAt } = view;
  if (outcome === undefined) return { mark: warning, headline: [{ plain: name }], line: [] };
  const { mark, headline: id, line } = outcomeWords(r, outcome);
  if (id === 'card.finished') {
    const span = spanWords((endedAt ?? createdAt) - (startedAt ?? createdAt));
    return { mark, headline: format('card.finished', { name, span }), line };
  }
  const headline = format(id as 'card.failed', { name });
  if (id !== 'card.finished.early' || endedAt === undefined) return { mark, headline, line };
  return { mark, headline, line: format('card.line.ended', { at: { at: endedAt }, reason: line }) };
}
