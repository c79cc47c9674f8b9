/** Traces by OpenTelemetry, exported over OTLP. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Attributes,
  type Context,
  DiagLogLevel,
  diag,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace as traces,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { SpanAttributes, Tracing } from '../service/tracing.ts';
import type { Log } from './log.ts';

/** `trace`: of the command, as the jobs that follow from it keep it. */
type Current = Readonly<{ span: Span; context: Context; trace: string }>;

/** At the end of the process a collector that does not answer is not waited for. */
const exportAtEndWithin = 1_000;
/** A collector that is down fails every few seconds: one line in so long is enough. */
const problemInterval = 60_000;

/** Where to export to, and under which name, is in the variables. */
export function createOpenTelemetry(version: string, log: Log): Tracing {
  logProblems(log);
  const own = resourceFromAttributes({ 'service.name': 'clapperbot', 'service.version': version });
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(own)
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  const tracer = provider.getTracer('clapperbot', version);
  const current = new AsyncLocalStorage<Current | undefined>();

  async function run<T>(name: string, kind: SpanKind, about: SpanAttributes, from: Origin, task: () => Promise<T>) {
    const span = tracer.startSpan(name, { kind }, from.context);
    annotate(span, about);
    const { trace = traceparentOf(span) } = from;
    try {
      return await current.run({ span, context: traces.setSpan(from.context, span), trace }, task);
    } catch (error) {
      // Its message may hold anything; the log has it, without secrets.
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  }

  return {
    begin: (name, about, task) => run(name, SpanKind.SERVER, about, { context: ROOT_CONTEXT }, task),
    span(name, about, task) {
      const from = current.getStore();
      return from === undefined ? task() : run(name, SpanKind.INTERNAL, about, from, task);
    },
    resume(trace, name, about, task) {
      const from = trace === undefined ? undefined : originOf(trace);
      return from === undefined ? current.run(undefined, task) : run(name, SpanKind.CLIENT, about, from, task);
    },
    annotate(about) {
      const now = current.getStore();
      if (now !== undefined) annotate(now.span, about);
    },
    current: () => current.getStore()?.trace,
    async end() {
      // What fails is logged by then.
      const ended = provider.shutdown().catch(() => undefined);
      await Promise.race([ended, sleep(exportAtEndWithin, undefined, { ref: false })]);
      diag.disable();
    },
  };
}

type Origin = Readonly<{ context: Context; trace?: string }>;

function annotate(span: Span, { status, errorCode, ...about }: SpanAttributes): void {
  const own: Attributes = Object.fromEntries(
    Object.entries(about).map(([name, value]) => [`clapperbot.${name}`, value]),
  );
  span.setAttributes({
    ...own,
    ...(status !== undefined && { 'http.response.status_code': status }),
    ...(errorCode !== undefined && { 'error.type': errorCode }),
  });
  if (errorCode !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
}

/** https://www.w3.org/TR/trace-context/#traceparent-header */
const traceparent = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/u;

function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** Undefined for one that can't be read: its job is executed untraced. */
function originOf(trace: string): Origin | undefined {
  const [, traceId = '', spanId = '', flags = ''] = traceparent.exec(trace) ?? [];
  if (traceId === '') return undefined;
  const parent = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return { context: traces.setSpanContext(ROOT_CONTEXT, parent), trace };
}

function logProblems(log: Log): void {
  let loggedAt = Number.NEGATIVE_INFINITY;
  const report = (message: string) => {
    const now = performance.now();
    if (now - loggedAt < problemInterval) return;
    loggedAt = now;
    log.warn({ from: 'opentelemetry', detail: textOf(message) }, 'OpenTelemetry has a problem with the traces');
  };
  const ignore = () => undefined;
  const logger = { error: report, warn: report, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}

/** It gives errors as JSON with their stack. */
function textOf(message: string): string {
  try {
    const { message: text } = Object(JSON.parse(message)) as { message?: unknown };
    return (typeof text === 'string' ? text : message).slice(0, 300);
  } catch {
    return message.slice(0, 300);
  }
}
