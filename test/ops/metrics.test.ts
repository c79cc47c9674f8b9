import { expect, test } from 'vitest';
import type { MetricSources } from '../../src/ops/gauges.ts';
import { createMetrics } from '../../src/ops/metrics.ts';
import { metricSources } from './metrics.support.ts';

const sources = metricSources;

/** The value of a series, by its name and labels as Prometheus writes them. */
async function series(text: Promise<string>): Promise<(name: string) => number | undefined> {
  const lines = (await text).split('\n').map((line) => line.split(' '));
  const values = new Map(lines.map(([name, value]) => [name, Number(value)]));
  return (name) => values.get(name);
}

test('events are counted and timed', async () => {
  const metrics = createMetrics(sources);
  metrics.command('start', 'done');
  metrics.command('start', 'done');
  metrics.command('stop', 'refused');
  metrics.acknowledged(0.0004);
  metrics.acknowledged(0.004);
  metrics.agoraCall({ call: 'start', outcome: 'started', waited: 40, ms: 300 });
  metrics.agoraCall({ call: 'query', outcome: 'notFound', waited: 0, ms: 200 });
  metrics.agoraCall({ call: 'query', outcome: 'rejected', errorCode: 'agora_unauthorized', waited: 0, ms: 200 });
  metrics.slackLimited('chat.update');
  metrics.reconnected();
  metrics.cardUpdated(0.2);
  const value = await series(metrics.text());
  expect(value('clapperbot_commands_total{verb="start",outcome="done"}')).toBe(2);
  expect(value('clapperbot_commands_total{verb="stop",outcome="refused"}')).toBe(1);
  expect(value('clapperbot_acknowledgement_seconds_bucket{le="0.0005"}')).toBe(1);
  expect(value('clapperbot_acknowledgement_seconds_bucket{le="0.005"}')).toBe(2);
  expect(value('clapperbot_acknowledgement_seconds_count')).toBe(2);
  expect(value('clapperbot_agora_calls_total{method="query",answer="notFound"}')).toBe(1);
  expect(value('clapperbot_agora_call_seconds_bucket{le="0.5",method="start"}')).toBe(1);
  expect(value('clapperbot_slack_rate_limited_total{method="chat.update"}')).toBe(1);
  expect(value('clapperbot_slack_reconnects_total')).toBe(1);
  expect(value('clapperbot_card_update_seconds_bucket{le="0.1"}')).toBe(0);
  expect(value('clapperbot_card_update_seconds_bucket{le="0.25"}')).toBe(1);
  expect(value('clapperbot_agora_errors_total{code="agora_unauthorized"}')).toBe(1);
  expect(value('clapperbot_agora_errors_total{code="agora_quota"}')).toBe(0);
  expect(value('clapperbot_agora_budget_wait_seconds_bucket{le="0.01",method="start"}')).toBe(0);
  expect(value('clapperbot_agora_budget_wait_seconds_bucket{le="0.05",method="start"}')).toBe(1);
});

test('gauges are read on each scrape; absent values are zero', async () => {
  let limiter = 3;
  const metrics = createMetrics({ ...sources, budgetInUse: () => limiter });
  const first = await series(metrics.text());
  limiter = 7;
  const second = await series(metrics.text());
  expect([first('clapperbot_agora_budget_in_use'), second('clapperbot_agora_budget_in_use')]).toEqual([3, 7]);
  expect(first('clapperbot_slack_sockets_connected')).toBe(2);
  expect(first('clapperbot_jobs_waiting{lane="agora"}')).toBe(4);
  expect(first('clapperbot_jobs_waiting{lane="thread"}')).toBe(0);
  expect(first('clapperbot_recordings_live{phase="recording"}')).toBe(5);
  expect(first('clapperbot_recordings_live{phase="stopping"}')).toBe(0);
  expect(first('clapperbot_orphans')).toBe(2);
  expect(first('clapperbot_recordings_not_stopping')).toBe(1);
  expect(first('clapperbot_oldest_due_job_seconds')).toBe(40);
  expect(first('clapperbot_oldest_upload_seconds')).toBe(90);
  expect(first('clapperbot_slack_tokens_rejected')).toBe(0);
  expect(first('clapperbot_database_up')).toBe(1);
  expect(first('clapperbot_build_info{version="1.2.3"}')).toBe(1);
});

test('the database is queried once per scrape, and its series are absent while it fails', async () => {
  let asked = 0;
  let fails = false;
  const counts: MetricSources['counts'] = async () => {
    asked += 1;
    if (fails) throw new Error('database is locked');
    return { jobs: { agora: 1 }, live: {}, orphans: 0, notStopping: 0 };
  };
  const metrics = createMetrics({ ...sources, counts });
  await metrics.text();
  expect(asked).toBe(1);
  fails = true;
  const value = await series(metrics.text());
  expect(value('clapperbot_jobs_waiting{lane="agora"}')).toBeUndefined();
  expect(value('clapperbot_orphans')).toBeUndefined();
  expect(value('clapperbot_slack_sockets_connected')).toBe(2);
});

test('a job that is due later and no upload are no delay', async () => {
  const counts = async () => ({ jobs: {}, live: {}, orphans: 0, notStopping: 0, earliestDue: 100_001 });
  const value = await series(createMetrics({ ...sources, counts }).text());
  expect(value('clapperbot_oldest_due_job_seconds')).toBe(0);
  expect(value('clapperbot_oldest_upload_seconds')).toBe(0);
});

test('sockets are absent in HTTP mode, and a database that fails is 0', async () => {
  const value = await series(
    createMetrics({ ...sources, socketsConnected: () => undefined, databaseWorks: async () => false }).text(),
  );
  expect(value('clapperbot_slack_sockets_connected')).toBeUndefined();
  expect(value('clapperbot_database_up')).toBe(0);
});

test('process metrics are included, and two bots in one process do not share metrics', async () => {
  const metrics = createMetrics(sources);
  createMetrics(sources).command('list', 'done');
  const text = await metrics.text();
  expect(text).toContain('process_resident_memory_bytes');
  expect(text).toContain('nodejs_eventloop_lag_seconds');
  expect(text).not.toContain('verb="list"');
  expect(metrics.contentType).toContain('text/plain');
});
