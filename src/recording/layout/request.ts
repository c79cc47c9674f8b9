/** What Agora is told of a layout (Agora: Cloud Recording REST API, "start" and "updateLayout"). */
import { type Layout, type LayoutKind, largeUidOf } from './layout.ts';

const layoutNumbers: Record<LayoutKind, number> = { float: 0, grid: 1, vertical: 2, custom: 3 };

/** The whole layout: whatever `updateLayout` does not mention goes back to its default. */
export function layoutFields(layout: Layout): object {
  const largeUid = largeUidOf(layout);
  return {
    mixedVideoLayout: layoutNumbers[layout.kind],
    backgroundColor: layout.background ?? '#000000',
    ...(largeUid === undefined ? {} : { maxResolutionUid: largeUid }),
  };
}
