/** The page of the demo: a Slack workspace beside the simulated Agora. */
import { render } from 'preact';
import { connect } from './connection.ts';
import { type App, AppContext } from './context.ts';
import { Page } from './page.tsx';
import { createStore, receive, showView } from './state.ts';

const store = createStore();
const token = new URLSearchParams(location.search).get('token') ?? '';
const { act, look } = connect(`ws://${location.host}/socket?token=${encodeURIComponent(token)}`, {
  view: () => store.get().view,
  onStatus: (connection) => store.update((state) => ({ ...state, connection })),
  onMessage(message) {
    const before = store.get().view;
    store.update((state) => receive(state, message));
    // The first message says which people and channels there are.
    if (store.get().view !== before) look(store.get().view);
  },
});

const app: App = {
  store,
  async act(action) {
    store.update((state) => ({ ...state, notice: undefined }));
    const notice = await act(action);
    if (notice !== undefined) store.update((state) => ({ ...state, notice }));
    return notice;
  },
  look(change, pane) {
    store.update((state) => ({ ...showView(state, change), notice: undefined, pane: pane ?? state.pane }));
    look(store.get().view);
  },
};

const root = document.getElementById('page');
if (root === null) throw new Error('index.html has no element #page');
render(
  <AppContext.Provider value={app}>
    <Page />
  </AppContext.Provider>,
  root,
);
