/** How the database is, beside the bots that use it. Nothing is created or changed. */
import type { Check, Finding } from '../../service/doctor/finding.ts';
import type { SealedInstallation } from '../../service/installations.ts';
import { type Access, connect, type Query } from './access.ts';
import { schema, unreadableQueue } from './boss.ts';
import { detailOf, storeError } from './error.ts';
import { installationStore } from './installations.ts';
import { oldestVersion, serverVersion } from './server.ts';

const subject = 'database';

export function postgresCheck(url: string): Check {
  return {
    subject,
    run: () =>
      withConnection(url, async ({ name: database, query }) => {
        try {
          return { findings: await findings(query, database) };
        } catch (error) {
          const detail = detailOf(storeError(error, database).cause);
          return { findings: [{ subject, code: 'postgres.unreachable', values: { database, detail } }] };
        }
      }),
  };
}

async function findings(query: Query, database: string): Promise<Finding[]> {
  const { number, name: version } = await serverVersion(query);
  if (number < oldestVersion)
    return [{ subject, code: 'postgres.tooOld', values: { database, version, oldest: oldestVersion } }];
  const [mode] = await query<{ readOnly: boolean }>(
    `SELECT current_setting('transaction_read_only')::boolean AS "readOnly"`,
  );
  if (mode?.readOnly === true) return [{ subject, code: 'postgres.readOnly', values: { database } }];
  const tables = (
    await query<{ name: string }>('SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()')
  ).map(({ name }) => name);
  if (tables.length === 0) return [{ subject, code: 'postgres.none', values: { database, version } }];
  if (!tables.includes('recordings')) return [{ subject, code: 'postgres.foreign', values: { database } }];
  const [counted] = await query<{ count: number; bytes: number }>(
    'SELECT (SELECT count(*) FROM recordings) AS count, pg_database_size(current_database()) AS bytes',
  );
  const [unreadable] = await query<{ rows: number }>(`SELECT count(*) AS rows FROM ${schema}.job WHERE name = @queue`, {
    queue: unreadableQueue,
  });
  const values = { database, version, count: counted?.count ?? 0, bytes: counted?.bytes ?? 0 };
  const rows = unreadable?.rows ?? 0;
  return [
    { subject, code: 'postgres.fine', values },
    ...(rows === 0 ? [] : [{ subject, code: 'database.rowsSetAside', values: { rows } } as const]),
  ];
}

/** None where there is no such table yet. Rejects with a `StoreError` where it can't be read. */
export function readInstallationsAt(url: string): Promise<readonly SealedInstallation[]> {
  return withConnection(url, async ({ query }) => {
    const [table] = await query<{ exists: boolean }>(`SELECT to_regclass('installations') IS NOT NULL AS exists`);
    return table?.exists === true ? installationStore(query, { now: () => Date.now() }).listInstallations() : [];
  });
}

async function withConnection<T>(url: string, use: (access: Access & { name: string }) => Promise<T>): Promise<T> {
  // A connection that breaks while nobody uses it is not missed.
  const access = connect(url, () => undefined);
  try {
    return await use(access);
  } finally {
    await access.close();
  }
}
