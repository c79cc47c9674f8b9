/** The messages of the thread, and those that the recording core has for one person. */
import { format } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import { failoverWindow, notifyNotFoundAfter, tokenLifetime } from '../../recording/policy.ts';
import type { Recording } from '../../recording/recording.ts';
import type { ThreadMessage, ThreadMessageOf } from '../../recording/thread-message.ts';
import { type Message, say } from './blocks.ts';
import { cardRejected } from './card-rejected.ts';
import { endMessage, isNewTrouble, moreFilesMessage, uploadingMessage } from './end-message.ts';
import { isTrouble, outcomeWords } from './outcome.ts';
import { personMessages } from './person-messages.ts';
import type { Renderers } from './renderers.ts';
import { statusMessage } from './status-message.ts';
import { likelyCauses, withDetails } from './with-details.ts';
import { endsByItself, explained, named, settingWords } from './words.ts';

/** By then a fail-over is over, and Agora finds the recorder again, or it has ended. */
const contactMinutes = Math.ceil((failoverWindow + notifyNotFoundAfter) / 60_000);
const warning: Part = { emoji: 'warning' };
const stopCommand = (r: Recording): Part => ({ code: `/record stop ${r.id}` });

const renderers: Renderers = {
  ...personMessages,
  cardRejected,
  status: statusMessage,
  uploading: uploadingMessage,
  finished: endMessage,
  moreFiles: moreFilesMessage,
  confirmed: (r) => say({ emoji: 'red_circle' }, ' ', ...format('thread.confirmed', { name: named(r) })),
  settingChanged: (_, { setting, by }) => {
    const about = { by: { user: by }, value: settingWords(setting) };
    if (setting.type !== 'hold') return say(...format(`thread.changed.${setting.type}`, about));
    return say(...format(setting.paused ? 'thread.changed.paused' : 'thread.changed.resumed', about));
  },
  settingFailed: (r, message) => settingFailed(r, message),
  stopRequested: (_, { by }) => say(...format('thread.stopRequested', { by: { user: by } })),
  limitNear: (r, { at }) =>
    say(...format('thread.limitNear', { starter: { user: r.startedBy }, name: named(r), at: { at } })),
  limitReached: (r, { at, late }) =>
    say(...format(late === true ? 'thread.limitReached.late' : 'thread.limitReached', { name: named(r), at: { at } })),
  extended: (_, { by, until }) => say(...format('thread.extended', { by: { user: by }, until: { at: until } })),
  startedLate: (r, { at, because }) => say(...format(`thread.startedLate.${because}`, { name: named(r), at: { at } })),
  waitingForPeople: (r, { until }) =>
    say(
      warning,
      ' ',
      ...format('thread.waitingForPeople', { starter: { user: r.startedBy }, name: named(r), until: { at: until } }),
    ),
  everyoneLeft: (r, { until }) => say(...format('thread.everyoneLeft', { name: named(r), until: { at: until } })),
  recorderReplaced: (r, { errorCode }) =>
    say(warning, ' ', ...format('thread.recorderReplaced', { summary: explained(r, errorCode, 'givenUp').summary })),
  announcement: (r, { moment }) => say({ plain: r.spec.announce?.[moment] ?? '' }),
  canceled: (r, { by }) => say(...outcomeWords(r, { kind: 'canceled', ...(by === undefined ? {} : { by }) }).thread),
  contactLost: () => say(...format('thread.contactLost', { minutes: contactMinutes })),
  contactRestored: () => say(...format('thread.contactRestored')),
  noMedia: (r) => say(warning, ' ', ...format('thread.noMedia', { starter: { user: r.startedBy }, name: named(r) })),
  mediaArrived: () => say(...format('thread.mediaArrived')),
  notStopped(r, { errorCode, detail }) {
    const about = { starter: { user: r.startedBy }, name: named(r), ...explained(r, errorCode, 'trying') };
    return withDetails([warning, ' ', ...format('thread.notStopped', about)], detail);
  },
  problem: (r, { errorCode, detail }) =>
    withDetails([warning, ' ', ...format('thread.problem', explained(r, errorCode, 'trying'))], detail),
  warning(r, { errorCode, detail }) {
    const about = { name: named(r), ...explained(r, errorCode, 'trying') };
    return withDetails([warning, ' ', ...format('thread.warning', about)], detail);
  },
  orphan(r, { uid, retrying }) {
    const id = retrying ? 'thread.orphan.retrying' : 'thread.orphan.only';
    return withDetails([warning, ' ', ...format(id, { name: named(r), ends: endsByItself(r) })], `uid ${uid}`);
  },
  orphanBack(r, { uid }) {
    const about = { ends: endsByItself(r), command: stopCommand(r) };
    return withDetails([warning, ' ', ...format('thread.orphanBack', about)], `uid ${uid}`);
  },
  orphanEnded: (_, { uid }) => withDetails(format('thread.orphanEnded'), `uid ${uid}`),
  failover: (_, { uid }) => withDetails(format('thread.failover'), `uid ${uid}`),
  controlExpiring: (r, { at }) =>
    say(warning, ' ', ...format('thread.controlExpiring', { at: { at }, command: stopCommand(r) })),
  tokenExpiring(r, { at }) {
    const about = { at: { at }, hours: tokenLifetime / 3_600_000, command: stopCommand(r) };
    return say(warning, ' ', ...format('thread.tokenExpiring', about));
  },
  failed(r, { errorCode, detail }) {
    const words = outcomeWords(r, { kind: 'failed', errorCode });
    const causes = errorCode === 'not_confirmed' ? likelyCauses(r) : [];
    return withDetails([{ emoji: words.emoji }, ' ', ...words.thread], detail, causes);
  },
  lost(r, { errorCode }) {
    const words = outcomeWords(r, { kind: 'lost', errorCode });
    return say({ emoji: words.emoji }, ' ', ...words.thread);
  },
};

export function renderMessage(r: Recording, message: ThreadMessage, link?: string): Message {
  const render = renderers[message.type] as (r: Recording, message: ThreadMessage, link: string | undefined) => Message;
  return render(r, message, link);
}

/** What goes wrong is shown in the channel, too, and mentions the starter. */
export function isBroadcast(message: ThreadMessage): boolean {
  switch (message.type) {
    case 'failed':
    case 'lost':
    case 'noMedia':
    case 'waitingForPeople':
    case 'notStopped':
      return true;
    case 'uploading':
      return isTrouble(message.outcome);
    case 'finished':
      return isNewTrouble(message);
    default:
      return false;
  }
}

function settingFailed(
  r: Recording,
  { setting, by, errorCode, detail, uncertain }: ThreadMessageOf<'settingFailed'>,
): Message {
  const { summary, remedy } = explained(r, errorCode, 'trying');
  // The remedy after a failed start would end a recording that continues.
  const advice =
    errorCode === 'agora_bad_request'
      ? format('thread.advice.settings')
      : errorCode === 'agora_unauthorized'
        ? remedy
        : format(`thread.advice.${setting.type}`);
  const id = `thread.${uncertain === true ? 'uncertain' : 'failed'}.${setting.type}` as const;
  return withDetails(format(id, { by: { user: by }, value: settingWords(setting), summary, remedy: advice }), detail);
}
