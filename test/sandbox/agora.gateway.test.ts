import { describe, expect, it } from 'vitest';
import { slidingWindow } from '../../src/sandbox/agora/sliding-window.ts';
import { startFixture } from './agora.support.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const noRoute = { status: 404, body: { message: 'no Route matched with those values' } };

describe('the gateway', () => {
  it('requires credentials', async () => {
    const { send, base } = await startFixture();
    expect(await send('POST', `${base}/acquire`, {}, {})).toEqual({ status: 401, body: { message: 'Unauthorized' } });
  });

  it.each([
    ['a wrong secret', () => basic('id:wrong')],
    ['another scheme', () => basic('id:right').replace('Basic', 'Bearer')],
    ['a lowercase scheme', () => basic('id:right').replace('Basic', 'basic')],
    ['a second space', () => basic('id:right').replace(' ', '  ')],
  ])('rejects %s', async (_, authorization) => {
    const { send, base } = await startFixture({ customerId: 'id', customerSecret: 'right' });
    const reply = await send('POST', `${base}/acquire`, {}, { authorization: authorization() });
    expect(reply).toEqual({ status: 401, body: { message: 'Invalid authentication credentials' } });
  });

  it.each([
    ['POST', '/resourceid/r/sid/s/mode/mix/query'],
    ['GET', '/resourceid/r/sid/s/mode/mix/stop'],
    ['GET', '/acquire'],
    ['GET', '/resourceid/r/mode/mix/start'],
    ['POST', '/resourceid/r/sid/s/mode/mix/updatelayout'],
    ['POST', '/resourceId/r/mode/mix/start'],
    ['POST', ''],
  ])('has no route %s %s', async (method, path) => {
    const { send, base } = await startFixture();
    expect(await send(method, base + path, method === 'POST' ? {} : undefined)).toEqual(noRoute);
  });

  it('has no route without cloud_recording', async () => {
    const { send, agora } = await startFixture();
    expect(await send('POST', `/v1/apps/${agora.appId}/cloudrecording/acquire`, {})).toEqual(noRoute);
  });

  it('rejects another App ID', async () => {
    const { send } = await startFixture();
    const reply = await send('POST', '/v1/apps/00000000000000000000000000000000/cloud_recording/acquire', {});
    expect(reply).toEqual({ status: 400, body: { message: 'appid is invalid' } });
  });

  it('allows ten requests of any kind per second and rejects the eleventh', async () => {
    const { acquire, run, clock, agora } = await startFixture();
    const { query } = await run('room');
    for (let n = 0; n < 4; n++) expect((await acquire(`room${n}`)).status).toBe(200);
    clock.advance(999);
    for (let n = 0; n < 4; n++) expect((await query()).status).toBe(200);
    const refused = { status: 429, body: { message: 'API rate limit exceeded' } };
    expect(await query()).toEqual(refused);
    clock.advance(1);
    expect((await query()).status).toBe(200);
    expect(agora.requests.filter((entry) => entry.status === 429)).toHaveLength(1);
  });

  it('does not count rejected requests', () => {
    const isAllowed = slidingWindow(2);
    expect([0, 0, 500, 999, 1000, 1000, 1000].map(isAllowed)).toEqual([true, true, false, false, true, true, false]);
  });

  it.each([
    ['application/json', 200],
    ['application/json;charset=utf-8', 200],
    ['application/json; charset=UTF-8', 200],
    ['text/plain', 400],
    ['application/x-www-form-urlencoded', 400],
  ])('responds to content type %s with %i', async (type, status) => {
    const { send, base, agora } = await startFixture();
    const authorization = basic(`${agora.customerId}:${agora.customerSecret}`);
    const body = { cname: 'room', uid: '1', clientRequest: {} };
    const reply = await send('POST', `${base}/acquire`, body, { authorization, 'content-type': type });
    expect([reply.status, reply.body['code']]).toEqual([status, status === 200 ? undefined : 8]);
  });

  it('responds with code 8 to invalid JSON', async () => {
    const { send, base } = await startFixture();
    expect(await send('POST', `${base}/acquire`, '{"cname":')).toMatchObject({ status: 400, body: { code: 8 } });
  });
});
