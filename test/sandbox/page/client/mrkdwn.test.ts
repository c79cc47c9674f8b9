import { assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Inline,
  parseInline,
  parseMrkdwn,
  safeUrl,
} from '../../../../src/sandbox/page/client/slack/text/mrkdwn.ts';

const text = (value: string): Inline => ({ kind: 'text', text: value });

describe('inline markup', () => {
  test.each<[string, Inline[]]>([
    ['plain', [text('plain')]],
    [
      '*bold* and _italic_',
      [{ kind: 'bold', children: [text('bold')] }, text(' and '), { kind: 'italic', children: [text('italic')] }],
    ],
    ['~gone~', [{ kind: 'strike', children: [text('gone')] }]],
    ['*_both_*', [{ kind: 'bold', children: [{ kind: 'italic', children: [text('both')] }] }]],
    ['`a*b*c &lt;d&gt;`', [{ kind: 'code', text: 'a*b*c <d>' }]],
    ['2*3*4 and a_b_c', [text('2*3*4 and a_b_c')]],
    ['* no bold *', [text('* no bold *')]],
    ['*one\ntwo*', [text('*one\ntwo*')]],
    ['&lt;img src=x onerror=alert(1)&gt; &amp;amp;', [text('<img src=x onerror=alert(1)> &amp;')]],
    [':warning: :unknown: :constructor:', [text('⚠️ :unknown: :constructor:')]],
    ['<@U1>', [{ kind: 'user', id: 'U1', label: '' }]],
    ['<#C1|classes>', [{ kind: 'channel', id: 'C1', label: 'classes' }]],
    ['<!subteam^S1|@teachers>', [{ kind: 'usergroup', id: 'S1', label: '@teachers' }]],
    ['<!here>', [{ kind: 'broadcast', range: 'here' }]],
    [
      '<https://a.example/?b=1&amp;c=2|File *one*>',
      [{ kind: 'link', url: 'https://a.example/?b=1&c=2', label: 'File *one*' }],
    ],
    ['<mailto:ana@a.example>', [{ kind: 'link', url: 'mailto:ana@a.example', label: 'ana@a.example' }]],
    [
      '<!date^1794823200^{date} at {time}^https://a.example|2026-11-16>',
      [
        {
          kind: 'date',
          seconds: 1794823200,
          format: '{date} at {time}',
          url: 'https://a.example',
          fallback: '2026-11-16',
        },
      ],
    ],
  ])('%j', (markup, expected) => {
    expect(parseInline(markup)).toEqual(expected);
  });

  test('no text is lost or doubled where there is no markup', () => {
    assert(
      property(string({ unit: constantFrom('a', ' ', '*', '_', '\n', '1') }), (markup) => {
        const spell = (nodes: readonly Inline[]): string =>
          nodes.map((node) => ('children' in node ? spell(node.children) : 'text' in node ? node.text : '')).join('');
        const letters = (value: string) => value.replaceAll(/[*_]/gu, '');
        expect(letters(spell(parseInline(markup)))).toBe(letters(markup));
      }),
    );
  });
});

describe('paragraphs', () => {
  test('quotes and preformatted text are of their own', () => {
    expect(parseMrkdwn('before\n&gt; one\n&gt; *two*\nafter')).toEqual([
      { kind: 'text', children: [text('before')] },
      { kind: 'quote', children: [text('one\n'), { kind: 'bold', children: [text('two')] }] },
      { kind: 'text', children: [text('after')] },
    ]);
    expect(parseMrkdwn('```\n*raw* &lt;b&gt;\n```\nend')).toEqual([
      { kind: 'preformatted', text: '*raw* <b>' },
      { kind: 'text', children: [text('end')] },
    ]);
  });
});

test('only addresses of the web and of mail can be opened', () => {
  expect(safeUrl('https://a.example')).toBe('https://a.example');
  expect(safeUrl('javascript:alert(1)')).toBeUndefined();
  expect(safeUrl('data:text/html,x')).toBeUndefined();
});
