/** The browser of a person who installs the app. */

/** From the link of the bot at this port over Slack's page back to the bot, at whatever address Slack believes it is. Resolves with the last page. */
export async function installByBrowser(port: number): Promise<Response> {
  const bot = `http://127.0.0.1:${port}`;
  const start = await visit(`${bot}/slack/install`);
  const cookie = start.headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = await visit(start.headers.get('location') ?? '');
  const { pathname, search } = new URL(page.headers.get('location') ?? '');
  return visit(`${bot}${pathname}${search}`, { cookie });
}

/** Follows no redirect. */
export function visit(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { redirect: 'manual', headers });
}
