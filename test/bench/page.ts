/** From a key press or a click in the page of the demo to the next picture, with many recordings and messages. */
import type { Page } from 'playwright-core';
import { launchBrowser, openPage } from '../../src/cli/screenshots/browser.ts';
import { findBrowser } from '../../src/cli/screenshots/find-browser.ts';
import { openShownDemo } from '../../src/cli/screenshots/shown-demo.ts';
import { fill, large } from '../browser/large.ts';
import { percentile, table, verdict } from './figures.ts';

const keys = 200;
const clicks = 40;
const limitMs = 100;

/** Collects in `window.paints` the ms from each key press or click to the end of the frame that follows. */
const measurePaints = `
  window.paints = { keydown: [], click: [] };
  for (const [type, paints] of Object.entries(window.paints)) {
    addEventListener(type, (event) => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => paints.push(performance.now() - event.timeStamp);
      channel.port2.postMessage(0);
    }), true);
  }
`;

/** Types, then goes from channel to channel. Meanwhile the bot watches its recordings. */
async function use(shown: Page): Promise<void> {
  await shown.getByRole('combobox').click();
  await shown.evaluate('window.paints.click.length = 0');
  await shown.keyboard.type('a'.repeat(keys), { delay: 20 });
  for (let n = 0; n < clicks / 2; n += 1) {
    for (const name of ['studio', 'classes']) {
      await shown.getByRole('navigation').getByRole('button', { name }).click();
      await shown.getByRole('heading', { name }).waitFor();
    }
  }
  await shown.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
}

export async function page(): Promise<string> {
  const { path, missing } = findBrowser();
  if (path === undefined) return `Left out: ${missing}`;
  await using demo = await openShownDemo();
  await fill(demo, large.recordings);
  const browser = await launchBrowser(path);
  try {
    const { page: shown } = await openPage(browser, demo.address, { viewport: { width: 1280, height: 800 } });
    await shown.getByText('Recording lesson').last().waitFor();
    await shown.evaluate(measurePaints);
    await use(shown);
    const { keydown, click } = await shown.evaluate<{ keydown: number[]; click: number[] }>('window.paints');
    if (keydown.length < keys || click.length < clicks) {
      throw new Error(`${keydown.length} of ${keys} key presses and ${click.length} of ${clicks} clicks were painted`);
    }
    const row = (name: string, value: number) => [
      name,
      `${value.toFixed(0)} ms`,
      `${limitMs} ms`,
      verdict(value <= limitMs),
    ];
    return table(
      [`${large.recordings} recordings, ${large.messages.toLocaleString('en')} messages`, 'figure', 'limit', ''],
      [
        row('from a key press to the picture, median', percentile(keydown, 0.5)),
        row('from a key press to the picture, p99', percentile(keydown, 0.99)),
        row('from a click on another channel to the picture, median', percentile(click, 0.5)),
        row('from a click on another channel to the picture, highest', Math.max(...click)),
      ],
    );
  } finally {
    await browser.close();
  }
}
