/** One recording from its start to its files, as a person sees it. */
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { useDemo } from './visit.ts';

const site = useDemo();

/** Where the tiles are, as rounded percents of the canvas: left, top, width, height. */
async function tiles(recorder: Locator): Promise<number[][]> {
  const canvas = await boxOf(recorder.locator('.canvas'));
  const found = await Promise.all((await recorder.locator('.tile').all()).map(boxOf));
  const percent = (length: number, whole: number) => Math.round((100 * length) / whole);
  return found.map(({ x, y, width, height }) => [
    percent(x - canvas.x, canvas.width),
    percent(y - canvas.y, canvas.height),
    percent(width, canvas.width),
    percent(height, canvas.height),
  ]);
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('the element is not shown');
  return box;
}

test('start by typing, switch layouts, stop, and play the files', async () => {
  const { page, type, message, recorder, thread } = await site.visit();
  for (const _ of ['second', 'third']) await page.getByRole('button', { name: 'Join: maths' }).click();
  await type('/record start maths preset=lesson');
  const card = message(/maths/u);
  await message('Starting maths').waitFor();
  await message('Recording maths').waitFor();

  await page.getByRole('button', { name: /replies|1 reply/u }).click();
  await thread.getByText('Recording maths.').waitFor();

  const grid = await tiles(recorder('maths'));
  expect(grid.map(([, , width]) => width)).toEqual([50, 50, 50]);
  await card.getByRole('button', { name: 'Vertical' }).click();
  await thread.getByText('@ana changed the layout to Vertical.').waitFor();
  const vertical = await tiles(recorder('maths'));
  expect(vertical).not.toEqual(grid);
  await card.getByRole('button', { name: '✓ Vertical' }).waitFor();
  await card.getByRole('button', { name: 'Grid', exact: true }).click();
  await thread.getByText('@ana changed the layout to Grid.').waitFor();
  expect(await tiles(recorder('maths'))).toEqual(grid);

  await card.getByRole('button', { name: 'Custom…' }).click();
  const form = page.getByRole('dialog', { name: 'Custom layout' });
  await form.getByLabel('Regions').fill('0 0 200% 1');
  await form.getByRole('button', { name: 'Apply' }).click();
  await form.getByText('Line 1: “200%” is outside of the canvas.').waitFor();
  await form.getByLabel('Regions').fill('0 0 70% 1\n70% 0 30% 50%\n70% 50% 30% 50%');
  await form.getByRole('button', { name: 'Apply' }).click();
  await thread.getByText('@ana changed the layout to Custom.').waitFor();
  await form.waitFor({ state: 'detached' });
  expect(await tiles(recorder('maths'))).toEqual([
    [0, 0, 70, 100],
    [70, 0, 30, 50],
    [70, 50, 30, 50],
  ]);

  await card.getByRole('button', { name: 'Stop' }).click();
  const confirm = page.getByRole('dialog', { name: 'Stop this recording?' });
  await confirm.getByRole('button', { name: 'Cancel' }).click();
  await recorder('maths').waitFor();
  await card.getByRole('button', { name: 'Stop' }).click();
  await confirm.getByRole('button', { name: 'Stop' }).click();
  await message('Finished maths').waitFor();
  await thread.getByText('Upload: uploaded').waitFor();

  await card.getByRole('button', { name: 'Files' }).click();
  const files = message('Only visible to you');
  await files.getByText('Links work until').waitFor();
  const names = await files.getByRole('link').allTextContents();
  expect(names.map((name) => name.split('.').at(-1))).toEqual(['m3u8', 'mp4']);
  for (const name of names) {
    await files.getByRole('link', { name, exact: true }).click();
    const player = page.getByRole('dialog', { name });
    const video = player.locator('video');
    await expect
      .poll(() => video.evaluate((element) => (element as { currentTime?: number }).currentTime))
      .toBeGreaterThan(0.2);
    await player.getByRole('button', { name: 'Close' }).click();
    await player.waitFor({ state: 'detached' });
  }
});

test('the bot takes every notification of Agora', async () => {
  await site.demo.pass(60_000);
  const { notifications } = site.demo.agora;
  expect(notifications.length).toBeGreaterThan(3);
  expect(notifications.filter(({ status }) => status !== 200)).toEqual([]);
});

test('start by the form, with a field that is wrong at first', async () => {
  const { page, message, type } = await site.visit();
  await type('/record');
  const form = page.getByRole('dialog', { name: 'Start a recording' });
  await form.getByRole('button', { name: 'Start' }).click();
  await form.getByText('Write the name of the Agora channel, for example maths.').waitFor();
  await form.getByLabel('Agora channel').fill('standup');
  await form.getByLabel('Stop after').fill('1h');
  await form.getByRole('button', { name: 'Start' }).click();
  await form.waitFor({ state: 'detached' });
  await message('Starting standup').waitFor();
  await site.demo.pass(10_000);
  await message('Recording standup').getByRole('button', { name: 'Extend' }).first().waitFor();
  expect(await message('Recording standup').textContent()).toContain('Stops by itself');
});
