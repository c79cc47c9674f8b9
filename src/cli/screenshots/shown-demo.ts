/** The demo with its page, on real time, for the tests and the pictures of the page. */
import { followRealTime, pass } from '../../sandbox/time.ts';
import { createSession } from '../demo/demo-commands.ts';
import { type DemoEnvironment, openDemo } from '../demo/demo-environment.ts';
import { openPage, pageScopes } from '../demo/page.ts';

export type ShownDemo = DemoEnvironment &
  AsyncDisposable &
  Readonly<{
    /** Of the page, with its token. */
    address: string;
    /** Lets so many ms of the clock pass at once. */
    pass(ms: number): Promise<void>;
  }>;

export async function openShownDemo(startAt = Date.now()): Promise<ShownDemo> {
  await using cleanup = new AsyncDisposableStack();
  const demo = cleanup.use(await openDemo(() => undefined, new AbortController().signal, pageScopes, startAt));
  createSession(demo);
  const page = await openPage(demo, 0);
  if (page === undefined) throw new Error('The page needs the development dependencies: run `npm ci`.');
  cleanup.defer(() => page.close());
  cleanup.defer(followRealTime(demo.clock));
  const opened = cleanup.move();
  return {
    ...demo,
    address: page.address,
    pass: (ms) => pass(demo.clock, ms, demo),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
