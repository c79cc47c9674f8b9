/** Without a mouse, and the tour of the first visit. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useDemo } from './visit.ts';

const site = useDemo();

/** Presses Tab, or Shift and Tab, until the focus is on the control with that name. */
async function tabTo(page: Page, name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const focused = 'document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent';
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press(key);
    if ((await page.evaluate<string | null>(focused)) === name) return;
  }
  expect.fail(`Tab never reached “${name}”`);
}

test('a recording is started and stopped by keyboard alone', async () => {
  const { page, message } = await site.visit();
  await tabTo(page, 'Message #classes');
  await page.keyboard.type('/rec');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('sta');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('maths');
  await page.keyboard.press('Enter');
  await message('Starting maths').waitFor();
  await site.demo.pass(15_000);
  await message('Recording maths').waitFor();

  await tabTo(page, 'Stop', 'Shift+Tab');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Stop this recording?' });
  await dialog.waitFor();
  await tabTo(page, 'Stop');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await message('Finished maths').waitFor();
});

test('the tour leads through six steps, and stays closed once it was closed', async () => {
  const { page, message } = await site.visit({ tour: true });
  const tour = page.getByRole('complementary', { name: 'Tour' });
  await tour.getByText('Step 1 of 6').first().waitFor();
  site.demo.agora.join('standup');
  await tour.getByRole('button', { name: 'Type it for me' }).click();
  await site.demo.pass(15_000);
  await tour.getByText('Step 3 of 6').first().waitFor();
  await tour.getByRole('button', { name: 'Let two people join' }).click();
  const card = message('Recording maths');
  await card.getByRole('button', { name: 'Vertical' }).click();
  await tour.getByText('Step 4 of 6').first().waitFor();
  await tour.getByRole('button', { name: 'Open the thread' }).click();
  await tour.getByRole('button', { name: 'Let an hour pass' }).click();
  await tour.getByText('Step 5 of 6').first().waitFor();
  await tour.getByRole('button', { name: 'Kill the bot' }).click();
  await tour.getByRole('button', { name: 'Start the bot' }).click();
  await tour.getByText('Step 6 of 6').first().waitFor();
  await card.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
  await message('Finished maths').waitFor();
  await page
    .getByRole('link', { name: /^Play: .*m3u8$/u })
    .first()
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await tour.getByText('That was the tour.').first().waitFor();
  await tour.getByRole('button', { name: 'Close', exact: true }).click();
  await tour.waitFor({ state: 'detached' });
  await page.reload();
  await message('Finished maths').waitFor();
  expect(await tour.count()).toBe(0);
  await page.getByRole('button', { name: 'Tour' }).click();
  await tour.waitFor();
});
