import { afterEach, beforeEach, expect, test } from 'vitest';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import { type SlackWorkspace, startSlack } from '../../src/sandbox/slack/slack-server.ts';
import { call, startBolt } from './slack.support.ts';

let slack: SlackWorkspace;
beforeEach(async () => {
  slack = await startSlack({ clock: new MovableClock(1_700_000_000_000) });
});
afterEach(() => slack.close());

const inputs = { channel: 'maths', slack_channel: 'C1', person: 'U1' };
const complete = async (method: 'completeSuccess' | 'completeError', args: object) =>
  (await call(slack, `functions.${method}`, args, slack.botToken)).body;
const outputs = { recording_id: 'r1' };

test('a step arrives at a bot as the manifest has it, and the bot completes it', async () => {
  const { app, start, stop } = await startBolt(slack);
  app.function('record_start', async ({ event, inputs: given, complete: succeed }) => {
    expect(event).toMatchObject({
      workflow_execution_id: expect.stringMatching(/^Wx/u),
      bot_access_token: expect.stringMatching(/^xwfp-/u),
      function: { callback_id: 'record_start', title: 'Start a recording', type: 'app' },
    });
    expect(event.function.input_parameters.map(({ name, is_required }) => [name, is_required])).toEqual([
      ['channel', true],
      ['slack_channel', true],
      ['person', true],
      ['options', false],
    ]);
    expect(given).toEqual(inputs);
    await app.client.functions.completeSuccess({ function_execution_id: event.function_execution_id, outputs });
    expect(succeed).toBeTypeOf('function');
  });
  app.error((error) => Promise.reject(error));
  await start();
  const { execution, delivered } = await slack.runStep('record_start', inputs);
  expect(delivered.ok).toBe(true);
  await slack.waitFor(() => execution.status !== 'running');
  expect(execution).toMatchObject({ status: 'completed', outputs });
  await stop();
});

test('a step is completed once, with what it gives back', async () => {
  const { execution } = await slack.runStep('record_start', inputs);
  const id = { function_execution_id: execution.id };
  for (const [args, error] of [
    [{ outputs }, 'invalid_arguments'],
    [{ function_execution_id: 'Fx404', outputs }, 'function_execution_not_found'],
    [id, 'parameter_validation_failed'],
    [{ ...id, outputs: {} }, 'parameter_validation_failed'],
    [{ ...id, outputs: { ...outputs, other: 'x' } }, 'parameter_validation_failed'],
  ] as const) {
    expect(await complete('completeSuccess', args)).toMatchObject({ ok: false, error });
  }
  expect(execution.status).toBe('running');
  expect(await complete('completeSuccess', { ...id, outputs })).toEqual({ ok: true });
  expect(await complete('completeSuccess', { ...id, outputs })).toMatchObject({
    error: 'execution_not_in_running_state',
  });
  expect(await complete('completeError', { ...id, error: 'No.' })).toMatchObject({
    error: 'execution_not_in_running_state',
  });
  expect(slack.steps()).toMatchObject([{ callbackId: 'record_start', status: 'completed', outputs }]);
});

test('a step that fails says why', async () => {
  const { execution } = await slack.runStep('record_stop', inputs);
  const id = { function_execution_id: execution.id };
  expect(await complete('completeError', id)).toMatchObject({ error: 'invalid_arguments' });
  expect(await complete('completeError', { ...id, error: 'No.' })).toEqual({ ok: true });
  expect(execution).toMatchObject({ status: 'failed', error: 'No.' });
});

test('a mistake of the test is an error', async () => {
  await expect(async () => slack.runStep('record_other', inputs)).rejects.toThrow('no step record_other');
});
