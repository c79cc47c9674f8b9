import { describe, expect, it } from 'vitest';
import { slidingWindow } from '../../src/sandbox/agora/sliding-window.ts';
import { bench } from './agora.support.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const noRoute = { status: 404, body: { message: 'no Route matched with those values' } };

describe('the gateway of Agora', () => {
  it('asks for credentials', async () => {
    const { send, base } = await bench();
    expect(await send('POST', `${base}/acquire`, {}, {})).toEqual({ status: 401, body: { message: 'Unauthorized' } });
  });

  it.each([
    ['a wrong secret', () => basic('id:wrong')],
    ['another scheme', () => basic('id:right').replace('Basic', 'Bearer')],
    ['the scheme in small letters', () => basic('id:right').replace('Basic', 'basic')],
    ['a second space', () => basic('id:right').replace(' ', '  ')],
  ])('refuses %s', async (_, authorization) => {
    const { send, base } = await bench({ customerId: 'id', customerSecret: 'right' });
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
  ])('knows no route %s %s', async (method, path) => {
    const { send, base } = await bench();
    expect(await send(method, base + path, method === 'POST' ? {} : undefined)).toEqual(noRoute);
  });

  it('knows no route without cloud_recording in it', async () => {
    const { send, agora } = await bench();
    expect(await send('POST', `/v1/apps/${agora.appId}/cloudrecording/acquire`, {})).toEqual(noRoute);
  });

  it('refuses an App ID that is not its own', async () => {
    const { send } = await bench();
    const reply = await send('POST', '/v1/apps/00000000000000000000000000000000/cloud_recording/acquire', {});
    expect(reply).toEqual({ status: 400, body: { message: 'appid is invalid' } });
  });

  it('lets ten requests pass in any second, whatever they ask, and refuses the eleventh', async () => {
    const { acquire, run, clock, agora } = await bench();
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

  it('does not count what it refuses', () => {
    const mayPass = slidingWindow(2);
    expect([0, 0, 500, 999, 1000, 1000, 1000].map(mayPass)).toEqual([true, true, false, false, true, true, false]);
  });

  it.each([
    ['application/json', 200],
    ['application/json;charset=utf-8', 200],
    ['application/json; charset=UTF-8', 200],
    ['text/plain', 400],
    ['application/x-www-form-urlencoded', 400],
  ])('takes content type %s: %i', async (type, status) => {
    const { send, base, agora } = await bench();
    const authorization = basic(`${agora.customerId}:${agora.customerSecret}`);
    const body = { cname: 'room', uid: '1', clientRequest: {} };
    const reply = await send('POST', `${base}/acquire`, body, { authorization, 'content-type': type });
    expect([reply.status, reply.body['code']]).toEqual([status, status === 200 ? undefined : 8]);
  });

  it('answers code 8 to what is no JSON', async () => {
    const { send, base } = await bench();
    expect(await send('POST', `${base}/acquire`, '{"cname":')).toMatchObject({ status: 400, body: { code: 8 } });
  });
});
