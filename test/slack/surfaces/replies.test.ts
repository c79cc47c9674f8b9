import { describe, expect, it } from 'vitest';
import { checkChannelName } from '../../../src/recording/validate.ts';
import { verbNames } from '../../../src/slack/inbound/commands.ts';
import * as replies from '../../../src/slack/surfaces/replies.ts';
import { clean, codeSpan, cut, duration, escape, pieces, slackDate } from '../../../src/slack/surfaces/text.ts';
import { faults, link, recording, seen } from './support.ts';

const team = 'https://team.slack.com/';
const r = recording();
const ended = recording({
  id: 'r22222',
  cname: 'retro',
  phase: 'finished',
  endedAt: 1_700_000_100_000,
  uploading: 'uploaded',
});

describe('what one person is told', () => {
  it.each([
    ['help', replies.help(), verbNames.map((verb) => `/record ${verb}`)],
    ['list', replies.listReply([r, ended], team), ['1 live recording', '`standup`', 'r7k2m9', 'retro', 'Finished']],
    ['empty list', replies.listReply([], team), ['Nothing is being recorded']],
    [
      'status',
      replies.statusReply(recording({ seen: { at: 1, status: 5, files: [] } }), r.createdAt + 60_000, false, link),
      ['Recording', '1 min ago', '(status 5)', 'grid', link],
    ],
    [
      'silent status',
      replies.statusReply(recording({ seen: { at: 1, status: 5, files: ['a'] } }), r.createdAt, true),
      ['did not answer', 'latest word', '(status 5)', '1 file so far'],
    ],
    [
      'status before the first answer',
      replies.statusReply(recording({ phase: 'starting' }), r.createdAt, false),
      ['Starting', 'not reported on it yet'],
    ],
    ['status at the end', replies.statusReply(ended, 0, false, link), ['Finished', '`uploaded`']],
    [
      'status of a failure',
      replies.statusReply(recording({ phase: 'failed', errorCode: 'agora_quota' }), 0, false),
      ['Failed', 'quota'],
    ],
    [
      'status of what is over but for an orphan',
      replies.statusReply(
        recording({
          phase: 'lost',
          errorCode: 'start_unknown',
          recorders: [{ uid: '77', status: 'orphan', sendCount: 1 }],
        }),
        0,
        false,
      ),
      ['Lost', 'out of control'],
    ],
    ['running', replies.alreadyRunning(r, link), ['already', 'Nothing new was started', link, '<@U1ANA>']],
    ['running without a card', replies.alreadyRunning(r), ['card is about to appear']],
    ['accepted stop', replies.accepted(r, 'stop', link), ['Stopping', link]],
    ['accepted refresh', replies.accepted(r, 'refresh'), ['Asking Agora']],
    ['accepted layout', replies.accepted(r, 'layout'), ['layout']],
    ['not found', replies.notFound('standpu', [r, ended]), ['`standpu`', 'Did you mean `standup`', '/record list']],
    ['not found by its capitals', replies.notFound('Standup', [r]), ['Did you mean `standup`']],
    ['an id not found', replies.notFound('r7k2m8', [r]), ['Did you mean `r7k2m9`']],
    ['nothing near', replies.notFound('<!here>', [r]), ['`&lt;!here&gt;`', 'Capitals count']],
    [
      'which',
      replies.whichOne('stop', [r, recording({ id: 'r33333', cname: 'b' })]),
      ['2 recordings', '`/record stop r33333`'],
    ],
    ['none', replies.noneHere('stop'), ['/record stop']],
    ['our fault at start', replies.wentWrong('start'), ['Nothing was started', 'try again']],
    ['our fault', replies.wentWrong('other'), ['Nothing was changed']],
  ])('%s', (_, message, words) => {
    expect(faults(message)).toEqual([]);
    for (const word of words) expect(message.text).toContain(word);
  });

  it('the list links to the cards', () => {
    const message = replies.listReply([r], team);
    expect(JSON.stringify(message.blocks)).toContain(link);
    for (const fact of ['r7k2m9', 'standup', 'Recording', 'U1ANA', 'card']) expect(seen(message)).toContain(fact);
  });

  it('a long list is cut and says so', () => {
    const many = Array.from({ length: 200 }, (_, n) => recording({ id: `r${n}` }));
    const message = replies.listReply([...many, ...many.map((m) => ({ ...m, phase: 'finished' as const }))], undefined);
    expect(faults(message)).toEqual([]);
    expect(seen(message)).toContain('… and 170 more');
  });
});

it('knows the address of a card', () => {
  expect(replies.permalink(team, 'C1', '1700000000.000100')).toBe(link);
  expect(replies.cardLink(r, undefined)).toBeUndefined();
  expect(replies.cardLink(recording({ card: { channel: 'C1', isPrivate: false } }), team)).toBeUndefined();
});

describe('text', () => {
  it('escapes once and in order', () => expect(escape('&lt;<!here>')).toBe('&amp;lt;&lt;!here&gt;'));
  it('drops what cannot be seen', () => expect(clean('a\u202eb\u0007c\n\nd\u200b\ud800')).toBe('abc d\ufffd'));
  it('never leaves nothing', () => expect(clean('\u200b')).toBe('(empty)'));
  it('keeps code together', () => expect(codeSpan('a`b<')).toBe('`aˋb&lt;`'));
  it('cuts whole code points', () => expect([cut('ab😀d', 4), cut('abcd', 4)]).toEqual(['ab…', 'abcd']));
  it('splits whole code points', () => expect(pieces('a😀b', 2)).toEqual(['a', '😀', 'b']));
  it.each([
    [-5, '0 s'],
    [45_999, '45 s'],
    [60_000, '1 min'],
    [3_599_000, '59 min'],
    [3_900_000, '1 h 05 min'],
    [90_000_000, '25 h 00 min'],
    [Number.NaN, '0 s'],
  ])('%i ms is %s', (span, words) => expect(duration(span)).toBe(words));
  it('has dates with a fallback', () =>
    expect(slackDate(1_700_000_000_999)).toBe('<!date^1700000000^{date_short_pretty} at {time}|2023-11-14 22:13 UTC>'));
});

describe('names of Agora channels', () => {
  it.each(['a', 'x'.repeat(63), ' ', 'A z09 !#$%&()+-:;<=.>?@[]^_{}|~,'])('%j is one', (name) =>
    expect(checkChannelName(name)).toEqual({ ok: true }),
  );
  it.each([
    ['', 'empty'],
    ['x'.repeat(64), '64'],
    ['é', 'é'],
    ['a/b"c\'d*e\\f`g', '/, ", \', *, \\ and 1 more'],
    ['a\u00a0b', 'U+00A0'],
    ['a\u202eb', 'U+202E'],
    ['e\u0301', 'U+0301'],
    ['😀', '😀'],
  ])('%j is none', (name, word) => {
    const check = checkChannelName(name);
    expect(check.ok ? '' : check.say).toContain(word);
  });
});
