/** What the checks of `npm run doctor` and `/record doctor` find. */
import type { Ms } from '../../recording/recording.ts';

/** `failed`: something does not work. `warning`: it works with a limit, or could not be checked. */
export type Status = 'ok' | 'warning' | 'failed';

/** Every finding that there can be. What people read of it is `doctor.<code>` and, unless all is well, `doctor.<code>.fix`. */
export const statuses = {
  'config.fine': 'ok',
  'config.problem': 'failed',
  'config.warning': 'warning',
  'config.leftOut': 'warning',

  'slack.bot.fine': 'ok',
  'slack.bot.rejected': 'failed',
  'slack.bot.revoked': 'failed',
  'slack.bot.expired': 'failed',
  'slack.bot.wrongKind': 'failed',
  'slack.installed.count': 'ok',
  'slack.installed.none': 'warning',
  'slack.installed.fine': 'ok',
  'slack.installed.idle': 'ok',
  'slack.installed.rejected': 'failed',
  'slack.installed.more': 'ok',
  'slack.installed.unreadable': 'failed',
  'slack.installed.unknown': 'warning',
  'slack.app.fine': 'ok',
  'slack.app.rejected': 'failed',
  'slack.app.revoked': 'failed',
  'slack.app.missingScope': 'failed',
  'slack.app.wrongKind': 'failed',
  'slack.signing.set': 'ok',
  'slack.unreachable': 'failed',
  'slack.busy': 'warning',
  'slack.connected': 'ok',
  'slack.notConnected': 'failed',
  'slack.scopes.fine': 'ok',
  'slack.scopes.missing': 'failed',
  'slack.scopes.unknown': 'warning',
  'slack.without.usersRead': 'warning',
  'slack.without.filesWrite': 'warning',
  'slack.without.usergroupsRead': 'warning',

  'agora.accepted': 'ok',
  'agora.unauthorized': 'failed',
  'agora.notAllowed': 'failed',
  'agora.badAppId': 'failed',
  'agora.notAsked': 'failed',
  'agora.reachable': 'ok',
  'agora.unreachable': 'failed',
  'agora.fallbackUnreachable': 'warning',
  'agora.certificate.usable': 'ok',
  'agora.certificate.none': 'ok',
  'agora.certificate.unusable': 'failed',

  'clock.fine': 'ok',
  'clock.off': 'warning',
  'clock.wrong': 'failed',
  'clock.unknown': 'warning',

  'notify.off': 'warning',
  'notify.anyPort': 'warning',
  'notify.notRunning': 'warning',
  'notify.otherProgram': 'failed',
  'notify.disabled': 'failed',
  'notify.local': 'ok',
  'notify.public.fine': 'ok',
  'notify.public.wrong': 'failed',
  'notify.public.unreachable': 'failed',

  'database.fine': 'ok',
  'database.none': 'ok',
  'database.noFolder': 'failed',
  'database.unreadable': 'failed',
  'database.readOnly': 'failed',
  'database.damaged': 'failed',
  'database.foreign': 'failed',
  'database.locked': 'warning',
  'database.unchecked': 'warning',
  'database.rowsSetAside': 'warning',
  'postgres.fine': 'ok',
  'postgres.none': 'ok',
  'postgres.unreachable': 'failed',
  'postgres.tooOld': 'failed',
  'postgres.foreign': 'failed',
  'postgres.readOnly': 'failed',
  'files.private': 'ok',
  'files.shared': 'warning',
  'disk.fine': 'ok',
  'disk.low': 'warning',
  'disk.full': 'failed',
  'disk.unknown': 'warning',

  'storage.fine': 'ok',
  'storage.writeOnly': 'ok',
  'storage.keepsObject': 'ok',
  'storage.writeRefused': 'failed',
  'storage.writeFailed': 'failed',
  'storage.readFailed': 'warning',
  'storage.removeFailed': 'warning',
  'storage.unsupported': 'warning',
  'storage.notConfigured': 'failed',

  'check.late': 'failed',
  'check.canceled': 'warning',
  'check.broken': 'failed',
} as const satisfies Record<string, Status>;

export type FindingCode = keyof typeof statuses;

/** Codes after which somebody has something to do. */
export type IssueCode = { [C in FindingCode]: (typeof statuses)[C] extends 'ok' ? never : C }[FindingCode];

/** What is checked, in the order of the lines. */
export const subjects = [
  'config',
  'rest',
  'slackBot',
  'slackInstallations',
  'slackWorkspace',
  'slackScopes',
  'slackApp',
  'slackSigning',
  'slackConnection',
  'agoraCredentials',
  'agoraAddress',
  'agoraCertificate',
  'clock',
  'notifications',
  'database',
  'databaseFiles',
  'disk',
  'storage',
] as const;

export type Subject = (typeof subjects)[number];

/** `of`: which one, where there may be several. `values`: for the texts; they may come from anywhere, but hold no secret. */
export type Finding = Readonly<{
  subject: Subject;
  of?: string;
  code: FindingCode;
  values?: Readonly<Record<string, string | number>>;
}>;

/** By how much our clock is ahead of that of a service; negative: behind. */
export type ClockReading = Readonly<{ service: 'Slack' | 'Agora'; ahead: Ms }>;

export type CheckResult = Readonly<{ findings: readonly Finding[]; clocks?: readonly ClockReading[] }>;

/** One thing that is tried. The signal aborts when its time is over. */
export type Check = Readonly<{ subject: Subject; of?: string; run(signal: AbortSignal): Promise<CheckResult> }>;

export function statusOf({ code }: Finding): Status {
  return statuses[code];
}
