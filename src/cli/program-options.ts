/** Options on the programs' command lines, read by node:util. */
import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O; strict: true }>>['values'];

/** The values, or one sentence that says what is wrong with the arguments and how to call the program. */
export type ReadArguments<O extends Options> = { values: Values<O> } | { mistake: string };

/** `usage` is the command line that the sentence ends with. Positional arguments are a mistake. */
export function readArguments<const O extends Options>(
  args: readonly string[],
  options: O,
  usage: string,
): ReadArguments<O> {
  try {
    return { values: parseArgs({ args: [...args], options, strict: true }).values };
  } catch (error) {
    // Node's own sentence names the argument; what follows it is advice about quoting.
    const [sentence = ''] = (error as Error).message.split(/\.\s/u);
    return { mistake: `${sentence}. Use: ${usage}` };
  }
}

/** One line on stderr; the process then ends with 1. */
export function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
