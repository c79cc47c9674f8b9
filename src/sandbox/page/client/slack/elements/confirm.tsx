import type { ConfirmationDialog } from '@slack/types';
import { useId, useState } from 'preact/hooks';
import { Dialog } from '../dialog.tsx';
import { plain, Text } from '../text/text.tsx';

/** Runs an action at once, or after its confirm dialog, which has to be rendered while it is open. */
export function useConfirm(confirm: ConfirmationDialog | undefined) {
  const [pending, setPending] = useState<{ run: () => void }>();
  const ask = (run: () => void) => {
    if (confirm === undefined) run();
    else setPending({ run });
  };
  const dialog =
    confirm === undefined || pending === undefined ? null : (
      <ConfirmDialog
        confirm={confirm}
        onClose={(isConfirmed) => {
          setPending(undefined);
          if (isConfirmed) pending.run();
        }}
      />
    );
  return { ask, dialog };
}

type Props = Readonly<{ confirm: ConfirmationDialog; onClose: (isConfirmed: boolean) => void }>;

function ConfirmDialog({ confirm, onClose }: Props) {
  const title = useId();
  const isDanger = confirm.style === 'danger';
  return (
    <Dialog labelledBy={title} class="dialog-confirm" onClose={() => onClose(false)}>
      <h2 id={title}>{plain(confirm.title) || 'Are you sure?'}</h2>
      <div class="dialog-body">
        <Text text={confirm.text} />
      </div>
      <div class="dialog-foot">
        <button type="button" class="button" onClick={() => onClose(false)}>
          {plain(confirm.deny) || 'Cancel'}
        </button>
        <button
          type="button"
          class={isDanger ? 'button button-danger-solid' : 'button button-primary'}
          onClick={() => onClose(true)}
        >
          {plain(confirm.confirm) || 'Yes'}
        </button>
      </div>
    </Dialog>
  );
}
