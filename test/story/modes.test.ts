/** Each mode from its start to its files, as people see it. */
import { expect, test } from 'vitest';
import { openWorld } from '../support/world.ts';

test('individual: files for everyone, and the subscription can be changed', async () => {
  const world = await openWorld({ notifications: true });
  const { slack, agora, ana, ben, room } = world;
  agora.join('maths', '5');

  await slack.type(ana, room, '/record start maths mode=individual');
  const card = await world.card('Recording');
  expect(slack.buttons(room).map(({ control }) => control.text)).toEqual(['Stop', 'Refresh']);
  expect(agora.recorders[0]).toMatchObject({ mode: 'individual', individual: { subscribeUidGroup: 3 } });

  await slack.type(ben, room, '/record subscribe maths audio=5');
  expect(await world.line('@ben changed what is recorded')).toContain('audio of 5, video of everyone');
  expect(agora.recorders[0]?.subscriptions.at(-1)?.streamSubscribe).toEqual({
    audioUidList: { subscribeAudioUids: ['5'] },
    videoUidList: { subscribeVideoUids: ['#allstream#'] },
  });
  await slack.type(ben, room, '/record unsubscribe maths video=5');
  await world.line('video of everyone but 5');

  await slack.type(ben, room, '/record layout maths grid');
  await world.ephemeral(ben, 'only mixed recordings have one');
  await slack.type(ben, room, '/record pause maths');
  await world.ephemeral(ben, 'only the recording of a page can');

  await world.pass(60);
  await slack.click(ana, card, 'Stop');
  await world.card('Finished', 120);
  const last = await world.line('uploaded');
  const { files = [] } = agora.recorders[0] ?? {};
  expect(files).toHaveLength(4);
  for (const name of files) expect(last).toContain(name);
});

test('individual with screenshots: they are counted, and the latest named', async () => {
  const world = await openWorld({ notifications: true, tickEvery: 60_000 });
  const { slack, agora, ana, room } = world;

  await slack.type(ana, room, '/record start maths mode=individual snapshots=10s');
  const card = await world.card('Recording');
  const status = await world.line('screenshots, the latest:', 300);
  expect(status).toMatch(/\d+ screenshots, the latest: .*_maths__uid_s_27182801__uid_e_video_\d{17}\.jpg/u);
  expect(agora.recorders[0]?.individual).toMatchObject({ captureInterval: 10 });

  await slack.click(ana, card, 'Stop');
  await world.card('Finished', 120);
  expect(await world.line('Upload: uploaded')).toMatch(/\d+ screenshots/u);
});

test('web: a page is recorded, paused, resumed, and stopped at its time limit', async () => {
  const world = await openWorld({ notifications: true, agora: { publishers: 0 } });
  const { slack, agora, ana, ben, room } = world;

  await slack.type(ana, room, '/record start "class page" mode=web url=https://example.com/class for=90m');
  const card = await world.card('Recording');
  expect(slack.buttons(room).map(({ control }) => control.text)).toEqual([
    'Stop',
    'Pause',
    'Refresh',
    'Extend 30 min',
    'Extend 1 h',
  ]);
  expect(agora.recorders[0]).toMatchObject({
    mode: 'web',
    web: { url: 'https://example.com/class', maxRecordingHour: 4 },
  });

  await slack.click(ben, card, 'Pause');
  await world.line('@ben paused the recording.');
  await world.card('paused');
  expect(slack.buttons(room).map(({ control }) => control.text)).toEqual(
    expect.arrayContaining(['Stop', 'Resume', 'Refresh']),
  );
  await slack.type(ana, room, '/record resume');
  await world.line('@ana resumed the recording.');
  expect(agora.recorders[0]?.holds.map(({ onhold }) => onhold)).toEqual([false, true, false]);

  await slack.type(ben, room, '/record subscribe "class page" audio=5');
  await world.ephemeral(ben, 'no participants to choose from');

  await world.line('class page is stopped: its time is over.', 2 * 3_600 + 600);
  await world.card('Finished class page');
  expect(await world.line('Upload: uploaded')).toContain(`${agora.recorders[0]?.sid}_class-page.m3u8`);
}, 60_000);

test('web: a page that can’t be opened ends with its reason, and names no file', async () => {
  const world = await openWorld({ notifications: true });
  const { slack, agora, ana, room } = world;
  agora.page('https://example.com/gone', 'notFound');
  await slack.type(ana, room, '/record start page mode=web url=https://example.com/gone');
  const card = await world.card('Finished page early', 180);
  expect(slack.renderText(card)).not.toContain('.m3u8');
  expect(await world.line('The page can’t be opened.')).toContain('@ana');
  expect(agora.recorders).toHaveLength(1);
});

test('web: Record Again opens the same page again', async () => {
  const world = await openWorld();
  const { slack, agora, ana, room } = world;
  await slack.type(ana, room, '/record start page mode=web url=https://example.com/class');
  await slack.click(ana, await world.card('Recording'), 'Stop');
  await slack.click(ana, await world.card('Finished'), 'Record Again');
  await world.until(() => agora.recorders.length === 2);
  expect(agora.recorders[1]).toMatchObject({ mode: 'web', web: { url: 'https://example.com/class' } });
});

test('web: a page without a time limit ends at Agora’s limit', async () => {
  const file = 'presets: { board: { mode: web, url: "https://example.com/board", maxHours: 1 } }\n';
  const world = await openWorld({ file, notifications: true, agora: { publishers: 0 } });
  const { slack, agora, ana, room } = world;
  await slack.type(ana, room, '/record start board preset=board');
  await world.card('Recording');
  expect(slack.buttons(room).map(({ control }) => control.text)).toEqual(['Stop', 'Pause', 'Refresh']);
  await world.line('reached its time limit', 3_600 + 600);
  await world.card('Finished');
  expect(agora.recorders[0]?.web).toMatchObject({ maxRecordingHour: 1 });
}, 60_000);
