import { expect, it } from 'vitest';
import { plainText } from '../../../src/messages/format.ts';
import { clean, codeSpan, cut, escape, pieces, slackDate } from '../../../src/slack/surfaces/text.ts';
import { spanWords, statusWords } from '../../../src/slack/surfaces/words.ts';
import { runningRecording } from '../../support/recordings.ts';

it('escapes once and in order', () => expect(escape('&lt;<!here>')).toBe('&amp;lt;&lt;!here&gt;'));
it('removes invisible characters', () => expect(clean('a\u202eb\u0007c\n\nd\u200b\ud800')).toBe('abc d\ufffd'));
it('is never empty', () => expect(clean('\u200b')).toBe('(empty)'));
it('keeps code together', () => expect(codeSpan('a`b<')).toBe('`aˋb&lt;`'));
it('cuts whole code points', () => expect([cut('ab😀d', 4), cut('abcd', 4)]).toEqual(['ab…', 'abcd']));
it('splits whole code points', () => expect(pieces('a😀b', 2)).toEqual(['a', '😀', 'b']));
it('formats dates with a fallback', () =>
  expect(slackDate(1_700_000_000_999)).toBe('<!date^1700000000^{date_short_pretty} at {time}|2023-11-14 22:13 UTC>'));

it.each([
  [-5, 'under 1 min'],
  [59_999, 'under 1 min'],
  [60_000, '1 min'],
  [3_599_000, '59 min'],
  [3_600_000, '1 h'],
  [3_840_000, '1 h'],
  [3_900_000, '1 h 5 min'],
  [93_600_000, '26 h'],
  [Number.NaN, 'under 1 min'],
])('a span of %i ms is %s', (span, words) => expect(spanWords(span)).toBe(words));

it.each([
  [4, 'Connected, waiting for sound or video.'],
  [5, 'Recording.'],
  [20, 'The recorder stopped unexpectedly.'],
  [9, 'Unknown status (details: 9).'],
  [-1, 'Unknown status (details: -1).'],
])('status %i in words', (status, words) => expect(plainText(statusWords(runningRecording(), status))).toBe(words));
