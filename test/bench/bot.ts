/** The bot as `npm start` starts it. */
import { readFileSync } from 'node:fs';
import { type Child, run } from '../support/child.ts';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  scripts: { start: string };
};
/** What Node itself is given by that script. */
const nodeArgs = manifest.scripts.start.split(' ').filter((word) => word.startsWith('--'));

export function startBot(env: Record<string, string>): Child {
  return run('src/start.js', { nodeArgs, env });
}
