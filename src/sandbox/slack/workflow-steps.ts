/** Steps of workflows: what Workflow Builder sends to the app, and how the app completes it. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { errorBody, explainMissing, textOf } from './content.ts';
import type { EventOutcome } from './delivery.ts';
import type { State } from './state.ts';
import { isObject, type Json, type StepExecution } from './types.ts';

type Parameters = Readonly<{ properties: Readonly<Record<string, Json>>; required?: readonly string[] }>;
type Definition = Readonly<{
  title: string;
  description: string;
  input_parameters: Parameters;
  output_parameters: Parameters;
}>;

/** What the app's manifest says of its steps and shortcuts. */
const manifest = parse(readFileSync(new URL('../../../manifest.yml', import.meta.url), 'utf8')) as {
  features: { shortcuts: readonly Readonly<{ name: string; callback_id: string }>[] };
  functions: Readonly<Record<string, Definition>>;
};

export const appShortcuts = manifest.features.shortcuts.map(({ callback_id: callbackId, name }) => ({
  callbackId,
  name,
}));

/** A step that runs, and whether its event was acknowledged. */
export type StepRun = Readonly<{ execution: StepExecution; delivered: EventOutcome }>;

export type StepControls = {
  run: (callbackId: string, inputs: Json) => Promise<StepRun>;
  /** Sends the event of a step once more, as Slack does where it was not acknowledged. */
  repeat: (execution: StepExecution) => Promise<StepRun>;
};

export function createStepControls(state: State, sendEvent: (event: Json) => Promise<EventOutcome>): StepControls {
  const deliver = async (execution: StepExecution): Promise<StepRun> => {
    const delivered = await sendEvent(executedEvent(state, execution));
    return { execution, delivered };
  };
  return {
    run(callbackId, inputs) {
      definitionOf(callbackId);
      const execution: StepExecution = { id: state.id('Fx'), callbackId, inputs, status: 'running' };
      state.steps.set(execution.id, execution);
      return deliver(execution);
    },
    repeat: (execution) => deliver(execution),
  };
}

function definitionOf(callbackId: string): Definition {
  const found = manifest.functions[callbackId];
  if (found === undefined) throw new Error(`The manifest has no step ${callbackId}`);
  return found;
}

/** As in https://docs.slack.dev/reference/events/function_executed */
function executedEvent(state: State, { id, callbackId, inputs }: StepExecution): Json {
  const { title, description, input_parameters: given, output_parameters: returned } = definitionOf(callbackId);
  const seconds = Math.floor(state.clock.now() / 1000);
  return {
    type: 'function_executed',
    function: {
      id: `Fn${callbackId.replaceAll('_', '').toUpperCase()}`,
      callback_id: callbackId,
      title,
      description,
      type: 'app',
      input_parameters: wireParameters(given),
      output_parameters: wireParameters(returned),
      app_id: state.appId,
      date_created: seconds,
      date_updated: seconds,
      date_deleted: 0,
    },
    inputs,
    function_execution_id: id,
    workflow_execution_id: id.replace(/^Fx/u, 'Wx'),
    event_ts: state.nextTs(),
    // A token of its own for each delivery: the one before is revoked.
    bot_access_token: `xwfp-${state.id('')}`,
  };
}

function wireParameters({ properties, required = [] }: Parameters): Json[] {
  return Object.entries(properties).map(([name, { type, title, description }]) => ({
    type,
    name,
    title,
    description,
    is_required: required.includes(name),
  }));
}

export function completeStep(args: Json, state: State): Json {
  const found = runningStep(args, state);
  if ('rejection' in found) return found.rejection;
  const { outputs } = args;
  if (!isObject(outputs)) return invalidOutputs('outputs must be an object');
  const { properties, required = [] } = definitionOf(found.step.callbackId).output_parameters;
  const unknown = Object.keys(outputs).find((name) => !Object.hasOwn(properties, name));
  if (unknown !== undefined) return invalidOutputs(`unexpected output: ${unknown}`);
  const missing = required.find((name) => outputs[name] === undefined);
  if (missing !== undefined) return invalidOutputs(`missing required output: ${missing}`);
  Object.assign(found.step, { status: 'completed', outputs });
  return { ok: true };
}

export function failStep(args: Json, state: State): Json {
  const found = runningStep(args, state);
  if ('rejection' in found) return found.rejection;
  const error = textOf(args, 'error');
  if (error === '') return missingArgument('error');
  Object.assign(found.step, { status: 'failed', error });
  return { ok: true };
}

function runningStep(args: Json, state: State): { step: StepExecution } | { rejection: Json } {
  const id = textOf(args, 'function_execution_id');
  if (id === '') return { rejection: missingArgument('function_execution_id') };
  const step = state.steps.get(id);
  if (step === undefined) return { rejection: errorBody('function_execution_not_found') };
  return step.status === 'running' ? { step } : { rejection: errorBody('execution_not_in_running_state') };
}

function invalidOutputs(message: string): Json {
  return errorBody('parameter_validation_failed', { response_metadata: { messages: [`[ERROR] ${message}`] } });
}

function missingArgument(name: string): Json {
  return errorBody('invalid_arguments', explainMissing(name));
}
