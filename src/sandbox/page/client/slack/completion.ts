/** What the composer offers while a slash command is typed. */
import type { WorkspaceState } from '../../protocol.ts';

export type Suggestion = Readonly<{
  /** What the field holds when it is accepted. */
  text: string;
  usage: string;
  help: string;
}>;

export type Completion = Readonly<{
  suggestions: readonly Suggestion[];
  /** Whether Enter accepts the first one; otherwise Enter sends what is typed, and arrow keys choose. */
  acceptsFirst: boolean;
  /** How to write the command whose verb is complete. */
  usage?: Readonly<{ usage: string; help: string }>;
}>;

const command = '/record';
const none: Completion = { suggestions: [], acceptsFirst: false };

export function complete(text: string, verbs: WorkspaceState['verbs']): Completion {
  if (!text.startsWith('/') || text.includes('\n')) return none;
  const [typed = '', verb, ...others] = text.toLowerCase().split(/\s+/u);
  if (verb === undefined && typed !== command) {
    if (!command.startsWith(typed)) return none;
    const suggestion = { text: `${command} `, usage: command, help: 'Record Agora channels' };
    return { suggestions: [suggestion], acceptsFirst: true };
  }
  if (typed !== command) return none;
  const exact = verbs.find(({ name }) => name === verb);
  if (exact !== undefined) return { ...none, usage: { usage: usageOf(exact), help: exact.help } };
  if (others.length > 0) return none;
  const suggestions = verbs
    .filter(({ name }) => name.startsWith(verb ?? ''))
    .map((one) => ({ text: `${command} ${one.name} `, usage: usageOf(one), help: one.help }));
  if (suggestions.length === 0) return none;
  // A bare /record is a command of its own.
  return { suggestions, acceptsFirst: (verb ?? '') !== '' };
}

function usageOf({ name, usage }: WorkspaceState['verbs'][number]): string {
  return `${command} ${name} ${usage}`.trimEnd();
}
