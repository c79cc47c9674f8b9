/** SVG to PNG. The font comes along: a container has none, and every picture looks the same everywhere. */
import { fileURLToPath } from 'node:url';

const font = fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));

/** In a thread of its own. Rejects where there is no binary of resvg for this platform, or the SVG is none. */
export async function pngOf(svg: string): Promise<Buffer> {
  // Loaded with the first picture: a bot that draws none does not need it.
  const { renderAsync } = await import('@resvg/resvg-js');
  const image = await renderAsync(svg, {
    font: { loadSystemFonts: false, fontFiles: [font], defaultFontFamily: 'DejaVu Sans' },
  });
  return image.asPng();
}
