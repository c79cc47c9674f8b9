import { spawnSync } from 'node:child_process';
import type { Logger as NodeCronLogger } from 'node-cron';
import { describe, expect, test } from 'vitest';
import { createLog, cronLogger, type Log, redactLines } from '../../src/ops/log.ts';

const secret = 'planted-9f/8e+7d"6c\\5b';

type ThreadMessage = { level: string; msg?: string; from?: string; err?: { message: string; stack: string } };

function listening(level: 'debug' | 'info' | 'error' = 'debug', secrets: readonly string[] = [secret]) {
  const written: string[] = [];
  const log = createLog({ level, secrets, destination: { write: (line) => void written.push(line) } });
  return { log, written, lines: () => written.map((line) => JSON.parse(line) as ThreadMessage) };
}

describe('no line shows a secret', () => {
  const cases: [string, (log: Log) => void][] = [
    ['in the message', (log) => log.info(`token ${secret}!`)],
    ['in a nested object', (log) => log.info({ a: { b: [{ c: `x${secret}y` }] } }, 'nested')],
    ['as a name in an object', (log) => log.info({ headers: { [secret]: 1 } }, 'name')],
    ['in the message and stack of an error', (log) => log.error({ err: new Error(`refused ${secret}`) }, 'failed')],
    ['in an error alone', (log) => log.error(new Error(`refused ${secret}`))],
    ['in the cause of an error', (log) => log.error({ err: new Error('outer', { cause: new Error(secret) }) }, 'x')],
    ['in a property of an error', (log) => log.error(Object.assign(new Error('x'), { options: { secret } }))],
    ['in a child logger', (log) => log.child({ key: secret }).info('child')],
    ['inside JSON that is logged as text', (log) => log.info(JSON.stringify({ secret }))],
    ['inside a form that is logged as text', (log) => log.info(`a=1&secret=${encodeURIComponent(secret)}&b=2`)],
    ['from node-cron', (log) => cronLogger(log).error(new Error(secret))],
  ];

  test.each(cases)('%s', (_name, write) => {
    const { log, written, lines } = listening();
    write(log);
    expect(written).toHaveLength(1);
    expect(lines()).toHaveLength(1);
    expect(written[0]).not.toContain('9f');
    expect(written[0]).toContain('[secret]');
  });

  test('several secrets, one of them part of another', () => {
    const hide = redactLines(['abcdef', 'abcdefghi']);
    expect(hide('{"a":"abcdefghi","b":"abcdef"}\n')).toBe('{"a":"[secret]","b":"[secret]"}\n');
  });

  test('a numeric secret does not break the line', () => {
    expect(redactLines(['123456'])('{"time":1234567,"msg":"pin 123456"}\n')).toBe(
      '{"time":1234567,"msg":"pin [secret]"}\n',
    );
  });

  test('a line without a secret is unchanged, and very short secrets do not hide ordinary words', () => {
    expect(redactLines(['secret-value', 'msg', ''])('{"msg":"ready"}\n')).toBe('{"msg":"ready"}\n');
  });
});

test('the adapter has the type that node-cron expects', () => {
  const { log, lines } = listening();
  const cron: NodeCronLogger = cronLogger(log);
  cron.warn('from node-cron');
  expect(lines().map(({ from }) => from)).toEqual(['node-cron']);
});

test('node-cron: an error comes with its stack', () => {
  const { log, lines } = listening('info');
  const cron = cronLogger(log);
  cron.info('scheduled');
  cron.warn('missed');
  cron.error('task failed', new Error('because'));
  expect(lines().map(({ level, msg }) => [level, msg])).toEqual([
    ['warn', 'missed'],
    ['error', 'task failed'],
  ]);
  expect(lines()[1]?.err?.message).toBe('because');
});

test('lines are on stdout before the call returns, so that a kill loses none', () => {
  const module = new URL('../../src/ops/log.ts', import.meta.url).href;
  const script = `import { createLog } from ${JSON.stringify(module)};
    const log = createLog({ level: 'info', secrets: [] });
    for (let n = 0; n < 100; n++) log.info({ n }, 'line');
    process.kill(process.pid, 'SIGKILL');`;
  const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(signal).toBe('SIGKILL');
  expect(stdout.trim().split('\n')).toHaveLength(100);
});
