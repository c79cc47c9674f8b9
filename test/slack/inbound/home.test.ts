/** What is pressed in the App Home, and how it is answered there. */
import { expect, it, vi } from 'vitest';
import { aWorkspace, connected } from '../support.ts';
import { aRecording, FakeRecordingService, inChannel, noHomes } from './support.ts';

/** Ana looks at the home with one recording, which she has started. */
async function setUp(change: Parameters<typeof aRecording>[0] = {}) {
  const workspace = await aWorkspace();
  const { slack, ana } = workspace;
  const service = new FakeRecordingService(
    aRecording({ startedBy: ana.id, card: { ...inChannel(workspace.general.id), teamId: slack.team.id }, ...change }),
  );
  const list = (phase: 'live' | 'over') => () => {
    const found = [...service.recordings.values()].filter((r) => (r.phase === 'finished') === (phase === 'over'));
    return Promise.resolve({ items: found, offset: 0, more: false });
  };
  const homes = { ...noHomes, searchLive: list('live'), searchEnded: list('over') };
  const bot = await connected(workspace, service, { homes });
  const shown = (words: string) =>
    vi.waitUntil(() => slack.renderHome(ana).includes(words) && slack.renderHome(ana), { interval: 5, timeout: 5_000 });
  await slack.openHome(ana);
  await shown('standup');
  return { ...bot, shown };
}

it('sends the command of the card’s button, as a person in no Slack channel', async () => {
  const { slack, ana, service, commands, idle } = await setUp();
  await slack.pressInHome(ana, 'Stop');
  await idle();
  const actor = { teamId: slack.team.id, userId: ana.id, channelId: '' };
  expect(service.executed).toMatchObject([{ id: 'rabcde', command: { type: 'stop' }, actor }]);
  expect(commands).toEqual(['stop done']);
  // The home itself shows it.
  expect(slack.renderHome(ana)).not.toContain('Stopping standup. File names');
});

it('shows a failure at its top, with the reference of the log', async () => {
  const { slack, ana, service, shown, log, commands } = await setUp();
  service.onExecute = () => Promise.reject(new Error('the disk is full'));
  await slack.pressInHome(ana, 'Stop');
  const [, reference = 'none'] = /reference ([0-9a-f]{6})/u.exec(await shown('Something went wrong')) ?? [];
  expect(log.lines.join()).toContain(reference);
  expect(commands).toEqual(['stop failed']);
  expect(slack.dms(ana)).toEqual([]);
});

it('opens the form of a custom layout', async () => {
  const { slack, ana, idle, service } = await setUp();
  await slack.pressInHome(ana, 'Custom…');
  await idle();
  expect(slack.renderModal(ana)).toContain('standup');
  slack.enter(ana, 'Regions', '0 0 1 1');
  await slack.submitModal(ana);
  await idle();
  expect(service.executed).toMatchObject([{ command: { type: 'layout', layout: { kind: 'custom' } } }]);
});

it('records again in the Slack channel of the previous card', async () => {
  const { slack, ana, general, service, idle } = await setUp({ phase: 'finished', ending: { endedAt: 1 } });
  await slack.pressInHome(ana, 'Record Again');
  await idle();
  expect(service.starts).toMatchObject([{ start: { cname: 'standup', actor: { channelId: general.id } } }]);
});

it('reports a response that neither fits nor can be sent', async () => {
  const names = Array.from({ length: 40 }, (_, n) => `file-${n}.mp4`);
  const { slack, ana, shown } = await setUp({
    phase: 'finished',
    ending: { endedAt: 1, result: 'stopped', files: { names, predicted: false } },
  });
  slack.fault({ method: 'chat.postMessage', kind: { error: 'messages_tab_disabled' } });
  await slack.pressInHome(ana, 'Files');
  await shown('I can’t send you messages');
  expect(slack.dms(ana)).toEqual([]);
});
