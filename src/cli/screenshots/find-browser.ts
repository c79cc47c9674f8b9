/** The Chromium of this machine, for the tests and the pictures of the demo's page. */
import { existsSync } from 'node:fs';

const usualPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** `missing`: a sentence that says what to do. */
export type FoundBrowser = Readonly<{ path: string; missing?: never } | { path?: never; missing: string }>;

/** `CHROMIUM_PATH` wins over the usual places. */
export function findBrowser(env: Readonly<Record<string, string | undefined>> = process.env): FoundBrowser {
  const { CHROMIUM_PATH: named } = env;
  if (named !== undefined && named !== '') {
    return existsSync(named)
      ? { path: named }
      : { missing: 'CHROMIUM_PATH names no file: set it to a Chromium, or leave it out.' };
  }
  const path = usualPaths.find((usual) => existsSync(usual));
  return path === undefined
    ? { missing: `no browser at ${usualPaths.join(', ')}: install Chromium, or set CHROMIUM_PATH.` }
    : { path };
}
