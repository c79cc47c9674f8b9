import { expect, test } from 'vitest';
import { parsePermalink } from '../../../../src/sandbox/page/client/slack/text/permalink.ts';

test('a permalink names channel, message and thread', () => {
  expect(parsePermalink('http://127.0.0.1:1/archives/C1/p1794823200000100')).toEqual({
    channelId: 'C1',
    ts: '1794823200.000100',
  });
  const reply = 'https://team.slack.com/archives/C1/p1794823201000100?thread_ts=1794823200.000100&cid=C1';
  expect(parsePermalink(reply)).toEqual({ channelId: 'C1', ts: '1794823201.000100', threadTs: '1794823200.000100' });
});

test('other links are none', () => {
  for (const link of ['http://127.0.0.1:1/archives/C1', 'https://a.example/p1794823200000100', '/archives/C1/p1', '']) {
    expect(parsePermalink(link)).toBeUndefined();
  }
});
