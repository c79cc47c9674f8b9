/** `npm run screenshots` */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findBrowser } from '../../src/cli/screenshots/find-browser.ts';
import { scriptTimeout, useFreshCopy } from './fresh-copy.ts';

const copy = useFreshCopy();
const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

describe('npm run screenshots', { timeout: 2 * scriptTimeout }, () => {
  test('makes the pictures that the README shows', async (context) => {
    const { path, missing } = findBrowser();
    if (path === undefined) context.skip(missing);
    const script = copy.npm(['run', 'screenshots', '--', '--to', 'new/pictures'], {
      env: path === undefined ? {} : { CHROMIUM_PATH: path },
    });
    expect([await script.ended, ...script.err]).toEqual([0]);
    const names = readdirSync(join(copy.folder, 'new', 'pictures'));
    expect(names.toSorted()).toEqual([
      'card-attention.png',
      'card-finished.png',
      'card-recording.png',
      'home.png',
      'layout-form.png',
      'page.png',
      'start-form.png',
      'thread.png',
    ]);
    for (const name of names) {
      const bytes = readFileSync(join(copy.folder, 'new', 'pictures', name));
      expect(bytes.subarray(1, 4).toString()).toBe('PNG');
      expect(bytes.length).toBeLessThan(300_000);
      expect(readme).toContain(`docs/images/${name}`);
    }
  });

  test('says what is missing where there is no browser', async () => {
    const script = copy.npm(['run', 'screenshots'], { env: { CHROMIUM_PATH: '/nowhere/chromium' } });
    expect(await script.ended).toBe(1);
    expect(script.err).toEqual([expect.stringContaining('The pictures are made with Chromium: CHROMIUM_PATH')]);
  });
});
