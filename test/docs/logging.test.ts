/** Lines of the log have the fields of docs/logging.md. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { logLine } from '../../docs/logging.ts';
import { createLog } from '../../src/ops/log.ts';
import { openWorld } from '../support/world.ts';

/** The fields that a source file writes in the first argument of its calls, but for those that are spread into it. */
function fieldsIn(source: string): string[] {
  const calls = source.matchAll(/\blog\??\s*\.(?:trace|debug|info|warn|error|fatal)\(\s*\{([^}]*)\}/gu);
  return [...calls].flatMap(([, fields = '']) =>
    [...fields.matchAll(/(?:^|,)\s*(\w+)\s*(?=[:,]|\s*$)/gu)].map(([, field = '']) => field),
  );
}

test('the fields of a call are found', () => {
  const source =
    "log.warn({ a, b: f(c.d), ...e,\n g: 'h' },\n 'x'); options.log?.error({ i }, 'y'); log.info('{ z }');";
  expect(fieldsIn(source)).toEqual(['a', 'b', 'g', 'i']);
});

test('every field that a source file writes is documented', () => {
  const files = globSync('src/**/*.ts', { exclude: ['src/sandbox/**'] });
  const used = files.flatMap((file) => fieldsIn(readFileSync(file, 'utf8')).map((field) => ({ file, field })));
  expect(used.length).toBeGreaterThan(50);
  expect(used.filter(({ field }) => !(field in logLine.shape))).toEqual([]);
});

test('the lines of the real bot have the documented fields, and a failure has those of its card', async () => {
  const lines: string[] = [];
  const log = createLog({ level: 'debug', secrets: [], destination: { write: (line) => void lines.push(line) } });
  const world = await openWorld({ log, notifications: true });
  const { slack, agora, ana, room } = world;
  await slack.type(ana, room, '/record start standup');
  await world.card('Recording standup');
  await slack.type(ana, room, '/record stop standup');
  await world.card('Finished standup');
  agora.fault({ call: 'acquire', kind: 'respond', status: 401, body: {}, times: Number.POSITIVE_INFINITY });
  agora.fault({ call: 'query', kind: 'respond', status: 299, body: 'strange' });
  await slack.type(ana, room, '/record start maths');
  await world.card('Failed', 1_200);
  slack.fault({ method: 'chat.postMessage', kind: { status: 503 } });
  await slack.type(ana, room, '/record start physics');
  await world.card('physics');
  slack.kill(1);
  await world.until(() => slack.socketNumbers().includes(3));
  await world.bot.stop();

  const parsed = lines.map((line) => logLine.parse(JSON.parse(line)));
  expect(new Set(parsed.map(({ level }) => level))).toEqual(new Set(['debug', 'info', 'warn']));
  const failure = parsed.find(({ msg }) => msg === 'a recording has failed') ?? expect.fail('no line');
  expect(failure).toMatchObject({ level: 'warn', cname: 'maths', phase: 'failed', code: 'agora_unauthorized' });
  expect(slack.renderText(room)).toContain(failure.recording);
  for (const line of lines) {
    const names = [...line.matchAll(/[{,]"(\w+)":/gu)].map(([, name]) => name);
    // Where nothing is nested, a name that is there twice would hide a value.
    if (line.indexOf('{', 1) === -1) expect(new Set(names).size, line).toBe(names.length);
  }
});
