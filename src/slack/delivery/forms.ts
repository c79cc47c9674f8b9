/** Forms (Slack's modals) for one person. They are answers to a click and are never repeated. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ModalView } from '@slack/types';
import type { WebAPICallResult, WebClient } from '@slack/web-api';
import { newReference } from '../../service/reference.ts';
import { errorText, type Log } from '../sdk-log.ts';
import { codeOf } from './slack-errors.ts';

/** A form as it is shown. `hash`: of its content. */
export type ShownForm = Readonly<{ id: string; hash: string }>;

/** `reference`: what the log calls it. */
export type NotOpened = Readonly<{ reference: string }>;

export type Forms = Readonly<{
  /** Within three seconds of the click that the trigger_id is from. Never rejects. */
  open(triggerId: string, view: ModalView): Promise<ShownForm | NotOpened>;
  /**
   * One after the other for each form, so that the latest content stays. Undefined where it is not shown, for example because
   * the form is closed. Never rejects.
   */
  update(viewId: string, view: ModalView): Promise<ShownForm | undefined>;
  /** Adds to what is shown, unless something else is shown by then: undefined. Never rejects. */
  amend(shown: ShownForm, view: ModalView): Promise<ShownForm | undefined>;
  /** Adds a picture to what is shown, unless something else is shown by then. Never rejects. */
  addPicture(shown: ShownForm, view: ModalView): Promise<void>;
}>;

/** A file that was just uploaded may not be ready to be shown. */
const retryPictureAfter = 1_000;

export function createForms(client: Pick<WebClient, 'apiCall'>, log: Log): Forms {
  /** By view: the latest update that is in flight. */
  const updates = new Map<string, Promise<unknown>>();

  /** `about`: for the log, where it fails. */
  const call = async (
    method: 'views.open' | 'views.update',
    args: Record<string, unknown>,
    about: Partial<NotOpened> = {},
  ): Promise<CallResult> => {
    try {
      const response: WebAPICallResult & { view?: { id?: unknown; hash?: unknown } } = await client.apiCall(
        method,
        args,
      );
      return { shown: { id: String(response.view?.id), hash: String(response.view?.hash) } };
    } catch (error) {
      const code = codeOf(error);
      // Closed or changed meanwhile: this content is obsolete.
      const isOutdated = method === 'views.update' && (code === 'not_found' || code === 'hash_conflict');
      if (!isOutdated) log.warn({ ...about, method, code, error: errorText(error) }, 'failed to show a form');
      return { isOutdated };
    }
  };

  return {
    async open(triggerId, view) {
      const failure = { reference: newReference() };
      const { shown } = await call('views.open', { trigger_id: triggerId, view }, failure);
      return shown ?? failure;
    },
    async update(viewId, view) {
      const before = updates.get(viewId) ?? Promise.resolve();
      const mine = before.then(() => call('views.update', { view_id: viewId, view }));
      updates.set(viewId, mine);
      const { shown } = await mine;
      if (updates.get(viewId) === mine) updates.delete(viewId);
      return shown;
    },
    amend: async ({ id, hash }, view) => (await call('views.update', { view_id: id, hash, view })).shown,
    async addPicture({ id, hash }, view) {
      const { shown, isOutdated } = await call('views.update', { view_id: id, hash, view });
      if (shown !== undefined || isOutdated === true) return;
      await sleep(retryPictureAfter);
      await call('views.update', { view_id: id, hash, view });
    },
  };
}

type CallResult = Readonly<{ shown?: ShownForm; isOutdated?: boolean }>;
