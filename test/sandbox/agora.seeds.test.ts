/** The simulator takes what Agora's own pages and samples send, or refuses it with the reason that the reference gives. */
import { describe, expect, it } from 'vitest';
import { type Fixture, failedToFind, goodStart, type Reply, startFixture } from './agora.support.ts';
import { type SeedBody, seedBodies } from './seed-bodies.ts';

const badBody = { status: 400, body: { code: 2, reason: 'post method api body check failed!' } };
const noJson = { status: 400, body: { code: 8, reason: 'content type or JSON is invalid' } };

const find = (page: SeedBody['page'], call: SeedBody['call'], mode: SeedBody['mode'] = 'mix'): string => {
  const found = seedBodies.find((it) => it.page === page && it.call === call && it.mode === mode);
  if (found === undefined) throw new TypeError(`${page} has no ${call}`);
  return found.text;
};

/** As a reader of the guide fills it in. */
const filledIn = (text: string) =>
  text.replaceAll(/<?YourChannelName>?/g, 'lesson').replaceAll(/<?YourRecordingUID>?/g, '7');
/** With the braces and colons that are missing there. */
const repaired = (text: string) => text.replaceAll(/^\s*(storageConfig|recordingConfig)$/gm, '"$1": {');

const acquire = ({ send, base }: Fixture, body: string) => send('POST', `${base}/acquire`, body);

/** `acquire`, and then the call for that resource. */
async function start(fixture: Fixture, page: SeedBody['page'], body: string, mode: SeedBody['mode']): Promise<Reply> {
  const acquired = await acquire(fixture, filledIn(find(page, 'acquire')));
  expect(acquired.status).toBe(200);
  const { base, send } = fixture;
  return send('POST', `${base}/resourceid/${String(acquired.body['resourceId'])}/mode/${mode}/start`, body);
}

const whyOf = ({ agora }: Fixture) => agora.requests.at(-1)?.why;

it.each(['reference', 'sample', 'quickstart'] as const)(
  '%s: every call of a mixed recording succeeds',
  async (page) => {
    const fixture = await startFixture();
    const { agora, send, base, clock } = fixture;
    const ready = (call: SeedBody['call']) => repaired(filledIn(find(page, call)));
    const started = await start(fixture, page, ready('start'), 'mix');
    expect(started).toMatchObject({ status: 200, body: { sid: expect.stringMatching(/^[0-9a-f]{32}$/) } });
    const { resourceId, sid } = started.body;
    const path = `${base}/resourceid/${String(resourceId)}/sid/${String(sid)}/mode/mix`;
    clock.advance(30_000);
    expect(await send('GET', `${path}/query`)).toMatchObject({ status: 200, body: { serverResponse: { status: 5 } } });
    // The quickstart changes no layout.
    if (page !== 'quickstart') {
      expect(await send('POST', `${path}/updateLayout`, ready('updateLayout'))).toMatchObject({ status: 200 });
      expect(agora.recorders[0]?.layouts.at(-1)?.layout.layoutConfig).toHaveLength(2);
    }
    const stopping = send('POST', `${path}/stop`, ready('stop'));
    await agora.waitFor(({ call }) => call === 'stop');
    clock.advance(2_000);
    expect(await stopping).toMatchObject({ status: 200, body: { serverResponse: { uploadingStatus: 'uploaded' } } });
  },
);

describe('the quickstart', () => {
  it('is rejected with its placeholder for the uid, which is not a number', async () => {
    const fixture = await startFixture();
    expect(await acquire(fixture, find('quickstart', 'acquire'))).toEqual(badBody);
    expect(whyOf(fixture)).toBe('uid: not a uid');
  });

  it.each(['mix', 'individual'] as const)('%s: is invalid JSON as published', async (mode) => {
    const fixture = await startFixture();
    expect(await start(fixture, 'quickstart', filledIn(find('quickstart', 'start', mode)), mode)).toEqual(noJson);
  });

  it('lacks the uid group that an individual recording now requires', async () => {
    const fixture = await startFixture();
    const body = repaired(filledIn(find('quickstart', 'start', 'individual')));
    expect(await start(fixture, 'quickstart', body, 'individual')).toEqual(badBody);
    expect(whyOf(fixture)).toContain('subscribeUidGroup is missing');
    const complete = body.replace('"channelType": 1', '"channelType": 1, "subscribeUidGroup": 0');
    expect(await start(fixture, 'quickstart', complete, 'individual')).toMatchObject({ status: 200 });
  });

  it('stops an individual recording, but not at the published addresses', async () => {
    const { run, send, base, agora, clock } = await startFixture();
    const recordingConfig = { ...goodStart.recordingConfig, subscribeUidGroup: 0 };
    const options = { mode: 'individual', start: { ...goodStart, recordingConfig } } as const;
    const { resourceId, sid } = await run('lesson', '7', options);
    clock.advance(60_000);
    const body = filledIn(find('quickstart', 'stop', 'individual'));
    const at = (id: string) => `/resourceid/${resourceId}/sid/${id}/mode/individual/stop`;
    expect(await send('POST', `/v1/apps${base}${at(sid)}`, body)).toEqual({
      status: 404,
      body: { message: 'no Route matched with those values' },
    });
    expect(await send('POST', `${base}${at('null')}`, body)).toEqual(failedToFind);
    const stopping = send('POST', `${base}${at(sid)}`, body);
    await agora.waitFor((entry) => entry.call === 'stop' && entry.sid === sid);
    clock.advance(2_000);
    expect(await stopping).toMatchObject({ status: 200 });
  });
});
