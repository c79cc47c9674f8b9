/** The page with 200 recordings and 5,000 messages. How long a key press takes is a figure of `npm run bench -- --only page`. */
import { beforeAll, expect, test } from 'vitest';
import { fill, large } from './large.ts';
import { useDemo } from './visit.ts';

const site = useDemo();

beforeAll(async () => {
  // All of them through the bot would take half a minute; the bench does so.
  await fill(site.demo, 20);
});

test('only the latest messages are in the page, and more when the visitor asks for them', async () => {
  const { page, message } = await site.visit();
  await message('Recording lesson').waitFor();
  const shown = page.locator('main li[data-ts]');
  const count = await shown.count();
  expect(count).toBeGreaterThan(50);
  expect(count).toBeLessThanOrEqual(100);
  expect(await page.locator('article[data-sid]').count()).toBeLessThanOrEqual(50);
  expect(site.demo.agora.recorders.length).toBe(large.recordings);
  await page.getByRole('button', { name: 'Show earlier messages' }).click();
  await expect.poll(() => shown.count()).toBeGreaterThan(count);
  // Where the list is at its top, scrolling asks for more, too.
  expect(await shown.count()).toBeLessThan(large.messages / 5);
});

test('a key press renders no message again', async () => {
  const { page, message } = await site.visit();
  await message('Recording lesson').waitFor();
  await page.evaluate(`
    window.changes = 0;
    new MutationObserver((records) => { window.changes += records.length; })
      .observe(document.querySelector('main [role=log]'), { subtree: true, childList: true, attributes: true, characterData: true });
  `);
  await page.getByRole('combobox').click();
  await page.keyboard.type('good morning');
  expect(await page.getByRole('combobox').inputValue()).toBe('good morning');
  // The card of a recording changes by itself from time to time, which is not one change for each of twelve keys.
  expect(await page.evaluate<number>('window.changes')).toBeLessThan(12);
});
