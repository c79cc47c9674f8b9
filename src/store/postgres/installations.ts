/** Where the app is installed. */
import type { InstallationStore, SealedInstallation } from '../../service/installations.ts';
import type { Clock } from '../../service/ports.ts';
import type { Query } from './access.ts';

type Row = Readonly<{ id: string; enterprise: string; is_enterprise: boolean; sealed: string }>;

const columns = 'id, enterprise, is_enterprise, sealed';

export function installationStore(query: Query, clock: Pick<Clock, 'now'>): InstallationStore {
  const now = () => Math.floor(clock.now());
  return {
    async saveInstallation({ id, enterpriseId, isEnterprise, sealed }) {
      await query(
        `INSERT INTO installations (${columns}, installed_at, updated_at)
         VALUES (@id, @enterpriseId, @isEnterprise, @sealed, @now, @now)
         ON CONFLICT (id) DO UPDATE SET enterprise = excluded.enterprise, is_enterprise = excluded.is_enterprise,
           sealed = excluded.sealed, installed_at = excluded.installed_at, updated_at = excluded.updated_at, ended_at = NULL,
           reason = NULL`,
        { id, enterpriseId, isEnterprise, sealed, now: now() },
      );
    },
    async resealInstallation(id, before, sealed) {
      const changed = await query(
        `UPDATE installations SET sealed = @sealed, updated_at = @now
         WHERE id = @id AND sealed = @before AND ended_at IS NULL RETURNING id`,
        { id, before, sealed, now: now() },
      );
      return changed.length > 0;
    },
    async findInstallation(teamId) {
      const [row] = await query<Row>(
        `SELECT ${columns} FROM installations
         WHERE ended_at IS NULL AND (id = @teamId
           OR (is_enterprise AND id = (SELECT enterprise FROM team_enterprises WHERE team = @teamId)))
         ORDER BY is_enterprise LIMIT 1`,
        { teamId },
      );
      return row && installationFrom(row);
    },
    async listInstallations() {
      const rows = await query<Row>(`SELECT ${columns} FROM installations WHERE ended_at IS NULL ORDER BY id`);
      return rows.map(installationFrom);
    },
    async endInstallation(id, reason, at) {
      const ended = await query(
        `UPDATE installations SET sealed = '', ended_at = @now, updated_at = @now, reason = @reason
         WHERE id = @id AND ended_at IS NULL AND installed_at <= @at RETURNING id`,
        { id, reason, now: now(), at: Math.floor(at) },
      );
      return ended.length > 0;
    },
    async noteTeam(teamId, enterpriseId) {
      await query(
        `INSERT INTO team_enterprises (team, enterprise) VALUES (@teamId, @enterpriseId)
         ON CONFLICT (team) DO UPDATE SET enterprise = excluded.enterprise`,
        { teamId, enterpriseId },
      );
    },
    async listTeams(enterpriseId) {
      const rows = await query<{ team: string }>(
        'SELECT team FROM team_enterprises WHERE enterprise = @enterpriseId ORDER BY team',
        { enterpriseId },
      );
      return rows.map(({ team }) => team);
    },
  };
}

function installationFrom({ id, enterprise, is_enterprise, sealed }: Row): SealedInstallation {
  return { id, enterpriseId: enterprise, isEnterprise: is_enterprise, sealed };
}
