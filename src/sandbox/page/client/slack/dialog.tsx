import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

type Props = Readonly<{
  /** Id of the element that names the dialog. */
  labelledBy: string;
  class: string;
  onClose: () => void;
  children: ComponentChildren;
}>;

/** A native dialog: the browser keeps the focus inside, closes it by Escape, and gives the focus back. */
export function Dialog({ labelledBy, onClose, children, ...others }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const cancel = (event: Event) => {
    // An event of a dialog inside this one arrives here, too.
    if (event.target !== dialog.current) return;
    event.preventDefault();
    onClose();
  };
  return (
    <dialog ref={dialog} aria-labelledby={labelledBy} class={`dialog ${others.class}`} onCancel={cancel}>
      {children}
    </dialog>
  );
}
