/** What Agora is told of a mixed recording (Agora: Cloud Recording REST API, "start" and "updateLayout"). */
import { type Layout, type LayoutKind, largeUidOf } from '../../layout/layout.ts';
import { maxIdleTime } from '../../policy.ts';

/** `recordingConfig`, but for the channel type. */
export function mixRecordingConfig(layout: Layout): object {
  return {
    // Audio and video.
    streamTypes: 2,
    maxIdleTime: maxIdleTime / 1000,
    // Agora wants size, frame rate and bit rate together; 1130 kbps is its advice for 720p at 15 fps.
    transcodingConfig: { width: 1280, height: 720, fps: 15, bitrate: 1130, ...layoutFields(layout) },
  };
}

/** The `clientRequest` of `updateLayout`. Agora puts whatever it does not mention back to the default. */
export function layoutRequest(layout: Layout): object {
  return layoutFields(layout);
}

const layoutNumbers: Record<LayoutKind, number> = { float: 0, grid: 1, vertical: 2 };

function layoutFields(layout: Layout): object {
  const largeUid = largeUidOf(layout);
  return {
    mixedVideoLayout: layoutNumbers[layout.kind],
    backgroundColor: layout.background ?? '#000000',
    ...(largeUid === undefined ? {} : { maxResolutionUid: largeUid }),
  };
}
