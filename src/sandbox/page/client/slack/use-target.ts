import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { PageMessage } from '../../protocol.ts';
import { useApp, usePage } from '../context.ts';

/** Shows the message that a link leads to; earlier ones are loaded until it is there. */
export function useTarget(
  list: RefObject<HTMLElement | null>,
  messages: readonly PageMessage[] | undefined,
  showEarlier: (() => void) | undefined,
): void {
  const { store } = useApp();
  const target = usePage((state) => state.target);
  useEffect(() => {
    if (target === undefined || messages === undefined) return;
    const item = list.current?.querySelector<HTMLElement>(`[data-ts="${CSS.escape(target)}"]`);
    if (item === null || item === undefined) {
      showEarlier?.();
      return;
    }
    item.scrollIntoView({ block: 'center' });
    item.focus({ preventScroll: true });
    store.update((state) => ({ ...state, target: undefined }));
  }, [target, messages]);
}
