/** The request fields of a layout (Agora: Cloud Recording REST API, "start" and "updateLayout"). */
import { type Layout, type LayoutKind, largeUidOf, type Region } from './layout.ts';

const layoutNumbers: Record<LayoutKind, number> = { float: 0, grid: 1, vertical: 2, custom: 3 };

/** The whole layout: whatever `updateLayout` does not mention goes back to its default. */
export function layoutFields(layout: Layout): object {
  const largeUid = largeUidOf(layout);
  const { background, backgroundImage, userImage, userImages = [] } = layout;
  return {
    mixedVideoLayout: layoutNumbers[layout.kind],
    backgroundColor: background ?? '#000000',
    ...(backgroundImage === undefined ? {} : { backgroundImage }),
    ...(userImage === undefined ? {} : { defaultUserBackgroundImage: userImage }),
    ...(largeUid === undefined ? {} : { maxResolutionUid: largeUid }),
    ...(layout.kind === 'custom' ? { layoutConfig: layout.regions.map(regionFields) } : {}),
    ...(userImages.length === 0
      ? {}
      : {
          backgroundConfig: userImages.map(({ uid, url, fit }) => ({
            uid,
            image_url: url,
            render_mode: renderMode(fit),
          })),
        }),
  };
}

function regionFields({ x, y, width, height, uid, alpha = 1, fit }: Region): object {
  return {
    ...(uid === undefined ? {} : { uid }),
    x_axis: rounded(x),
    y_axis: rounded(y),
    width: rounded(width),
    height: rounded(height),
    alpha,
    render_mode: renderMode(fit),
  };
}

/** 0 crops the picture, 1 shows the whole of it with bars. */
function renderMode(fit: true | undefined): 0 | 1 {
  return fit === true ? 1 : 0;
}

/** Agora reads six decimals. */
function rounded(fraction: number): number {
  return Math.round(fraction * 1e6) / 1e6;
}
