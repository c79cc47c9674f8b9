/** Does what commands and clicks ask for, after they are acknowledged. */
import { currentLocale, inLocale } from '../../messages/locale.ts';
import { newReference } from '../../service/reference.ts';
import { type Tracing, untraced } from '../../service/tracing.ts';
import type { SlackMessenger } from '../delivery/messenger.ts';
import type { Responder } from '../delivery/responder.ts';
import { errorText, type Log } from '../sdk-log.ts';
import type { Message } from '../surfaces/blocks.ts';
import { wentWrong } from '../surfaces/replies.ts';
import type { HandlerResult, RequestContext } from './handler.ts';
import type { People } from './people.ts';
import type { TaskQueue } from './task-queue.ts';

export type DispatcherOptions = Readonly<{
  responder: Pick<Responder, 'respond'>;
  messenger: Pick<SlackMessenger, 'direct'>;
  /** Of all workspaces: acknowledgements of one must not wait behind the tasks of another. */
  taskQueue: TaskQueue;
  signal: AbortSignal;
  log: Log;
  tracing?: Tracing;
  /** `verb`: of a command, or what a button asks; `mistake` and `unknown` where there is none. */
  onCommand?: (verb: string, outcome: 'answered' | 'done' | 'duplicate' | 'failed') => void;
}>;

export type Dispatcher = Readonly<{
  /** Runs the task in a later turn of the event loop, in the language of the person as far as it is known, and gives them its reply. */
  run(verb: string, context: RequestContext, task: () => Promise<HandlerResult>): void;
  /** Runs a task that is not awaited, in the language of the one who asks for it here. */
  defer(task: () => Promise<unknown>): void;
}>;

export function createDispatcher(
  options: DispatcherOptions,
  { knownLocaleOf }: Pick<People, 'knownLocaleOf'>,
): Dispatcher {
  const { responder, messenger, taskQueue, log, onCommand, signal, tracing = untraced } = options;

  /** Shortcuts have no address for answers, and forms may have none. */
  const tell = async ({ actor, responseUrl }: RequestContext, message: Message): Promise<void> => {
    if (responseUrl === '') await messenger.direct(actor.userId, message, signal);
    else await responder.respond(responseUrl, message);
  };

  /** The reference that people get, so that an admin finds the line in the log. */
  const logFailure = (verb: string, error: unknown): string => {
    const reference = newReference();
    const { code } = Object(error) as { code?: unknown };
    log.error({ reference, verb, code, error: errorText(error) }, 'failed to handle a command from Slack');
    return reference;
  };

  const perform = async (verb: string, context: RequestContext, task: () => Promise<HandlerResult>) => {
    const give = context.answer ?? ((message) => tell(context, message));
    // It may have become known while the task ran.
    const inOwn = <T>(make: () => T) => inLocale(context.locale ?? knownLocaleOf(context.actor.userId), make);
    try {
      const { outcome, reply } = await inOwn(task);
      onCommand?.(verb, outcome);
      tracing.annotate({ outcome });
      if (reply !== undefined) await inOwn(() => give(reply));
    } catch (error) {
      const reference = logFailure(verb, error);
      onCommand?.(verb, 'failed');
      tracing.annotate({ outcome: 'failed', errorCode: 'internal' });
      await inOwn(() => give(wentWrong(verb === 'start' ? 'start' : 'other', reference)));
    }
  };

  return {
    run(verb, context, task) {
      // A stop must be committed before anything can go wrong.
      const traced = () => tracing.begin(`command ${verb}`, { verb }, () => perform(verb, context, task));
      taskQueue.add(traced, verb === 'stop');
    },
    defer(task) {
      // The queue runs tasks of several people one after the other.
      const locale = currentLocale();
      taskQueue.add(async () => {
        try {
          await inLocale(locale, task);
        } catch (error) {
          logFailure('card', error);
        }
      });
    },
  };
}
