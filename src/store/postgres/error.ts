/** Names what went wrong in PostgreSQL or on the way to it. */
import { DatabaseError } from 'pg';
import { StoreError, type StoreErrorCode } from '../error.ts';

type Sentence = (database: string, detail: string) => string;

const sentences = {
  cannot_open: (database, detail) =>
    `The database ${database} can’t be reached (${detail}). Check DATABASE_URL, and that PostgreSQL runs and lets the bot in.`,
  read_only: (database) =>
    `The database ${database} can’t be written. Let DATABASE_URL name the primary server and a user that may create and write tables.`,
  disk_full: (database) =>
    `The disk that holds the database ${database} is full. Make room on it; nothing was half-written.`,
  contradiction: (database, detail) =>
    `A change contradicts what the database ${database} holds (${detail}) and was not made. This is a defect of the bot: please report it.`,
  failed: (database, detail) => `The database ${database} failed (${detail}). Look into the log of PostgreSQL.`,
} satisfies Partial<Record<StoreErrorCode, Sentence>>;

type Known = keyof typeof sentences;

/** PostgreSQL's SQLSTATE codes by their beginnings: the first two characters are the class. */
const bySqlState: readonly (readonly [string, Known])[] = [
  ['08', 'cannot_open'],
  ['28', 'cannot_open'],
  ['3D', 'cannot_open'],
  ['53300', 'cannot_open'],
  ['57P', 'cannot_open'],
  ['25006', 'read_only'],
  ['42501', 'read_only'],
  ['53100', 'disk_full'],
  ['23', 'contradiction'],
];

/** `database`: its name for the operator, without the password. A `StoreError` is returned as it is. */
export function storeError(cause: unknown, database: string): StoreError {
  if (cause instanceof StoreError) return cause;
  const detail = detailOf(cause);
  const code = known(cause);
  return new StoreError(code, sentences[code](database, detail), cause);
}

export function readOnly(database: string): StoreError {
  return new StoreError('read_only', sentences.read_only(database));
}

/** What went wrong, in the words of PostgreSQL or of the connection. A host of several addresses has no message, only a code. */
export function detailOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message;
}

/** Whether it came from PostgreSQL or the connection to it, and not from the code that ran in between. */
export function isDatabaseFailure(cause: unknown): boolean {
  return cause instanceof DatabaseError || isConnectionFailure(cause);
}

function known(cause: unknown): Known {
  if (cause instanceof DatabaseError) {
    const state = cause.code ?? '';
    return bySqlState.find(([start]) => state.startsWith(start))?.[1] ?? 'failed';
  }
  return isConnectionFailure(cause) ? 'cannot_open' : 'failed';
}

const lateAnswer = 'Query read timeout';
const sentencesOfPg =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client (?:has encountered a connection error|was closed))/u;

/** A statement was not answered in time; its connection waits for the answer still. */
export function isAnswerLate(cause: unknown): cause is Error {
  return cause instanceof Error && cause.message === lateAnswer;
}

/** Node’s errors have a system call; pg’s own have nothing but their sentence. */
function isConnectionFailure(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  return (
    'syscall' in cause || cause instanceof AggregateError || sentencesOfPg.test(cause.message) || isAnswerLate(cause)
  );
}
