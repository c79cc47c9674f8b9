import { expect, test } from 'vitest';
import { complete } from '../../../../src/sandbox/page/client/slack/completion.ts';

const verbs = [
  { name: 'start', usage: '[channel] [key=value …]', help: 'Starts' },
  { name: 'status', usage: '[channel]', help: 'Asks' },
  { name: 'stop', usage: '[channel]', help: 'Stops' },
  { name: 'list', usage: '', help: 'Lists' },
];
const texts = (typed: string) => complete(typed, verbs).suggestions.map(({ text }) => text);

test('the command and its verbs are offered', () => {
  expect(texts('/')).toEqual(['/record ']);
  expect(texts('/rec')).toEqual(['/record ']);
  expect(texts('/record ')).toEqual(['/record start ', '/record status ', '/record stop ', '/record list ']);
  expect(texts('/record STA')).toEqual(['/record start ', '/record status ']);
  expect(texts('/record sto')).toEqual(['/record stop ']);
});

test('nothing is offered for what is no command', () => {
  for (const typed of ['', 'record', 'hello /record', '/other', '/record nonsense', '/record sta maths']) {
    expect(complete(typed, verbs)).toEqual({ suggestions: [], acceptsFirst: false });
  }
});

test('Enter sends a command that is complete, and accepts the first suggestion for one that is not', () => {
  expect(complete('/record', verbs).acceptsFirst).toBe(false);
  expect(complete('/record ', verbs).acceptsFirst).toBe(false);
  expect(complete('/record st', verbs).acceptsFirst).toBe(true);
  expect(complete('/rec', verbs).acceptsFirst).toBe(true);
});

test('a complete verb has its usage', () => {
  const usage = { usage: '/record stop [channel]', help: 'Stops' };
  expect(complete('/record stop', verbs)).toEqual({ suggestions: [], acceptsFirst: false, usage });
  expect(complete('/record start maths layout=grid', verbs).usage?.usage).toBe('/record start [channel] [key=value …]');
  expect(complete('/record list', verbs).usage?.usage).toBe('/record list');
});
