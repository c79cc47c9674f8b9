/** The demo in a terminal: with a prompt, or without one. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { followRealTime } from '../../sandbox/time.ts';
import { commandHelp, runLine, type Session } from './demo-commands.ts';
import { type DemoEnvironment, populatedChannels } from './demo-environment.ts';
import { transcribe } from './transcript.ts';

/** Reads commands from stdin. `page`: the address of the page, if there is one. Resolves on `quit`, at the end of the input, and when `signal` aborts. */
export async function runPrompt(
  demo: DemoEnvironment,
  session: Session,
  page: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout, signal });
  // The lines of a pipe may all be there before the first has been run: the interface is closed by then.
  let isOpen = true;
  terminal.once('close', () => {
    isOpen = false;
  });
  const ask = () => {
    if (!isOpen) return;
    terminal.setPrompt(`${session.user.name} in #${session.channel.name}> `);
    terminal.prompt(true);
  };
  const print = (text: string) => {
    if (!process.stdout.isTTY) return demo.write(text);
    // Messages come while a person types: over the prompt, which is then written again.
    demo.write(`\r\u001B[K${text}`);
    ask();
  };

  demo.write(greeting(demo, page) + commandHelp);
  const stopClock = followRealTime(demo.clock);
  const watched = {
    channels: () => [...session.channels.values()].map(({ id }) => id),
    people: () => [...session.users.values()],
  };
  const stopTranscript = transcribe(demo.slack, watched, print);
  ask();
  try {
    for await (const line of terminal) {
      const text = line.trim();
      if (text === 'quit' || text === 'exit') break;
      const reply = text === '' ? undefined : await runLine(demo, session, text).catch(sentenceOf);
      if (reply !== undefined) print(reply);
      ask();
    }
  } finally {
    stopTranscript();
    stopClock();
    terminal.close();
  }
}

/** Shows what happens, and never reads stdin. Resolves when `signal` aborts. */
export async function runUnattended(
  demo: DemoEnvironment,
  { user, channel }: Session,
  page: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  demo.write(`${greeting(demo, page)}Press Ctrl-C to stop.\n`);
  const stopClock = followRealTime(demo.clock);
  const stopTranscript = transcribe(demo.slack, { channels: () => [channel.id], people: () => [user] }, demo.write);
  if (!signal.aborted) await once(signal, 'abort');
  stopTranscript();
  stopClock();
}

/** `page`: its address, if there is one. */
function greeting({ slack, agora, http }: DemoEnvironment, page: string | undefined): string {
  const channels = populatedChannels.map((cname) => `*${cname}*`).join(' and ');
  return (
    'clapperbot with a local Slack and a local Agora, on this machine only.\n' +
    `${page === undefined ? 'There is no page: it needs the development dependencies (npm ci).' : `page: ${page}`}\n` +
    `Slack: ${slack.apiUrl}   Agora: ${agora.url}   Health and metrics: ${http}/readyz, ${http}/metrics\n` +
    `People are in ${channels}. Every other Agora channel is empty.\n`
  );
}

function sentenceOf(error: unknown): string {
  return `${error instanceof Error ? error.message : String(error)}\n`;
}
