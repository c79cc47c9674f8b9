/** All text for people is in src/messages: a sentence anywhere else would be missed when texts are edited or translated. */
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
  'src/agora/interpret-response.ts': 'details of failed requests, as they are logged',
  'src/agora/parse-notification.ts': 'HTTP responses to Agora',
  'src/agora/vendors.ts': 'names of regions',
  'src/agora/webhook.ts': 'HTTP responses to Agora',
  'src/slack/delivery/messenger.ts': 'reasons on /readyz',
  'src/slack/delivery/slack-errors.ts': 'the terminal of the admin',
  'src/slack/installations/seal.ts': 'the terminal of the admin',
  'src/slack/transport/http-endpoint.ts': 'HTTP responses, the log, and reasons on /readyz',
  'src/slack/transport/http-payload.ts': 'HTTP responses to Slack',
  'src/slack/transport/socket-pool.ts': 'reasons on /readyz',
};

type Node = Readonly<Record<string, unknown>>;

/** Four words in a row, with placeholders (`#`) in between. */
const sentence = /\p{L}[\p{L}’']*(?:(?:[,:]? #)*[,:]? \p{L}[\p{L}’']*){3}/u;

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
  const { type, value, quasis, ...children } = node;
  const text = type === 'Literal' ? value : type === 'TemplateLiteral' ? templateText(quasis) : undefined;
  const found = typeof text === 'string' && sentence.test(text) ? [text] : [];
  return [...found, ...[value, ...Object.values(children)].flatMap(sentencesOf)];
}

/** The text with `#` for each placeholder. */
function templateText(quasis: unknown): string {
  const texts = (Array.isArray(quasis) ? quasis : []) as { value: { cooked: string } }[];
  return texts.map((quasi) => quasi.value.cooked).join('#');
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
