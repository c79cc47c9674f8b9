/** Whatever people read is in src/messages: a sentence anywhere else would escape whoever edits or translates it. */
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAst } from 'vite';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const files = globSync('src/{slack,recording,service,agora}/**/*.ts', { cwd: root }).toSorted();

/** Files whose sentences nobody reads in Slack, and who reads them instead. */
const allowed: Readonly<Record<string, string>> = {
  'src/agora/client.ts': 'details of failed requests, as they are logged',
  'src/agora/http-client.ts': 'the host in details of failed requests',
  'src/agora/parse-notification.ts': 'HTTP responses to Agora',
  'src/agora/vendors.ts': 'names of regions',
  'src/agora/webhook.ts': 'HTTP responses to Agora',
  'src/slack/delivery/messenger.ts': 'reasons on /readyz',
  'src/slack/delivery/slack-errors.ts': 'the terminal of the admin',
  'src/slack/transport/socket-pool.ts': 'reasons on /readyz',
};

type Node = Readonly<Record<string, unknown>>;

/** Four words in a row. */
const sentence = /\p{L}[\p{L}’']*(?:[,:]? \p{L}[\p{L}’']*){3}/u;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

/** `new …Error(…)`, `log.warn(…)`, `options.log.error(…)` */
function isForTheLog(node: Node): boolean {
  const callee = node['callee'];
  if (!isNode(callee)) return false;
  if (node['type'] === 'NewExpression') return String(callee['name']).endsWith('Error');
  const target = callee['object'];
  return isNode(target) && (target['name'] ?? (isNode(target['property']) && target['property']['name'])) === 'log';
}

function sentencesOf(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(sentencesOf);
  if (!isNode(node) || isForTheLog(node)) return [];
  const own =
    node['type'] === 'Literal'
      ? [node['value']]
      : node['type'] === 'TemplateElement' && isNode(node['value'])
        ? [node['value']['cooked']]
        : [];
  const found = own.filter((text) => typeof text === 'string').filter((text) => sentence.test(text));
  return [...found, ...Object.values(node).flatMap(sentencesOf)];
}

function sentencesIn(file: string): string[] {
  return sentencesOf(parseAst(readFileSync(resolve(root, file), 'utf8'), { lang: 'ts' }));
}

test('no sentence is outside the messages', () => {
  const misplaced = files
    .filter((file) => !(file in allowed))
    .flatMap((file) => sentencesIn(file).map((text) => `${file}: ${text}`));
  expect(misplaced).toEqual([]);
});

test.each(Object.entries(allowed))('%s has some: %s', (file) => expect(sentencesIn(file)).not.toEqual([]));
