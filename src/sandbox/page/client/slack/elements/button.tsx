import type { Button as ButtonElement, WorkflowButton as WorkflowButtonElement } from '@slack/types';
import { useState } from 'preact/hooks';
import { type ElementProps, useSurface } from '../surface.ts';
import { safeUrl } from '../text/mrkdwn.ts';
import { plain } from '../text/text.tsx';
import { useConfirm } from './confirm.tsx';

const classes = { primary: 'button button-primary', danger: 'button button-danger' };

/** A second click is ignored until the first one is answered. */
export function Button({ element, blockId }: ElementProps<ButtonElement>) {
  const { press } = useSurface();
  const [isBusy, setBusy] = useState(false);
  const { ask, dialog } = useConfirm(element.confirm);
  const { action_id: actionId = '', value, url } = element;
  const run = async () => {
    setBusy(true);
    await press({ blockId, actionId, ...(value === undefined ? {} : { value }) });
    setBusy(false);
  };
  const click = () => {
    if (isBusy) return;
    const href = url === undefined ? undefined : safeUrl(url);
    if (href !== undefined) window.open(href, '_blank', 'noopener');
    ask(() => void run());
  };
  return (
    <>
      <button
        type="button"
        class={element.style === undefined ? 'button' : classes[element.style]}
        aria-label={element.accessibility_label}
        aria-busy={isBusy}
        aria-haspopup={element.confirm === undefined ? undefined : 'dialog'}
        onClick={click}
      >
        {plain(element.text)}
      </button>
      {dialog}
    </>
  );
}

/** Starts a workflow in Slack; the local one has none that a message can start. */
export function WorkflowButton({ element }: ElementProps<WorkflowButtonElement>) {
  return (
    <button type="button" class="button" disabled>
      {plain(element.text)}
    </button>
  );
}
