import { describe, expect, test } from 'vitest';
import { openWorld } from '../support/world.ts';

const body = (code: number, reason: string) => ({ code, reason });

describe('rejections by Agora are reported, and the card shows the actual state', () => {
  test.each([
    [
      'acquire',
      400,
      body(2, 'post method api body check failed!'),
      'rejected the settings',
      'check the storage settings',
    ],
    ['acquire', 400, { message: 'appid is invalid' }, 'doesn’t know this App ID', 'AGORA_APP_ID'],
    ['acquire', 401, { message: 'Invalid authentication credentials' }, 'credentials', 'AGORA_CUSTOMER_SECRET'],
    ['acquire', 400, body(406, 'vendor_over_load'), 'Too many recordings', 'Stop one'],
    ['acquire', 400, body(405, 'no_active_status'), 'suspended', 'Agora Console'],
    ['acquire', 404, { message: 'no Route matched with those values' }, 'configured address', 'AGORA_API_URL'],
    ['start', 400, body(2, 'services not selected!'), 'rejected the settings', 'check the storage settings'],
    ['start', 403, { message: 'forbidden' }, 'not enabled', 'Agora Console'],
  ] as const)(
    '%s answered %d: failed, with the reason and what to do',
    async (call, status, answer, reason, remedy) => {
      const world = await openWorld();
      const { slack, agora, ana, room } = world;
      agora.fault({ call, kind: 'respond', status, body: answer });
      await slack.type(ana, room, '/record start standup');
      const card = slack.renderText(await world.card('Failed'));
      const line = await world.line('was not recorded');
      for (const words of [reason, remedy]) {
        expect(card).toContain(words);
        expect(line).toContain(words);
      }
      // Agora's own words, for the admin.
      expect(line).toContain('reason' in answer ? answer.reason : answer.message);
      await world.pass(120);
      expect(agora.recorders).toEqual([]);
      expect(agora.requests.filter((request) => request.call === call)).toHaveLength(1);
    },
  );

  test('once the cause is fixed, Try Again on the failed card records', async () => {
    const world = await openWorld();
    const { slack, agora, ana, ben, room } = world;
    agora.fault({ call: 'start', kind: 'respond', status: 403, body: { message: 'forbidden' } });
    await slack.type(ana, room, '/record start standup');
    await slack.click(ben, await world.card('Failed'), 'Try Again');
    await world.card('Recording standup');
    expect(world.cards()).toHaveLength(2);
    expect(agora.recorders).toHaveLength(1);
  });

  test.each([
    ['acquire', 429, { message: 'API rate limit exceeded' }],
    ['acquire', 500, body(501, 'no_worker_manager_available')],
    ['start', 429, { message: 'API rate limit exceeded' }],
    ['start', 206, body(65, 'request not completed')],
    ['start', 500, body(62, 'request timeout')],
    ['start', 500, body(502, 'Failed to allocate worker')],
    ['query', 504, body(62, 'request timeout')],
    ['query', 429, { message: 'API rate limit exceeded' }],
  ] as const)('%s answered %d once: it records after all, with one recorder', async (call, status, answer) => {
    const world = await openWorld();
    const { slack, agora, ana, room } = world;
    const fault = agora.fault({ call, kind: 'respond', status, body: answer });
    await slack.type(ana, room, '/record start standup');
    await world.card('Recording', 120);
    expect(fault.hits).toBe(1);
    expect(agora.recorders).toHaveLength(1);
  });

  test.each([
    ['stop', 504, body(62, 'request timeout')],
    ['stop', 206, body(65, 'request not completed')],
    ['stop', 429, { message: 'API rate limit exceeded' }],
    ['stop', 500, '<html>Bad Gateway</html>'],
  ] as const)('%s answered %d once: stopped after all', async (call, status, answer) => {
    const world = await openWorld();
    const { slack, agora, ana, room } = world;
    await slack.type(ana, room, '/record start standup');
    await world.card('Recording');
    agora.fault({ call, kind: 'respond', status, body: answer });
    await slack.click(ana, await world.card('Recording'), 'Stop');
    await world.card('Finished', 120);
    expect(agora.recorders[0]?.endedBy).toBe('stop');
  });

  test('a layout that Agora rejects is reported, and the card keeps the current one', async () => {
    const world = await openWorld();
    const { slack, agora, ana, room } = world;
    await slack.type(ana, room, '/record start standup');
    const card = await world.card('Recording');
    agora.fault({ call: 'updateLayout', kind: 'respond', status: 400, body: body(2, 'bad layout') });
    await slack.click(ana, card, 'Float');
    await world.line('The layout stays as it was');
    await world.until(() => !slack.renderText(world.cards()[0] ?? card).includes('Changing the layout'));
    expect(slack.renderText(world.cards()[0] ?? card)).toContain('✓ Grid');
  });

  test('accepted, but no recorder appears: failed within two minutes, with the likely causes', async () => {
    const world = await openWorld();
    const { slack, agora, ana, room } = world;
    agora.fault({ call: 'start', kind: 'dies', afterMs: 2_000 });
    await slack.type(ana, room, '/record start standup');
    await world.card('Failed', 130);
    expect(await world.line('never appeared')).toContain('storage keys');
  });

  test('everybody leaves: the end is detected, explained, and finished with the file', async () => {
    const world = await openWorld();
    const { slack, agora, ana, room } = world;
    await slack.type(ana, room, '/record start standup');
    await world.card('Recording');
    await world.pass(60);
    agora.leave('standup');
    await world.card('Finished', 900);
    expect(agora.recorders[0]?.endedBy).toBe('idle');
    await world.line(`${agora.recorders[0]?.sid}_standup.m3u8`);
  });

  test('nobody publishes: the end reports that nothing was recorded and names no file', async () => {
    const world = await openWorld();
    const { slack, agora, ana, room } = world;
    agora.leave('quiet');
    await slack.type(ana, room, '/record start quiet');
    await world.card('Recording');
    await world.card('nothing arrives', 120);
    await world.line('no camera or microphone is on');
    await slack.type(ana, room, '/record stop quiet');
    await world.card('nothing was recorded');
    await world.line('nothing was recorded');
    expect(slack.renderText(room)).not.toContain('.m3u8');
  });

  test('a start whose response is lost is sent again; a recorder without a sid is reported as an orphan', async () => {
    const world = await openWorld();
    const { slack, agora, ana, room } = world;
    agora.fault({ call: 'start', kind: 'actThenDestroy' });
    await slack.type(ana, room, '/record start standup');
    await world.card('Recording', 120);
    await world.line('A second recorder may be running');
    expect(agora.recorders).toHaveLength(2);
    expect(agora.requests.filter((request) => request.call === 'start')).toHaveLength(3);
  });
});
