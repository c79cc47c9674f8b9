import type { Recording } from '../../recording/recording.ts';

/** The address of a message. `teamUrl` ends with a slash, as `auth.test` gives it. */
export function permalink(teamUrl: string, channel: string, ts: string): string {
  return `${teamUrl}archives/${channel}/p${ts.replace('.', '')}`;
}

/** The address of the card; undefined while it is not posted, or the workspace's address is not known. */
export function cardLink(r: Recording, teamUrl: string | undefined): string | undefined {
  const { channelId, ts } = r.card;
  return teamUrl === undefined || ts === undefined ? undefined : permalink(teamUrl, channelId, ts);
}
