import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { inLocale, locales } from '../../src/messages/locale.ts';
import { type ErrorCode, errorCodes } from '../../src/recording/error-codes.ts';
import { type Layout, selectableLayouts } from '../../src/recording/layout/layout.ts';
import type { MixState } from '../../src/recording/recording.ts';
import { endPhases, livePhases, type RecorderInstance, type Recording } from '../../src/recording/recording.ts';
import type { Setting } from '../../src/recording/setting.ts';
import type { ThreadMessage } from '../../src/recording/thread-message.ts';
import { verbList } from '../../src/slack/inbound/verbs/index.ts';
import { fileBlocks } from '../../src/slack/surfaces/blocks.ts';
import { renderCard, renderStaleCard } from '../../src/slack/surfaces/card.ts';
import * as replies from '../../src/slack/surfaces/replies.ts';
import { clean, cut, escape, pieces } from '../../src/slack/surfaces/text.ts';
import { renderMessage } from '../../src/slack/surfaces/thread.ts';
import { fileNames, link, recording } from '../slack/surfaces/support.ts';
import { mixState } from '../support/specs.ts';
import { foreign, mayBeEmpty, maybe, moment, solid, sound, user } from './foreign.ts';

const numRuns = 10_000;

const files = fc.oneof(
  { arbitrary: fc.array(mayBeEmpty, { maxLength: 3 }), weight: 80 },
  { arbitrary: fc.array(foreign, { minLength: 60, maxLength: 80 }), weight: 1 },
  // More than a message of fifty blocks can hold; the same ones again and again, for making so many takes long.
  {
    arbitrary: fc
      .array(foreign, { minLength: 1, maxLength: 3 })
      .map((names) => Array.from({ length: 300 }, (_, n) => `${names[n % names.length]}${'x'.repeat(600)}`)),
    weight: 1,
  },
);
const someFiles = fc.record({ names: files, predicted: fc.boolean() });
const errorCode = fc.oneof(fc.constantFrom(...errorCodes), fc.constant('from another version' as ErrorCode));
const uploading = fc.constantFrom('uploaded' as const, 'backuped' as const, 'unknown' as const);

const layout = fc
  .record({ kind: fc.constantFrom(...selectableLayouts), largeUid: maybe(foreign), background: maybe(foreign) })
  .map((value) => solid(value) as Layout);
const uids = fc.oneof(
  fc.constant('all' as const),
  fc.record({ only: fc.array(foreign, { minLength: 1, maxLength: 3 }) }),
  fc.record({ except: fc.array(foreign, { minLength: 1, maxLength: 32 }) }),
);
const setting: fc.Arbitrary<Setting> = fc.oneof(
  fc.record({ type: fc.constant('layout' as const), layout }),
  fc.record({ type: fc.constant('subscription' as const), subscription: fc.record({ audio: uids, video: uids }) }),
  fc.record({ type: fc.constant('hold' as const), paused: fc.boolean() }),
);
const recorder = fc
  .record({
    uid: foreign,
    status: fc.constantFrom('planned', 'sent', 'running', 'ended', 'orphan'),
    sendCount: fc.nat(3),
    sid: maybe(foreign),
    acquiredAt: maybe(moment),
    startedAt: maybe(moment),
  })
  .map((value) => solid(value) as RecorderInstance);

const health = fc.record({
  lastStatus: maybe(fc.record({ at: moment, status: fc.integer({ min: -1, max: 30 }), files })),
  noMedia: maybe(fc.record({ since: moment, notified: fc.boolean() })),
  notFound: maybe(fc.record({ since: moment, lastResponseAt: moment, notified: fc.boolean() })),
  problem: maybe(fc.record({ errorCode, since: moment })),
});
const ending = fc.record({
  stop: maybe(fc.record({ by: maybe(user), because: maybe(errorCode), at: moment }).map(solid)),
  endedAt: maybe(moment),
  result: maybe(fc.constantFrom('stopped', 'endedEarly', 'nothingRecorded')),
  errorCode: maybe(errorCode),
  files: maybe(someFiles),
  uploading: maybe(uploading),
  upload: maybe(fc.record({ share: maybe(fc.double({ noNaN: true })) }).map(solid)),
});
const layoutState = fc
  .record({ current: layout, desired: layout, uncertain: maybe(fc.constant(true)), requestedBy: maybe(user) })
  .map(solid);

const anyRecording = fc
  .record({
    phase: fc.constantFrom(...livePhases, 'uploading', ...endPhases),
    cname: mayBeEmpty,
    recorders: fc.array(recorder, { minLength: 1, maxLength: 7 }),
    startedBy: user,
    createdAt: moment,
    spec: fc.boolean().map((usesTokens) => ({ ...recording().spec, usesTokens })),
    mode: layoutState.map((state) => mixState(state as MixState['layout'])),
    health: health.map(solid),
    ending: maybe(ending.map(solid)),
    limit: maybe(fc.record({ stopAt: moment })),
    waiting: maybe(fc.constant(true)),
  })
  .map((value) => recording(solid(value) as unknown as Partial<Recording>));

const by = user;
const outcome = fc.oneof(
  fc.constant({ kind: 'finished' }),
  fc.record({ kind: fc.constant('endedEarly'), errorCode: maybe(errorCode) }).map(solid),
  fc.record({ kind: fc.constant('nothingRecorded'), stoppedAtOnce: fc.boolean() }),
);
const detail = maybe(mayBeEmpty);
const messageFields: { [T in ThreadMessage['type']]: Record<string, fc.Arbitrary<unknown>> } = {
  confirmed: {},
  status: {
    elapsed: moment,
    status: maybe(fc.integer({ min: -1, max: 30 })),
    files,
    statusAt: maybe(moment),
    snapshots: maybe(fc.record({ count: fc.nat(), names: files })),
    silent: fc.boolean(),
    notFound: maybe(fc.constant(true)),
  },
  settingChanged: { setting, by },
  limitNear: { at: moment },
  limitReached: { at: moment, late: maybe(fc.constant(true)) },
  extended: { by, until: moment },
  startedLate: { at: moment, because: fc.constantFrom('outage', 'busy', 'unavailable') },
  waitingForPeople: { until: moment },
  everyoneLeft: { until: moment },
  recorderReplaced: { errorCode },
  announcement: { moment: fc.constantFrom('begin', 'end') },
  noLimit: {},
  extendedTooFar: { until: moment },
  settingFailed: { setting, by, errorCode, detail, uncertain: maybe(fc.constant(true)) },
  stopRequested: { by },
  canceled: { by: maybe(by) },
  contactLost: {},
  contactRestored: {},
  noMedia: {},
  mediaArrived: {},
  notStopped: { errorCode, detail },
  problem: { errorCode, detail },
  warning: { errorCode, detail },
  orphan: { uid: foreign, retrying: fc.boolean() },
  orphanBack: { uid: foreign },
  orphanEnded: { uid: foreign },
  failover: { uid: foreign },
  controlExpiring: { at: moment },
  tokenExpiring: { at: moment },
  uploading: { outcome },
  finished: { outcome, files: someFiles, uploading, following: maybe(fc.nat()) },
  moreFiles: { names: files, first: fc.nat(), total: fc.nat() },
  failed: { errorCode, detail },
  lost: { errorCode },
  cardRejected: { code: foreign, recordingGoesOn: fc.boolean() },
  alreadyStopping: {},
  alreadyOver: {},
  notReady: { command: fc.constantFrom('layout', 'refresh') },
  stopsOrphan: { known: fc.boolean(), notifications: fc.boolean() },
  sameSetting: { setting },

  settingRequested: { setting },
  settingOvertaken: { setting, by, instead: setting },
  settingDropped: { setting, by },
  notInMode: { setting: fc.constantFrom('layout', 'subscription', 'hold') },
  notRecorded: { medium: fc.constantFrom('audio', 'video') },
  notAllowed: {},
  usageLimitNear: {
    use: fc
      .record({
        preset: maybe(mayBeEmpty),
        unit: fc.constantFrom('minutes', 'cost'),
        limit: fc.integer({ min: 1 }),
        used: fc.nat(),
        currency: fc.constantFrom('USD', 'JPY'),
        until: moment,
      })
      .map(solid),
  },
};
const anyMessage: fc.Arbitrary<ThreadMessage> = fc.oneof(
  ...Object.entries(messageFields).map(([type, fields]) =>
    fc.record({ type: fc.constant(type), ...fields }).map((value) => solid(value) as ThreadMessage),
  ),
);

it('the card is safe and within the limits, whatever the recording holds', () => {
  fc.assert(
    fc.property(anyRecording, moment, (r, now) => {
      sound(renderCard(r, now));
      sound(renderStaleCard(r, link));
    }),
    { numRuns },
  );
});

it('every message of the thread is safe and within the limits, whatever it holds', () => {
  fc.assert(
    fc.property(anyRecording, anyMessage, fc.boolean(), fc.constantFrom(...locales), (r, message, linked, locale) =>
      sound(inLocale(locale, () => renderMessage(r, message, linked ? link : undefined))),
    ),
    // There are many kinds of messages.
    { numRuns: 2 * numRuns },
  );
});

it('every reply is safe and within the limits, whatever was typed', () => {
  const rs = fc.array(anyRecording, { minLength: 1, maxLength: 2 });
  // More than a list shows; the same ones again and again, for making so many takes long.
  const times = fc.oneof({ arbitrary: fc.constant(1), weight: 30 }, { arbitrary: fc.constant(31), weight: 1 });
  const team = maybe(fc.constant('https://team.slack.com/'));
  const verb = fc.constantFrom('stop' as const, 'status' as const);
  const command = fc.oneof(
    fc.record({ type: fc.constantFrom('stop' as const, 'refresh' as const) }),
    fc.record({ type: fc.constant('layout' as const), layout }),
    fc.record({ type: fc.constant('subscribe' as const) }),
    fc.record({ type: fc.constant('hold' as const), paused: fc.boolean() }),
  );
  fc.assert(
    fc.property(
      fc.record({
        rs,
        times,
        team,
        verb,
        command,
        typed: foreign,
        suggestions: fc.array(foreign, { maxLength: 3 }),
        now: moment,
        silent: fc.boolean(),
        at: maybe(fc.constant(link)),
      }),
      fc.nat(),
      (given, which) => {
        const { typed, now, silent, at } = given;
        const all = Array.from({ length: given.times }, () => given.rs).flat();
        const [r = recording()] = all;
        const page = { recordings: all, total: all.length + (silent ? 100 : 0) };
        const made = [
          () => replies.listReply({ live: page, orphans: page, ended: page }, given.team),
          () => replies.statusReply(r, now, silent, at),
          () => replies.alreadyRunning(r, at),
          () => replies.cannotRecordHere(typed),
          () => replies.accepted(r, given.command, at),
          () => replies.notFound(typed, given.suggestions),
          () => replies.whichOne(given.verb, all),
          () => replies.help(verbList),
          () => replies.noneHere(given.verb),
          () => replies.wentWrong(silent ? 'start' : 'other', typed),
        ];
        sound((made[which % made.length] ?? (() => replies.help(verbList)))());
      },
    ),
    { numRuns },
  );
});

it('file names are shown exactly, in their order', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    .filter((text) => text.isWellFormed() && !text.includes('\n'));
  fc.assert(
    fc.property(fc.array(name, { maxLength: 20 }), fc.constantFrom(1, 1, 1, 150, 4_000), (names, times) => {
      const shown = names.map((text, index) => (index === 0 ? text.repeat(times) : text));
      const { blocks, left } = fileBlocks(shown);
      expect(left).toBe(0);
      expect(fileNames({ text: '', blocks })).toEqual(shown);
    }),
    { numRuns },
  );
});

it('text is cut to the length and never in the middle of a code point; escaping can be undone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.integer({ min: 1, max: 40 }), (text, most) => {
      const short = cut(text, most);
      expect(short.length).toBeLessThanOrEqual(most);
      if (text.isWellFormed()) expect(short.isWellFormed()).toBe(true);
      if (most > 1) expect(pieces(text, most).join('')).toBe(text);
      expect(escape(text).replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&')).toBe(text);
      expect(clean(text)).toMatch(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]+$/u);
    }),
    { numRuns },
  );
});
