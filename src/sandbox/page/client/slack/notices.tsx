import { useApp, usePage } from '../context.ts';
import { texts } from './texts.ts';

/** Above everything: whether the page is connected and the bot runs, and what could not be done. */
export function Notices() {
  const { store } = useApp();
  const connection = usePage((state) => state.connection);
  const bot = usePage(({ conditions }) => conditions?.bot);
  const notice = usePage((state) => state.notice);
  const isModalOpen = usePage(({ modal }) => modal !== null);
  return (
    <header class="notices">
      <h1 class="visually-hidden">clapperbot demo</h1>
      <div role="status">
        {connection !== 'open' && <p class="notice">{connection === 'lost' ? texts.lost : texts.connecting}</p>}
        {connection === 'open' && bot === 'stopped' && <p class="notice">{texts.botStopped}</p>}
        {connection === 'open' && bot === 'starting' && <p class="notice">{texts.botStarting}</p>}
      </div>
      {/* A modal shows it itself, because what lies below can't be reached. */}
      {notice !== undefined && !isModalOpen && (
        <p class="notice notice-error" role="alert">
          {notice}
          <button
            type="button"
            class="button button-small"
            onClick={() => store.update((state) => ({ ...state, notice: undefined }))}
          >
            Dismiss
          </button>
        </p>
      )}
    </header>
  );
}
