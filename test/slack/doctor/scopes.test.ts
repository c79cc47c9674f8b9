/** Every method of Slack's Web API that the bot calls is in the table of scopes. */
import { globSync, readFileSync } from 'node:fs';
import { WebClient } from '@slack/web-api';
import { expect, test } from 'vitest';
import { methods as knownToSlack } from '../../../src/sandbox/slack/methods.ts';
import { methodScopes, optionalScopes, requiredScopes } from '../../../src/slack/doctor/scopes.ts';

const client = new WebClient();
/** What a helper of the SDK calls in turn. */
const helpers: Readonly<Record<string, readonly string[]>> = {
  filesUploadV2: ['files.getUploadURLExternal', 'files.completeUploadExternal'],
};

/** Whether the SDK has a method of this name: other words with a dot are none. */
function isMethod(name: string): boolean {
  let found: unknown = client;
  for (const part of name.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return false;
    found = (found as Record<string, unknown>)[part];
  }
  return typeof found === 'function' && name.includes('.');
}

/** Methods that a text calls: named in quotes, or by properties of a client. */
function calledIn(text: string): string[] {
  const quoted = [...text.matchAll(/['"`]([a-z]+(?:\.[a-zA-Z\d]+)+)['"`]/gu)].map(([, name = '']) => name);
  const properties = [...text.matchAll(/\.((?:[a-z][a-zA-Z]*\.)+[a-z][a-zA-Z]*)\(/gu)].map(([, name = '']) => name);
  const byHelper = Object.entries(helpers).flatMap(([helper, names]) => (text.includes(`.${helper}(`) ? names : []));
  // `options.client.auth.test` ends in the name.
  const tails = properties.flatMap((name) => name.split('.').map((_, n, all) => all.slice(n).join('.')));
  return [...new Set([...quoted, ...tails].filter(isMethod).concat(byHelper))];
}

function calledInSlackRoom(): string[] {
  const files = globSync('src/slack/**/*.ts').filter((file) => !file.endsWith('doctor/scopes.ts'));
  return [...new Set(files.flatMap((file) => calledIn(readFileSync(file, 'utf8'))))];
}

test('API calls are found in any notation', () => {
  expect(
    calledIn(
      `client.apiCall('chat.delete', {}); options.app.client.pins.add({}); x.client.filesUploadV2({}); 'files.count'`,
    ),
  ).toEqual(['chat.delete', 'pins.add', 'files.getUploadURLExternal', 'files.completeUploadExternal']);
});

test('every method that is called is in the table, and no other', () => {
  // Bolt's socket asks for its address by itself.
  const called = [...calledInSlackRoom(), 'apps.connections.open'];
  expect([...new Set(called)].toSorted()).toEqual(Object.keys(methodScopes).toSorted());
});

test('the scopes are those that Slack requires', () => {
  for (const [name, { scope }] of Object.entries(methodScopes)) {
    const needed = knownToSlack[name]?.scope?.({}, {} as never);
    expect(scope, name).toBe(needed);
  }
});

test('an optional scope has a finding about what is lost without it', () => {
  const optional = Object.values(methodScopes).flatMap(({ scope, optional: is }) => (is === true ? [scope] : []));
  expect(new Set(optional)).toEqual(new Set(Object.keys(optionalScopes)));
  expect(requiredScopes).toEqual(['commands', 'chat:write']);
});
