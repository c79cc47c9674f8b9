/** The `clientRequest` of `start`: what the mode asks for, and where the files go. */
import { modeOf } from '../recording/modes/index.ts';
import type { Recording } from '../recording/recording.ts';
import type { Storage } from './vendors.ts';

/** 0 communication, 1 live broadcast. It must be what the apps in the channel use, or nothing is recorded. */
export type ChannelType = 0 | 1;

type StartSettings = Readonly<{ channelType: ChannelType; storage: Storage; token?: string }>;

/**
 * The `clientRequest` of `start` (Agora: Cloud Recording REST API, "start").
 * @param settings.token for exactly the recorder's uid; left out where the project has no App Certificate
 */
export function startRequest(r: Recording, { channelType, storage, token }: StartSettings): object {
  return {
    ...(token === undefined ? {} : { token }),
    recordingConfig: { channelType, ...modeOf(r).recordingConfig(r) },
    recordingFileConfig: { avFileType: ['hls'] },
    storageConfig: storageFields(storage),
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
