/** What the visitor breaks, each by one click, and what the bot says of it. */
import { expect, test } from 'vitest';
import { useDemo, type Visit } from './visit.ts';

const site = useDemo();

/** A recording of its own for each test, and its thread. */
async function recording(cname: string): Promise<Visit> {
  const visit = await site.visit();
  const { type, message } = visit;
  site.demo.agora.join(cname);
  await type(`/record start ${cname}`);
  await message(`Starting ${cname}`).waitFor();
  await site.demo.pass(10_000);
  await message(`Recording ${cname}`).waitFor();
  await message(`Recording ${cname}`).getByRole('button', { name: /repl/u }).click();
  await visit.thread.getByText(`Recording ${cname}.`).waitFor();
  return visit;
}

const stop = async ({ page, message }: Visit, cname: string) => {
  await message(cname).getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
};

test('the bot is killed and started again, and the card continues', async () => {
  const visit = await recording('chess');
  const { page, message } = visit;
  const bot = page.getByRole('group', { name: 'Bot' });
  await bot.getByRole('button', { name: 'Kill bot' }).click();
  await bot.getByText('Stopped').waitFor();
  // What is pressed meanwhile gets Slack's own answer.
  await message('Recording chess').getByRole('button', { name: 'Vertical' }).click();
  await page.getByRole('alert').getByText('The bot is not connected to Slack.').waitFor();
  await bot.getByRole('button', { name: 'Start bot' }).click();
  await bot.getByText('Running').waitFor();
  await message('Recording chess').getByRole('button', { name: 'Vertical' }).click();
  await visit.thread.getByText('@ana changed the layout to Vertical.').waitFor();
  await stop(visit, 'chess');
  await message('Finished chess').waitFor();
});

test('an hour passes, and the thread says how the recording is doing', async () => {
  const { page, thread, message } = await recording('history');
  await page.getByRole('button', { name: /let an hour pass/u }).click();
  await thread.getByText('Recording. 1 file so far:').waitFor();
  await message(/Recording history · (?:5\d min|1 h)/u).waitFor();
});

test('the network to Agora drops, and comes back', async () => {
  const { page, thread } = await recording('physics');
  const network = page.getByRole('group', { name: 'Network to Agora' });
  await network.getByRole('button', { name: 'Down' }).click();
  await page.getByRole('button', { name: /let ten minutes pass/u }).click();
  await thread.getByText('Agora can’t be reached.').last().waitFor();
  await network.getByRole('button', { name: 'Up' }).click();
  await page.getByRole('button', { name: /let ten minutes pass/u }).click();
  await thread.getByText('Contact restored.').first().waitFor();
});

test('the network to Slack drops: what is posted meanwhile arrives later', async () => {
  const { page, message } = await recording('biology');
  const network = page.getByRole('group', { name: 'Network to Slack' });
  await network.getByRole('button', { name: 'Down' }).click();
  await network.getByRole('button', { name: 'Down', pressed: true }).waitFor();
  await site.demo.pass(60_000);
  await network.getByRole('button', { name: 'Up' }).click();
  await page.getByRole('button', { name: /let ten minutes pass/u }).click();
  await message(/Recording biology · \d+ min/u).waitFor();
});

test('the storage fails, and the reason is in the thread', async () => {
  const visit = await recording('music');
  const { page, thread, message } = visit;
  const storage = page.getByRole('group', { name: 'Storage' });
  await storage.getByRole('button', { name: 'Failing' }).click();
  await storage.getByRole('button', { name: 'Failing', pressed: true }).waitFor();
  await stop(visit, 'music');
  await site.demo.pass(600_000);
  await message('Finished music').getByText('Some files are delayed').waitFor();
  await thread.getByText('Upload: backuped').waitFor();
  await storage.getByRole('button', { name: 'Working' }).click();
  await storage.getByRole('button', { name: 'Working', pressed: true }).waitFor();
});

test('a recorder fails over, which the thread says', async () => {
  const { page, thread, recorder } = await recording('drama');
  await recorder('drama').getByRole('button', { name: 'Fail over' }).click();
  await page.getByText('Moving to another server').waitFor();
  await site.demo.pass(180_000);
  await thread.getByText('The recorder moved to another server').waitFor();
});

test('people join and leave, and the tiles follow', async () => {
  const { page, recorder, message } = await recording('latin');
  const shown = recorder('latin').locator('.tile');
  await page.getByRole('button', { name: 'Join: latin' }).click();
  await shown.nth(1).waitFor();
  expect(await shown.count()).toBe(2);
  await page.getByRole('button', { name: 'Everybody leaves: latin' }).click();
  await recorder('latin').getByText('Nobody publishes').waitFor();
  await site.demo.pass(600_000);
  await message('Finished latin early').waitFor();
});
