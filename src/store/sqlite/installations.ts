/** Where the app is installed. Functions that write must run inside a transaction. */
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Ms } from '../../recording/recording.ts';
import type { EndReason, InstallationStore, SealedInstallation } from '../../service/installations.ts';
import type { Clock } from '../../service/ports.ts';
import type { Access } from './access.ts';
import { storeError } from './error.ts';

type Row = Readonly<{ id: string; enterprise: string; is_enterprise: number; sealed: string }>;

const columns = 'id, enterprise, is_enterprise, sealed';
const activeSql = `SELECT ${columns} FROM installations WHERE ended_at IS NULL ORDER BY id`;

export function installations(db: Database.Database, clock: Pick<Clock, 'now'>) {
  const put = db.prepare<[Row & { now: Ms }]>(`
    INSERT INTO installations (${columns}, installed_at, updated_at)
    VALUES (@id, @enterprise, @is_enterprise, @sealed, @now, @now)
    ON CONFLICT (id) DO UPDATE SET enterprise = excluded.enterprise, is_enterprise = excluded.is_enterprise, sealed = excluded.sealed,
      installed_at = excluded.installed_at, updated_at = excluded.updated_at, ended_at = NULL, reason = NULL`);
  const reseal = db.prepare<[string, Ms, string, string]>(
    'UPDATE installations SET sealed = ?, updated_at = ? WHERE id = ? AND sealed = ? AND ended_at IS NULL',
  );
  const find = db.prepare<[{ team: string }], Row>(`
    SELECT ${columns} FROM installations
    WHERE ended_at IS NULL AND (id = @team
      OR (is_enterprise = 1 AND id = (SELECT enterprise FROM team_enterprises WHERE team = @team)))
    ORDER BY is_enterprise LIMIT 1`);
  const list = db.prepare<[], Row>(activeSql);
  const end = db.prepare<[{ id: string; reason: EndReason; now: Ms; at: Ms }]>(`
    UPDATE installations SET sealed = '', ended_at = @now, updated_at = @now, reason = @reason
    WHERE id = @id AND ended_at IS NULL AND installed_at <= @at`);
  const note = db.prepare<[string, string]>(`
    INSERT INTO team_enterprises (team, enterprise) VALUES (?, ?)
    ON CONFLICT (team) DO UPDATE SET enterprise = excluded.enterprise`);
  const teams = db
    .prepare<[string], string>('SELECT team FROM team_enterprises WHERE enterprise = ? ORDER BY team')
    .pluck();
  const now = () => Math.floor(clock.now());
  return {
    save({ id, enterpriseId, isEnterprise, sealed }: SealedInstallation): void {
      put.run({ id, enterprise: enterpriseId, is_enterprise: isEnterprise ? 1 : 0, sealed, now: now() });
    },
    reseal: (id: string, before: string, sealed: string) => reseal.run(sealed, now(), id, before).changes > 0,
    find(team: string): SealedInstallation | undefined {
      const row = find.get({ team });
      return row === undefined ? undefined : installationFrom(row);
    },
    list: () => list.all().map(installationFrom),
    end: (id: string, reason: EndReason, at: Ms) => end.run({ id, reason, now: now(), at: Math.floor(at) }).changes > 0,
    teams: (enterprise: string) => teams.all(enterprise),
    note: (team: string, enterprise: string) => void note.run(team, enterprise),
  };
}

export function installationStore(
  table: ReturnType<typeof installations>,
  { readingAfterWrites, writing }: Access,
): InstallationStore {
  return {
    saveInstallation: (installation) => writing(() => table.save(installation)),
    resealInstallation: (id, before, sealed) => writing(() => table.reseal(id, before, sealed)),
    findInstallation: (teamId) => readingAfterWrites(() => table.find(teamId)),
    listInstallations: () => readingAfterWrites(() => table.list()),
    endInstallation: (id, reason, at) => writing(() => table.end(id, reason, at)),
    noteTeam: (teamId, enterpriseId) => writing(() => table.note(teamId, enterpriseId)),
    listTeams: (enterpriseId) => readingAfterWrites(() => table.teams(enterpriseId)),
  };
}

function installationFrom({ id, enterprise, is_enterprise, sealed }: Row): SealedInstallation {
  return { id, enterpriseId: enterprise, isEnterprise: is_enterprise === 1, sealed };
}

/** Of a database that a bot may be using; none where there is no such table yet. Throws a `StoreError` where it can't be read. */
export function readSealedInstallations(path: string): SealedInstallation[] {
  if (!existsSync(path)) return [];
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true });
    const has = db.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'installations'`).get();
    return has === undefined ? [] : db.prepare<[], Row>(activeSql).all().map(installationFrom);
  } catch (error) {
    throw storeError(error, path);
  } finally {
    db?.close();
  }
}
