/** From a key press in the page of the demo to the next picture, with many recordings and messages. */

import { launchBrowser, openPage } from '../../src/cli/screenshots/browser.ts';
import { findBrowser } from '../../src/cli/screenshots/find-browser.ts';
import { openShownDemo } from '../../src/cli/screenshots/shown-demo.ts';
import { fill, large } from '../browser/large.ts';
import { percentile, table, verdict } from './figures.ts';

const keys = 200;
const limitMs = 100;

/** Collects in `window.paints` the ms from each key press to the end of the frame that follows. */
const measurePaints = `
  window.paints = [];
  addEventListener('keydown', (event) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => window.paints.push(performance.now() - event.timeStamp);
    channel.port2.postMessage(0);
  }), true);
`;

export async function page(): Promise<string> {
  const { path, missing } = findBrowser();
  if (path === undefined) return `Left out: ${missing}`;
  await using demo = await openShownDemo();
  await fill(demo);
  const browser = await launchBrowser(path);
  try {
    const { page: shown } = await openPage(browser, demo.address, { viewport: { width: 1280, height: 800 } });
    await shown.getByText('Recording lesson').last().waitFor();
    await shown.evaluate(measurePaints);
    await shown.getByRole('combobox').click();
    await shown.keyboard.type('a'.repeat(keys), { delay: 20 });
    await shown.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
    const paints = await shown.evaluate<number[]>('window.paints');
    if (paints.length < keys) throw new Error(`${paints.length} of ${keys} key presses were painted`);
    const row = (name: string, value: number) => [
      `from a key press to the picture, ${name}`,
      `${value.toFixed(0)} ms`,
      `${limitMs} ms`,
      verdict(value <= limitMs),
    ];
    return table(
      [`${large.recordings} recordings, ${large.messages.toLocaleString('en')} messages`, 'figure', 'limit', ''],
      [row('median', percentile(paints, 0.5)), row('p99', percentile(paints, 0.99))],
    );
  } finally {
    await browser.close();
  }
}
