/** Who may use the page. */
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { useDemo } from './visit.ts';

const site = useDemo();

/** The status of a GET with this Host header. */
async function statusFor(address: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(address, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

test('the page answers to no other name, even one that is resolved to this machine', async () => {
  const { host } = new URL(site.demo.address);
  expect(await statusFor(site.demo.address, host)).toBe(200);
  expect(await statusFor(site.demo.address, 'rebound.example')).toBe(403);
});

/** The status that refuses a WebSocket. */
async function refusal(address: URL, origin: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    new WebSocket(address, { origin })
      .on('unexpected-response', (_request, response) => resolve(response.statusCode))
      .on('open', () => reject(new Error('the socket was opened')));
  });
}

test('nothing is changed without the token of the address, or from another page', async () => {
  const { origin, host, searchParams } = new URL(site.demo.address);
  const token = searchParams.get('token');
  expect(await refusal(new URL(`ws://${host}/socket`), origin)).toBe(401);
  expect(await refusal(new URL(`ws://${host}/socket?token=0${token}`), origin)).toBe(401);
  expect(await refusal(new URL(`ws://${host}/socket?token=${token}`), 'http://example.com')).toBe(403);
});
