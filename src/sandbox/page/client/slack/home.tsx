import type { PageView } from '../../protocol.ts';
import { usePage } from '../context.ts';
import { Blocks } from './blocks/blocks.tsx';
import { SurfaceContext } from './surface.ts';
import { texts } from './texts.ts';
import { useViewSurface } from './view-surface.ts';

/** The App Home of the bot. */
export function Home() {
  const home = usePage((state) => state.home);
  const bot = usePage(({ workspace }) => workspace?.bot.name) ?? '';
  return (
    <main class="main" aria-label={`${bot} Home`}>
      <header class="head">
        <h2>{bot}</h2>
        <span class="head-detail">Home</span>
      </header>
      <div class="home" tabIndex={0} role="region" aria-label="Home">
        {home === null ? <p class="empty">{texts.homeEmpty}</p> : <HomeView key={home.id} view={home} />}
      </div>
    </main>
  );
}

function HomeView({ view }: Readonly<{ view: PageView }>) {
  const surface = useViewSurface(view, 'home');
  return (
    <SurfaceContext.Provider value={surface}>
      <Blocks blocks={view.blocks} />
    </SurfaceContext.Provider>
  );
}
