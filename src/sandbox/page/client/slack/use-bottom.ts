import { useCallback, useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { PageMessage } from '../../protocol.ts';

/** How far from its end a list may be and still follow it. */
const tolerance = 40;

/** Keeps a list at its end while the reader is there, and at the same message while earlier ones are added. */
export function useBottom(messages: readonly PageMessage[] | undefined) {
  const list = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const last = useRef({ first: '', height: 0 });
  const onScroll = useCallback(() => {
    const element = list.current;
    if (element === null) return;
    follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < tolerance;
  }, []);
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const first = messages?.[0]?.ts ?? '';
    if (follows.current) element.scrollTop = element.scrollHeight;
    else if (first < last.current.first) element.scrollTop += element.scrollHeight - last.current.height;
    last.current = { first, height: element.scrollHeight };
  }, [messages]);
  useEffect(() => {
    const element = list.current;
    const content = element?.lastElementChild ?? null;
    if (element === null || content === null) return undefined;
    // Pictures that arrive, and panes that open beside it, change the height, too.
    const observer = new ResizeObserver(() => {
      if (follows.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(content);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { list, onScroll };
}
