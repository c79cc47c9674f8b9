import { WebAPIPlatformError } from '@slack/web-api';
import { expect, test } from 'vitest';
import { MovableClock } from '../../../src/sandbox/movable-clock.ts';
import { createStepCompletion } from '../../../src/slack/delivery/step-completion.ts';
import { keptLog } from '../inbound/support.ts';

const slackError = (error: string) => new WebAPIPlatformError({ ok: false, error });

/** Slack, whose answers the test gives in turn; afterwards the last one again. */
function answers(...given: (Error | 'ok')[]) {
  const clock = new MovableClock(1_700_000_000_000);
  const end = new AbortController();
  const calls: { at: number; method: string; args: unknown }[] = [];
  const log = keptLog();
  const apiCall = async (method: string, args?: Record<string, unknown>) => {
    calls.push({ at: (clock.now() - 1_700_000_000_000) / 1000, method, args });
    const answer = given.length > 1 ? given.shift() : given[0];
    if (answer instanceof Error) throw answer;
    return { ok: true };
  };
  return {
    clock,
    calls,
    log,
    end,
    completion: createStepCompletion({ client: { apiCall }, clock, signal: end.signal, log }),
  };
}

test('a step is completed once', async () => {
  const { completion, calls, log } = answers('ok');
  await completion.succeed('Fx1', { recording_id: 'r1' });
  await completion.fail('Fx2', 'No.');
  expect(calls).toEqual([
    {
      at: 0,
      method: 'functions.completeSuccess',
      args: { function_execution_id: 'Fx1', outputs: { recording_id: 'r1' } },
    },
    { at: 0, method: 'functions.completeError', args: { function_execution_id: 'Fx2', error: 'No.' } },
  ]);
  expect(log.lines).toEqual([]);
});

test.each([
  ['execution_not_in_running_state', []],
  ['function_execution_not_found', []],
  ['access_denied', [expect.stringContaining('failed to complete a step')]],
])('%s: not again', async (code, lines) => {
  const { completion, calls, log } = answers(slackError(code));
  await completion.succeed('Fx1', {});
  expect(calls).toHaveLength(1);
  expect(log.lines).toEqual(lines);
});

test('while Slack can’t be asked, less and less often, until it can', async () => {
  const { completion, calls, clock } = answers(
    new Error('connect ECONNREFUSED'),
    slackError('internal_error'),
    slackError('ratelimited'),
    'ok',
  );
  const completed = completion.succeed('Fx1', {});
  for (let n = 0; n < 4; n += 1) {
    await expect.poll(() => calls.length).toBe(n + 1);
    clock.advance(10_000);
  }
  await completed;
  expect(calls.map(({ at }) => at)).toEqual([0, 10, 20, 30]);
});

test('what is left at the end of the process is left to the next one', async () => {
  const { completion, calls, end } = answers(new Error('connect ECONNREFUSED'));
  const completed = completion.fail('Fx1', 'No.');
  await expect.poll(() => calls.length).toBe(1);
  end.abort();
  await completed;
  expect(calls).toHaveLength(1);
});
