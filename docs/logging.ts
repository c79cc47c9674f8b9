/** docs/logging.md: every field of a line of the log. Two tests compare it with the sources and with lines of the real bot. */
import { z } from 'zod';

const text = z.string();
const count = z.number();

const always = {
  level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).describe('how serious it is'),
  time: z.iso.datetime({ precision: 3 }).describe('when it was written, in UTC, as ISO 8601 with milliseconds'),
  service: z.literal('clapperbot').describe('always `clapperbot`'),
  pid: count.describe('process id'),
  hostname: text.describe('name of the machine or container'),
  msg: text.describe('what happened, in English; the same for the same event'),
};

const about = {
  reference: text
    .regex(/^[0-9a-f]{6}$/u)
    .describe('of a failure; the answer to the person, where there was one, has the same'),
  recording: text.describe('id of the recording, as its card shows it'),
  schedule: text.describe('id of the schedule'),
  cname: text.describe('channel of Agora'),
  phase: text.describe('phase of the recording'),
  code: text.describe('error code: ours, or that of Slack or the system'),
  err: z
    .looseObject({ type: text, message: text, stack: text })
    .describe('error of the bot itself: `type`, `message`, `stack`, and its own fields'),
  error: text.describe('error of a service in a few words, without addresses and tokens'),
  detail: text.describe('what a service said of it, without secrets'),
  reason: text.describe('why, in a sentence'),
  why: text.describe('why something that arrived could not be read'),
  team: text.describe('id of the Slack workspace'),
  enterprise: text.describe('id of the Enterprise organization'),
  installation: text.describe('id of the workspace or organization where the app is installed'),
  group: text.describe('id of the user group'),
  verb: text.describe('command, or what a button asks for'),
  step: text.describe('step of a workflow'),
  queue: text.describe('queue of the job'),
  method: text.describe('method of the Web API of Slack'),
  call: text.describe('call to Agora'),
  outcome: z.looseObject({ kind: text }).describe('what the answer of Agora meant'),
  status: count.describe('HTTP status'),
  ms: count.describe('how long the call took, in milliseconds'),
  body: text.describe('answer of Agora that is not documented, without secrets'),
  project: text.describe('Agora project, by its name in the configuration'),
  storage: text.describe('storage, by its name in the configuration'),
  id: text.describe('damaged row: a recording, a schedule or a job'),
  count: count.describe('how many'),
  bytes: count.describe('size of what arrived'),
  live: count.describe('Socket Mode connections that are up'),
  port: count.describe('port of the HTTP server'),
  metricsPort: count.describe('port of the metrics, where they have their own'),
  host: text.describe('address that the HTTP server listens on'),
  path: text.describe('path of the HTTP request'),
  signal: text.describe('signal that ends the process'),
  from: z.enum(['node-cron', 'opentelemetry']).describe('library that wrote the line'),
};

const audit = {
  audit: z.literal(true).describe('always `true`: marks lines of the audit'),
  action: text.describe('what was done or refused'),
  actor: text.describe('user id, or `agora`, `clock`, `slack`'),
  channel: text.describe('Slack channel'),
  target: text.describe('id of the recording or schedule'),
  name: text.describe('channel of Agora'),
  request: text.describe('`trigger_id` of Slack, where a person asked for it'),
};

/** A line of the log. */
export const logLine = z.strictObject({ ...always, ...z.object({ ...about, ...audit }).partial().shape });

const head = `# The log

JSON lines on stdout, from \`LOG_LEVEL\` (default \`info\`) up. A line is written before the bot continues, so a kill loses none. Secrets
are replaced by \`[secret]\`. A line has only fields of these tables.

- **Somebody has a reference**: "Something went wrong … reference 3fa2c1". The line with \`"reference":"3fa2c1"\` says what failed.
- **A recording has failed or was lost**: the line \`a recording has failed\` has the \`recording\` id of the card and the \`code\` of the cause.
- **Who did what**: lines with \`"audit":true\`.

| level | what it means for you |
| --- | --- |
| \`fatal\` | The process ends. |
| \`error\` | Something failed that needs you, or the bot itself has a defect. |
| \`warn\` | Something failed that the bot can handle, or a recording has failed. |
| \`info\` | The start, the end, connections and the audit. |
| \`debug\` | Every call to Agora. |
`;

const typeOf = (field: z.ZodType): string => {
  const { type } = field.def;
  return type === 'enum' || type === 'literal' ? 'string' : type;
};

function table(fields: Readonly<Record<string, z.ZodType>>): string {
  const rows = Object.entries(fields).map(([name, field]) => {
    const type = name === 'audit' ? 'boolean' : typeOf(field);
    return `| \`${name}\` | ${type} | ${field.description ?? ''} |`;
  });
  return ['| field | type | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The text of docs/logging.md. */
export function loggingDocument(): string {
  const parts = [
    `## In every line\n\n${table(always)}`,
    `## Where they apply\n\n${table(about)}`,
    `## Of the audit\n\n\`team\` and \`detail\` as above, and:\n\n${table(audit)}`,
  ];
  return `${[head, ...parts].join('\n')}\n`.replaceAll('\n##', '\n\n##').replaceAll(/\n{3,}/gu, '\n\n');
}
