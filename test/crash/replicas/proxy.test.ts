import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openProxy, type Proxy } from './proxy.ts';

const echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
let proxy: Proxy;

beforeEach(async () => {
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await openProxy(`postgres://user@127.0.0.1:${(echo.address() as AddressInfo).port}/database`);
});

afterEach(async () => {
  await proxy.close();
  echo.close();
  await once(echo, 'close');
});

/** Those that are open at the end of a test break. */
function dial(): Socket {
  return connect(Number(new URL(proxy.url).port), '127.0.0.1').on('error', () => undefined);
}

async function echoed(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [data] = (await once(socket, 'data')) as [Buffer];
  return data.toString();
}

test('what is sent arrives, and the rest of the address stays', async () => {
  expect(proxy.url).toMatch(/^postgres:\/\/user@127\.0\.0\.1:\d+\/database$/u);
  expect(await echoed(dial(), 'one')).toBe('one');
});

test('a refusal breaks connections and allows none until it ends', async () => {
  const socket = dial();
  await echoed(socket, 'one');
  const broken = once(socket, 'error');
  await proxy.cut('refuse');
  expect(await broken).toMatchObject([{ code: 'ECONNRESET' }]);
  expect(await once(dial(), 'error')).toMatchObject([{ code: 'ECONNREFUSED' }]);
  await proxy.restore();
  expect(await echoed(dial(), 'two')).toBe('two');
});

test('a reset breaks connections, and new ones can be made', async () => {
  const socket = dial();
  await echoed(socket, 'one');
  const broken = once(socket, 'error');
  proxy.reset();
  expect(await broken).toMatchObject([{ code: 'ECONNRESET' }]);
  expect(await echoed(dial(), 'two')).toBe('two');
});

test('while it is held nothing passes, on old connections and new ones; then all of it does', async () => {
  const [old, other] = [dial(), await connected()];
  await echoed(old, 'one');
  await proxy.cut('hold');
  const young = await connected();
  let seen = '';
  for (const socket of [old, young]) socket.on('data', (data: Buffer) => (seen += data.toString()));
  old.write('two');
  young.write('two');
  // Another connection to the same server shows that there was time enough.
  const direct = connect((echo.address() as AddressInfo).port, '127.0.0.1');
  for (const text of ['a', 'b', 'c']) await echoed(direct, text);
  direct.destroy();
  other.destroy();
  expect(seen).toBe('');
  await proxy.restore();
  await expect.poll(() => seen).toBe('twotwo');
});

async function connected(): Promise<Socket> {
  const socket = dial();
  await once(socket, 'connect');
  return socket;
}
