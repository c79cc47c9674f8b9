/** The page in its sizes and colors, and what axe-core finds in it. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { seriousProblems } from './accessibility.ts';
import { useDemo, type Visit } from './visit.ts';

const site = useDemo();

beforeAll(async () => {
  const { demo } = site;
  const [ana] = demo.slack.people();
  if (ana === undefined) throw new Error('nobody is in the workspace');
  demo.agora.join('maths');
  await demo.slack.type(ana, demo.channel, '/record start maths');
  await demo.pass(15_000);
});

const openThread = async ({ message, thread }: Visit) => {
  await message('Recording maths').getByRole('button', { name: /repl/u }).click();
  await thread.getByText('Recording maths.').waitFor();
};

describe.each(['light', 'dark'] as const)('axe-core finds no serious problem, %s', (colorScheme) => {
  test('in the channel, a thread, a form, a confirm dialog and the App Home', async () => {
    const visit = await site.visit({ colorScheme, tour: true });
    const { page, type, message } = visit;
    await page.getByRole('complementary', { name: 'Tour' }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close the tour' }).click();
    await type('/record list');
    await message('Only visible to you').first().waitFor();
    await openThread(visit);
    expect(await seriousProblems(page)).toEqual([]);
    await message('Recording maths').getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await message('Recording maths').getByRole('button', { name: 'Custom…' }).click();
    await page.getByRole('dialog', { name: 'Custom layout' }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'App Home' }).click();
    await page.getByRole('button', { name: 'Start a recording' }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });
});

/** How far the page is wider than the window. */
async function overflow(page: Page): Promise<number> {
  return await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
}

test('390 pixels wide, one view at a time fits', async () => {
  const visit = await site.visit({ viewport: { width: 390, height: 844 }, hasTouch: true });
  const { page, message, recorder } = visit;
  const views = page.getByRole('navigation', { name: 'Views' });
  await message('Recording maths').getByRole('button', { name: 'Stop' }).waitFor();
  expect(await overflow(page)).toBe(0);
  await openThread(visit);
  expect(await overflow(page)).toBe(0);
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Close thread' }).click();
  await views.getByRole('button', { name: 'Agora' }).click();
  await recorder('maths').waitFor();
  expect(await overflow(page)).toBe(0);
  expect(await seriousProblems(page)).toEqual([]);
  await views.getByRole('button', { name: 'Channels' }).click();
  await page.getByRole('navigation', { name: 'Workspace' }).getByRole('button', { name: 'classes' }).click();
  await message('Recording maths').waitFor();
  await message('Recording maths').getByRole('button', { name: 'Custom…' }).click();
  await page.getByRole('dialog', { name: 'Custom layout' }).waitFor();
  expect(await overflow(page)).toBe(0);
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
});
