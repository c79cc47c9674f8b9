import { expect, test } from 'vitest';
import { addressProblem, isImageAddress } from '../../src/recording/web-address.ts';

const problemOf = (url: string, allowPrivate = false) => addressProblem(url, { allowPrivate })?.kind;

test.each([
  'https://example.com/board?id=1#top',
  'http://example.com',
  'https://8.8.8.8/',
  'https://172.32.0.1/',
  'https://100.128.0.1/',
  'https://[2001:4860:4860::8888]/',
  'https://fc.example.com/',
])('%s', (url) => {
  expect(problemOf(url)).toBeUndefined();
});

test.each([
  'http://localhost:3000/',
  'http://LOCALHOST/',
  'http://app.localhost/',
  'http://wiki/',
  'http://wiki./',
  'http://printer.local/',
  'http://db.internal/',
  'http://127.0.0.1/',
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f.0.0.1/',
  'http://0.0.0.0/',
  'http://10.1.2.3/',
  'http://100.64.0.1/',
  'http://169.254.169.254/latest/meta-data',
  'http://172.16.0.1/',
  'http://172.31.255.255/',
  'http://192.168.1.1/',
  'http://198.18.0.1/',
  'http://224.0.0.1/',
  'http://255.255.255.255/',
  'http://[::1]/',
  'http://[::]/',
  'http://[fd00::1]/',
  'http://[fe80::1]/',
  'http://[ff02::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:10.0.0.1]/',
  'http://[64:ff9b::10.0.0.1]/',
  'http://[::127.0.0.1]/',
])('private: %s', (url) => {
  expect(problemOf(url)).toBe('privateUrl');
  expect(problemOf(url, true)).toBeUndefined();
});

test.each([
  ['example.com', 'badUrl'],
  ['ftp://example.com/', 'badUrl'],
  ['javascript:alert(1)', 'badUrl'],
  ['https:example.com', 'badUrl'],
  ['https://', 'badUrl'],
  ['https://user:secret@example.com/', 'urlWithPassword'],
  ['https://user@example.com/', 'urlWithPassword'],
])('%s: %s, private or not', (url, kind) => {
  expect(problemOf(url)).toBe(kind);
  expect(problemOf(url, true)).toBe(kind);
});

test.each([
  ['https://example.com/a.jpg', true],
  ['HTTP://example.com/', true],
  ['https://example.com', false],
  ['https://ana:secret@example.com/a.jpg', false],
  ['ftp://example.com/a.jpg', false],
  ['https:///a.jpg', false],
  ['example.com/a.jpg', false],
  ['', false],
])('%s is an address of an image: %s', (text, expected) => {
  expect(isImageAddress(text)).toBe(expected);
});
