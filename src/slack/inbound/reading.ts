/** What came of reading a command: the command, or what to tell the person who typed it. */
import { format } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import { type Message, paragraph, say } from '../surfaces/blocks.ts';
import { joined, listed } from '../surfaces/words.ts';
import { codePoint } from './characters.ts';

/** A note beside the answer, because the command differs from what was typed. */
export type Note = Readonly<{
  /** Names and options as they were understood. */
  understood: readonly string[];
  /** Characters that are no part of the name. */
  leftOut: readonly string[];
}>;

/** `rejected`: the input can't work; the message is for the person who typed it. */
export type Parsed<Command> = Readonly<
  { kind: 'command'; command: Command; note?: Note } | { kind: 'rejected'; message: Message }
>;

export type Rejected = Extract<Parsed<unknown>, { kind: 'rejected' }>;

export function rejected(...sentences: readonly (readonly Part[])[]): Rejected {
  return { kind: 'rejected', message: say(...joined(...sentences)) };
}

/** The parts as a choice: `a`, `b` or `c`. */
export function choice(options: readonly string[]): Part[] {
  const [last, ...others] = options.toReversed().map((code): Part[] => [{ code }]);
  if (last === undefined) return [];
  const rest = others.reduce<Part[] | undefined>(
    (later, first) => (later === undefined ? first : format('input.comma', { first, rest: later })),
    undefined,
  );
  return rest === undefined ? last : format('input.or', { rest, last });
}

/** A command that was understood, with what is to be noted of its parts. */
export function understood<Command>(command: Command, ...notes: readonly Note[]): Parsed<Command> {
  const note = { understood: notes.flatMap((one) => one.understood), leftOut: notes.flatMap((one) => one.leftOut) };
  const isEmpty = note.understood.length + note.leftOut.length === 0;
  return { kind: 'command', command, ...(isEmpty ? {} : { note }) };
}

/** The answer with the note before it; the note alone where there is no other answer. */
export function withNote(note: Note | undefined, message: Message | undefined): Message | undefined {
  if (note === undefined) return message;
  const { understood, leftOut } = note;
  const codes = listed(understood.map((code) => ({ code })));
  const parts = joined(
    codes.length === 0 ? [] : format('input.note.understood', { text: codes }),
    leftOut.length === 0 ? [] : format('input.note.leftOut', { characters: listed(leftOut.map(codePoint)) }),
  );
  const told = say(...parts);
  if (message === undefined) return told;
  return { text: `${told.text} ${message.text}`, blocks: [paragraph(...parts), ...message.blocks] };
}
