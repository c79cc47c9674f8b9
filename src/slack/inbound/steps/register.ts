/** Steps of workflows (Workflow Builder): `function_executed`, until Slack knows how the step has ended. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '@slack/bolt';
import { z } from 'zod';
import { format } from '../../../messages/format.ts';
import { inLocale, type Locale } from '../../../messages/locale.ts';
import type { Access } from '../../../recording/permissions/access.ts';
import type { Ms } from '../../../recording/recording.ts';
import type { Clock } from '../../../service/ports.ts';
import { readStepRequest, type StepStore, stepRequest, type TakenStep } from '../../../service/workflow-steps.ts';
import { errorText, type Log } from '../../sdk-log.ts';
import { type Message, say } from '../../surfaces/blocks.ts';
import { acknowledge } from '../acknowledge.ts';
import { notAMember } from '../admission.ts';
import type { HandlerResult, RequestContext } from '../handler.ts';
import { isAdmitted } from '../people.ts';
import { type Serving, teamOf } from '../serving.ts';
import type { WorkspaceParts } from '../workspace-parts.ts';
import { steps } from './index.ts';
import { asPlainText } from './plain-text.ts';
import { type Step, type StepInputs, type StepTools, stepInputs } from './step.ts';

export type StepsOptions = Readonly<{
  app: App;
  /** Where the steps that were taken up are found again. */
  takenSteps: StepStore;
  /** What the configuration's permissions mean for a step, which may name anybody. */
  workflowAccessOf: (teamId: string) => Access | undefined;
  names: StepTools['names'];
  locale: Locale;
  clock: Pick<Clock, 'now'>;
  log: Log;
}>;

/** Slack waits three seconds, and what is asked of it about a person may take as long. */
const acknowledgeWithin: Ms = 2_000;
/** How far back steps are looked for that an earlier process did not complete. */
const resumePeriod: Ms = 3_600_000;

const executed = z.looseObject({ function_execution_id: z.string().regex(/^\S{1,100}$/u), inputs: z.unknown() });

export function registerSteps(options: StepsOptions, serving: Serving): void {
  const { app, log } = options;
  for (const step of steps) {
    app.function(step.callbackId, { autoAcknowledge: false }, async ({ event, ack, context }) => {
      const team = teamOf(context);
      const read = executed.safeParse(event);
      // Where it fails nothing is acknowledged, and Slack delivers the step again.
      const workspace = await serving.find(team);
      if (workspace === undefined) log.warn({ team }, 'a step of a workflow where the app is not installed');
      else if (read.success) {
        const { function_execution_id: executionId, inputs } = read.data;
        await Promise.race([take(step, executionId, inputs, { options, workspace }), late()]);
      } else log.warn({ step: step.callbackId }, 'could not read the step of a workflow');
      await acknowledge(() => ack(), context, { log });
    });
  }
  void resume(options, serving);
}

function late(): Promise<void> {
  return sleep(acknowledgeWithin, undefined, { ref: false });
}

type Parts = Readonly<{ options: StepsOptions; workspace: WorkspaceParts }>;

/**
 * Takes up a step. Unlike a command it is acknowledged only when it is committed, or Slack knows that it is refused: nobody may be
 * looking, and what is not acknowledged Slack delivers again. Resolves then.
 */
function take(step: Step, executionId: string, given: unknown, parts: Parts): Promise<void> {
  const { options, workspace } = parts;
  const { team, completion, dispatcher } = workspace;
  const { locale } = options;
  const access = options.workflowAccessOf(team.id);
  const inputs = stepInputs.safeParse(given);
  const { promise, resolve } = Promise.withResolvers<void>();
  const request: RequestContext = {
    actor: {
      teamId: team.id,
      userId: inputs.data?.person ?? '',
      channelId: inputs.data?.slack_channel ?? '',
      ...(access !== undefined && { access }),
      via: 'workflow',
    },
    // Slack does not tell. What is not known is kept private.
    isPrivate: true,
    requestId: stepRequest(step.callbackId, executionId),
    responseUrl: '',
    locale,
    async answer(reply) {
      await completion.fail(executionId, asPlainText(reply));
      resolve();
    },
  };
  dispatcher.run(step.verb, request, async () => {
    const refuse = (reply: Message): HandlerResult => ({ outcome: 'answered', reply });
    if (!inputs.success) return refuse(say(...format('step.incomplete')));
    const before = await options.takenSteps.findStep(request.requestId);
    const refused = before === undefined ? await handle(step, inputs.data, request, parts) : undefined;
    if (refused !== undefined) return refuse(refused);
    resolve();
    // Not part of this task: what fails from now on must not say that nothing was done.
    dispatcher.defer(async () => {
      const taken = before ?? (await options.takenSteps.findStep(request.requestId));
      if (taken === undefined) throw new Error('a step that was taken up is not in the audit');
      await end(taken, parts);
    });
    return { outcome: before === undefined ? 'done' : 'duplicate' };
  });
  return promise;
}

/** Guests and people of other organizations are refused as they are everywhere. */
async function handle(
  step: Step,
  inputs: StepInputs,
  request: RequestContext,
  parts: Parts,
): Promise<Message | undefined> {
  const { people, admits } = parts.workspace;
  const membership = await people.membershipOf(inputs.person);
  return isAdmitted(membership, admits) ? await step.handle(inputs, request, toolsOf(parts)) : notAMember(membership);
}

function toolsOf({ options: { names }, workspace: { tools } }: Parts): StepTools {
  return { ...tools, names };
}

async function end(taken: TakenStep, parts: Parts): Promise<void> {
  const { callbackId, executionId } = readStepRequest(taken.request);
  const step = steps.find((one) => one.callbackId === callbackId);
  const tools = toolsOf(parts);
  const ended = await inLocale(parts.options.locale, () => step?.end(taken, tools));
  // What is not known at the end of the process is known to the next one.
  if (ended === undefined || tools.signal.aborted) return;
  const { completion } = parts.workspace;
  if ('error' in ended) await completion.fail(executionId, asPlainText(ended.error));
  else await completion.succeed(executionId, ended.outputs);
}

/** An earlier process may have ended between a commit and the completion. Slack takes no completion twice. */
async function resume(options: StepsOptions, serving: Serving): Promise<void> {
  try {
    for (const taken of await options.takenSteps.listSteps(options.clock.now() - resumePeriod)) {
      const workspace = await serving.find(taken.recording.card.teamId);
      workspace?.dispatcher.defer(() => end(taken, { options, workspace }));
    }
  } catch (error) {
    options.log.error({ error: errorText(error) }, 'failed to look for steps that are not completed');
  }
}
