import { describe, expect, it } from 'vitest';
import type { ThreadMessage } from '../../../src/recording/thread-message.ts';
import { renderMessage } from '../../../src/slack/surfaces/thread.ts';
import { faults, fileNames, link, recording, seen } from './support.ts';

const by = 'U2BEN';
const layout = { name: 'vertical', uid: '42' } as const;
const errorCode = 'agora_timeout';
const predicted = { names: ['abc_standup.m3u8'], predicted: true };
const given = { names: ['abc_standup.m3u8', 'abc_standup_0.mp4'], predicted: false };

/** Every type of line, with what its words must hold. */
const table: Record<ThreadMessage['type'], [ThreadMessage, string[]][]> = {
  confirmed: [[{ type: 'confirmed' }, ['recording', '`standup`']]],
  status: [
    [
      { type: 'status', elapsed: 3_900_000, status: 5, files: ['a.m3u8'], silent: false },
      ['1 h 05 min', '(status 5)', '1 file so far', '`a.m3u8`'],
    ],
    [
      { type: 'status', elapsed: 45_000, status: 4, files: [], seenAt: 1_700_000_000_000, silent: true },
      ['45 s', 'did not answer just now', '(status 4)', 'as of <!date^1700000000^', 'No files yet'],
    ],
    [{ type: 'status', elapsed: 600_000, files: [], silent: true }, ['10 min', 'did not answer just now']],
    [
      { type: 'status', elapsed: 0, files: ['1', '2', '3', '4'], silent: false },
      ['0 s', 'gave no status', '4 files so far', '`4`'],
    ],
  ],
  layoutChanged: [[{ type: 'layoutChanged', layout, by }, ['<@U2BEN>', 'vertical', '`42`']]],
  layoutRefused: [
    [
      { type: 'layoutRefused', layout, by, errorCode, detail: 'no <way>' },
      ['<@U2BEN>', 'stays as it was', 'did not answer in time', '`no &lt;way&gt;`', 'Ask for the layout again'],
    ],
    [
      { type: 'layoutRefused', layout, by, errorCode, uncertain: true },
      ['can’t tell which layout', 'Ask for the layout'],
    ],
  ],
  stopAsked: [[{ type: 'stopAsked', by }, ['<@U2BEN>', 'stop']]],
  cancelled: [[{ type: 'cancelled', by }, ['<@U2BEN>', 'before anything was recorded']]],
  looking: [[{ type: 'looking' }, ['90 seconds']]],
  foundAgain: [[{ type: 'foundAgain' }, ['answers again']]],
  nobodyPublishes: [[{ type: 'nobodyPublishes' }, ['receives nothing', 'AGORA_CHANNEL_TYPE']]],
  notStopped: [[{ type: 'notStopped', errorCode: 'agora_unauthorized' }, ['could not be stopped yet', 'What to do:']]],
  trouble: [[{ type: 'trouble', errorCode: 'agora_rate_limited' }, ['10 a second', 'What to do:']]],
  warned: [
    [
      { type: 'warned', errorCode: 'storage_refused', detail: 'uploader error 32' },
      ['Agora reports trouble', 'STORAGE_BUCKET', '`uploader error 32`'],
    ],
  ],
  orphanOver: [[{ type: 'orphanOver', uid: '77' }, ['`77`', 'has ended']]],
  movedOn: [[{ type: 'movedOn', uid: '78' }, ['`78`', 'another server']]],
  tokenEnds: [
    [{ type: 'tokenEnds', at: 1_700_000_000_000 }, ['<!date^1700000000^', '24 hours', '`/record stop r7k2m9`']],
  ],
  controlExpiring: [
    [{ type: 'controlExpiring', at: 1_700_000_000_000 }, ['<!date^1700000000^', '`/record stop r7k2m9`']],
  ],
  uploading: [
    [{ type: 'uploading', why: 'stopped' }, ['is over', 'still uploading', '24 hours']],
    [{ type: 'uploading', why: 'endedByItself', cause: 'token_expired' }, ['by itself', 'token has run out']],
  ],
  orphan: [
    [
      { type: 'orphan', uid: '77', idle: 300_000, again: true },
      ['`77`', '5 min', 'nobody can stop it', 'starting a fresh recorder'],
    ],
    [{ type: 'orphan', uid: '77', idle: 300_000, again: false }, ['have not started another']],
  ],
  finished: [
    [
      { type: 'finished', why: 'stopped', files: given, uploading: 'uploaded' },
      ['is finished', '2 files', '`uploaded`', 'in the bucket'],
    ],
    [{ type: 'finished', why: 'stopped', files: given, uploading: 'backuped' }, ['`backuped`', 'backup', 'later']],
    [
      { type: 'finished', why: 'endedByItself', files: predicted, uploading: 'unknown' },
      ['ended by itself', 'everybody has left', 'naming rule', '`unknown`', '20 minutes', '`abc_standup.m3u8`'],
    ],
    [
      { type: 'finished', why: 'endedByItself', cause: 'channel_empty', files: predicted, uploading: 'unknown' },
      ['ended by itself', 'Nobody was left'],
    ],
    [
      { type: 'finished', why: 'nothingRecorded', files: { names: [], predicted: false }, uploading: 'unknown' },
      ['recorded nothing', '`unknown`', 'nothing to upload'],
    ],
    [
      { type: 'finished', why: 'stopped', files: { names: [], predicted: true }, uploading: 'unknown' },
      ['`unknown`', 'bucket for `abc_standup.m3u8`'],
    ],
  ],
  failed: [
    [
      { type: 'failed', errorCode: 'agora_quota', detail: 'quota' },
      ['did not come about', '`/record list`', '`quota`'],
    ],
  ],
  lost: [[{ type: 'lost', errorCode: 'control_expired' }, ['lost control', 'What to do:']]],
  cardRefused: [
    [
      { type: 'cardRefused', code: 'not_in_channel', recordingGoesOn: false },
      ['Nothing was started', '/invite @clapperbot', '`not_in_channel`'],
    ],
    [
      { type: 'cardRefused', code: 'is_archived', recordingGoesOn: true },
      ['goes on', 'archived', '`/record stop r7k2m9`'],
    ],
    [
      { type: 'cardRefused', code: 'restricted_action_read_only_channel', recordingGoesOn: false },
      ['A rule of this workspace'],
    ],
    [{ type: 'cardRefused', code: 'strange', recordingGoesOn: false }, ['`strange`']],
  ],
  alreadyStopping: [[{ type: 'alreadyStopping' }, ['being stopped already', link]]],
  alreadyOver: [[{ type: 'alreadyOver' }, ['is over', link]]],
  notReady: [
    [{ type: 'notReady', command: 'layout' }, ['just starting', 'Change the layout', link]],
    [{ type: 'notReady', command: 'refresh' }, ['just starting', 'Ask again', link]],
  ],
  stopsOrphan: [
    [{ type: 'stopsOrphan', known: true, notifications: true }, ['Stopping the recorder', link]],
    [{ type: 'stopsOrphan', known: false, notifications: true }, ['I stop it at once', 'five minutes']],
    [{ type: 'stopsOrphan', known: false, notifications: false }, ['It ends by itself five minutes']],
  ],
  orphanBack: [[{ type: 'orphanBack', uid: '77' }, ['`77`', 'is back', '`/record stop r7k2m9`']]],
  sameLayout: [[{ type: 'sameLayout', layout }, ['already', 'vertical']]],
  layoutAsked: [[{ type: 'layoutAsked', layout }, ['Asking Agora', 'vertical', link]]],
  notYours: [[{ type: 'notYours' }, ['another Slack channel', '<@U1ANA>', link]]],
};

describe('every line has its words', () => {
  it.each(Object.values(table).flat())('%j', (line, words) => {
    const message = renderMessage(recording(), line, link);
    expect(faults(message)).toEqual([]);
    for (const word of words) expect(message.text).toContain(word);
    expect(faults(renderMessage(recording(), line))).toEqual([]);
  });
});

describe('the files at the end', () => {
  const end = (names: readonly string[]) =>
    renderMessage(recording(), {
      type: 'finished',
      why: 'stopped',
      files: { names, predicted: false },
      uploading: 'uploaded',
    });

  it('are exactly what Agora gave', () => {
    const names = ['a_!#$%&()+-:;<=.>?@[]^_{}|~, x.m3u8', '*bold*_it_`c`.mp4', ':tada:<!here>&amp;'];
    expect(fileNames(end(names))).toEqual(names);
    expect(seen(end(names))).toContain('uploaded');
  });

  it('are all there, however many', () => {
    const names = Array.from({ length: 1_000 }, (_, n) => `${'s'.repeat(32)}_${'c'.repeat(63)}_${n}.mp4`);
    const message = end(names);
    expect(faults(message)).toEqual([]);
    expect(fileNames(message)).toEqual(names);
  });

  it('are one message even beyond Slack’s limits, and it says how many are left out', () => {
    const names = Array.from({ length: 3_000 }, (_, n) => `${'s'.repeat(100)}_${n}.mp4`);
    const message = end(names);
    expect(faults(message)).toEqual([]);
    expect(seen(message)).toContain(`… and ${3_000 - fileNames(message).length} more`);
  });

  it('may be longer than a text of Slack’s', () => {
    const names = ['😀'.repeat(5_000), 'b'];
    expect(faults(end(names))).toEqual([]);
    expect(fileNames(end(names))).toEqual(names);
  });
});
