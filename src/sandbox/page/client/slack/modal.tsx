import type { PlainTextElement } from '@slack/types';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { PageView } from '../../protocol.ts';
import { useApp, usePage } from '../context.ts';
import { Blocks } from './blocks/blocks.tsx';
import { Dialog } from './dialog.tsx';
import { SurfaceContext } from './surface.ts';
import { plain } from './text/text.tsx';
import { useViewSurface } from './view-surface.ts';

/** The modal that the person has open. */
export function Modal() {
  const view = usePage(({ modal }) => modal);
  // An update keeps the id, and with it what is typed.
  return view === null ? null : <ModalView key={view.id} view={view} />;
}

function ModalView({ view }: Readonly<{ view: PageView }>) {
  const { act } = useApp();
  const notice = usePage((state) => state.notice);
  const surface = useViewSurface(view, 'modal');
  const [isBusy, setBusy] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const title = useId();
  const { title: name, submit, close: closer } = view.view as Readonly<Record<string, PlainTextElement | undefined>>;
  const close = () => void act({ type: 'dismissModal' });
  const send = async (event: Event) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    await act({ type: 'submitModal' });
    setBusy(false);
  };
  useEffect(() => {
    body.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [view.errors]);
  return (
    <Dialog labelledBy={title} class="dialog-modal" onClose={close}>
      <form noValidate onSubmit={(event) => void send(event)}>
        <header class="dialog-head">
          <h2 id={title}>{plain(name)}</h2>
          <button type="button" class="button button-icon" aria-label="Close" onClick={close}>
            <span aria-hidden="true">✕</span>
          </button>
        </header>
        <div ref={body} class="dialog-body">
          <SurfaceContext.Provider value={surface}>
            <Blocks blocks={view.blocks} />
          </SurfaceContext.Provider>
        </div>
        <footer class="dialog-foot">
          {notice !== undefined && (
            <p class="field-error" role="alert">
              {notice}
            </p>
          )}
          <button type="button" class="button" onClick={close}>
            {plain(closer) || 'Cancel'}
          </button>
          {submit !== undefined && (
            <button type="submit" class="button button-primary" disabled={isBusy} aria-busy={isBusy}>
              {plain(submit)}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}
