import { describe, expect, it } from 'vitest';
import type { Recording } from '../../../src/recording/recording.ts';
import { verbList } from '../../../src/slack/inbound/verbs/index.ts';
import type { Message } from '../../../src/slack/surfaces/blocks.ts';
import { permalink } from '../../../src/slack/surfaces/card-link.ts';
import * as replies from '../../../src/slack/surfaces/replies.ts';
import { createdAt, faults, link, minute, recording, seen } from './support.ts';

const team = 'https://team.slack.com/';
const r = recording();
const now = createdAt + minute;
const ended = recording({
  id: 'r22222',
  cname: 'retro',
  phase: 'finished',
  ending: { endedAt: createdAt + 100_000, result: 'endedEarly', uploading: 'uploaded' },
});
const withOrphan = recording({
  id: 'r44444',
  phase: 'lost',
  ending: { errorCode: 'start_unknown' },
  recorders: [{ uid: '77', status: 'orphan', sendCount: 1 }],
});
const page = (...recordings: Recording[]) => ({ recordings, total: recordings.length });
const empty = page();
const seenAt = (status: number, files: string[]) => ({ lastStatus: { at: createdAt, status, files } });

describe('private replies', () => {
  it.each<[string, Message, string[]]>([
    ['help', replies.help(verbList), verbList.flatMap(({ name, examples }) => [name, ...examples.slice(0, 1)])],
    [
      'an empty list',
      replies.listReply({ live: empty, orphans: empty, ended: empty }, team),
      ['No active recordings.'],
    ],
    [
      'status',
      replies.statusReply(recording({ health: seenAt(5, []) }), now, false, link),
      ['standup (`r7k2m9`): Recording. Started by <@U1ANA>', ': Recording. No files yet.', 'Layout: Grid', link],
    ],
    [
      'status without a response of Agora',
      replies.statusReply(recording({ health: seenAt(5, ['a']) }), now, true),
      ['did not respond just now', 'Last reported status: Recording.', '1 file so far.'],
    ],
    [
      'status while Agora finds no recorder',
      replies.statusReply(
        recording({
          health: { ...seenAt(5, []), notFound: { since: createdAt, lastResponseAt: now, notified: true } },
        }),
        now,
        false,
      ),
      ['No contact since <!date^1700000000^', 'Last reported status: Recording.'],
    ],
    [
      'status before the first response',
      replies.statusReply(recording({ phase: 'starting' }), now, false),
      ['Starting', 'has not reported on it yet'],
    ],
    [
      'status at the end',
      replies.statusReply(ended, now, false, link),
      ['Finished', 'Most likely everyone had left.', link],
    ],
    [
      'status of a failure',
      replies.statusReply(recording({ phase: 'failed', ending: { errorCode: 'agora_quota' } }), now, false),
      ['Failed', 'Too many recordings run at once'],
    ],
    [
      'status of what is over but for an orphan',
      replies.statusReply(withOrphan, now, false),
      ['Lost', 'may still be running'],
    ],
    ['already running', replies.alreadyRunning(r, link), ['already being recorded', '`r7k2m9`', link, '<@U1ANA>']],
    ['already running, without a card', replies.alreadyRunning(r), ['card is about to appear']],
    [
      'running where this person may not look',
      replies.cannotRecordHere('standup'),
      ['standup can’t be recorded from here'],
    ],
    ['stop accepted', replies.accepted(r, { type: 'stop' }, link), ['Stopping standup', link]],
    ['canceled', replies.accepted(recording({ phase: 'canceled' }), { type: 'stop' }, link), ['Canceled standup']],
    ['refresh accepted', replies.accepted(r, { type: 'refresh' }), ['Checking standup']],
    [
      'layout accepted',
      replies.accepted(r, { type: 'layout', layout: { kind: 'grid' } }),
      ['Changing the layout of standup'],
    ],
    [
      'not found, with suggestions',
      replies.notFound('standpu', ['/record stop standup', '/record stop retro']),
      ['No recording called `standpu`', 'Did you mean `/record stop standup`, `/record stop retro`?', '/record list'],
    ],
    ['nothing near', replies.notFound('<!here>', []), ['`&lt;!here&gt;`', '`/record list`']],
    [
      'which one',
      replies.whichOne('stop', [r, recording({ id: 'r33333', cname: 'b' })]),
      ['2 recordings', '`/record stop r33333` for b'],
    ],
    ['none to stop', replies.noneHere('stop'), ['Nothing is recording here.', 'To stop one']],
    ['none to check', replies.noneHere('status'), ['Nothing is recording here.', 'To check one']],
    ['our fault at a start', replies.wentWrong('start', 'a1b2'), ['nothing was started', 'reference `a1b2`']],
    ['our fault', replies.wentWrong('other', 'a1b2'), ['nothing was changed', 'reference `a1b2`']],
  ])('%s', (_, message, words) => {
    expect(faults(message)).toEqual([]);
    for (const word of words) expect(message.text).toContain(word);
  });
});

describe('the list', () => {
  it('shows live recordings, orphans, and ended ones', () => {
    const message = replies.listReply({ live: page(r), orphans: page(withOrphan), ended: page(ended) }, team);
    expect(faults(message)).toEqual([]);
    expect(seen(message)).toMatch(
      /1 active recording:r7k2m9 standup · Recording.*may still be running.*their cards tell.*r44444.*Lost.*Recently ended:r22222 retro · Finished early.*ended /su,
    );
    expect(JSON.stringify(message.blocks)).toContain(link);
  });

  it('explains how to record when it is empty', () =>
    expect(seen(replies.listReply({ live: empty, orphans: empty, ended: empty }, team))).toContain(
      '/record start maths',
    ));

  it('shows the number left out', () => {
    const many = Array.from({ length: 30 }, (_, n) => recording({ id: `r${n}` }));
    const some = { recordings: many, total: 200 };
    const message = replies.listReply({ live: some, orphans: some, ended: some }, undefined);
    expect(faults(message)).toEqual([]);
    expect(seen(message).match(/… and 170 more/gu)).toHaveLength(3);
    expect(seen(message)).toContain('200 active recordings:');
  });
});

it('the question which one shows the number left out', () => {
  const message = replies.whichOne(
    'stop',
    Array.from({ length: 31 }, (_, n) => recording({ id: `r${n}` })),
  );
  expect(faults(message)).toEqual([]);
  expect(seen(message)).toContain('… and 1 more');
});

it('contains the link to a card', () => {
  expect(permalink(team, 'C1', '1700000000.000100')).toBe(link);
  expect(replies.cardLink(r, undefined)).toBeUndefined();
  expect(
    replies.cardLink(recording({ card: { teamId: 'T1', channelId: 'C1', isPrivate: false } }), team),
  ).toBeUndefined();
});
