import { expect, test } from 'vitest';
import { createRedact } from '../../src/ops/redact.ts';

test('secrets are replaced wherever they occur, also escaped', () => {
  const redact = createRedact(['s"e/c+ret', '']);
  expect(redact('a s"e/c+ret b s\\"e/c+ret c s%22e%2Fc%2Bret d', 200)).toBe('a [secret] b [secret] c [secret] d');
});

test('a secret that contains another one leaves no remainder', () => {
  expect(createRedact(['key', 'key-and-more'])('x key-and-more y key', 200)).toBe('x [secret] y [secret]');
});

test('text is truncated last, so that no part of a secret remains', () => {
  const text = `${'x'.repeat(195)}topsecretvalue`;
  expect(createRedact(['topsecretvalue'])(text, 200)).toBe(`${'x'.repeat(195)}[secr`);
});

test('control characters are removed, and no character is cut in half', () => {
  expect(createRedact([])('a\u0000\u001b[31m\r\nb\u202e', 200)).toBe('a [31m b');
  expect(createRedact([])('ab😀', 3)).toBe('ab\ufffd');
});

test('anything that looks like an RTC token is removed, also in a URL; numbers and file names stay', () => {
  const token = `007eJx${'aB3+/'.repeat(20)}=`;
  const redact = createRedact([]);
  expect(redact(`token ${token} (${encodeURIComponent(token)}) of 007`, 400)).toBe('token [secret] ([secret]) of 007');
  for (const before of ['token%3D', String.raw`{\"t\":1}\n`, 'token_'])
    expect(redact(before + token, 400)).toBe(`${before}[secret]`);
  const file = `${'0070'.repeat(8)}_standup.m3u8`;
  expect(redact(file, 400)).toBe(file);
  for (const sid of ['77004f670c007ab1'.repeat(2), `007${'a'.repeat(29)}`]) {
    const screenshot = `${sid}_maths__uid_s_2718281828__uid_e_video_20261127091502123.jpg`;
    expect(redact(screenshot, 400)).toBe(screenshot);
  }
});
