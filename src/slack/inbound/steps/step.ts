/** What a step of a workflow is: what it is given, what it does, and what it gives back. */
import { z } from 'zod';
import type { TakenStep } from '../../../service/workflow-steps.ts';
import type { Message } from '../../surfaces/blocks.ts';
import type { HandlerTools, RequestContext } from '../handler.ts';
import type { ConfiguredNames } from '../names.ts';

/** As the manifest has them. The author of the workflow chooses all of it, so nothing here proves who asks. */
export const stepInputs = z.looseObject({
  channel: z.string(),
  slack_channel: z.string().regex(/^[CGD][A-Z\d]{2,20}$/u),
  person: z.string().regex(/^[UW][A-Z\d]{2,20}$/u),
  options: z.string().nullish(),
});

export type StepInputs = z.infer<typeof stepInputs>;

export type StepTools = HandlerTools & Readonly<{ names: ConfiguredNames }>;

/** `outputs`: as the manifest has them. */
export type StepEnd = Readonly<{ outputs: Readonly<Record<string, string>> } | { error: Message }>;

export type Step = Readonly<{
  /** As the manifest has it. */
  callbackId: string;
  /** Whose command it stands for. */
  verb: 'start' | 'stop';
  /** Why nothing is done; undefined when it is committed. Rejects when the service does. */
  handle(inputs: StepInputs, context: RequestContext, tools: StepTools): Promise<Message | undefined>;
  /** Waits for what makes it a success, after it was committed: also by an earlier process. */
  end(taken: TakenStep, tools: StepTools): Promise<StepEnd>;
}>;
