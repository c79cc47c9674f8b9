/** `npm run demo`: the production bot with a local Slack and a local Agora, in a terminal. */

import { createSession } from './demo/demo-commands.ts';
import { openDemo } from './demo/demo-environment.ts';
import { openPage, pageScopes } from './demo/page.ts';
import { runPrompt, runUnattended } from './demo/prompt.ts';
import { stories } from './demo/stories.ts';
import { fail, readArguments } from './program-options.ts';
import { stopSignal } from './stop-signal.ts';

const usage = 'npm run demo -- [--story [name or all]] [--no-prompt] [--port N]';

/**
 * `--story` runs scenarios and ends, `--no-prompt` runs until Ctrl-C without reading stdin; otherwise there is a prompt. `--port`: of
 * the page.
 */
export async function main(args: readonly string[]): Promise<void> {
  const options = { story: { type: 'string' }, 'no-prompt': { type: 'boolean' }, port: { type: 'string' } } as const;
  const read = readArguments(nameStory(args), options, usage);
  if ('mistake' in read) return fail(read.mistake);
  const { story, 'no-prompt': noPrompt = false, port } = read.values;
  if (port !== undefined && !(/^\d{1,5}$/u.test(port) && Number(port) <= 65_535)) {
    return fail('`--port` takes a number from 0 to 65535; 0 is a free one.');
  }
  if (port !== undefined && story !== undefined) return fail('A story has no page: leave out `--port`.');
  const names = story === 'all' ? Object.keys(stories) : story === undefined ? [] : [story];
  const unknown = names.find((name) => !Object.hasOwn(stories, name));
  if (unknown !== undefined) {
    return fail(`There is no story “${unknown}”. Use one of: all, ${Object.keys(stories).join(', ')}.`);
  }

  const signal = stopSignal();
  try {
    await (names.length > 0 ? playStories(names, signal) : interact({ noPrompt, port: Number(port ?? 0) }, signal));
  } catch (error) {
    if (signal.aborted) return;
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    fail(`Port ${port} is in use. Choose another one, or leave out \`--port\`.`);
  }
}

/** `--story` alone means all of them; node:util has no option with an optional value. */
function nameStory(args: readonly string[]): string[] {
  return args.map((arg, index) => {
    const next = args[index + 1];
    return arg === '--story' && (next === undefined || next.startsWith('-')) ? '--story=all' : arg;
  });
}

type Interaction = Readonly<{ noPrompt: boolean; port: number }>;

async function interact({ noPrompt, port }: Interaction, signal: AbortSignal): Promise<void> {
  await using demo = await openDemo(write, signal, pageScopes);
  const session = createSession(demo);
  const page = await openPage(demo, port);
  try {
    await (noPrompt ? runUnattended : runPrompt)(demo, session, page?.address, signal);
  } finally {
    await page?.close();
  }
}

/** Each story has a workspace and a database of its own. */
async function playStories(names: readonly string[], signal: AbortSignal): Promise<void> {
  for (const name of names) {
    await using demo = await openDemo(write, signal);
    await stories[name]?.(demo, signal);
  }
}

function write(text: string): void {
  process.stdout.write(text);
}
