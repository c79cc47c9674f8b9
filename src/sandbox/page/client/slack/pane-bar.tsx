import { useApp, usePage } from '../context.ts';
import type { Pane } from '../state.ts';

const panes: readonly Readonly<{ pane: Pane; label: string; icon: string }>[] = [
  { pane: 'channels', label: 'Channels', icon: '☰' },
  { pane: 'messages', label: 'Messages', icon: '💬' },
  { pane: 'agora', label: 'Agora', icon: '🎥' },
];

/** Where only one pane fits the window, the bar at the bottom chooses it. */
export function PaneBar() {
  const { store } = useApp();
  const current = usePage(({ pane }) => (pane === 'thread' ? 'messages' : pane));
  return (
    <nav class="pane-bar" aria-label="Views">
      {panes.map(({ pane, label, icon }) => (
        <button
          key={pane}
          type="button"
          aria-current={pane === current ? 'true' : undefined}
          onClick={() => store.update((state) => ({ ...state, pane }))}
        >
          <span aria-hidden="true">{icon}</span>
          {label}
        </button>
      ))}
    </nav>
  );
}
