/** `npm run screenshots`: the pictures of the README, from the page of the demo. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, readArguments } from './program-options.ts';
import { launchBrowser } from './screenshots/browser.ts';
import { findBrowser } from './screenshots/find-browser.ts';
import { takePictures } from './screenshots/pictures.ts';
import { openShownDemo } from './screenshots/shown-demo.ts';

const usage = 'npm run screenshots -- [--to FOLDER] (docs/images by default)';

/** Of a picture, in bytes. */
const largest = 300_000;

/** When the demo begins: a Tuesday, at 10:00 in Berlin. */
const startAt = Date.UTC(2026, 11, 1, 9);

export async function main(args: readonly string[]): Promise<void> {
  const read = readArguments(args, { to: { type: 'string', default: 'docs/images' } }, usage);
  if ('mistake' in read) return fail(read.mistake);
  const { to } = read.values;
  const { path, missing } = findBrowser();
  if (path === undefined) return fail(`The pictures are made with Chromium: ${missing}`);

  await using demo = await openShownDemo(startAt);
  const browser = await launchBrowser(path);
  try {
    mkdirSync(to, { recursive: true });
    const { pictures, problems } = await takePictures(browser, demo);
    for (const [name, bytes] of Object.entries(pictures)) {
      writeFileSync(join(to, `${name}.png`), bytes);
      process.stdout.write(`${join(to, `${name}.png`)}: ${Math.ceil(bytes.length / 1000)} kB\n`);
      if (bytes.length > largest) fail(`${name}.png is larger than ${largest / 1000} kB.`);
    }
    for (const problem of problems) fail(problem);
  } finally {
    await browser.close();
  }
}
