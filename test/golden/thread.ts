/** Every message of the thread, and every one that the core has for one person. */
import { errorCodes } from '../../src/recording/error-codes.ts';
import type { ThreadMessage } from '../../src/recording/thread-message.ts';
import type { Message } from '../../src/slack/surfaces/blocks.ts';
import { isBroadcast, renderMessage } from '../../src/slack/surfaces/thread.ts';
import { link } from '../slack/surfaces/support.ts';
import { after, ended, files, manyFiles, maths, noFiles, now, predicted } from './samples.ts';

const by = 'U2BEN';
const layout = { kind: 'vertical', largeUid: '527841', background: '#1D1C1D' } as const;
const instead = { kind: 'float' } as const;
const subscription = { audio: { only: ['12', '34'] }, video: { except: ['56'] } } as const;
const hold = { type: 'hold', paused: true } as const;
const names = files.names;

/** Several of a type where its words differ. */
const samples: { [T in ThreadMessage['type']]: Readonly<Record<string, Extract<ThreadMessage, { type: T }>>> } = {
  confirmed: { '': { type: 'confirmed' } },
  status: {
    '': { type: 'status', elapsed: 18 * 60_000, status: 5, files: names, silent: false },
    screenshots: {
      type: 'status',
      elapsed: 18 * 60_000,
      status: 5,
      files: [],
      snapshots: { count: 108, names: ['lessons/a_1.jpg', 'lessons/a_2.jpg'] },
      silent: false,
    },
    'no new screenshots': {
      type: 'status',
      elapsed: 18 * 60_000,
      status: 5,
      files: [],
      snapshots: { count: 1, names: [] },
      silent: false,
    },
    'no files': { type: 'status', elapsed: 65 * 60_000, status: 4, files: [], silent: false },
    silent: { type: 'status', elapsed: 18 * 60_000, status: 5, files: names, statusAt: after(16), silent: true },
    'silent from the start': { type: 'status', elapsed: 30_000, files: [], silent: true },
    'not found': {
      type: 'status',
      elapsed: 18 * 60_000,
      status: 5,
      files: names,
      statusAt: after(16),
      silent: true,
      notFound: true,
    },
  },
  settingChanged: {
    '': { type: 'settingChanged', setting: { type: 'layout', layout }, by },
    subscription: { type: 'settingChanged', setting: { type: 'subscription', subscription }, by },
    paused: { type: 'settingChanged', setting: hold, by },
    resumed: { type: 'settingChanged', setting: { type: 'hold', paused: false }, by },
  },
  settingFailed: {
    subscription: {
      type: 'settingFailed',
      setting: { type: 'subscription', subscription },
      by,
      errorCode: 'agora_timeout',
    },
    hold: { type: 'settingFailed', setting: hold, by, errorCode: 'agora_timeout' },
    'subscription uncertain': {
      type: 'settingFailed',
      setting: { type: 'subscription', subscription },
      by,
      errorCode: 'agora_timeout',
      uncertain: true,
    },
    'hold uncertain': { type: 'settingFailed', setting: hold, by, errorCode: 'agora_timeout', uncertain: true },
    '': {
      type: 'settingFailed',
      setting: { type: 'layout', layout },
      by,
      errorCode: 'agora_timeout',
      detail: '504 Gateway Timeout',
    },
    'wrong settings': {
      type: 'settingFailed',
      setting: { type: 'layout', layout },
      by,
      errorCode: 'agora_bad_request',
    },
    credentials: { type: 'settingFailed', setting: { type: 'layout', layout }, by, errorCode: 'agora_unauthorized' },
    uncertain: {
      type: 'settingFailed',
      setting: { type: 'layout', layout },
      by,
      errorCode: 'agora_timeout',
      uncertain: true,
    },
  },
  stopRequested: { '': { type: 'stopRequested', by } },
  limitNear: { '': { type: 'limitNear', at: after(60) } },
  limitReached: {
    '': { type: 'limitReached', at: after(60) },
    late: { type: 'limitReached', at: after(60), late: true },
  },
  extended: { '': { type: 'extended', by, until: after(90) } },
  startedLate: {
    outage: { type: 'startedLate', at: after(60), because: 'outage' },
    busy: { type: 'startedLate', at: after(60), because: 'busy' },
    unavailable: { type: 'startedLate', at: after(60), because: 'unavailable' },
  },
  waitingForPeople: { '': { type: 'waitingForPeople', until: after(60) } },
  everyoneLeft: { '': { type: 'everyoneLeft', until: after(60) } },
  recorderReplaced: { '': { type: 'recorderReplaced', errorCode: 'recorder_vanished' } },
  announcement: {
    begin: { type: 'announcement', moment: 'begin' },
    end: { type: 'announcement', moment: 'end' },
  },
  noLimit: { '': { type: 'noLimit' } },
  extendedTooFar: { '': { type: 'extendedTooFar', until: after(90) } },
  canceled: { '': { type: 'canceled', by }, 'by nobody': { type: 'canceled' } },
  contactLost: { '': { type: 'contactLost' } },
  contactRestored: { '': { type: 'contactRestored' } },
  noMedia: { '': { type: 'noMedia' } },
  mediaArrived: { '': { type: 'mediaArrived' } },
  notStopped: { '': { type: 'notStopped', errorCode: 'agora_unauthorized', detail: '401 Invalid authentication' } },
  problem: Object.fromEntries(
    errorCodes.map((errorCode) => [errorCode, { type: 'problem', errorCode, detail: 'HTTP 500' } as const]),
  ),
  warning: { '': { type: 'warning', errorCode: 'storage_refused', detail: 'uploader error 32' } },
  orphan: {
    retrying: { type: 'orphan', uid: '3000000007', retrying: true },
    only: { type: 'orphan', uid: '3000000007', retrying: false },
  },
  orphanBack: { '': { type: 'orphanBack', uid: '3000000007' } },
  orphanEnded: { '': { type: 'orphanEnded', uid: '3000000007' } },
  failover: { '': { type: 'failover', uid: '3000000008' } },
  controlExpiring: { '': { type: 'controlExpiring', at: after(60) } },
  tokenExpiring: { '': { type: 'tokenExpiring', at: after(60) } },
  uploading: {
    '': { type: 'uploading', outcome: { kind: 'finished' } },
    'ended early': { type: 'uploading', outcome: { kind: 'endedEarly', errorCode: 'channel_empty' } },
  },
  finished: {
    uploaded: { type: 'finished', outcome: { kind: 'finished' }, files, uploading: 'uploaded' },
    backuped: { type: 'finished', outcome: { kind: 'finished' }, files, uploading: 'backuped' },
    unknown: { type: 'finished', outcome: { kind: 'finished' }, files: predicted, uploading: 'unknown' },
    'no files reported': { type: 'finished', outcome: { kind: 'finished' }, files: noFiles, uploading: 'unknown' },
    'uploaded, no files reported': {
      type: 'finished',
      outcome: { kind: 'finished' },
      files: noFiles,
      uploading: 'uploaded',
    },
    'uploaded, expected file': {
      type: 'finished',
      outcome: { kind: 'finished' },
      files: predicted,
      uploading: 'uploaded',
    },
    '60 files': { type: 'finished', outcome: { kind: 'finished' }, files: manyFiles, uploading: 'uploaded' },
    'ended early': { type: 'finished', outcome: { kind: 'endedEarly' }, files, uploading: 'uploaded' },
    'ended early, announced': {
      type: 'finished',
      outcome: { kind: 'endedEarly' },
      files,
      uploading: 'uploaded',
      announced: true,
    },
    'ended early, token': {
      type: 'finished',
      outcome: { kind: 'endedEarly', errorCode: 'token_expired' },
      files,
      uploading: 'uploaded',
    },
    'nothing recorded': {
      type: 'finished',
      outcome: { kind: 'nothingRecorded', stoppedAtOnce: false },
      files: noFiles,
      uploading: 'unknown',
    },
    'stopped at once': {
      type: 'finished',
      outcome: { kind: 'nothingRecorded', stoppedAtOnce: true },
      files: noFiles,
      uploading: 'unknown',
    },
    'more than one message holds': {
      type: 'finished',
      outcome: { kind: 'finished' },
      files,
      following: 3,
      uploading: 'uploaded',
    },
  },
  moreFiles: { '': { type: 'moreFiles', names: manyFiles.names.slice(57), first: 3, total: 5 } },
  failed: {
    '': { type: 'failed', errorCode: 'storage_refused', detail: 'code 2: storage' },
    'no cause known': { type: 'failed', errorCode: 'not_confirmed' },
  },
  lost: {
    'control expired': { type: 'lost', errorCode: 'control_expired' },
    'start unknown': { type: 'lost', errorCode: 'start_unknown' },
  },
  cardRejected: {
    'not a member': { type: 'cardRejected', code: 'not_in_channel', recordingGoesOn: false },
    archived: { type: 'cardRejected', code: 'is_archived', recordingGoesOn: true },
    policy: { type: 'cardRejected', code: 'restricted_action_read_only_channel', recordingGoesOn: false },
    other: { type: 'cardRejected', code: 'fatal_error', recordingGoesOn: false },
  },
  alreadyStopping: { '': { type: 'alreadyStopping' } },
  alreadyOver: { '': { type: 'alreadyOver' } },
  notReady: { '': { type: 'notReady', command: 'layout' } },
  stopsOrphan: {
    known: { type: 'stopsOrphan', known: true, notifications: true },
    'by a notification': { type: 'stopsOrphan', known: false, notifications: true },
    never: { type: 'stopsOrphan', known: false, notifications: false },
  },
  sameSetting: {
    '': { type: 'sameSetting', setting: { type: 'layout', layout } },
    subscription: { type: 'sameSetting', setting: { type: 'subscription', subscription } },
    hold: { type: 'sameSetting', setting: { type: 'hold', paused: true } },
  },
  settingRequested: {
    '': { type: 'settingRequested', setting: { type: 'layout', layout } },
    subscription: { type: 'settingRequested', setting: { type: 'subscription', subscription } },
    hold: { type: 'settingRequested', setting: { type: 'hold', paused: true } },
  },
  notInMode: {
    layout: { type: 'notInMode', setting: 'layout' },
    subscription: { type: 'notInMode', setting: 'subscription' },
    hold: { type: 'notInMode', setting: 'hold' },
  },
  notRecorded: {
    audio: { type: 'notRecorded', medium: 'audio' },
    video: { type: 'notRecorded', medium: 'video' },
  },
  settingOvertaken: {
    subscription: {
      type: 'settingOvertaken',
      setting: { type: 'subscription', subscription },
      by,
      instead: { type: 'subscription', subscription: { audio: 'all', video: 'all' } },
    },
    hold: { type: 'settingOvertaken', setting: hold, by, instead: { type: 'hold', paused: false } },
    '': {
      type: 'settingOvertaken',
      setting: { type: 'layout', layout },
      by,
      instead: { type: 'layout', layout: instead },
    },
  },
  settingDropped: {
    'by a stop': { type: 'settingDropped', setting: { type: 'layout', layout }, by },
    'by an end': { type: 'settingDropped', setting: { type: 'layout', layout } },
    'subscription, by a stop': { type: 'settingDropped', setting: { type: 'subscription', subscription }, by },
    'subscription, by an end': { type: 'settingDropped', setting: { type: 'subscription', subscription } },
    'hold, by a stop': { type: 'settingDropped', setting: { type: 'hold', paused: true }, by },
    'hold, by an end': { type: 'settingDropped', setting: { type: 'hold', paused: true } },
  },
  notAllowed: { '': { type: 'notAllowed' } },
  usageLimitNear: {
    minutes: { type: 'usageLimitNear', use: { unit: 'minutes', limit: 10_000, used: 8_012, until: after(600) } },
    'cost, of a preset': {
      type: 'usageLimitNear',
      use: { unit: 'cost', preset: 'lesson', limit: 50, used: 40.5, currency: 'USD', until: after(600) },
    },
  },
};

const r = maths({ health: { lastStatus: { at: now, status: 5, files: names } } });

const rendered = () =>
  Object.entries(samples).flatMap(([type, variants]) =>
    Object.entries(variants).map(([variant, message]): [string, Message] => {
      const name = variant === '' ? type : `${type}: ${variant}`;
      return [isBroadcast(message) ? `${name} (also sent to the channel)` : name, renderMessage(r, message, link)];
    }),
  );

export const thread = (): Readonly<Record<string, Message>> => ({
  ...Object.fromEntries(rendered()),
  'alreadyOver: lost': renderMessage(
    ended({ errorCode: 'control_expired' }, { phase: 'lost' }),
    { type: 'alreadyOver' },
    link,
  ),
});
