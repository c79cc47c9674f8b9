/** The alerts and the dashboard of `deploy/` fit the metrics that the bot has. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, type TestContext, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createMetrics } from '../../src/ops/metrics.ts';
import { errorCodes } from '../../src/recording/error-codes.ts';
import { runSystemProgram } from '../support/system-program.ts';
import { metricSources } from './metrics.support.ts';

const path = (name: string) => fileURLToPath(new URL(`../../deploy/${name}`, import.meta.url));
const read = (name: string) => readFileSync(path(name), 'utf8');

const rule = z.strictObject({
  alert: z.string().regex(/^Clapperbot[A-Z][A-Za-z]+$/u),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
  annotations: z.strictObject({ summary: z.string(), description: z.string(), runbook_url: z.string() }),
});
const { groups } = z
  .object({ groups: z.array(z.strictObject({ name: z.string(), rules: z.array(rule).min(1) })).length(1) })
  .parse(parse(read('alerts.yml')));
const alerts = groups.flatMap(({ rules }) => rules);

const panel = z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).optional() });
const dashboard = z
  .object({ uid: z.literal('clapperbot'), panels: z.array(panel).min(1) })
  .parse(JSON.parse(read('grafana/clapperbot.json')));
const panelExpressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const pageExpressions = [...read('../docs/operations.md').matchAll(/`([^`\n]*\bclapperbot_[^`\n]*)`/gu)].map(
  ([, expr = '']) => expr,
);

/** Labels that Prometheus adds, and that of the buckets of a histogram. */
const added = ['job', 'instance', 'le'];

/** The labels of every series, by its name. */
const series = new Map<string, readonly string[]>([['up', []]]);
for (const { name, type, labels } of createMetrics(metricSources).describe()) {
  const names = type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name];
  for (const one of names) series.set(one, labels);
}

/** What an expression uses that does not exist. */
function unknownIn(expr: string): string[] {
  const names = expr.match(/\b(?:clapperbot|process|nodejs)_\w+|\bup\b/gu) ?? [];
  const labels = [
    ...[...expr.matchAll(/\bby \(([^)]*)\)/gu)].flatMap(([, list = '']) => list.split(',').map((one) => one.trim())),
    ...[...expr.matchAll(/(\w+)(?:=~|!~|!=|=)"/gu)].map(([, label = '']) => label),
  ];
  const known = new Set([...added, ...names.flatMap((name) => series.get(name) ?? [])]);
  expect(names.length, expr).toBeGreaterThan(0);
  return [...names.filter((name) => !series.has(name)), ...labels.filter((label) => !known.has(label))];
}

/** Runs promtool, which must succeed, and returns what it prints. */
function promtool(context: TestContext, args: readonly string[], input = ''): string {
  const { status, text } = runSystemProgram(context, 'promtool', args, input);
  expect(status, text).toBe(0);
  return text;
}

test('alerts, panels and docs/operations.md use only series and labels that exist', () => {
  expect(pageExpressions.length).toBeGreaterThan(5);
  const expressions = [...alerts.map(({ expr }) => expr), ...panelExpressions, ...pageExpressions];
  expect(expressions.flatMap(unknownIn)).toEqual([]);
  const codes = alerts.flatMap(({ expr }) => /\bcode=~"([^"]*)"/u.exec(expr)?.[1]?.split('|') ?? []);
  expect(codes).toHaveLength(3);
  for (const code of codes) expect(errorCodes).toContain(code);
});

test('the check finds a series and a label that do not exist', () => {
  expect(unknownIn('sum by (color) (clapperbot_orphans{job="clapperbot"}) > clapperbot_orphan_total')).toEqual([
    'clapperbot_orphan_total',
    'color',
  ]);
});

test('the dashboard shows every metric of the bot', () => {
  const own = createMetrics(metricSources)
    .describe()
    .filter(({ name }) => name.startsWith('clapperbot_'));
  const all = panelExpressions.join('\n');
  expect(own.filter(({ name }) => !all.includes(name))).toEqual([]);
});

test('every alert links to its section of docs/operations.md', () => {
  for (const { alert, annotations } of alerts)
    expect(annotations.runbook_url).toBe(`docs/operations.md#alert-${alert.toLowerCase()}`);
});

test('every alert has a case in which it fires, and one in which it is silent', () => {
  const check = z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) });
  const { tests } = z
    .object({ tests: z.array(z.object({ alert_rule_test: z.array(check) })) })
    .parse(parse(read('alerts.test.yml')));
  const checks = tests.flatMap((one) => one.alert_rule_test);
  for (const { alert } of alerts) {
    const own = checks
      .filter(({ alertname }) => alertname === alert)
      .map(({ exp_alerts: expected }) => expected.length);
    expect(own, alert).toContain(0);
    expect(own, alert).toContain(1);
  }
});

test('promtool: the alerts fire when they should, and only then', (context) => {
  promtool(context, ['check', 'rules', path('alerts.yml')]);
  expect(promtool(context, ['test', 'rules', path('alerts.test.yml')])).toContain('SUCCESS');
});

test('promtool: it finds nothing to object to in the metrics', async (context) => {
  const metrics = createMetrics(metricSources);
  metrics.agoraCall({ call: 'start', outcome: 'started', waited: 40, ms: 300 });
  expect(promtool(context, ['check', 'metrics'], await metrics.text())).toBe('');
});

test('promtool: the expressions of the dashboard and of docs/operations.md are valid', (context) => {
  const rules = [...panelExpressions, ...pageExpressions].map((expr, n) => ({
    record: `expression:${n}`,
    expr: expr.replaceAll('$__rate_interval', '5m'),
  }));
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'expressions.yml');
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'expressions', rules }] }));
  expect(promtool(context, ['check', 'rules', file])).toContain(`${rules.length} rules found`);
});
