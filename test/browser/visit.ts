/** The page of the demo, used as a person does. */
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchBrowser, openPage } from '../../src/cli/screenshots/browser.ts';
import { findBrowser } from '../../src/cli/screenshots/find-browser.ts';
import { openShownDemo, type ShownDemo } from '../../src/cli/screenshots/shown-demo.ts';

type VisitOptions = BrowserContextOptions & {
  /** With the tour that a first visit opens. */
  tour?: boolean;
};

export type Visit = Readonly<{
  page: Page;
  /** Types into the composer, and sends it. */
  type(text: string): Promise<void>;
  /** The latest message of the channel that contains the text. */
  message(text: string | RegExp): Locator;
  /** Everything in the thread pane. */
  thread: Locator;
  /** The running recorder of an Agora channel, in the pane of the simulated Agora. */
  recorder(cname: string): Locator;
}>;

type Site = { readonly demo: ShownDemo; visit(options?: VisitOptions): Promise<Visit> };

/** A demo and a browser for the tests of one file. Each visit has a profile of its own; none may report an error or leave this machine. */
export function useDemo(): Site {
  let demo: ShownDemo;
  let browser: Browser;
  const visits: Awaited<ReturnType<typeof openPage>>[] = [];
  beforeAll(async () => {
    [demo, browser] = await Promise.all([openShownDemo(), launchBrowser(findBrowser().path ?? '')]);
  });
  afterEach(async () => {
    const problems = visits.flatMap((visit) => visit.problems);
    for (const { page } of visits.splice(0)) await page.context().close();
    expect(problems).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await demo[Symbol.asyncDispose]();
  });
  return {
    get demo() {
      return demo;
    },
    async visit({ tour = false, ...options } = {}) {
      const visit = await openPage(browser, demo.address, {
        viewport: { width: 1280, height: 800 },
        // Nothing has to wait for a movement.
        reducedMotion: 'reduce',
        ...options,
        ...(tour ? {} : { storageState: withoutTour(demo.address) }),
      });
      visits.push(visit);
      // An hour of the demo’s clock takes half a minute where other processes use the machine.
      visit.page.setDefaultTimeout(60_000);
      await visit.page.getByRole('combobox').waitFor();
      return visitOf(visit.page);
    },
  };
}

/** As for somebody who has closed the tour on an earlier visit. */
function withoutTour(address: string): NonNullable<BrowserContextOptions['storageState']> {
  const localStorage = [{ name: 'clapperbot-tour', value: 'closed' }];
  return { cookies: [], origins: [{ origin: new URL(address).origin, localStorage }] };
}

function visitOf(page: Page): Visit {
  return {
    page,
    async type(text) {
      await page.getByRole('combobox').fill(text);
      await page.keyboard.press('Enter');
    },
    message: (text) => page.locator('main li[data-ts]').filter({ hasText: text }).last(),
    thread: page.getByRole('complementary', { name: 'Thread' }),
    recorder: (cname) => page.locator('article[data-state="running"]').filter({ hasText: cname }),
  };
}
