import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { recorderToken } from '../../src/agora/token.ts';

type Service = { __channel_name: Buffer; __uid: Buffer; __privileges: Record<string, number> };
type Token = { appId: Buffer; issueTs: number; expire: number; services: Record<string, Service> };
type Parser = new () => Token & { from_string(token: string): boolean };
// The parser of agora-token is not part of its public face.
const { AccessToken2 } = createRequire(import.meta.url)('agora-token/src/AccessToken2.js') as { AccessToken2: Parser };

const options = {
  appId: '0123456789abcdef0123456789abcdef',
  certificate: 'fedcba9876543210fedcba9876543210',
  cname: 'room 1, (a)',
  uid: '4294967295',
};

test('a token for exactly this uid and channel, for 24 hours', () => {
  const token = recorderToken(options);
  expect(token).toMatch(/^007/);
  const parsed = new AccessToken2();
  parsed.from_string(token ?? '');
  const [service] = Object.values(parsed.services);
  expect(String(parsed.appId)).toBe(options.appId);
  // A span, not a moment: an epoch here would make a token of fifty years.
  expect(parsed.expire).toBe(86_400);
  expect(Math.abs(parsed.issueTs - Date.now() / 1000)).toBeLessThan(60);
  expect(String(service?.__channel_name)).toBe(options.cname);
  expect(String(service?.__uid)).toBe(options.uid);
  expect(service?.__privileges['1']).toBe(86_400);
});

test('two tokens are never the same', () => {
  expect(recorderToken(options)).not.toBe(recorderToken(options));
});

test.each([
  ['certificate', 'abc'],
  ['certificate', ''],
  ['certificate', 'g'.repeat(32)],
  ['appId', 'not an app id'],
])('no token with %s "%s"', (field, value) => {
  expect(recorderToken({ ...options, [field]: value })).toBeUndefined();
});
