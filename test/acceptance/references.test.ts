/** Whatever fails inside the bot, the person gets a reference, and the log has one line with it. */
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { logLine } from '../../docs/logging.ts';
import { openStage } from '../support/stage.ts';
import { transports } from './support.ts';

const scopes = ['commands', 'chat:write', 'users:read'];

/** Another program holds the database: nothing can be written until it lets go. */
function lock(path: string): void {
  const holder = new Database(path);
  onTestFinished(() => {
    holder.close();
  });
  holder.exec('BEGIN IMMEDIATE');
}

// Each write waits for a second for the other program, and with it all that follows.
test.each(transports)(
  'commands, clicks, forms and steps of workflows, over %s',
  { timeout: 60_000 },
  async (transport) => {
    const stage = await openStage({ slack: { transport, scopes } });
    const { slack, room, ana } = stage;
    const bot = stage.start();
    const { port } = await bot.logged('ready');
    if (transport === 'http') slack.deliverTo(`http://127.0.0.1:${String(port)}/slack/events`);
    await slack.type(ana, room, '/record start standup');
    const card = await stage.card('Recording');
    const ben = slack.addUser('ben');
    await slack.openHome(ben);
    await slack.waitFor(() => slack.renderHome(ben).includes('standup'));
    await slack.type(ana, room, '/record');
    await slack.waitFor(() => slack.modal(ana) !== undefined && slack.calls('views.update').length > 0);
    const eva = slack.addUser('eva');
    await slack.click(eva, card, 'Custom…');
    await slack.waitFor(() => slack.modal(eva) !== undefined);
    lock(stage.database);

    const failed = 'Something went wrong';
    const ephemerals = () => slack.ephemerals(ana).filter(({ text }) => text.includes(failed));
    const told = async (what: string, act: () => Promise<unknown>, texts: () => readonly string[]) => {
      const before = texts().length;
      await act();
      await slack.waitFor(() => texts().length > before, 15_000);
      const [, reference] = /reference `?([0-9a-f]{6})\b/u.exec(texts().at(-1) ?? '') ?? [];
      return reference ?? expect.fail(`${what}: no reference in ${texts().at(-1)}`);
    };
    const toAna = () => ephemerals().map(({ text }) => text);
    const inDms = (user: typeof ana) => () =>
      slack
        .dms(user)
        .map(({ text }) => text)
        .filter((text) => text.includes(failed));

    slack.enter(ana, 'Agora channel', 'maths');
    const references = [
      await told('a command', () => slack.type(ana, room, '/record start physics'), toAna),
      await told('a command that stops', () => slack.type(ana, room, '/record stop'), toAna),
      await told('a click', () => slack.click(ana, card, 'Stop'), toAna),
      await told(
        'the start form',
        () => slack.submitModal(ana),
        () => [...toAna(), ...inDms(ana)()],
      ),
      await told(
        'the layout form',
        () => slack.submitModal(eva),
        () => [...slack.ephemerals(eva).map(({ text }) => text), ...inDms(eva)()],
      ),
      await told(
        'the App Home',
        () => slack.pressInHome(ben, 'Stop'),
        () => {
          const home = slack.renderHome(ben);
          return home.includes(failed) ? [home] : [];
        },
      ),
      await told(
        'a step',
        () => slack.runStep('record_start', { channel: 'art', slack_channel: room.id, person: ana.id }),
        () => slack.steps().flatMap(({ error }) => error ?? []),
      ),
    ];
    expect(new Set(references).size).toBe(references.length);
    const lines = bot.out.map((line) => logLine.parse(JSON.parse(line)));
    for (const reference of references) {
      const found = bot.out.filter((line) => line.includes(reference));
      expect(found, reference).toHaveLength(1);
      const [line] = lines.filter((one) => one.reference === reference);
      expect(line).toMatchObject({ level: 'error', code: 'locked' });
    }
  },
);
