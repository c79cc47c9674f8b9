import { expect, it, test } from 'vitest';
import { opened, sealed } from '../../../src/slack/installations/installation.ts';
import { createSeal, InstallationError } from '../../../src/slack/installations/seal.ts';
import { installationOf } from './support.ts';

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const seal = createSeal(key(1));

test('what is sealed can be opened with the same key, and is never the same twice', () => {
  const text = 'xoxb-1 ü';
  const [one, two] = [seal.seal(text, 'T1'), seal.seal(text, 'T1')];
  expect(one).not.toBe(two);
  expect(Buffer.from(one, 'base64').toString('latin1')).not.toContain('xoxb');
  expect([createSeal(key(1)).open(one, 'T1'), seal.open(two, 'T1')]).toEqual([text, text]);
});

const text = seal.seal('xoxb-planted', 'T1');
const bytes = Buffer.from(text, 'base64');
const flipped = (at: number) => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy.toString('base64');
};

it.each<[string, () => string]>([
  ['another key', () => createSeal(key(2)).open(text, 'T1')],
  ['another installation', () => seal.open(text, 'T2')],
  ['another version', () => seal.open(flipped(0), 'T1')],
  ['a damaged nonce', () => seal.open(flipped(1), 'T1')],
  ['a damaged tag', () => seal.open(flipped(13), 'T1')],
  ['a damaged text', () => seal.open(flipped(bytes.length - 1), 'T1')],
  ['a shorter text', () => seal.open(bytes.subarray(0, -1).toString('base64'), 'T1')],
  ['a shorter tag', () => seal.open(bytes.subarray(0, 20).toString('base64'), 'T1')],
  ['nothing', () => seal.open('', 'T1')],
  ['something else', () => seal.open('no such thing', 'T1')],
])('%s is an error with a name', (_, open) => {
  expect(open).toThrow(InstallationError);
  expect(open).toThrow(/^The installation of T[12] can’t be decrypted. Set SLACK_ENCRYPTION_KEY /);
  expect(open).not.toThrow(/planted/);
});

test('an installation comes back with every field', () => {
  const full = installationOf({ bot: { token: 'xoxe.xoxb-1', refreshToken: 'xoxe-1', expiresAt: 5 } });
  expect(opened(sealed(full, seal), seal)).toEqual(full);
  const bare = installationOf({});
  expect(opened(sealed(bare, seal), seal)).toEqual(bare);
});

test.each(['{}', '{"v":2}', 'no JSON'])('sealed %s is an error with a name', (json) => {
  const row = { ...sealed(installationOf({}), seal), sealed: seal.seal(json, 'T1') };
  expect(() => opened(row, seal)).toThrow(InstallationError);
});
