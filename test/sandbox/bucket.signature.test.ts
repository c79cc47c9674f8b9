/** The local bucket checks signatures as Amazon S3 does: its published examples, and what differs from them. */
import { describe, expect, test } from 'vitest';
import { authenticate, type SignedRequest } from '../../src/sandbox/bucket/signature.ts';

/** Amazon S3 API Reference, "Authenticating Requests": the key and the day of all examples. */
const key = { accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const now = Date.UTC(2013, 4, 24);
const host = 'examplebucket.s3.amazonaws.com';
const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const verdict = (request: Partial<SignedRequest>, at = now) => {
  const whole = { method: 'GET', target: '/', headers: { host }, body: new Uint8Array(), ...request };
  const found = authenticate(whole, (accessKey) => (accessKey === key.accessKey ? key : undefined), at);
  return 'code' in found ? found.code : 'accepted';
};

describe('in the header', () => {
  const signed = (signature: string, names: string, accessKey = key.accessKey) =>
    `AWS4-HMAC-SHA256 Credential=${accessKey}/20130524/us-east-1/s3/aws4_request,SignedHeaders=${names},Signature=${signature}`;
  const common = { host, 'x-amz-content-sha256': empty, 'x-amz-date': '20130524T000000Z' };
  const names = 'host;range;x-amz-content-sha256;x-amz-date';
  const signature = 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41';
  const get = {
    target: '/test.txt',
    headers: { ...common, range: 'bytes=0-9', authorization: signed(signature, names) },
  };
  const list = {
    target: '/?max-keys=2&prefix=J',
    headers: {
      ...common,
      authorization: signed(
        '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
        'host;x-amz-content-sha256;x-amz-date',
      ),
    },
  };
  const put = {
    method: 'PUT',
    target: '/test%24file.text',
    headers: {
      ...common,
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      authorization: signed(
        '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
        'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
      ),
    },
    body: Buffer.from('Welcome to Amazon S3.'),
  };

  test.each([
    ['GET', get],
    ['list', list],
    ['PUT', put],
  ])('the example of %s', (_, request) => {
    expect(verdict(request)).toBe('accepted');
  });

  test.each<[string, Partial<SignedRequest>, string]>([
    ['another object', { ...get, target: '/test2.txt' }, 'SignatureDoesNotMatch'],
    ['another method', { ...get, method: 'HEAD' }, 'SignatureDoesNotMatch'],
    ['another query', { ...list, target: '/?max-keys=3&prefix=J' }, 'SignatureDoesNotMatch'],
    ['another host', { ...get, headers: { ...get.headers, host: 'other' } }, 'SignatureDoesNotMatch'],
    ['another signed header', { ...get, headers: { ...get.headers, range: 'bytes=0-8' } }, 'SignatureDoesNotMatch'],
    ['another body', { ...put, body: Buffer.from('Welcome') }, 'XAmzContentSHA256Mismatch'],
    [
      'a host that is not signed',
      { ...get, headers: { ...get.headers, authorization: signed(signature, 'range') } },
      'AccessDenied',
    ],
    [
      'another key',
      { ...get, headers: { ...get.headers, authorization: signed(signature, names, 'OTHER') } },
      'InvalidAccessKeyId',
    ],
    [
      'a token that the key does not have',
      { ...get, headers: { ...get.headers, 'x-amz-security-token': 'x' } },
      'InvalidToken',
    ],
    ['no signature', { target: '/test.txt' }, 'AccessDenied'],
  ])('%s', (_, request, code) => {
    expect(verdict(request)).toBe(code);
  });

  test('more than 15 minutes from now', () => {
    expect(verdict(get, now + 15 * 60_000)).toBe('accepted');
    expect(verdict(get, now + 15 * 60_000 + 1)).toBe('RequestTimeTooSkewed');
    expect(verdict(get, now - 15 * 60_000 - 1)).toBe('RequestTimeTooSkewed');
  });
});

describe('in a link', () => {
  const query = (seconds: number | string) =>
    `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${key.accessKey}%2F20130524%2Fus-east-1%2Fs3%2Faws4_request` +
    `&X-Amz-Date=20130524T000000Z&X-Amz-Expires=${seconds}&X-Amz-SignedHeaders=host` +
    '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404';
  const link = { target: `/test.txt?${query(86_400)}` };

  test('the example, for as long as it says', () => {
    expect(verdict(link)).toBe('accepted');
    expect(verdict(link, now + 86_399_999)).toBe('accepted');
    expect(verdict(link, now + 86_400_000)).toBe('AccessDenied');
    expect(verdict(link, now - 15 * 60_000 - 1)).toBe('AccessDenied');
  });

  test.each([
    ['longer', 86_401, 'SignatureDoesNotMatch'],
    ['more than seven days', 604_801, 'AuthorizationQueryParametersError'],
    ['no time', 0, 'AuthorizationQueryParametersError'],
    ['no number', 'x', 'AuthorizationQueryParametersError'],
  ])('%s', (_, seconds, code) => {
    expect(verdict({ target: `/test.txt?${query(seconds)}` })).toBe(code);
  });

  test('another object, another method', () => {
    expect(verdict({ target: `/test2.txt?${query(86_400)}` })).toBe('SignatureDoesNotMatch');
    expect(verdict({ ...link, method: 'PUT' })).toBe('SignatureDoesNotMatch');
  });
});
