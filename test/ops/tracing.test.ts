/** The real bot, with and without the variables of OpenTelemetry, and a collector on loopback. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { logLine } from '../../docs/logging.ts';
import { type CollectedSpan, startCollector } from '../support/collector.ts';
import { startPostgres } from '../support/postgres.ts';
import { openStage } from '../support/stage.ts';

/** Nothing listens there. */
const nowhere = 'http://127.0.0.1:9';
const child = (spans: readonly CollectedSpan[], { spanId }: CollectedSpan) =>
  spans.filter(({ parentSpanId }) => parentSpanId === spanId);
const named = (spans: readonly CollectedSpan[], name: string) =>
  spans.find((span) => span.name === name) ?? expect.fail(`no span ${name} in ${spans.map((one) => one.name).join()}`);

async function emptyDatabase(): Promise<string> {
  const server = await startPostgres();
  onTestFinished(() => server.stop());
  return await server.createDatabase();
}

describe('with the address of a collector', { timeout: 60_000 }, () => {
  test('one command is one trace: command, commit, acquire, start', async () => {
    const collector = await startCollector();
    const { slack, room, ana, agora, card, settings, start } = await openStage();
    const secret = 'Bearer collector-secret';
    const env = settings({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${encodeURIComponent(secret)}`,
      OTEL_SERVICE_NAME: 'recordings',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=school',
    });
    const bot = start({ env });
    await bot.logged('ready');
    await slack.type(ana, room, '/record start standup');
    await card('Recording');
    expect(await bot.kill('SIGTERM')).toBe(0);

    expect([...collector.paths]).toEqual(['POST /v1/traces application/json']);
    expect(new Set(collector.headers)).toEqual(new Set([secret]));
    const spans = collector.spans();
    const command = named(spans, 'command start');
    expect(command.parentSpanId ?? '').toBe('');
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([command.traceId]));
    const [first = expect.fail('nothing follows')] = child(spans, command);
    const recording = first.attributes['clapperbot.recording'];
    expect(agora.recorders).toHaveLength(1);
    expect(recording).toMatch(/^r\w{5}$/u);
    expect(command.attributes).toEqual({ 'clapperbot.verb': 'start', 'clapperbot.outcome': 'done' });
    expect(first).toMatchObject({ name: 'commit', attributes: { 'clapperbot.event': 'startRequested' } });

    // Each job belongs to the command that it follows from, and has its own commits.
    const jobs = child(spans, command).filter(({ name }) => name !== 'commit');
    const [card1, acquire, started] = ['card', 'acquire', 'start'].map((name) => named(jobs, name));
    const order = [command, first, card1, acquire, started].map((span) => span?.startTimeUnixNano ?? 0n);
    expect(order).toEqual(order.toSorted((a, b) => Number(a - b)));
    for (const [span, call, outcome] of [
      [acquire, 'acquire', 'acquired'],
      [started, 'start', 'started'],
    ] as const) {
      expect(span?.attributes).toEqual({
        'clapperbot.recording': recording,
        'clapperbot.queue': 'agora',
        'clapperbot.call': call,
        'clapperbot.outcome': outcome,
        'http.response.status_code': 200,
      });
      expect(child(spans, span ?? expect.fail(call)).map(({ attributes }) => attributes['clapperbot.event'])).toContain(
        'responseReceived',
      );
    }
    // Watching the recording lasts for hours, and a trace must end.
    const queries = jobs.filter(({ name }) => name === 'query');
    expect(queries.length).toBeGreaterThan(0);
    expect(spans.filter(({ attributes }) => attributes['clapperbot.queue'] === 'timer')).toEqual([]);

    expect(command.resource).toMatchObject({
      'service.name': 'recordings',
      'service.version': expect.stringMatching(/^\d/u),
      'deployment.environment.name': 'school',
    });
    const { SLACK_BOT_TOKEN, AGORA_CUSTOMER_SECRET, STORAGE_SECRET_KEY } = env as Record<string, string>;
    for (const hidden of ['standup', 'classes', ana, room, SLACK_BOT_TOKEN, AGORA_CUSTOMER_SECRET, STORAGE_SECRET_KEY])
      expect(collector.text()).not.toContain(hidden);
  });

  test.each(['SQLite', 'PostgreSQL'])('a trace continues in the next process, on %s', async (kind) => {
    const collector = await startCollector();
    const database = kind === 'SQLite' ? {} : { DATABASE_URL: await emptyDatabase() };
    const { slack, room, ana, card, settings, start } = await openStage();
    const traced = { ...database, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces` };
    const first = start({ env: settings({ ...traced, AGORA_API_URL: nowhere }) });
    await first.logged('ready');
    await slack.type(ana, room, '/record start standup');
    await card('Starting');
    expect(await first.kill('SIGTERM')).toBe(0);
    const second = start({ env: settings(traced) });
    await card('Recording');
    expect(await second.kill('SIGTERM')).toBe(0);

    const spans = collector.spans();
    const command = named(spans, 'command start');
    const started = named(child(spans, command), 'start');
    expect(started.traceId).toBe(command.traceId);
    expect(command.resource['service.name']).toBe('clapperbot');
    const acquires = child(spans, command).filter(({ name }) => name === 'acquire');
    const failed = acquires.filter(({ status }) => status.code === 2);
    for (const { attributes } of failed) expect(attributes['error.type']).toBe('agora_unreachable');
    expect(acquires.length - failed.length).toBe(1);
  });

  test('which may stand in .env, a click is a trace of its own', async () => {
    const collector = await startCollector();
    const { slack, room, ana, card, start, folder } = await openStage();
    writeFileSync(join(folder, '.env'), `OTEL_EXPORTER_OTLP_ENDPOINT=${collector.url}\n`);
    const bot = start();
    await bot.logged('ready');
    await slack.type(ana, room, '/record start standup');
    await slack.click(ana, await card('Recording'), 'Stop');
    await card('Finished');
    expect(await bot.kill('SIGTERM')).toBe(0);
    const spans = collector.spans();
    const click = named(spans, 'command stop');
    expect(click.traceId).not.toBe(named(spans, 'command start').traceId);
    expect(named(child(spans, click), 'stop').attributes).toMatchObject({ 'http.response.status_code': 200 });
  });

  test('a collector that is down costs a line of the log', async () => {
    const { slack, room, ana, card, settings, start } = await openStage();
    const bot = start({
      env: settings({
        OTEL_EXPORTER_OTLP_ENDPOINT: nowhere,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_TIMEOUT: '500',
      }),
    });
    await bot.logged('ready');
    await slack.type(ana, room, '/record start standup');
    await card('Recording');
    await bot.logged('OpenTelemetry has a problem with the traces');
    expect(await bot.kill('SIGTERM')).toBe(0);
    const lines = bot.out.map((line) => logLine.parse(JSON.parse(line)));
    const own = lines.filter(({ from }) => from === 'opentelemetry');
    expect(own.map(({ msg }) => msg)).toEqual([
      'traces are sent as http/json, whatever the variables say',
      'OpenTelemetry has a problem with the traces',
    ]);
    expect(bot.err).toEqual([]);
  });
});

test.each<[string, Record<string, string>, boolean]>([
  ['without the variables', {}, false],
  ['with OTEL_SDK_DISABLED', { OTEL_EXPORTER_OTLP_ENDPOINT: nowhere, OTEL_SDK_DISABLED: 'true' }, false],
  ['with no exporter', { OTEL_EXPORTER_OTLP_ENDPOINT: nowhere, OTEL_TRACES_EXPORTER: 'none' }, false],
  ['with an address', { OTEL_EXPORTER_OTLP_ENDPOINT: nowhere }, true],
])('packages of OpenTelemetry are loaded only where they are needed: %s', async (_, variables, isLoaded) => {
  const { settings, start } = await openStage();
  const preload = fileURLToPath(new URL('../support/report-packages.ts', import.meta.url));
  const bot = start({ env: { ...settings(variables), NODE_OPTIONS: `--import=${preload}` } });
  await bot.logged('ready');
  await bot.kill('SIGTERM');
  const loaded = new Set(bot.err);
  // The API comes with the metrics.
  expect(loaded.delete('loaded @opentelemetry/api')).toBe(true);
  expect([...loaded].every((line) => line.startsWith('loaded @opentelemetry/'))).toBe(true);
  expect(loaded.size > 0).toBe(isLoaded);
});
