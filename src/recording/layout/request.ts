/** What Agora is told of a layout (Agora: Cloud Recording REST API, "start" and "updateLayout"). */
import { type Layout, type LayoutKind, largeUidOf, type Region, type UserImage } from './layout.ts';

const layoutNumbers: Record<LayoutKind, number> = { float: 0, grid: 1, vertical: 2, custom: 3 };

/** The whole layout: whatever `updateLayout` does not mention goes back to its default. */
export function layoutFields(layout: Layout): object {
  const largeUid = largeUidOf(layout);
  const { background, backgroundImage, userImage, userImages } = layout;
  return {
    mixedVideoLayout: layoutNumbers[layout.kind],
    backgroundColor: background ?? '#000000',
    ...(largeUid === undefined ? {} : { maxResolutionUid: largeUid }),
    ...(backgroundImage === undefined ? {} : { backgroundImage }),
    ...(userImage === undefined ? {} : { defaultUserBackgroundImage: userImage }),
    ...(layout.kind === 'custom' ? { layoutConfig: layout.regions.map(regionFields) } : {}),
    ...(userImages === undefined ? {} : { backgroundConfig: userImages.map(imageFields) }),
  };
}

function regionFields({ x, y, width, height, uid, alpha, fit }: Region): object {
  return {
    ...(uid === undefined ? {} : { uid }),
    x_axis: x,
    y_axis: y,
    width,
    height,
    ...(alpha === undefined ? {} : { alpha }),
    ...renderMode(fit),
  };
}

function imageFields({ uid, url, fit }: UserImage): object {
  return { uid, image_url: url, ...renderMode(fit) };
}

/** 1: the whole picture; 0, where nothing is said: cropped. */
const renderMode = (fit: true | undefined): object => (fit === true ? { render_mode: 1 } : {});
