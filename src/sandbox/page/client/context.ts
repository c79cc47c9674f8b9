/** What the components share. */
import { createContext } from 'preact';
import { useSyncExternalStore } from 'preact/compat';
import { useContext } from 'preact/hooks';
import type { Act } from './connection.ts';
import type { PageState, Pane, Store, ViewChange } from './state.ts';

export type App = Readonly<{
  store: Store;
  act: Act;
  /** Looks at something else: the server is asked for it, and a narrow window shows `pane`. */
  look(this: void, change: ViewChange, pane?: Pane): void;
}>;

export const AppContext = createContext<App | undefined>(undefined);

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error('The component is outside of AppContext');
  return app;
}

/** A part of the state. The component renders again only when this part is another value. */
export function usePage<T>(select: (state: PageState) => T): T {
  const { store } = useApp();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
