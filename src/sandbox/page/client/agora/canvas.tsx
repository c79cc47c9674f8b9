/** What a recorder records: participants where the layout in force places them. A change of the layout moves the tiles. */
import type { PageRecorder, Tile } from '../../protocol.ts';
import { colorOf, tileLabel } from './format.ts';
import { texts } from './texts.ts';

export function Canvas({ recorder }: Readonly<{ recorder: PageRecorder }>) {
  const { tiles, background, layout, mode } = recorder;
  const uids = tiles.map(({ uid }) => uid);
  return (
    <div
      class="canvas"
      role="img"
      aria-label={texts.canvas.label(layout, uids)}
      style={background === undefined ? {} : { backgroundColor: background }}
    >
      {tiles.length === 0 && (
        <p class="canvas-empty">
          <span>{texts.canvas.empty[mode]}</span>
        </p>
      )}
      {tiles.map((tile, index) => (
        <CanvasTile key={tile.uid} tile={tile} order={index} />
      ))}
    </div>
  );
}

function CanvasTile({ tile, order }: Readonly<{ tile: Tile; order: number }>) {
  const { uid, x, y, width, height } = tile;
  const share = (part: number) => `${part * 100}%`;
  const style = { left: share(x), top: share(y), width: share(width), height: share(height), zIndex: order };
  return (
    <div class="tile" data-color={colorOf(uid)} data-uid={uid} style={style}>
      <svg class="tile-person" viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="8" r="5" />
        <path d="M2 24c0-6 4-9 10-9s10 3 10 9z" />
      </svg>
      <span class="tile-label">{tileLabel(tile)}</span>
    </div>
  );
}
