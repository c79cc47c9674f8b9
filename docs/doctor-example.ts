/** What `npm run doctor` prints, for the README. */
import { findingLine, summaryLine, terminalText } from '../src/messages/doctor.ts';
import type { Finding } from '../src/service/doctor/finding.ts';

/** Of a machine where one thing has failed. */
export const exampleFindings: readonly Finding[] = [
  { subject: 'config', code: 'config.fine' },
  { subject: 'slackBot', code: 'slack.bot.fine', values: { workspace: 'school', bot: 'clapperbot' } },
  { subject: 'slackScopes', code: 'slack.scopes.fine', values: { scopes: 'commands, chat:write' } },
  { subject: 'slackScopes', of: 'files:write', code: 'slack.without.filesWrite' },
  { subject: 'slackApp', code: 'slack.app.fine' },
  { subject: 'agoraCredentials', of: 'default', code: 'agora.accepted' },
  { subject: 'agoraAddress', of: 'api.agora.io', code: 'agora.reachable' },
  { subject: 'agoraAddress', of: 'api.sd-rtn.com', code: 'agora.reachable' },
  { subject: 'agoraCertificate', of: 'default', code: 'agora.certificate.usable' },
  { subject: 'clock', code: 'clock.fine', values: { seconds: 1, services: 'Agora, Slack' } },
  { subject: 'notifications', code: 'notify.public.fine', values: { address: 'https://bot.example.com/agora/events' } },
  {
    subject: 'database',
    code: 'database.fine',
    values: { path: '/srv/clapperbot/data/clapperbot.db', count: 184, bytes: 2_400_000 },
  },
  { subject: 'databaseFiles', code: 'files.private' },
  { subject: 'disk', code: 'disk.fine', values: { folder: '/srv/clapperbot/data', bytes: 38_000_000_000 } },
  { subject: 'storage', of: 'default', code: 'storage.writeOnly' },
  { subject: 'storage', of: 'archive', code: 'storage.writeRefused', values: { detail: 'AccessDenied' } },
];

export function doctorExample(): string {
  const lines = exampleFindings.map((finding) => terminalText(findingLine(finding)));
  return ['```', ...lines, '', terminalText(summaryLine(exampleFindings)), '```'].join('\n');
}
