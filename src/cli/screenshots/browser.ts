/** A Chromium that shows the demo's page and keeps to this machine. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** `problems`: what the page wrote to the console as errors, and requests that left this machine. */
export type OpenPage = Readonly<{ page: Page; problems: readonly string[] }>;

export async function launchBrowser(executablePath: string): Promise<Browser> {
  // No name is resolved but that of this machine, so nothing can leave it. Chromium's sandbox doesn't run as root.
  const args = ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'];
  return await chromium.launch({ executablePath, args });
}

/** Opens the address in a profile of its own, as for a first visit. */
export async function openPage(browser: Browser, address: string, options: BrowserContextOptions): Promise<OpenPage> {
  const context = await browser.newContext({ locale: 'en-US', timezoneId: 'Europe/Berlin', ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => problems.push(`page: ${error.stack ?? error.message}`));
  const check = (url: string) => {
    if (!isLocal(url)) problems.push(`request to ${url}`);
  };
  page.on('request', (request) => check(request.url()));
  page.on('websocket', (socket) => check(socket.url()));
  await page.goto(address);
  return { page, problems };
}

function isLocal(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'data:' || protocol === 'blob:' || hostname === '127.0.0.1' || hostname === 'localhost';
}
