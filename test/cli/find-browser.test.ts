import { describe, expect, test } from 'vitest';
import { findBrowser } from '../../src/cli/screenshots/find-browser.ts';

describe('findBrowser', () => {
  test('takes the browser that CHROMIUM_PATH names', () => {
    expect(findBrowser({ CHROMIUM_PATH: process.execPath })).toEqual({ path: process.execPath });
  });

  test('says what is wrong when CHROMIUM_PATH names no file, whatever is installed', () => {
    expect(findBrowser({ CHROMIUM_PATH: '/nowhere/chromium' })).toEqual({
      missing: 'CHROMIUM_PATH names no file: set it to a Chromium, or leave it out.',
    });
  });

  test('looks in the usual places when the variable is not set or empty', () => {
    const { path, missing } = findBrowser({});
    expect(path ?? missing).toMatch(/^\/usr\/bin\/|^no browser at \/usr\/bin\/chromium, /u);
    expect(findBrowser({ CHROMIUM_PATH: '' })).toEqual(findBrowser({}));
  });
});
