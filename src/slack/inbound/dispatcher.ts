/** Does what commands and clicks ask for, after they are acknowledged. */
import { randomBytes } from 'node:crypto';
import { inLocale } from '../../messages/locale.ts';
import type { Responder } from '../delivery/responder.ts';
import { errorText, type Log } from '../sdk-log.ts';
import { wentWrong } from '../surfaces/replies.ts';
import type { HandlerResult, RequestContext } from './handler.ts';
import type { People } from './people.ts';
import { createTaskQueue, type TaskQueue } from './task-queue.ts';

export type DispatcherOptions = Readonly<{
  responder: Pick<Responder, 'respond'>;
  log: Log;
  /** `verb`: of a command, or what a button asks; `mistake` and `unknown` where there is none. */
  onCommand?: (verb: string, outcome: 'answered' | 'done' | 'duplicate' | 'failed') => void;
}>;

export type Dispatcher = Readonly<{
  /** Runs the task in a later turn of the event loop, and gives the person its reply. */
  run(verb: string, context: RequestContext, task: () => Promise<HandlerResult>): void;
  /** Runs a task that nobody waits for. */
  defer(task: () => Promise<unknown>): void;
  idle: TaskQueue['idle'];
  size: TaskQueue['size'];
}>;

/** `knownLocaleOf`: in which language a person is told that something went wrong. */
export function createDispatcher(
  { responder, log, onCommand }: DispatcherOptions,
  { knownLocaleOf }: Pick<People, 'knownLocaleOf'>,
): Dispatcher {
  const taskQueue = createTaskQueue();

  /** What people are told, so that an admin finds the line in the log. */
  const logFailure = (verb: string, error: unknown): string => {
    const reference = randomBytes(2).toString('hex');
    const { code } = Object(error) as { code?: unknown };
    log.error({ reference, verb, code, error: errorText(error) }, 'failed to handle a command from Slack');
    return reference;
  };

  const perform = async (verb: string, { actor, responseUrl }: RequestContext, task: () => Promise<HandlerResult>) => {
    try {
      const { outcome, reply } = await task();
      onCommand?.(verb, outcome);
      if (reply !== undefined) await responder.respond(responseUrl, reply);
    } catch (error) {
      const reference = logFailure(verb, error);
      onCommand?.(verb, 'failed');
      const command = verb === 'start' ? 'start' : 'other';
      const reply = inLocale(knownLocaleOf(actor.userId), () => wentWrong(command, reference));
      await responder.respond(responseUrl, reply);
    }
  };

  return {
    run(verb, context, task) {
      // A stop must be on record before anything can go wrong.
      taskQueue.add(() => perform(verb, context, task), verb === 'stop');
    },
    defer(task) {
      taskQueue.add(async () => {
        try {
          await task();
        } catch (error) {
          logFailure('card', error);
        }
      });
    },
    idle: () => taskQueue.idle(),
    size: () => taskQueue.size(),
  };
}
