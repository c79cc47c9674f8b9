/** Plays in the page of the demo what the pictures of the README show. */
import type { Browser, Locator, Page } from 'playwright-core';
import { openPage } from './browser.ts';
import type { ShownDemo } from './shown-demo.ts';

export type Pictures = Readonly<{ pictures: Readonly<Record<string, Buffer>>; problems: readonly string[] }>;

const minute = 60_000;
const customLayout = '0   0   75% 1\n75% 0   25% 33%\n75% 33% 25% 33%\n75% 66% 25% 34%';

/** Of the window, in pixels: `tall` for forms, `narrow` for what needs no pane beside it. */
const sizes = {
  page: { width: 1440, height: 860 },
  tall: { width: 1280, height: 1200 },
  narrow: { width: 1000, height: 500 },
} as const;

/** PNG by name. `problems`: what the page wrote to the console as errors. */
export async function takePictures(browser: Browser, demo: ShownDemo): Promise<Pictures> {
  const { page, problems } = await openPage(browser, demo.address, {
    viewport: sizes.page,
    colorScheme: 'light',
    deviceScaleFactor: 1.25,
    reducedMotion: 'reduce',
  });
  await page.getByRole('button', { name: 'Close the tour' }).click();
  const stage: Stage = { page, demo, pictures: {} };
  await recordingPictures(stage);
  await formPictures(stage);
  await finishedPictures(stage);
  await attentionPicture(stage);
  return { pictures: stage.pictures, problems };
}

type Stage = Readonly<{ page: Page; demo: ShownDemo; pictures: Record<string, Buffer> }>;

async function recordingPictures(stage: Stage): Promise<void> {
  const { page, demo, pictures } = stage;
  for (let people = 1; people < 4; people += 1) demo.agora.join('maths');
  await type(page, '/record start maths');
  await cardOf(page, 'Starting maths').waitFor();
  await demo.pass(10_000);
  const card = cardOf(page, 'Recording maths');
  await card.waitFor();
  await actAs(page, 'ben');
  await card.getByRole('button', { name: 'Vertical' }).click();
  await card.getByRole('button', { name: '✓ Vertical' }).waitFor();
  await actAs(page, 'ana');
  await demo.pass(21 * minute);
  await cardOf(page, /Recording maths · \d+ min/u).waitFor();
  await card.getByRole('button', { name: /repl/u }).click();
  const thread = page.getByRole('complementary', { name: 'Thread' });
  await thread.getByText('changed the layout').waitFor();
  pictures['page'] = await shoot(page);
  await thread.getByRole('button', { name: 'Close thread' }).click();
  pictures['card-recording'] = await alone(stage, card);
}

async function formPictures(stage: Stage): Promise<void> {
  const { page, demo, pictures } = stage;
  await page.setViewportSize(sizes.tall);
  const card = cardOf(page, 'Recording maths');
  await card.getByRole('button', { name: 'Custom…' }).click();
  const layoutForm = page.getByRole('dialog', { name: 'Custom layout' });
  // The first picture is that of the layout in force.
  await layoutForm.getByRole('img').waitFor();
  await drawn(page);
  await layoutForm.getByLabel('Regions').fill(customLayout);
  const preview = page.waitForResponse((response) => response.url().includes('/slack-files/'));
  await layoutForm.getByRole('button', { name: 'Preview' }).click();
  await preview;
  pictures['layout-form'] = await shoot(layoutForm);
  await layoutForm.getByRole('button', { name: 'Apply' }).click();
  await layoutForm.waitFor({ state: 'detached' });
  await cardOf(page, 'Recording maths').getByText('Custom').first().waitFor();

  await type(page, '/record');
  const startForm = page.getByRole('dialog', { name: 'Start a recording' });
  await startForm.getByLabel('Agora channel').fill('standup');
  pictures['start-form'] = await shoot(startForm);
  await startForm.getByRole('button', { name: 'Start' }).click();
  await startForm.waitFor({ state: 'detached' });
  await demo.pass(minute);
  await page.getByRole('button', { name: 'App Home' }).click();
  await page.getByRole('main').getByText('standup').first().waitFor();
  pictures['home'] = await alone(stage, page.getByRole('main'));
}

async function finishedPictures(stage: Stage): Promise<void> {
  const { page, demo, pictures } = stage;
  await page.setViewportSize(sizes.page);
  await page.getByRole('navigation').getByRole('button', { name: 'classes' }).click();
  const card = cardOf(page, 'Recording maths');
  await demo.pass(30 * minute);
  await card.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
  await cardOf(page, 'Finished maths').waitFor();
  pictures['card-finished'] = await alone(stage, cardOf(page, 'Finished maths'));
  await cardOf(page, 'Finished maths').getByRole('button', { name: /repl/u }).click();
  const thread = page.getByRole('complementary', { name: 'Thread' });
  await thread.getByText('Upload: uploaded').waitFor();
  pictures['thread'] = await shoot(thread);
  await thread.getByRole('button', { name: 'Close thread' }).click();
}

/** Nobody is in the channel whose name was mistyped. */
async function attentionPicture(stage: Stage): Promise<void> {
  const { page, demo, pictures } = stage;
  await type(page, '/record start Maths');
  await cardOf(page, 'Starting Maths').waitFor();
  await demo.pass(3 * minute);
  const card = cardOf(page, 'Recording Maths, but nothing arrives');
  await card.waitFor();
  pictures['card-attention'] = await alone(stage, card);
}

/** Without the pane of the simulated Agora. */
async function alone({ page }: Stage, shown: Locator): Promise<Buffer> {
  await page.setViewportSize(sizes.narrow);
  await page.getByRole('button', { name: 'Hide the simulated Agora' }).click();
  const picture = await shoot(shown);
  await page.getByRole('button', { name: 'Show the simulated Agora' }).click();
  await page.setViewportSize(sizes.page);
  return picture;
}

/** Neither the pointer nor the focus is in the picture. */
async function shoot(shown: Page | Locator): Promise<Buffer> {
  const page = 'page' in shown ? shown.page() : shown;
  await page.mouse.move(0, 0);
  await page.evaluate('document.activeElement?.blur()');
  await drawn(page);
  return await shown.screenshot({ animations: 'disabled', caret: 'hide' });
}

/** Resolves when every picture is there, and all of it has its place. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate('Promise.all([...document.images].map((image) => image.decode()))');
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
}

function cardOf(page: Page, text: string | RegExp): Locator {
  return page.locator('main li[data-ts]').filter({ hasText: text }).last();
}

async function type(page: Page, line: string): Promise<void> {
  await page.getByRole('combobox').fill(line);
  await page.keyboard.press('Enter');
}

async function actAs(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}
