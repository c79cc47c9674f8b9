/** What a verb is: how it is written, how it is read, and what it does. */
import type { FixedMessageId } from '../../../messages/format.ts';
import type { Message } from '../../surfaces/blocks.ts';
import type { HandlerResult, HandlerTools, RequestContext } from '../handler.ts';
import type { ConfiguredNames } from '../names.ts';
import type { Parsed } from '../reading.ts';
import type { Word } from '../tokenize.ts';

/** A `key=value`. `values` is how the value is written, `sample` one that is right. */
export type Key = Readonly<{ name: string; values: string; sample: string; does: FixedMessageId }>;

/** The description of a verb. */
export type VerbInfo = Readonly<{
  name: string;
  /** What follows the verb. */
  usage: string;
  does: FixedMessageId;
  who: FixedMessageId;
  /** Each with its verb. */
  examples: readonly string[];
  keys: readonly Key[];
}>;

export type ParseTools<Command> = Readonly<{
  /** What the configuration has names for. */
  names: ConfiguredNames;
  /** The command as a person types it; undefined where it would not be read back as exactly this. */
  suggest(command: Command): string | undefined;
  /** The verb that has this key, if one has. */
  ownerOf(key: string): string | undefined;
  /** Keys of the verb that the typed one may stand for. */
  nearestKeys(verb: VerbInfo, typed: string): string[];
}>;

type Readable<Command> = Readonly<{
  /** `words`: what follows the verb. Does no I/O and never throws. */
  parse(words: readonly Word[], tools: ParseTools<Command>): Parsed<Command>;
  /** What follows the verb, written so that it is read back as this command. */
  write(command: Command): string;
}>;

type Answered = Readonly<{
  /** The answer: nothing but the command is needed for it, so it is given in the acknowledgement itself. */
  answer(verbs: readonly VerbInfo[]): Message;
}>;

type Handled<Command> = Readonly<{
  /** What is done after the acknowledgement. Rejects when the service does. */
  handle(command: Command, context: RequestContext, tools: HandlerTools): Promise<HandlerResult>;
}>;

export type Verb<Command extends Readonly<{ verb: string }>> = VerbInfo &
  Readable<Command> &
  (Answered | Handled<Command>);
