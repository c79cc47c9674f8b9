import { describe, expect, test } from 'vitest';
import { checkBlocks } from '../../src/sandbox/slack/check-blocks.ts';
import { button, section } from './slack.support.ts';

const x = (count: number) => 'x'.repeat(count);
const plain = (text: string) => ({ type: 'plain_text', text });
const header = (text: string) => ({ type: 'header', text: plain(text) });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const context = (...elements: object[]) => ({ type: 'context', elements });
const fields = (count: number, length = 1) => ({
  type: 'section',
  fields: Array.from({ length: count }, () => ({ type: 'mrkdwn', text: x(length) })),
});
const rich = (...elements: object[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});
const option = (text: string, value = 'v') => ({ text: plain(text), value });
const overflow = (count: number) => ({
  type: 'overflow',
  action_id: 'o',
  options: Array.from({ length: count }, () => option('a')),
});

test.each([
  ['nothing', []],
  ['a header at its limit', [header(x(150))]],
  ['a section at its limit', [section(x(3_000))]],
  ['ten fields', [fields(10, 2_000)]],
  ['a section with a button', [{ ...section('a'), accessory: button(x(75), 'a', { value: x(2_000) }) }]],
  ['25 buttons', [actions(...Array.from({ length: 25 }, (_, n) => button('a', `a${n}`)))]],
  ['the same action_id in two blocks', [actions(button('a', 'a')), actions(button('a', 'a'))]],
  [
    'a confirm dialog',
    [
      actions(
        button('Stop', 'stop', {
          style: 'danger',
          confirm: {
            title: plain(x(100)),
            text: plain(x(300)),
            confirm: plain(x(30)),
            deny: plain(x(30)),
            style: 'danger',
          },
        }),
      ),
    ],
  ],
  [
    'menus',
    [actions(overflow(5), { type: 'static_select', action_id: 's', placeholder: plain('p'), options: [option('a')] })],
  ],
  ['ten elements in a context', [context(...Array.from({ length: 10 }, () => plain('a')))]],
  ['an image', [{ type: 'image', image_url: 'https://a.example/i.png', alt_text: 'a' }]],
  [
    'rich text',
    [
      rich(
        { type: 'text', text: 'a', style: { bold: true, italic: true, strike: true, code: true } },
        { type: 'link', url: 'https://a.example', text: 'a' },
        { type: 'user', user_id: 'U1' },
        { type: 'channel', channel_id: 'C1' },
        { type: 'emoji', name: 'wave' },
        { type: 'date', timestamp: 1_700_000_000, format: '{time}', fallback: 'then' },
      ),
    ],
  ],
  [
    'an input',
    [{ type: 'input', label: plain('a'), element: { type: 'plain_text_input', action_id: 'a' }, optional: true }],
  ],
  ['markdown', [{ type: 'markdown', text: x(12_000) }]],
  ['fifty blocks', Array.from({ length: 50 }, () => ({ type: 'divider' }))],
])('%s is valid', (_, blocks) => {
  expect(checkBlocks(blocks)).toEqual([]);
});

describe('problems', () => {
  test.each([
    ['not a list', {}, '/blocks', 'must be an array'],
    ['51 blocks', Array.from({ length: 51 }, () => ({ type: 'divider' })), '/blocks', 'no more than 50 items allowed'],
    ['an unknown type', [{ type: 'card' }], '/blocks/0/type', 'unsupported type: "card"'],
    ['no type', [{}], '/blocks/0', 'missing required field: type'],
    ['a block that is not an object', ['x'], '/blocks/0', 'must be an object'],
    ['an unknown field', [{ type: 'divider', text: 'x' }], '/blocks/0', 'additional property: text'],
    ['empty text', [section('')], '/blocks/0/text/text', 'must be more than 0 characters'],
    ['long text', [section(x(3_001))], '/blocks/0/text/text', 'must be less than 3001 characters'],
    ['text that is not a string', [section(1 as unknown as string)], '/blocks/0/text/text', 'must be a string'],
    ['an empty section', [{ type: 'section' }], '/blocks/0', 'missing required field: text or fields'],
    ['eleven fields', [fields(11)], '/blocks/0/fields', 'no more than 10 items allowed'],
    ['a long field', [fields(1, 2_001)], '/blocks/0/fields/0/text', 'must be less than 2001 characters'],
    ['a long header', [header(x(151))], '/blocks/0/text/text', 'must be less than 151 characters'],
    [
      'mrkdwn in a header',
      [{ type: 'header', text: { type: 'mrkdwn', text: 'a' } }],
      '/blocks/0/text/type',
      'unsupported type: "mrkdwn"',
    ],
    [
      'emoji in mrkdwn',
      [{ type: 'section', text: { type: 'mrkdwn', text: 'a', emoji: true } }],
      '/blocks/0/text',
      'additional property: emoji',
    ],
    ['no elements', [actions()], '/blocks/0/elements', 'no less than 1 items allowed'],
    [
      '26 buttons',
      [actions(...Array.from({ length: 26 }, (_, n) => button('a', `a${n}`)))],
      '/blocks/0/elements',
      'no more than 25 items allowed',
    ],
    [
      'long button text',
      [actions(button(x(76), 'a'))],
      '/blocks/0/elements/0/text/text',
      'must be less than 76 characters',
    ],
    [
      'a long value',
      [actions(button('a', 'a', { value: x(2_001) }))],
      '/blocks/0/elements/0/value',
      'must be less than 2001 characters',
    ],
    [
      'an invalid style',
      [actions(button('a', 'a', { style: 'blue' }))],
      '/blocks/0/elements/0/style',
      'must be one of: primary, danger',
    ],
    [
      'a long action_id',
      [actions(button('a', x(256)))],
      '/blocks/0/elements/0/action_id',
      'must be less than 256 characters',
    ],
    [
      'action_id twice',
      [actions(button('a', 'a'), button('b', 'a'))],
      '/blocks/0/elements/1/action_id',
      'action_id already exists: "a"',
    ],
    [
      'block_id twice',
      [
        { type: 'divider', block_id: 'b' },
        { type: 'divider', block_id: 'b' },
      ],
      '/blocks/1/block_id',
      'block_id already exists: "b"',
    ],
    [
      'a long block_id',
      [{ type: 'divider', block_id: x(256) }],
      '/blocks/0/block_id',
      'must be less than 256 characters',
    ],
    [
      'a confirm without text',
      [actions(button('a', 'a', { confirm: {} }))],
      '/blocks/0/elements/0/confirm',
      'missing required field: text',
    ],
    [
      'a long confirm',
      [actions(button('a', 'a', { confirm: { text: plain(x(301)) } }))],
      '/blocks/0/elements/0/confirm/text/text',
      'must be less than 301 characters',
    ],
    ['six overflow options', [actions(overflow(6))], '/blocks/0/elements/0/options', 'no more than 5 items allowed'],
    [
      'a long option value',
      [actions({ type: 'overflow', options: [option('a', x(76))] })],
      '/blocks/0/elements/0/options/0/value',
      'must be less than 76 characters',
    ],
    [
      'a select without options',
      [actions({ type: 'static_select' })],
      '/blocks/0/elements/0',
      'exactly one of options and option_groups is required',
    ],
    [
      'an input among the actions',
      [actions({ type: 'plain_text_input' })],
      '/blocks/0/elements/0/type',
      'unsupported type: "plain_text_input"',
    ],
    [
      'eleven in a context',
      [context(...Array.from({ length: 11 }, () => plain('a')))],
      '/blocks/0/elements',
      'no more than 10 items allowed',
    ],
    [
      'an image without alt_text',
      [{ type: 'image', image_url: 'https://a.example/i.png' }],
      '/blocks/0',
      'missing required field: alt_text',
    ],
    [
      'an image without a source',
      [{ type: 'image', alt_text: 'a' }],
      '/blocks/0',
      'exactly one of image_url and slack_file is required',
    ],
    ['a bad URL', [{ type: 'image', image_url: 'i.png', alt_text: 'a' }], '/blocks/0/image_url', 'must be a valid URL'],
    [
      'empty rich text',
      [rich({ type: 'text', text: '' })],
      '/blocks/0/elements/0/elements/0/text',
      'must be more than 0 characters',
    ],
    [
      'unknown rich text',
      [rich({ type: 'blink' })],
      '/blocks/0/elements/0/elements/0/type',
      'unsupported type: "blink"',
    ],
    [
      'an invalid date',
      [rich({ type: 'date', timestamp: 1.5, format: '{time}' })],
      '/blocks/0/elements/0/elements/0/timestamp',
      'must be an integer',
    ],
    [
      'an invalid text style',
      [rich({ type: 'text', text: 'a', style: { loud: true } })],
      '/blocks/0/elements/0/elements/0/style',
      'additional property: loud',
    ],
    [
      'too much markdown',
      [
        { type: 'markdown', text: x(7_000) },
        { type: 'markdown', text: x(7_000) },
      ],
      '/blocks',
      'must be less than 12001 characters in all markdown blocks',
    ],
  ])('%s', (_, blocks, pointer, message) => {
    expect(checkBlocks(blocks)).toEqual([{ pointer, message }]);
  });
});
