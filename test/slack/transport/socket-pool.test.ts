import { WebAPIPlatformError } from '@slack/web-api';
import { expect, it } from 'vitest';
import { SlackAuthError } from '../../../src/slack/delivery/slack-errors.ts';
import { readFrame, type Socket } from '../../../src/slack/transport/socket.ts';
import { keepSockets } from '../../../src/slack/transport/socket-pool.ts';
import { quiet, settle } from '../inbound/support.ts';

it.each([
  ['null', undefined],
  ['17', undefined],
  ['not json', undefined],
  ['{"type":"close"}', undefined],
  ['{"type":"events_api","envelope_id":"e","payload":{"type":"app_rate_limited"}}', undefined],
  ['{"type":"events_api","payload":null}', undefined],
  ['{"type":"slash_commands","envelope_id":"e"}', undefined],
  ['{"type":"interactive","payload":null}', undefined],
  ['{"type":"hello"}', { type: 'hello' }],
  ['{"type":"disconnect","reason":"warning"}', { type: 'disconnect', reason: 'warning' }],
  ['{"type":"disconnect"}', { type: 'disconnect', reason: 'unknown' }],
  ['{"type":"slash_commands","payload":{}}', { type: 'slash_commands' }],
  ['{"type":"events_api","payload":{"event":{"type":"app_uninstalled"}}}', { type: 'events_api' }],
])('the frame %s', (text, expected) => {
  expect(readFrame(text)).toEqual(expected);
});

it('ignores binary frames', () => {
  expect(readFrame(new ArrayBuffer(4))).toBeUndefined();
});

/** Sockets that do as the test says. */
function fakes() {
  const made: (Socket & { open(): void; fail(error: unknown): void; leave(reason: string): void })[] = [];
  const open = () => {
    const opened = Promise.withResolvers<void>();
    const leaving = Promise.withResolvers<string>();
    const closed = Promise.withResolvers<void>();
    let live = false;
    const end = () => {
      live = false;
      leaving.resolve('closed');
      closed.resolve();
    };
    const socket = {
      opened: opened.promise,
      leaving: leaving.promise,
      closed: closed.promise,
      isLive: () => live,
      close: () => {
        opened.reject(new Error('closed'));
        end();
        return closed.promise;
      },
      open: () => {
        live = true;
        opened.resolve();
      },
      fail: (error: unknown) => {
        opened.reject(error);
        end();
      },
      leave: (reason: string) => {
        leaving.resolve(reason);
      },
    };
    made.push(socket);
    return socket;
  };
  return { made, open };
}

it('opens a replacement as soon as a connection is about to close, and counts both meanwhile', async () => {
  const { made, open } = fakes();
  let reconnects = 0;
  const onReconnected = () => {
    reconnects += 1;
  };
  const sockets = keepSockets({ count: 2, open, log: quiet, onReconnected });
  expect(made).toHaveLength(2);
  expect(sockets.healthIssue()).toBe('not connected to Slack');
  made[0]?.open();
  made[1]?.open();
  await sockets.up;
  made[0]?.leave('warning');
  await settle();
  expect(made).toHaveLength(3);
  expect(sockets.live()).toBe(2);
  expect(reconnects).toBe(0);
  made[2]?.open();
  expect(sockets.live()).toBe(3);
  await settle();
  expect(reconnects).toBe(1);
  expect(sockets.healthIssue()).toBeUndefined();
  await sockets.stop(1_000);
  expect(sockets.live()).toBe(0);
  await settle();
  expect(made).toHaveLength(3);
});

it('reports the error of a rejected app token', async () => {
  const { made, open } = fakes();
  const sockets = keepSockets({ count: 1, open, log: quiet });
  made[0]?.fail(new WebAPIPlatformError({ ok: false, error: 'invalid_auth' }));
  await expect(sockets.up).rejects.toEqual(new SlackAuthError('app', 'invalid_auth'));
  expect(sockets.healthIssue()).toBe('Slack rejects the Socket Mode connection: invalid_auth');
  await sockets.stop(1_000);
});

it('reports that Socket Mode was switched off', async () => {
  const { made, open } = fakes();
  const sockets = keepSockets({ count: 1, open, log: quiet });
  made[0]?.open();
  await sockets.up;
  made[0]?.leave('link_disabled');
  await made[0]?.close();
  await settle();
  expect(sockets.healthIssue()).toBe('Slack rejects the Socket Mode connection: link_disabled');
  await sockets.stop(1_000);
});
