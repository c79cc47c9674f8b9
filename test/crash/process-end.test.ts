/** The real program as a process: how it stops, and how the next one continues after a kill. */
import { describe, expect, test, vi } from 'vitest';
import { openProcess } from './process.ts';

describe.concurrent('stopping', { timeout: 60_000 }, () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends it with exit code 0, and the recording at Agora continues',
    async (signal) => {
      await using stage = await openProcess();
      const { slack, agora, room, ana, start } = stage;
      const bot = start();
      await bot.logged('ready');
      await slack.type(ana, room, '/record start standup');
      await agora.waitFor((request) => request.call === 'start');
      expect(await bot.kill(signal)).toBe(0);
      expect(agora.recorders[0]?.endedAt).toBeUndefined();
      expect(slack.sockets).toBe(0);
    },
  );

  test('a response that arrives in time is awaited and committed', async () => {
    await using stage = await openProcess();
    const { slack, agora, room, ana, start, card, calls } = stage;
    const bot = start();
    await bot.logged('ready');
    await slack.type(ana, room, '/record start standup');
    await agora.waitFor((request) => request.call === 'start' && request.status === 200);
    agora.fault({ call: 'stop', kind: 'delay', ms: 3_000, by: 'real' });
    await slack.type(ana, room, '/record stop standup');
    await agora.waitFor((request) => request.call === 'stop');
    expect(calls('stop')[0]?.status).toBeUndefined();
    expect(await bot.kill('SIGTERM')).toBe(0);
    expect(calls('stop')[0]?.status).toBeDefined();

    await start().logged('ready');
    await card('Finished');
    expect(calls('stop')).toHaveLength(1);
  });

  test('a stop without a response is abandoned after eight seconds and sent again at the next start', async () => {
    await using stage = await openProcess();
    const { slack, agora, room, ana, start, card, calls } = stage;
    const bot = start();
    await bot.logged('ready');
    await slack.type(ana, room, '/record start standup');
    await agora.waitFor((request) => request.call === 'start' && request.status === 200);
    // Held back for longer than any timeout; it has an effect only for a bot that still waits.
    agora.fault({ call: 'stop', kind: 'hang' });
    await slack.type(ana, room, '/record stop standup');
    await slack.waitFor(() => calls('stop').length === 1, 10_000);
    expect(await bot.kill('SIGTERM')).toBe(0);
    // A process that is killed after ten seconds does not log this.
    await bot.logged('stopped');
    expect(calls('stop')[0]).toMatchObject({ connectionAborted: true });
    expect(agora.recorders[0]?.endedAt).toBeUndefined();

    await start().logged('ready');
    await card('Finished');
    expect(calls('stop')).toHaveLength(2);
    expect(agora.recorders).toMatchObject([{ endedBy: 'stop' }]);
  });

  test('a signal while connecting to Slack ends it, too', async () => {
    await using stage = await openProcess();
    const { slack, start } = stage;
    await slack.outage(true);
    const bot = start();
    await bot.logged('Slack is out of reach');
    expect(await bot.kill('SIGTERM')).toBe(0);
    await slack.outage(false);
  });
});

describe.concurrent('kill -9', { timeout: 60_000 }, () => {
  test('while it records: the card is updated, stop works, nothing is posted twice, no second recorder', async () => {
    await using stage = await openProcess();
    const { slack, agora, room, ana, start, card, calls, get } = stage;
    const first = start();
    const { port } = await first.logged('ready');
    await slack.type(ana, room, '/record start standup');
    await card('Recording');
    await slack.waitFor(() => (slack.messages(room)[0]?.replies.length ?? 0) > 0, 15_000);
    // A post whose outcome is not committed yet is posted again, by rule: so let it commit.
    await vi.waitUntil(
      async () => !/jobs_waiting\{lane="(?:card|thread)"\} [1-9]/u.test((await get(port, '/metrics')).text),
    );
    expect(await first.kill('SIGKILL')).toBe('SIGKILL');

    await start().logged('ready');
    const [shown] = slack.messages(room);
    if (shown === undefined) throw new Error('no card');
    await slack.click(ana, shown, 'Float');
    await slack.waitFor(() => slack.messages(room)[0]?.replies.some((reply) => reply.text.includes('Float')), 15_000);
    await slack.click(ana, shown, 'Stop');
    await card('Finished');
    await slack.waitFor(() => slack.messages(room)[0]?.replies.some((reply) => reply.text.includes('.m3u8')), 15_000);

    expect(slack.messages(room)).toHaveLength(1);
    const texts = slack.messages(room)[0]?.replies.map((reply) => reply.text) ?? [];
    expect(new Set(texts).size).toBe(texts.length);
    expect(agora.recorders).toHaveLength(1);
    expect(agora.recorders[0]).toMatchObject({ endedBy: 'stop' });
    for (const call of ['acquire', 'start', 'stop']) expect(calls(call)).toHaveLength(1);
  });

  test('with live recordings, rejected credentials do not keep it from running; /readyz says why', async () => {
    await using stage = await openProcess();
    const { slack, room, ana, start, card, calls, get } = stage;
    const first = start();
    await first.logged('ready');
    await slack.type(ana, room, '/record start standup');
    await card('Recording');
    await first.kill('SIGKILL');

    slack.revoke('app');
    const second = start();
    const { port } = await second.logged('ready');
    const ready = await get(port, '/readyz');
    expect(ready.status).toBe(503);
    expect(ready.text).toContain('app');
    await slack.waitFor(() => calls('query').length > 1, 15_000);
    expect(await second.kill('SIGTERM')).toBe(0);
  });
});
