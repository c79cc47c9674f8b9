/** docs/metrics.md: every series of the bot, from the code that makes them. */
import { createMetrics } from '../src/ops/metrics.ts';

const head = `# Metrics

\`GET /metrics\` answers in the Prometheus text format, on \`HTTP_PORT\` or, where \`METRICS_PORT\` is set, on that port alone. Beside these
metrics it has those of the process and of Node under their usual names (\`process_*\`, \`nodejs_*\`). Metrics that are read from the
database are absent while it can't be read.

\`deploy/alerts.yml\` holds Prometheus alerts on them, \`deploy/grafana/clapperbot.json\` a Grafana dashboard. Both expect the scrape job
to be called \`clapperbot\`. Labels have fixed lists of values: no name of a channel, person or recording is among them.
`;

/** The text of docs/metrics.md. */
export function metricsDocument(): string {
  const metrics = createMetrics({
    version: '',
    now: () => 0,
    budgetInUse: () => 0,
    socketsConnected: () => 0,
    tokensRejected: () => 0,
    databaseWorks: async () => true,
    counts: async () => ({ jobs: {}, live: {}, orphans: 0, notStopping: 0 }),
  });
  const own = metrics.describe().filter(({ name }) => name.startsWith('clapperbot_'));
  const rows = own
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
    .map(({ name, type, labels, help }) => [
      `\`${name}\``,
      type,
      labels.map((label) => `\`${label}\``).join(', '),
      help,
    ]);
  const lines = [['name', 'type', 'labels', 'meaning'], ['---', '---', '---', '---'], ...rows];
  return `${head}\n${lines.map((cells) => `| ${cells.map((cell) => cell || '–').join(' | ')} |`).join('\n')}\n`;
}
