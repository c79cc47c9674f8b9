/** The page of the demo: what the terminal shows, in a browser. */
import { format } from '../../messages/format.ts';
import { createPageServer, type PageServer } from '../../sandbox/page/server/page-server.ts';
import { pass } from '../../sandbox/time.ts';
import { verbList } from '../../slack/inbound/verbs/index.ts';
import { type VerbInfo } from '../../slack/inbound/verbs/verb.ts';
import type { DemoEnvironment } from './demo-environment.ts';

/** What the bot may do in the workspace of the page: everything, so that its pictures are seen. */
export const pageScopes = ['commands', 'chat:write', 'files:write', 'usergroups:read', 'users:read'];

/** Undefined in an installation without the development dependencies. Rejects with the error of `listen`, such as EADDRINUSE. */
export async function openPage(demo: DemoEnvironment, port: number): Promise<PageServer | undefined> {
  try {
    return await createPageServer({
      ...demo,
      pass: (ms) => pass(demo.clock, ms, demo),
      verbs: verbList.map(({ name, usage, does }) => ({ name, usage, help: plain(does) })),
      port,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** A message of ours: it has no placeholders, so every part is text. */
function plain(id: VerbInfo['does']): string {
  return format(id)
    .map((part) => (typeof part === 'string' ? part : ''))
    .join('');
}
