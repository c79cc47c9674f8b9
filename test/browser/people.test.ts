/** Several people in one workspace: what each of them sees. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useDemo } from './visit.ts';

const site = useDemo();

const actAs = async (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

test('an answer to one person is only theirs; the card is everybody’s', async () => {
  const { page, type, message } = await site.visit();
  await type('/record start maths');
  await message('Starting maths').waitFor();
  await type('/record list');
  const answer = message('Only visible to you');
  await answer.getByText('maths').first().waitFor();

  await actAs(page, 'ben');
  await message('Starting maths').waitFor();
  await page.getByText('Only visible to you').waitFor({ state: 'detached' });
  await actAs(page, 'ana');
  await answer.waitFor();
});

test('another person changes the layout, and is named', async () => {
  const { page, type, message, thread } = await site.visit();
  site.demo.agora.join('drums');
  await type('/record start drums');
  await site.demo.pass(10_000);
  await message('Recording drums').getByRole('button', { name: /repl/u }).click();
  await thread.getByText('Recording drums.').waitFor();
  await actAs(page, 'ben');
  await message('Recording drums').getByRole('button', { name: 'Float' }).click();
  await message('Recording drums').getByRole('button', { name: '✓ Float' }).waitFor();
  await message('Recording drums').getByRole('button', { name: /repl/u }).click();
  await thread.getByText('@ben changed the layout to Float.').waitFor();
});

test('the App Home shows what is recorded, and its buttons work', async () => {
  const { page, type, message } = await site.visit();
  site.demo.agora.join('choir');
  await type('/record start choir');
  await site.demo.pass(10_000);
  await message('Recording choir').waitFor();
  await page.getByRole('button', { name: 'App Home' }).click();
  const home = page.getByRole('region', { name: 'Home', exact: true });
  await home.getByText('choir').first().waitFor();
  await home.getByRole('button', { name: 'Start a recording' }).click();
  await page.getByRole('dialog', { name: 'Start a recording' }).getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('people and channels are added; the bot posts in a channel when it has been invited', async () => {
  const { page, type, message } = await site.visit();
  await page.getByRole('button', { name: 'Add person' }).click();
  await page.getByLabel('Person’s name').fill('dora');
  await page.keyboard.press('Enter');
  await actAs(page, 'dora');
  await page.getByRole('button', { name: 'Add channel' }).click();
  await page.getByLabel('Channel name').fill('reading');
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').getByRole('button', { name: 'reading' }).click();
  await type('/record start novels');
  await message('/invite').waitFor();
  await page.getByRole('button', { name: 'Invite clapperbot' }).click();
  await page.getByRole('button', { name: 'Invite clapperbot' }).waitFor({ state: 'detached' });
  await type('/record start novels');
  await message('Starting novels').waitFor();
  expect(await message('Starting novels').textContent()).toContain('Started by @dora');
});

/** The name of the recording is in the card, the thread, a form and the pane of the simulated Agora. */
test.each(['<img src=x>', '_i_ ~s~', '<@U123|eve>'])('what people type is text: %s', async (name) => {
  const { page, type, message, thread, recorder } = await site.visit();
  // In a message of a person, Slack shows emphasis.
  const words = name.replaceAll(/[_~]/gu, '');
  await type(`hello ${words}`);
  await message(`hello ${words}`).waitFor();
  site.demo.agora.join(name);
  await type(`/record start "${name}"`);
  await message(`Starting ${name}`).waitFor();
  await site.demo.pass(10_000);
  await recorder(name).waitFor();
  await message(`Recording ${name}`).getByRole('button', { name: /repl/u }).click();
  await thread.getByText(`Recording ${name}.`).waitFor();
  await message(`Recording ${name}`).getByRole('button', { name: 'Custom…' }).click();
  await page.getByRole('dialog').getByText(`Arrange the participants of ${name}.`).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  expect(await page.locator('img[src="x"], main s, main em').count()).toBe(0);
});
