/** Statements with named parameters, transactions, and named errors. */
import { Pool, type PoolClient, types } from 'pg';
import { StoreError } from '../error.ts';
import { storable } from '../storable.ts';
import { isAnswerLate, isDatabaseFailure, storeError } from './error.ts';

/** Runs one statement, in which `@name` stands for a parameter of that name. */
export type Query = <Row>(text: string, params?: Readonly<Record<string, unknown>>) => Promise<Row[]>;

export type Access = Readonly<{
  query: Query;
  /** All or nothing. `run` must use what it gets, and nothing else may. */
  transaction<T>(run: (query: Query, client: PoolClient) => Promise<T>): Promise<T>;
  /** Names what goes wrong with what asks this database in its own way. */
  using<T>(run: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}>;

const int8: number = types.builtins.INT8;
const jsonText: number = types.builtins.JSON;

/** Times and sums are safe integers. JSON is read by the schemas of the rows. */
const parsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === int8) return Number;
    if (oid === jsonText) return String;
    return format === 'binary' ? types.getTypeParser(oid, format) : types.getTypeParser(oid);
  },
};

/** How long a statement waits for a connection, in milliseconds: too short to miss Slack's 3 s. */
const connectTimeout = 2000;

/**
 * Of a replica. What they answer is handled by one thread, and the more answers come at once, the longer an acknowledgement waits behind
 * them: with ten the median of acknowledgements was up to twice that with four.
 */
const connections = 4;

/** After so many milliseconds PostgreSQL ends the transaction of a replica that was paused, and with it the locks that others wait for. */
const pausedTimeout = 8_000;

/**
 * How long a statement may take, in milliseconds: longer than one that waits for the lock of a replica that was paused. Without a limit
 * a server that has vanished, and breaks no connection, would stop the bot for as long as the system keeps the connection, up to hours.
 */
const answerTimeout = 15_000;

/** For what changes whole tables, which takes as long as they are large. */
export const unhurried = { query_timeout: 86_400_000 };

/** What PostgreSQL shows of a bot among its connections. */
export const applicationName = 'clapperbot';

/** `application`: what PostgreSQL shows among its connections. `answerWithin`: of each statement, in milliseconds. */
type ConnectOptions = Readonly<{ application?: string; answerWithin?: number }>;

/** `onIdleError` receives the failure of a connection that nobody uses: the next statement gets another one. */
export function connect(
  url: string,
  onIdleError: (error: StoreError) => void,
  { application = applicationName, answerWithin = answerTimeout }: ConnectOptions = {},
): Access & { pool: Pool; name: string } {
  const name = databaseName(url);
  const pool = new Pool({
    connectionString: url,
    application_name: application,
    connectionTimeoutMillis: connectTimeout,
    query_timeout: answerWithin,
    idle_in_transaction_session_timeout: pausedTimeout,
    keepAlive: true,
    max: connections,
  });
  // A connection that is lost between two statements of a transaction: the next one fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  let closed = false;
  // What ends while the pool closes has done its work.
  pool.on('error', (error) => {
    if (!closed) onIdleError(storeError(error, name));
  });

  async function using<T>(run: () => Promise<T>): Promise<T> {
    if (closed)
      throw new StoreError('closed', `The database ${name} is closed: the bot is shutting down. Start it again.`);
    try {
      return await run();
    } catch (error) {
      throw isDatabaseFailure(error) ? storeError(error, name) : error;
    }
  }

  return {
    pool,
    name,
    using,
    query: (text, params) => using(() => queryOf(pool)(text, params)),
    transaction: (run) => using(() => inTransaction(pool, run)),
    async close() {
      if (closed) return;
      closed = true;
      await pool.end();
    },
  };
}

async function inTransaction<T>(pool: Pool, run: (query: Query, client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // Where the connection breaks between two statements, the next one fails and says so: without a listener the process would end.
  const ignore = () => {};
  client.on('error', ignore);
  try {
    await client.query('BEGIN');
    const value = await run(queryOf(client, { isPrepared: true }), client);
    await client.query('COMMIT');
    client.release();
    return value;
  } catch (error) {
    await undo(client, error);
    throw error;
  } finally {
    client.off('error', ignore);
  }
}

/** A connection that can't even do this, or still waits for an answer, is not used again; PostgreSQL undoes what was open on it. */
async function undo(client: PoolClient, cause: unknown): Promise<void> {
  if (isAnswerLate(cause)) {
    client.release(cause);
    return;
  }
  try {
    await client.query('ROLLBACK');
    client.release();
  } catch (error) {
    client.release(error instanceof Error ? error : true);
  }
}

/** For statements in a transaction that take as long as the tables are large. */
export const unhurriedOn = (client: PoolClient): Query => queryOf(client, { limit: unhurried });

function queryOf(client: Pool | PoolClient, { isPrepared = false, limit = {} } = {}): Query {
  return async <Row>(text: string, params: Readonly<Record<string, unknown>> = {}) => {
    const { positional, names } = statementOf(text);
    const values = names.map((wanted) => {
      if (!(wanted in params)) throw new Error(`A statement lacks its parameter ${wanted}.`);
      const value = params[wanted];
      return typeof value === 'string' ? storable(value) : value;
    });
    const config = isPrepared ? prepared(positional, values) : { text: positional, values };
    const { rows } = await client.query({ ...config, ...limit, types: parsers });
    return rows as Row[];
  };
}

/** `names`: of `$1` and those that follow. */
type Statement = Readonly<{ positional: string; names: readonly string[] }>;

/** By text, of which there are as many as the sources have. */
const statements = new Map<string, Statement>();

function statementOf(text: string): Statement {
  const known = statements.get(text);
  if (known !== undefined) return known;
  const names: string[] = [];
  const positional = text.replaceAll(/@(\w+)/gu, (_, name: string) => {
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  const statement = { positional, names };
  statements.set(text, statement);
  return statement;
}

const preparedNames = new Map<string, string>();

/**
 * A statement that each connection reads and plans once, which is more than half of what a short one costs. Of these there must be few:
 * a connection keeps them all.
 */
export function prepared(text: string, values: unknown[]): { name: string; text: string; values: unknown[] } {
  const name = preparedNames.get(text) ?? `clapperbot ${preparedNames.size}`;
  preparedNames.set(text, name);
  return { name, text, values };
}

/** For the operator: without user and password. */
function databaseName(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
