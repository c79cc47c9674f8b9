import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/recording/outcome.ts';
import type { ThreadMessage } from '../../../src/recording/thread-message.ts';
import { settled } from '../../../src/recording/wanted.ts';
import { isBroadcast, renderMessage } from '../../../src/slack/surfaces/thread.ts';
import { everyone } from '../../support/specs.ts';
import { createdAt, faults, fileNames, link, recording, seen } from './support.ts';

const by = 'U2BEN';
const layout = { kind: 'vertical', largeUid: '42' } as const;
const errorCode = 'agora_timeout';
const predicted = { names: ['abc_standup.m3u8'], predicted: true };
const given = { names: ['abc_standup.m3u8', 'abc_standup_0.mp4'], predicted: false };
const none = { names: [], predicted: false };

/** Every type of message, with what its `text` must hold. */
const table: { [T in ThreadMessage['type']]: [Extract<ThreadMessage, { type: T }>, string[]][] } = {
  confirmed: [[{ type: 'confirmed' }, ['Recording standup.']]],
  status: [
    [
      { type: 'status', elapsed: 3_900_000, status: 5, files: ['a.m3u8'], silent: false },
      ['1 h 5 min: Recording. 1 file so far: `a.m3u8`'],
    ],
    [
      { type: 'status', elapsed: 45_000, status: 4, files: [], statusAt: createdAt, silent: true },
      ['under 1 min: no response from Agora just now', 'waiting for sound', '<!date^1700000000^', 'No files yet.'],
    ],
    [{ type: 'status', elapsed: 600_000, files: [], silent: true }, ['10 min: no response from Agora just now']],
    [
      { type: 'status', elapsed: 0, files: ['1', '2', '3', '4'], silent: false },
      ['Agora reported no status', '4 files so far: `2`, `3`, `4`'],
    ],
    [
      { type: 'status', elapsed: 600_000, status: 17, files: [], silent: false, notFound: true },
      ['no contact with the recorder', 'Unknown status (details: 17)'],
    ],
  ],
  settingChanged: [
    [
      { type: 'settingChanged', setting: { type: 'layout', layout }, by },
      ['<@U2BEN> changed the layout to Vertical (large window: `42`).'],
    ],
  ],
  settingFailed: [
    [
      { type: 'settingFailed', setting: { type: 'layout', layout }, by, errorCode, detail: 'no <way>' },
      ['stays as it was', 'didn’t respond in time', 'Choose the layout again', 'Details: `no &lt;way&gt;`'],
    ],
    [
      { type: 'settingFailed', setting: { type: 'layout', layout }, by, errorCode, uncertain: true },
      ['Couldn’t confirm the current layout.'],
    ],
    [
      { type: 'settingFailed', setting: { type: 'layout', layout }, by, errorCode: 'agora_bad_request' },
      ['Check the uids and the colors'],
    ],
    [
      { type: 'settingFailed', setting: { type: 'layout', layout }, by, errorCode: 'agora_unauthorized' },
      ['`AGORA_CUSTOMER_ID`'],
    ],
  ],
  stopRequested: [[{ type: 'stopRequested', by }, ['<@U2BEN> stopped the recording. File names will be posted here.']]],
  limitNear: [
    [{ type: 'limitNear', at: createdAt }, ['<@U1ANA>, standup stops by itself <!date^1700000000^', 'Extend']],
  ],
  limitReached: [
    [
      { type: 'limitReached', at: createdAt },
      ['standup is stopped: its time is over. File names will be posted here.'],
    ],
    [
      { type: 'limitReached', at: createdAt, late: true },
      ['is stopped late: it was to end <!date^1700000000^', 'the bot was not running'],
    ],
  ],
  extended: [[{ type: 'extended', by, until: createdAt }, ['<@U2BEN> extended the recording.', '<!date^1700000000^']]],
  startedLate: [
    [{ type: 'startedLate', at: createdAt, because: 'outage' }, ['<!date^1700000000^', 'the bot was not running']],
    [{ type: 'startedLate', at: createdAt, because: 'busy' }, ['<!date^1700000000^', 'another recording']],
    [{ type: 'startedLate', at: createdAt, because: 'unavailable' }, ['<!date^1700000000^', 'from here until now']],
  ],
  waitingForPeople: [
    [
      { type: 'waitingForPeople', until: createdAt },
      ['<@U1ANA>, nobody has a camera', 'when somebody joins; I wait until'],
    ],
  ],
  everyoneLeft: [[{ type: 'everyoneLeft', until: createdAt }, ['Everyone has left standup.', 'recording goes on.']]],
  recorderReplaced: [
    [{ type: 'recorderReplaced', errorCode: 'recorder_vanished' }, ['stopped unexpectedly. Starting another one']],
  ],
  announcement: [[{ type: 'announcement', moment: 'begin' }, ['This class is being recorded.']]],
  noLimit: [[{ type: 'noLimit' }, ['standup has no time limit']]],
  extendedTooFar: [[{ type: 'extendedTooFar', until: createdAt }, ['can be extended until <!date^1700000000^']]],
  canceled: [
    [{ type: 'canceled', by }, ['<@U2BEN> canceled before recording began.']],
    [{ type: 'canceled' }, ['Canceled before recording began.']],
  ],
  contactLost: [[{ type: 'contactLost' }, ['Lost contact with the recorder. Checking; next update within 2 minutes.']]],
  contactRestored: [[{ type: 'contactRestored' }, ['Contact restored. A short gap is possible.']]],
  noMedia: [[{ type: 'noMedia' }, ['<@U1ANA>, nothing is being recorded', 'camera or microphone']]],
  mediaArrived: [[{ type: 'mediaArrived' }, ['Sound or video arrives now.']]],
  notStopped: [
    [
      { type: 'notStopped', errorCode: 'agora_unauthorized', detail: '401' },
      ['<@U1ANA>, standup is not stopped yet.', 'Still trying.', 'Details: `401`'],
    ],
  ],
  problem: [[{ type: 'problem', errorCode: 'agora_rate_limited' }, ['too many requests', 'No action needed']]],
  warning: [
    [
      { type: 'warning', errorCode: 'storage_refused', detail: 'uploader error 32' },
      ['Agora reported a problem with standup. The storage keys were refused.', 'Details: `uploader error 32`'],
    ],
  ],
  orphan: [
    [
      { type: 'orphan', uid: '77', retrying: true },
      ['5 minutes after everyone has left', 'Starting another one', '`uid 77`'],
    ],
    [{ type: 'orphan', uid: '77', retrying: false }, ['can’t be stopped from here', '5 minutes']],
  ],
  orphanBack: [[{ type: 'orphanBack', uid: '77' }, ['This recording is still running.', '`/record stop r7k2m9`']]],
  orphanEnded: [[{ type: 'orphanEnded', uid: '77' }, ['The extra recorder has ended.', '`uid 77`']]],
  failover: [[{ type: 'failover', uid: '78' }, ['moved to another server; a new file starts here', '`uid 78`']]],
  controlExpiring: [
    [
      { type: 'controlExpiring', at: createdAt },
      ['After <!date^1700000000^', 'nobody can stop', '`/record stop r7k2m9`'],
    ],
  ],
  tokenExpiring: [
    [{ type: 'tokenExpiring', at: createdAt }, ['<!date^1700000000^', '(24-hour limit)', '`/record stop r7k2m9`']],
  ],
  uploading: [
    [{ type: 'uploading', outcome: { kind: 'finished' } }, ['Finished standup.', 'still uploading', 'within 24 hours']],
    [
      { type: 'uploading', outcome: { kind: 'endedEarly', errorCode: 'token_expired' } },
      ['<@U1ANA>, standup ended early. It reached the 24-hour limit.'],
    ],
  ],
  finished: [
    [
      { type: 'finished', outcome: { kind: 'finished' }, files: given, uploading: 'uploaded' },
      ['Finished standup.', '2 files:', '`abc_standup_0.mp4`', '`uploaded` – all files are in the bucket.'],
    ],
    [
      { type: 'finished', outcome: { kind: 'finished' }, files: given, uploading: 'backuped' },
      ['`backuped` – some files are delayed', 'in an hour', 'within three days'],
    ],
    [
      { type: 'finished', outcome: { kind: 'endedEarly' }, files: predicted, uploading: 'unknown' },
      ['<@U1ANA>, standup ended early. Most likely everyone had left.', 'Expected file:', '`unknown`', '20 minutes'],
    ],
    [
      {
        type: 'finished',
        outcome: { kind: 'nothingRecorded', stoppedAtOnce: false },
        files: none,
        uploading: 'unknown',
      },
      ['<@U1ANA>, nothing was recorded of standup.', 'camera or microphone', '`unknown`', 'nothing to upload'],
    ],
    [
      { type: 'finished', outcome: { kind: 'finished' }, files: { names: [], predicted: true }, uploading: 'unknown' },
      ['Agora reported no files.', 'then look in the bucket.'],
    ],
    [
      { type: 'finished', outcome: { kind: 'finished' }, files: none, uploading: 'uploaded' },
      ['Agora reported no files.', '`uploaded` – the upload is complete; look in the bucket for the files.'],
    ],
    [
      { type: 'finished', outcome: { kind: 'finished' }, files: predicted, uploading: 'uploaded' },
      ['Expected file:', '`uploaded` – the upload is complete; look in the bucket for `'],
    ],
    [
      {
        type: 'finished',
        outcome: { kind: 'nothingRecorded', stoppedAtOnce: false },
        files: none,
        uploading: 'uploaded',
      },
      ['`uploaded` – there was nothing to upload'],
    ],
  ],
  moreFiles: [
    [
      { type: 'moreFiles', names: ['abc_standup_7.mp4', 'abc_standup_8.mp4'], first: 8, total: 9 },
      ['Files 8 to 9 of 9:', '`abc_standup_7.mp4`', '`abc_standup_8.mp4`'],
    ],
  ],
  failed: [
    [
      { type: 'failed', errorCode: 'agora_quota', detail: 'quota' },
      ['<@U1ANA>, standup was not recorded.', '`/record list`', 'Details: `quota`'],
    ],
    [{ type: 'failed', errorCode: 'not_confirmed' }, ['the recorder never appeared', 'storage keys']],
  ],
  lost: [
    [
      { type: 'lost', errorCode: 'control_expired' },
      ['<@U1ANA>, standup may still be recording', 'can’t be stopped from here', 'some minutes'],
    ],
  ],
  cardRejected: [
    [
      { type: 'cardRejected', code: 'not_in_channel', recordingGoesOn: false },
      ['standup was not started.', '`/invite @clapperbot`', 'Details: `not_in_channel`'],
    ],
    [
      { type: 'cardRejected', code: 'is_archived', recordingGoesOn: true },
      ['still being recorded', 'archived', '`/record stop r7k2m9`'],
    ],
    [
      { type: 'cardRejected', code: 'restricted_action_read_only_channel', recordingGoesOn: false },
      ['A workspace policy'],
    ],
    [{ type: 'cardRejected', code: 'strange', recordingGoesOn: false }, ['`strange`']],
  ],
  alreadyStopping: [[{ type: 'alreadyStopping' }, ['already being stopped', link]]],
  alreadyOver: [[{ type: 'alreadyOver' }, ['has already ended', link]]],
  notReady: [[{ type: 'notReady', command: 'layout' }, ['still starting', link]]],
  stopsOrphan: [
    [{ type: 'stopsOrphan', known: true, notifications: true }, ['Stopping the extra recorder', link]],
    [{ type: 'stopsOrphan', known: false, notifications: true }, ['as soon as Agora reports it', '5 minutes']],
    [{ type: 'stopsOrphan', known: false, notifications: false }, ['can’t be stopped from here', '5 minutes']],
  ],
  notInMode: [[{ type: 'notInMode', setting: 'hold' }, ['can’t be paused']]],
  notRecorded: [[{ type: 'notRecorded', medium: 'audio' }, ['records video only']]],
  sameSetting: [[{ type: 'sameSetting', setting: { type: 'layout', layout } }, ['already Vertical']]],
  settingRequested: [
    [{ type: 'settingRequested', setting: { type: 'layout', layout } }, ['to Vertical', 'once it’s applied', link]],
  ],
  settingOvertaken: [
    [
      {
        type: 'settingOvertaken',
        setting: { type: 'layout', layout },
        by,
        instead: { type: 'layout', layout: { kind: 'float' } },
      },
      ['<@U2BEN> has chosen Float', 'before your layout (Vertical'],
    ],
  ],
  settingDropped: [
    [
      { type: 'settingDropped', setting: { type: 'layout', layout }, by },
      ['<@U2BEN> stopped standup before your layout'],
    ],
    [{ type: 'settingDropped', setting: { type: 'layout', layout } }, ['standup ended before your layout']],
  ],
  usageLimitNear: [
    [
      { type: 'usageLimitNear', use: { unit: 'minutes', limit: 10_000, used: 8_012, until: 1_796_083_200_000 } },
      ['80 % of the monthly limit is used: 8,012 min of 10,000 min.', 'nothing new starts until'],
    ],
    [
      {
        type: 'usageLimitNear',
        use: { unit: 'cost', preset: 'lesson', limit: 50, used: 40.5, currency: 'USD', until: 1_796_083_200_000 },
      },
      ['81 % of the monthly limit of the preset `lesson` is used: $40.50 of $50.00.'],
    ],
  ],
  notAllowed: [[{ type: 'notAllowed' }, ['Only people in the Slack channel', '<@U1ANA>', link]]],
};
const all: [ThreadMessage, string[]][] = Object.values(table).flat();

describe('every message has a text', () => {
  it.each(all)('%j', (message, words) => {
    const rendered = renderMessage(recording(), message, link);
    expect(faults(rendered)).toEqual([]);
    for (const word of words) expect(rendered.text).toContain(word);
    expect(faults(renderMessage(recording(), message))).toEqual([]);
  });
});

it('does not ask for an invitation to a conversation of two', () => {
  const card = { teamId: 'T1', channelId: 'D1', isPrivate: true };
  const rejected = { type: 'cardRejected', code: 'channel_not_found', recordingGoesOn: false } as const;
  const message = seen(renderMessage(recording({ card }), rejected));
  expect(message).toContain('I can’t post in this conversation. Use a channel where I am a member, then try again.');
  expect(message).not.toContain('/invite');
});

describe('failures', () => {
  const broadcast = all.map(([message]) => message).filter(isBroadcast);

  it('are broadcast to the channel, and no other message is', () =>
    expect(new Set(broadcast.map(({ type }) => type))).toEqual(
      new Set(['failed', 'lost', 'noMedia', 'waitingForPeople', 'notStopped', 'finished', 'uploading']),
    ));

  const forOnePerson = new Set<ThreadMessage['type']>(['notAllowed', 'cardRejected']);
  it('mention the starter, and no other message does', () => {
    const inThread = all.map(([message]) => message).filter(({ type }) => !forOnePerson.has(type));
    const mentioning = inThread.filter((message) => renderMessage(recording(), message).text.includes('<@U1ANA>'));
    // The end of its time is near: only the starter knows whether it matters.
    expect(mentioning).toEqual([expect.objectContaining({ type: 'limitNear' }), ...broadcast]);
  });

  it.each<[Outcome, boolean]>([
    [{ kind: 'finished' }, false],
    [{ kind: 'endedEarly' }, true],
    [{ kind: 'nothingRecorded', stoppedAtOnce: false }, true],
    [{ kind: 'nothingRecorded', stoppedAtOnce: true }, false],
  ])('depends on the outcome: %j', (outcome, expected) => {
    expect(isBroadcast({ type: 'finished', outcome, files: none, uploading: 'unknown' })).toBe(expected);
    expect(isBroadcast({ type: 'uploading', outcome })).toBe(expected);
    const last = { type: 'finished', outcome, files: none, uploading: 'uploaded', announced: true } as const;
    expect(isBroadcast(last)).toBe(false);
    expect(renderMessage(recording(), last).text).not.toContain('<@');
  });
});

it('the likely causes are listed where the cause is unknown', () => {
  const causes = (errorCode: 'not_confirmed' | 'agora_quota') =>
    seen(renderMessage(recording(), { type: 'failed', errorCode }));
  expect(causes('not_confirmed')).toMatch(/Check, in this order:The storage keys.*The token.*AGORA_CHANNEL_TYPE/su);
  expect(causes('agora_quota')).not.toContain('Check, in this order:');
});

describe('the files at the end', () => {
  const end = (names: readonly string[]) =>
    renderMessage(recording(), {
      type: 'finished',
      outcome: { kind: 'finished' },
      files: { names, predicted: false },
      uploading: 'uploaded',
    });

  it('are exactly those that Agora reported', () => {
    const names = ['a_!#$%&()+-:;<=.>?@[]^_{}|~, x.m3u8', '*bold*_it_`c`.mp4', ':tada:<!here>&amp;'];
    expect(fileNames(end(names))).toEqual(names);
    expect(seen(end(names))).toContain('uploaded');
  });

  it('are complete, however many', () => {
    const names = Array.from({ length: 1_000 }, (_, n) => `${'s'.repeat(32)}_${'c'.repeat(63)}_${n}.mp4`);
    const message = end(names);
    expect(faults(message)).toEqual([]);
    expect(fileNames(message)).toEqual(names);
  });

  it('of a previous version are one message even beyond Slack’s limits, with the number left out', () => {
    const names = Array.from({ length: 3_000 }, (_, n) => `${'s'.repeat(100)}_${n}.mp4`);
    const message = end(names);
    expect(faults(message)).toEqual([]);
    expect(seen(message)).toContain(`… and ${3_000 - fileNames(message).length} more`);
  });

  it('are grouped by kind, user and start, the playlist first', () => {
    const individual = { kind: 'individual', subscription: settled(everyone) } as const;
    const track = (uid: number, medium: string) => `abc_standup__uid_s_${uid}__uid_e_${medium}.m3u8`;
    const names = [track(12, 'audio'), track(7, 'audio'), track(7, 'video')];
    const fileStarts = { [track(7, 'audio')]: createdAt, [track(7, 'video')]: createdAt + 1_000 };
    const finished = { type: 'finished', outcome: { kind: 'finished' }, uploading: 'uploaded' } as const;
    const apart = renderMessage(recording({ mode: individual, fileStarts }), {
      ...finished,
      files: { names, predicted: false },
    });
    expect(seen(apart)).toMatch(/User 7 · .*_7__uid_e_audio.*_7__uid_e_video.*User 12.*_12__/su);
    const mixed = renderMessage(recording(), {
      ...finished,
      files: { names: ['abc_standup_0.mp4', 'abc_standup.m3u8'], predicted: false },
    });
    expect(seen(mixed)).toMatch(/Playlist · .*\.m3u8.*MP4 · .*\.mp4/su);
  });

  it('of further messages are counted and announced', () => {
    const message = renderMessage(recording(), {
      type: 'finished',
      outcome: { kind: 'finished' },
      files: { names: ['a.mp4'], predicted: false },
      following: 2,
      uploading: 'uploaded',
    });
    expect(seen(message)).toContain('3 files:');
    expect(seen(message)).toContain('2 more files are named in the next message.');
  });

  it('may be longer than a text of Slack’s', () => {
    const names = ['😀'.repeat(5_000), 'b'];
    expect(faults(end(names))).toEqual([]);
    expect(fileNames(end(names))).toEqual(names);
  });
});
