/** Preloaded into a program: says on stderr which packages of OpenTelemetry it loads, and when it loads each. */
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, next) {
    const [, name] = /\/node_modules\/(@opentelemetry\/[\w-]+)\//u.exec(url) ?? [];
    if (name !== undefined) process.stderr.write(`loaded ${name}\n`);
    return next(url, context);
  },
});
