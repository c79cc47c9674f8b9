import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { command, event, form, interaction, served, startedAt } from './http.support.ts';

const json = 'application/json';

/** Answers commands with their text, takes clicks and events, and finds every form wrong. */
async function counting() {
  const taken: string[] = [];
  const world = await served((app) => {
    app.command('/record', async ({ command: { text }, ack }) => {
      taken.push(text);
      await ack(text === '' ? undefined : { response_type: 'ephemeral', text });
    });
    app.action(/^/u, async ({ body, ack }) => {
      taken.push(body.type);
      await ack();
    });
    app.view('form', async ({ ack }) => {
      taken.push('form');
      await ack({ response_action: 'errors', errors: { field: 'Too short.' } });
    });
    app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack }) => {
      taken.push('closed');
      await ack();
    });
    app.event('app_home_opened', async ({ context }) => {
      taken.push(`home, retry ${context.retryNum ?? 0} ${context.retryReason ?? ''}`.trim());
    });
  });
  return { ...world, taken };
}

const click = { type: 'block_actions', user: { id: 'U1' }, team: { id: 'T1' }, trigger_id: 't1', actions: [] };
const pressed = { ...click, actions: [{ type: 'button', action_id: 'stop', block_id: 'b' }] };
const submitted = {
  type: 'view_submission',
  user: { id: 'U1' },
  team: { id: 'T1' },
  trigger_id: 't2',
  view: { id: 'V1', callback_id: 'form', type: 'modal', state: { values: {} } },
};

describe('requests from Slack', () => {
  it('are acknowledged in the response, with the message to show', async () => {
    const { post, taken } = await counting();
    expect(await post(command('help'))).toEqual({
      status: 200,
      type: 'application/json; charset=utf-8',
      text: '{"response_type":"ephemeral","text":"help"}',
    });
    expect(await post(command(''))).toMatchObject({ status: 200, text: '' });
    expect(await post(interaction(pressed))).toMatchObject({ status: 200, text: '' });
    expect(await post(interaction(submitted))).toMatchObject({
      status: 200,
      text: '{"response_action":"errors","errors":{"field":"Too short."}}',
    });
    expect(await post(event('app_home_opened'), { type: json })).toMatchObject({ status: 200, text: '' });
    expect(taken).toEqual(['help', '', 'block_actions', 'form', 'home, retry 0']);
  });

  it.each([`${form}; charset=utf-8`, `${form};charset=UTF-8`, form.toUpperCase()])(
    'may have the content type %s',
    async (type) => {
      const { post, taken } = await counting();
      expect(await post(command('help'), { type })).toMatchObject({ status: 200 });
      expect(taken).toEqual(['help']);
    },
  );

  it('url_verification and the unsigned certificate check get a response', async () => {
    const { post, taken } = await counting();
    const challenge = JSON.stringify({ type: 'url_verification', challenge: 'c-1' });
    expect(await post(challenge, { type: json })).toMatchObject({ status: 200, text: '{"challenge":"c-1"}' });
    expect((await post(challenge, { type: json, secret: 'other' })).status).toBe(401);
    expect(await post('ssl_check=1&token=x', { signature: undefined })).toMatchObject({ status: 200, text: '' });
    expect((await post(`${command('help')}&ssl_check=0`, { signature: undefined })).status).toBe(401);
    expect(taken).toEqual([]);
  });

  it('rate-limited events are logged', async () => {
    const { post, log } = await counting();
    const limited = JSON.stringify({ type: 'app_rate_limited', team_id: 'T1', minute_rate_limited: 1 });
    expect((await post(limited, { type: json })).status).toBe(200);
    expect(log.lines.join()).toContain('holds back events');
  });

  it('without a handler the response is 404', async () => {
    const { post } = await counting();
    expect((await post(command('help', { command: '/other' }))).status).toBe(404);
    expect((await post(interaction({ type: 'shortcut', user: { id: 'U1' }, team: { id: 'T1' } }))).status).toBe(404);
  });
});

describe('requests that are not from Slack are rejected', () => {
  const now = startedAt / 1000;
  it.each([
    ['no signature', { signature: undefined }],
    ['another secret', { secret: 'another' }],
    ['a signature of something else', { signature: `v0=${'0'.repeat(64)}` }],
    ['an invalid signature', { signature: 'v0=planted' }],
    ['another version', { signature: `v1=${'0'.repeat(64)}` }],
    ['an invalid timestamp', { at: 'planted' }],
    ['a time with a sign', { at: `+${now}` }],
    ['more than five minutes ago', { at: now - 301 }],
    ['more than five minutes ahead', { at: now + 301 }],
    ['an hour ahead', { at: now + 3_600 }],
  ])('%s', async (_what, difference) => {
    const { post, taken, log } = await counting();
    const answer = await post(command('planted'), difference);
    expect(answer.status).toBe(401);
    expect(answer.text).not.toMatch(/planted|SLACK_|SECRET/u);
    expect(log.lines.join()).toMatch(/SLACK_SIGNING_SECRET|clock/u);
    expect(log.lines.join()).not.toContain('planted');
    expect(taken).toEqual([]);
  });

  it('a body that was changed, and a signature in capital letters', async () => {
    const { post, taken, signingSecret } = await counting();
    const sign = (body: string) => createHmac('sha256', signingSecret).update(`v0:${now}:${body}`).digest('hex');
    const signature = sign(command('list'));
    expect((await post(command('stop'), { signature: `v0=${signature}` })).status).toBe(401);
    expect((await post(command('list'), { signature: `v0=${signature.toUpperCase()}` })).status).toBe(401);
    expect(taken).toEqual([]);
  });

  it.each([now - 300, now + 300])('%s, exactly five minutes off, is accepted', async (at) => {
    const { post, taken } = await counting();
    expect((await post(command('help'), { at })).status).toBe(200);
    expect(taken).toEqual(['help']);
  });
});

describe('a repeated delivery is handled once', () => {
  it('of an identical request, also without a trigger_id', async () => {
    const { post, taken, clock } = await counting();
    const at = Math.floor(clock.now() / 1000) + 300;
    const closed = { ...submitted, type: 'view_closed', trigger_id: undefined, is_cleared: false };
    expect((await post(interaction(closed), { at })).status).toBe(200);
    expect((await post(command('start'), { at })).text).toContain('start');
    for (const later of [0, 299_000, 300_000]) {
      clock.advance(later);
      expect(await post(interaction(closed), { at })).toMatchObject({ status: 200, text: '' });
      expect(await post(command('start'), { at })).toMatchObject({ status: 200, text: '' });
    }
    // From here on its time is more than five minutes ago.
    clock.advance(2_000);
    expect((await post(interaction(closed), { at })).status).toBe(401);
    expect(taken).toEqual(['closed', 'start']);
    expect((await post(interaction(closed))).status).toBe(200);
    expect(taken).toEqual(['closed', 'start', 'closed']);
  });

  it('of a delivery, which has another signature', async () => {
    const { post, taken, clock } = await counting();
    const retry = { 'X-Slack-Retry-Num': '1', 'X-Slack-Retry-Reason': 'http_timeout' };
    const attempts = [
      [event('app_home_opened'), json],
      [command('start'), form],
      [interaction(pressed), form],
    ] as const;
    for (const [body, type] of attempts) {
      expect((await post(body, { type })).status).toBe(200);
      clock.advance(60_000);
      expect(await post(body, { type, headers: retry })).toMatchObject({ status: 200, text: '' });
    }
    expect(taken).toEqual(['home, retry 0', 'start', 'block_actions']);
  });

  it('but a delivery whose first attempt was lost is handled', async () => {
    const { post, taken } = await counting();
    const retry = { 'X-Slack-Retry-Num': '2', 'X-Slack-Retry-Reason': 'http_error' };
    expect((await post(event('app_home_opened'), { type: json, headers: retry })).status).toBe(200);
    expect(taken).toEqual(['home, retry 2 http_error']);
  });

  it('and one that failed is handled again', async () => {
    let calls = 0;
    const { post } = await served((app) => {
      app.command('/record', async ({ ack }) => {
        calls += 1;
        if (calls === 1) throw new Error('the first one fails');
        await ack();
      });
    });
    expect((await post(command('start'))).status).toBe(404);
    expect((await post(command('start'))).status).toBe(200);
    expect((await post(command('start'))).status).toBe(200);
    expect(calls).toBe(2);
  });
});

describe('malformed requests', () => {
  it.each([
    ['neither form nor JSON', 'text/plain', 'hello'],
    ['no command', form, 'text=help'],
    ['no JSON in the payload', form, 'payload=planted'],
    ['no interaction', form, 'payload=null'],
    ['a click without a button', form, interaction(click)],
    ['an unknown interaction', form, interaction({ type: 'planted', user: { id: 'U1' } })],
    ['no JSON', json, 'planted'],
    ['an event without an event', json, '{"type":"event_callback","event_id":"Ev1"}'],
    ['a list', json, '[]'],
  ])('%s is answered with 400', async (_what, type, body) => {
    const { post, taken, log } = await counting();
    const answer = await post(body, { type });
    expect(answer.status).toBe(400);
    expect(answer.text + log.lines.join()).not.toMatch(/planted/u);
    expect(log.lines.join()).toContain('could not read a request from Slack');
    expect(taken).toEqual([]);
  });

  it('more than 1 MiB is 413, for any content', async () => {
    const { post, url, taken } = await counting();
    expect((await post('x'.repeat(1_048_577), { type: 'text/plain' })).status).toBe(413);
    expect((await post('x'.repeat(1_048_576), { type: 'text/plain' })).status).toBe(400);
    expect((await post(command('x'.repeat(1_000_000), { trigger_id: 't' }))).status).toBe(200);
    expect((await fetch(url)).status).toBe(405);
    expect(taken).toHaveLength(1);
  });
});

describe('shutdown', () => {
  it('waits until received requests are acknowledged, and accepts no more', async () => {
    const gate = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const { post, connection } = await served((app) => {
      app.command('/record', async ({ ack }) => {
        arrived.resolve();
        await gate.promise;
        await ack('late');
      });
    });
    expect(connection.ready()).toEqual([]);
    const answer = post(command('start'));
    await arrived.promise;
    let isStopped = false;
    const stopped = connection.stop().then(() => {
      isStopped = true;
    });
    expect((await post(command('list'))).status).toBe(503);
    expect(connection.ready()).toEqual(['not serving requests from Slack']);
    expect(isStopped).toBe(false);
    gate.resolve();
    expect(await answer).toMatchObject({ status: 200, type: 'text/plain; charset=utf-8', text: 'late' });
    await stopped;
  });

  it('a connection closed before the acknowledgement makes the acknowledgement fail', async () => {
    const gate = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const outcome = Promise.withResolvers<unknown>();
    const { slack, ana, general, url } = await served((app) => {
      app.command('/record', async ({ ack }) => {
        arrived.resolve();
        await gate.promise;
        await ack('late').then(() => outcome.resolve('heard'), outcome.resolve);
      });
    });
    // Slack's request goes through a proxy that can hang up.
    const proxy = createServer((near) => {
      const far = connect(Number(new URL(url).port), '127.0.0.1');
      near.pipe(far);
      far.pipe(near);
      void arrived.promise.then(() => {
        far.destroy();
        near.destroy();
      });
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as { port: number };
    slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
    expect(await slack.type(ana, general, '/record start')).toMatchObject({ ok: false, error: 'dispatch_failed' });
    // The server learns of the end in a turn of its own.
    await fetch(url);
    gate.resolve();
    expect(String(await outcome.promise)).toContain('closed the connection');
    proxy.close();
  });
});
