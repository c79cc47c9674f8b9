/** Two replicas of the real program in HTTP mode, so that it is known which of them a command reaches. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startAgora } from '../../src/sandbox/agora/agora-server.ts';
import { environment } from '../../src/sandbox/local-environment.ts';
import { startSlack } from '../../src/sandbox/slack/slack-server.ts';
import { type Child, run } from '../support/child.ts';
import { startPostgres } from '../support/postgres.ts';
import { waitTimeout } from './system.ts';

/** Either of the two takes a job; that it is always the same one is as likely as a coin that falls on one side so often. */
const most = 40;

test('a status is answered once, by the replica that got the command, whichever of them asks Agora', {
  timeout: 6 * waitTimeout,
}, async () => {
  const [slack, agora, server] = await Promise.all([startSlack({ transport: 'http' }), startAgora(), startPostgres()]);
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-answers-'));
  const replicas: Child[] = [];
  onTestFinished(async () => {
    await Promise.all(replicas.map((replica) => replica.kill('SIGKILL')));
    await Promise.all([slack.close(), agora.close(), server.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });
  const env = {
    ...environment(slack, agora),
    DATABASE_URL: await server.createDatabase(),
    LOG_LEVEL: 'debug',
  };
  const start = () => {
    const replica = run('src/start.js', { cwd: folder, env });
    replicas.push(replica);
    return replica;
  };
  /** How often it has asked Agora for the status. */
  const queries = ({ out }: Child) => out.filter((line) => line.includes('"call":"query"')).length;

  const asked = start();
  const { port } = await asked.logged('ready');
  const other = start();
  await other.logged('ready');
  slack.deliverTo(`http://127.0.0.1:${String(port)}/slack/events`);
  const room = slack.addChannel('classes');
  const ana = slack.addUser('ana');
  await slack.type(ana, room, '/record start maths');
  await slack.waitFor(() => slack.messages(room).some(({ text }) => text.startsWith('Recording maths')), waitTimeout);

  const answers = () => slack.ephemerals(ana).map((answer) => slack.renderText(answer));
  const [mine, theirs] = [queries(asked), queries(other)];
  let typed = 0;
  while (queries(asked) === mine || queries(other) === theirs) {
    expect(typed, 'the same replica has always asked').toBeLessThan(most);
    await slack.type(ana, room, '/record status maths');
    typed += 1;
    await slack.waitFor(() => answers().length === typed, waitTimeout);
  }
  for (const answer of answers()) {
    expect(answer).toContain('maths (');
    expect(answer).not.toContain('did not respond');
  }
  expect(agora.requests.filter(({ call }) => call === 'query').length).toBeGreaterThanOrEqual(typed);
});
