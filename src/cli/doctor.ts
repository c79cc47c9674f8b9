/** `npm run doctor [-- --json]`: whether everything works that the bot needs, and what to do where it does not. */
import { createAgoraClient } from '../agora/client.ts';
import { bucketStoragesOf } from '../assembly.ts';
import {
  type Config,
  type Environment,
  loadConfig,
  readConfigFile,
  readDatabase,
  readEnvironment,
  secretsOf,
} from '../config/load.ts';
import { findingLine, findingText, summaryLine, terminalText } from '../messages/doctor.ts';
import { systemClock } from '../ops/clock.ts';
import { createRedact } from '../ops/redact.ts';
import { examine } from '../service/doctor/examine.ts';
import { type Finding, statusOf } from '../service/doctor/finding.ts';
import { type Installation, opened } from '../slack/installations/installation.ts';
import { createSeal } from '../slack/installations/seal.ts';
import { createBuckets } from '../storage/buckets.ts';
import { readInstallationsAt } from '../store/postgres/doctor.ts';
import { readSealedInstallations } from '../store/sqlite/installations.ts';
import { checksOf, databaseChecks, withoutSecrets } from './doctor-checks.ts';
import { fail, readArguments } from './program-options.ts';

const usage = 'npm run doctor [-- --json]';

/** Prints one line for each check, or one JSON document; ends the process, with 1 if a check has failed. */
export async function main(args: readonly string[]): Promise<void> {
  const read = readArguments(args, { json: { type: 'boolean', default: false } }, usage);
  if ('mistake' in read) return fail(read.mistake);
  const findings = await diagnose(process.cwd(), process.env);
  const text = read.values.json ? jsonOf(findings) : linesOf(findings);
  const code = hasFailed(findings) ? 1 : 0;
  // A service that has not answered in time may still hold a connection.
  process.stdout.write(text, () => process.exit(code));
}

const longestReport = 2_000;

/** What to do with the error of a check that is broken: there is no log. */
function reportWithout(secrets: readonly string[]) {
  const redact = createRedact(secrets);
  return (error: unknown, reference: string): void => {
    const words = error instanceof Error ? String(error.stack) : String(error);
    process.stderr.write(`${reference}: ${redact(words, longestReport)}\n`);
  };
}

async function diagnose(cwd: string, real: Environment): Promise<Finding[]> {
  const { env, problems: unread } = readEnvironment(cwd, real);
  const loaded = loadConfig(env, readConfigFile(cwd, env));
  const warnings = loaded.warnings.map((line) => fromLine('config.warning', line));
  if (!loaded.ok || unread.length > 0) {
    const lines = [...unread, ...(loaded.ok ? [] : loaded.problems)];
    const problems = lines.map((line) => fromLine('config.problem', line));
    const database = readDatabase(env);
    const checks = 'value' in database ? databaseChecks(database.value) : [];
    const secrets = 'value' in database ? [database.value.databaseUrl ?? ''] : [];
    const rest = await examine(checks, { onBroken: reportWithout(secrets) });
    return [...problems, ...warnings, { subject: 'rest', code: 'config.leftOut' }, ...rest];
  }
  const { config } = loaded;
  const found = await examine(checksOf(config, partsOf(config)), { onBroken: reportWithout(secretsOf(config)) });
  return [{ subject: 'config', code: 'config.fine' }, ...warnings, ...withoutSecrets(config)(found)];
}

function partsOf(config: Config) {
  const redact = createRedact(secretsOf(config));
  return {
    client: createAgoraClient({ ...config, redact, clock: systemClock }),
    buckets: createBuckets({ storages: bucketStoragesOf(config), redact, clock: systemClock }),
    installations: () => readInstallations(config),
  };
}

/** Without disturbing a bot that uses the database. */
async function readInstallations({ slack, databasePath, databaseUrl }: Config): Promise<readonly Installation[]> {
  if (slack.oauth === undefined) return [];
  const seal = createSeal(slack.oauth.encryptionKey);
  const sealed =
    databaseUrl === undefined ? readSealedInstallations(databasePath) : await readInstallationsAt(databaseUrl);
  return sealed.map((one) => opened(one, seal));
}

/** A line of the configuration says what is wrong, and after a colon the fix. */
function fromLine(code: 'config.problem' | 'config.warning', line: string): Finding {
  const [, what = line, fix = line] = /^(.*?): (.*)$/u.exec(line) ?? [];
  return { subject: 'config', code, values: { line: what, fix } };
}

function hasFailed(findings: readonly Finding[]): boolean {
  return findings.some((finding) => statusOf(finding) === 'failed');
}

function linesOf(findings: readonly Finding[]): string {
  const lines = findings.map((finding) => terminalText(findingLine(finding)));
  return `${[...lines, '', terminalText(summaryLine(findings))].join('\n')}\n`;
}

function jsonOf(findings: readonly Finding[]): string {
  const checks = findings.map((finding) => {
    const { name, status, tried, fix } = findingText(finding);
    const sentence = fix === undefined ? null : terminalText(fix);
    return { name: terminalText(name), status, tried: terminalText(tried), fix: sentence };
  });
  return `${JSON.stringify({ ok: !hasFailed(findings), checks }, undefined, 2)}\n`;
}
