/** Whether traces are exported, by the standard variables of OpenTelemetry. Its packages are loaded only where they are. */
import { type Tracing, untraced } from '../service/tracing.ts';
import type { Log } from './log.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Does nothing where no variable says where traces go, or one turns them off. */
export async function startTracing(env: Environment, version: string, log: Log): Promise<Tracing> {
  if (!isWanted(env)) return untraced;
  // The packages read the rest by themselves, and know nothing of the `.env` file.
  for (const [name, value] of Object.entries(env)) if (name.startsWith('OTEL_')) process.env[name] ??= value;
  const protocol = valueOf(env, 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ?? valueOf(env, 'OTEL_EXPORTER_OTLP_PROTOCOL');
  if (protocol !== undefined && protocol !== 'http/json') {
    log.warn({ from: 'opentelemetry', detail: protocol }, 'traces are sent as http/json, whatever the variables say');
  }
  const { createOpenTelemetry } = await import('./open-telemetry.ts');
  return createOpenTelemetry(version, log);
}

function isWanted(env: Environment): boolean {
  const endpoints = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  return (
    endpoints.some((name) => valueOf(env, name) !== undefined) &&
    valueOf(env, 'OTEL_SDK_DISABLED')?.toLowerCase() !== 'true' &&
    valueOf(env, 'OTEL_TRACES_EXPORTER') !== 'none'
  );
}

function valueOf(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}
