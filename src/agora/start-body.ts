/** What Agora is told of a recording: the `clientRequest` of `start` and of `updateLayout`, for mode `mix`. */
import { maxIdleTime } from '../recording/policy.ts';
import type { Layout, LayoutName } from '../recording/recording.ts';
import type { Storage } from './vendors.ts';

/** `maxIdleTime` in seconds: the recorder leaves by itself this long after the last participant. */
export const maxIdleSeconds = maxIdleTime / 1000;

/** 0 communication, 1 live broadcast. It must be what the apps in the channel use, or nothing is recorded. */
export type ChannelType = 0 | 1;

type StartOptions = Readonly<{ channelType: ChannelType; layout: Layout; storage: Storage; token?: string }>;

/**
 * The `clientRequest` of `start` (Agora: Cloud Recording REST API, "start").
 * @param options.token for exactly the recorder's uid; left out where the project has no App Certificate
 */
export function startRequest({ channelType, layout, storage, token }: StartOptions): object {
  return {
    ...(token === undefined ? {} : { token }),
    recordingConfig: {
      channelType,
      // Audio and video.
      streamTypes: 2,
      maxIdleTime: maxIdleSeconds,
      // Agora wants size, frame rate and bit rate together; 1130 kbps is its advice for 720p at 15 fps.
      transcodingConfig: { width: 1280, height: 720, fps: 15, bitrate: 1130, ...layoutFields(layout) },
    },
    recordingFileConfig: { avFileType: ['hls'] },
    storageConfig: storageFields(storage),
  };
}

/** The `clientRequest` of `updateLayout`. Agora puts whatever it does not mention back to the default. */
export function layoutRequest(layout: Layout): object {
  return layoutFields(layout);
}

const layoutNumbers: Record<LayoutName, number> = { float: 0, grid: 1, vertical: 2 };

function layoutFields({ name, uid, background = '#000000' }: Layout): object {
  return {
    mixedVideoLayout: layoutNumbers[name],
    backgroundColor: background,
    // Only the vertical layout has a large window for one participant.
    ...(name === 'vertical' && uid !== undefined ? { maxResolutionUid: uid } : {}),
  };
}

function storageFields({ vendor, region, bucket, accessKey, secretKey, prefix = [], endpoint }: Storage): object {
  return {
    vendor,
    region,
    bucket,
    accessKey,
    secretKey,
    ...(prefix.length === 0 ? {} : { fileNamePrefix: prefix }),
    ...(endpoint === undefined ? {} : { extensionParams: { endpoint } }),
  };
}
