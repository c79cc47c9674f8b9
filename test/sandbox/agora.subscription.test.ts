/** Whose media an individual recorder takes. */
import { expect, it } from 'vitest';
import { notified } from './agora.receiver.ts';
import { type Fixture, goodStart, startFixture } from './agora.support.ts';

const people = ['5', '6', '7'];
const start = (change: object) => ({
  ...goodStart,
  recordingConfig: { ...goodStart.recordingConfig, subscribeUidGroup: 1, ...change },
});

/** A recorder that has been running for a minute, in a channel of three. */
async function record(change: object) {
  const fixture = await startFixture({ publishers: 0 });
  for (const uid of people) fixture.agora.join('room', uid);
  const running = await fixture.run('room', '1', { mode: 'individual', start: start(change) });
  fixture.clock.advance(60_000);
  return { ...fixture, ...running };
}

/** Whose files there are: of audio and of video. */
const recorded = ({ agora }: Pick<Fixture, 'agora'>) =>
  ['audio', 'video'].map((medium) =>
    (agora.recorders[0]?.files ?? [])
      .flatMap((name) => new RegExp(`__uid_s_(\\d+)__uid_e_${medium}\\.m3u8$`).exec(name)?.[1] ?? [])
      .join(' '),
  );

it.each<[string, object, string, string]>([
  ['no list', {}, '5 6 7', '5 6 7'],
  ['everybody', { subscribeAudioUids: ['#allstream#'], subscribeVideoUids: ['#allstream#'] }, '5 6 7', '5 6 7'],
  ['some of each', { subscribeAudioUids: ['5'], subscribeVideoUids: ['6', '7'] }, '5', '6 7'],
  ['a uid that is absent', { subscribeAudioUids: ['5', '9'], subscribeVideoUids: ['9'] }, '5', ''],
  ['all but some', { unSubscribeAudioUids: ['5', '9'], unSubscribeVideoUids: people }, '6 7', ''],
  ['some, and all but some', { subscribeAudioUids: ['5'], unSubscribeVideoUids: ['5'] }, '5', '6 7'],
  ['some of the audio, and nothing of the video', { subscribeAudioUids: ['5'] }, '5', ''],
  ['some of the video, and nothing of the audio', { subscribeVideoUids: ['5'] }, '', '5'],
  ['all but some of the audio', { unSubscribeAudioUids: ['5'] }, '6 7', '5 6 7'],
  ['audio alone', { streamTypes: 0, subscribeAudioUids: ['5'] }, '5', ''],
  ['video alone', { streamTypes: 1, unSubscribeVideoUids: ['5'] }, '', '6 7'],
])('%s', async (_, lists, audio, video) => {
  expect(recorded(await record(lists))).toEqual([audio, video]);
});

it('a later list replaces the previous one; existing files are kept', async () => {
  const recorder = await record({ subscribeAudioUids: ['5'], subscribeVideoUids: ['6'] });
  const { agora, clock, update } = recorder;
  const audioUidList = { subscribeAudioUids: ['7', '8', '9'] };
  expect(await update({ streamSubscribe: { audioUidList } })).toMatchObject({ status: 200 });
  expect(recorded(recorder)).toEqual(['5 7', '6']);
  clock.advance(1_000);
  agora.join('room', '8');
  clock.advance(1_000);
  expect(recorded(recorder)).toEqual(['5 7 8', '6']);

  const others = {
    audioUidList: { unSubscribeAudioUids: ['9'] },
    videoUidList: { subscribeVideoUids: ['#allstream#'] },
  };
  await update({ streamSubscribe: others });
  expect(recorded(recorder)).toEqual(['5 6 7 8', '5 6 7 8']);
  agora.join('room', '9');
  clock.advance(1_000);
  expect(recorded(recorder)).toEqual(['5 6 7 8', '5 6 7 8 9']);
});

it('a participant who joins while excluded, or leaves before being subscribed, is not recorded', async () => {
  const recorder = await record({ subscribeAudioUids: ['5', '8'], subscribeVideoUids: ['5', '8'] });
  const { agora, clock, update } = recorder;
  agora.leave('room', '6');
  clock.advance(1_000);
  const streamSubscribe = { audioUidList: { subscribeAudioUids: ['6', '7'] } };
  await update({ streamSubscribe });
  clock.advance(1_000);
  agora.join('room', '8');
  clock.advance(1_000);
  expect(recorded(recorder)).toEqual(['5 7', '5 8']);
});

it('screenshots are taken only of participants subscribed at the time', async () => {
  const { run, agora, clock, details } = await notified();
  agora.join('room', '5');
  const snapshots = { snapshotConfig: { captureInterval: 10, fileType: ['jpg'] } };
  const body = { ...start({ subscribeVideoUids: ['5'] }), ...snapshots };
  const { update } = await run('room', '1', { mode: 'individual', start: body });
  clock.advance(15_000);
  await update({ streamSubscribe: { videoUidList: { unSubscribeVideoUids: ['5'] } } });
  clock.advance(10_000);
  await expect.poll(() => details(45).length).toBe(2);
  const seen = details(45).map(({ fileName }) => /__uid_s_(\d+)__/.exec(String(fileName))?.[1]);
  expect(seen).toEqual(['5', '27182801']);
});
