/** Forms (Slack's modals) for one person. They are answers to a click and are never repeated. */
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { errorText, type Log } from '../sdk-log.ts';
import { codeOf } from './slack-errors.ts';

export type Forms = Readonly<{
  /** Within three seconds of the click that the trigger_id is from. False where Slack did not open it. Never rejects. */
  open(triggerId: string, view: ModalView): Promise<boolean>;
  /** One after the other for each form, so that the latest content stays. Never rejects. */
  update(viewId: string, view: ModalView): Promise<void>;
}>;

export function createForms(client: Pick<WebClient, 'apiCall'>, log: Log): Forms {
  /** By view: the latest update that is in flight. */
  const updates = new Map<string, Promise<void>>();

  const update = async (viewId: string, view: ModalView) => {
    try {
      await client.apiCall('views.update', { view_id: viewId, view });
    } catch (error) {
      // Closed meanwhile: nobody waits for this content any more.
      if (codeOf(error) === 'not_found') return;
      log.warn({ code: codeOf(error), error: errorText(error) }, 'failed to update a form');
    }
  };

  return {
    async open(triggerId, view) {
      try {
        await client.apiCall('views.open', { trigger_id: triggerId, view });
        return true;
      } catch (error) {
        log.warn({ code: codeOf(error), error: errorText(error) }, 'failed to open a form');
        return false;
      }
    },
    async update(viewId, view) {
      const mine = (updates.get(viewId) ?? Promise.resolve()).then(() => update(viewId, view));
      updates.set(viewId, mine);
      await mine;
      if (updates.get(viewId) === mine) updates.delete(viewId);
    },
  };
}
