/** What the configuration file offers, as people use it. */
import { expect, onTestFinished, test } from 'vitest';
import { startAgora } from '../../src/sandbox/agora/agora-server.ts';
import { openWorld } from '../support/world.ts';

const file = `
layouts:
  duo: { background: '#101010', regions: [ { x: 0, y: 0, width: 0.5, height: 1 }, { x: 0.5, y: 0, width: 0.5, height: 1, fit: true } ] }
presets:
  lesson: { mode: mix, layout: duo, video: { width: 640, height: 360 }, files: [hls, mp4], maxIdle: 2m, prefix: '{channel}/{preset}' }
  tracks: { mode: individual, uidGroup: 1, encryption: { mode: aes-256-gcm2, secretEnv: KEY, saltEnv: SALT } }
`;
const schoolAppId = 'a'.repeat(32);
const env = {
  SCHOOL_ID: 'id',
  SCHOOL_SECRET: 'secret',
  KEY: 'channel-key',
  SALT: Buffer.alloc(32, 7).toString('base64'),
};

test('a preset provides the options that were not typed, and a named layout is one word', async () => {
  const world = await openWorld({ env, file });
  const { slack, agora, ana, ben, room } = world;

  const listed = await slack.type(ana, room, '/record presets');
  await world.until(() => listed.seen.length > 0);
  const text = listed.seen.map((one) => slack.renderText(one)).join('\n');
  for (const words of ['lesson · mix · duo', 'tracks · individual', 'duo · Custom']) expect(text).toContain(words);

  await slack.type(ana, room, '/record start "maths 9b" preset=lesson');
  await world.card('Recording');
  const [recorder] = agora.recorders;
  expect(recorder).toMatchObject({
    maxIdleTime: 120,
    transcoding: { width: 640, height: 360, fps: 15, bitrate: 400 },
    avFileType: ['hls', 'mp4'],
    storage: { fileNamePrefix: ['maths9b', 'lesson'] },
  });
  expect(recorder?.layouts[0]?.layout).toMatchObject({
    mixedVideoLayout: 3,
    backgroundColor: '#101010',
    layoutConfig: [
      { width: 0.5, render_mode: 0 },
      { x_axis: 0.5, render_mode: 1 },
    ],
  });

  await slack.type(ben, room, '/record layout "maths 9b" grid');
  await world.line('changed the layout to Grid');
  await slack.type(ben, room, '/record layout "maths 9b" duo');
  await world.line('changed the layout to duo');
  expect(agora.recorders[0]?.layouts.at(-1)?.layout).toMatchObject({ mixedVideoLayout: 3, backgroundColor: '#101010' });
  await slack.type(ben, room, '/record layout "maths 9b" dou');
  await world.ephemeral(ben, 'Did you mean duo');
});

test('the key of an encrypted channel is sent only to Agora', async () => {
  const world = await openWorld({ env, file });
  const { slack, agora, ana, room } = world;
  await slack.type(ana, room, '/record start exam preset=tracks');
  await world.card('Recording');
  expect(agora.recorders[0]).toMatchObject({ decryptionMode: 8, individual: { subscribeUidGroup: 1 } });
});

test('another project has its own App ID, credentials and budget; a mistyped name gets a suggestion', async () => {
  const school = await startAgora({ appId: schoolAppId });
  onTestFinished(() => school.close());
  const project = `
projects:
  school: { appId: ${schoolAppId}, customerIdEnv: SCHOOL_ID, customerSecretEnv: SCHOOL_SECRET, apiUrl: '${school.url}', channelType: live }
`;
  const own = { SCHOOL_ID: school.customerId, SCHOOL_SECRET: school.customerSecret };
  const world = await openWorld({ env: { ...env, ...own }, file: `${project}${file}` });
  const { slack, agora, ana, room } = world;
  const typed = await slack.type(ana, room, '/record start maths project=scool');
  expect(typed.seen.map((one) => slack.renderText(one)).join('')).toContain('Did you mean school');

  await slack.type(ana, room, '/record start maths project=school');
  await world.until(() => school.recorders.length === 1);
  expect(school.recorders[0]).toMatchObject({ appId: schoolAppId, channelType: 1 });
  expect(agora.recorders).toEqual([]);
  // The name is free in the default project.
  await slack.type(ana, room, '/record start maths');
  await world.until(() => agora.recorders.length === 1);

  await slack.type(ana, room, '/record stop maths');
  const asked = await world.ephemeral(ana, 'maths is being recorded in 2 projects. Which one?');
  expect(asked).toMatch(/\/record stop r\w{5} for project default[^]*\/record stop r\w{5} for project school/u);
  expect(agora.requests.some(({ call }) => call === 'stop')).toBe(false);
});
