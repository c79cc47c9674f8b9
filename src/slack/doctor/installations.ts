/** Where the app is installed by OAuth, and whether Slack accepts the tokens. */
import { readClock } from '../../service/doctor/clock.ts';
import type { Check, CheckResult, Finding } from '../../service/doctor/finding.ts';
import type { Installation } from '../installations/installation.ts';
import { InstallationError } from '../installations/seal.ts';
import { errorText } from '../sdk-log.ts';
import { askSlack } from './ask.ts';
import { isPassing } from './checks.ts';

/** Rejects with an `InstallationError` where one can't be decrypted. */
export type ListInstallations = () => Promise<readonly Installation[]>;

type Options = Readonly<{
  list: ListInstallations;
  /** Ends in a slash. */
  apiUrl: string;
  /** Without a slash at the end. */
  publicUrl: string;
  /** How many are tried, a line for each. Zero for those who may not know in which workspaces the app is. */
  tried: number;
}>;

const subject = 'slackInstallations';

/** `now`: of the machine's own clock. */
export function installationsCheck({ list, apiUrl, publicUrl, tried }: Options, now: () => number): Check {
  const address = `${publicUrl}/slack/install`;
  return {
    subject,
    async run(signal) {
      const found = await readable(list);
      if ('code' in found) return { findings: [found] };
      const count = found.length;
      if (count === 0) return { findings: [{ subject, code: 'slack.installed.none', values: { address } }] };
      const results = await Promise.all(
        found.slice(0, tried).map((one) => tryToken(one, { apiUrl, address, now, signal })),
      );
      const left = count - results.length;
      const more: Finding = { subject, code: 'slack.installed.more', values: { count: left } };
      const total: Finding = { subject, code: 'slack.installed.count', values: { count } };
      return {
        findings: [
          total,
          ...results.flatMap(({ findings }) => findings),
          ...(results.length > 0 && left > 0 ? [more] : []),
        ],
        clocks: results.flatMap(({ clocks = [] }) => clocks),
      };
    },
  };
}

async function readable(list: ListInstallations): Promise<readonly Installation[] | Finding> {
  try {
    return await list();
  } catch (error) {
    if (error instanceof InstallationError) return { subject, code: 'slack.installed.unreadable' };
    return { subject, code: 'slack.installed.unknown', values: { detail: errorText(error) } };
  }
}

type Asking = Readonly<{ apiUrl: string; address: string; now: () => number; signal: AbortSignal }>;

async function tryToken({ name, bot }: Installation, { apiUrl, address, now, signal }: Asking): Promise<CheckResult> {
  const finding = (code: Finding['code'], values: Finding['values'] = {}): Finding => ({
    subject: 'slackWorkspace',
    of: name,
    code,
    values,
  });
  // The bot refreshes it before it uses it. To refresh it here, too, would take the bot's away.
  if (bot.expiresAt !== undefined && bot.expiresAt <= now()) return { findings: [finding('slack.installed.idle')] };
  const answer = await askSlack(apiUrl, 'auth.test', bot.token, signal);
  if (answer.kind === 'unreachable') {
    return { findings: [finding('slack.unreachable', { detail: answer.detail })] };
  }
  const clocks = readClock('Slack', answer.date, now());
  if (answer.kind === 'accepted') return { findings: [finding('slack.installed.fine')], clocks };
  const { error } = answer;
  const rejected = finding('slack.installed.rejected', { error, address });
  return { findings: [isPassing(error) ? finding('slack.busy', { error }) : rejected], clocks };
}
