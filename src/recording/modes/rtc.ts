/** What mixed and individual recordings have in common: both take the media of an RTC channel. (Agora: REST API, "start" and "update") */
import { encryptionModes, type IndividualOptions, type MixOptions, type Subscription, type UidList } from '../spec.ts';
import type { Evidence } from './mode.ts';

/** Agora: Cloud Recording REST API, "query", `status`. */
export function readStatus(status: number): Evidence {
  if (status === 20) return 'endedAbnormally';
  if (status >= 6) return 'ended';
  if (status === 5) return 'recording';
  return status === 4 ? 'waiting' : 'beginning';
}

const streamTypes = { audio: 0, video: 1, 'audio+video': 2 } as const;
/** Agora's numbers. */
export const channelTypes = { communication: 0, live: 1 } as const;
const videoStreams = { high: 0, low: 1 } as const;

type RtcOptions = MixOptions | IndividualOptions;

/** The part of `recordingConfig` that both modes have. */
export function rtcFields(
  options: RtcOptions,
  subscription: Subscription,
  secretOf: (variable: string) => string,
): object {
  const { encryption, privateParams } = options;
  return {
    ...(options.channelType === undefined ? {} : { channelType: channelTypes[options.channelType] }),
    streamTypes: streamTypes[options.streams],
    videoStreamType: videoStreams[options.videoStream],
    maxIdleTime: options.maxIdle / 1000,
    ...(encryption === undefined
      ? {}
      : {
          decryptionMode: encryptionModes.indexOf(encryption.mode) + 1,
          secret: secretOf(encryption.secretEnv),
          ...(encryption.saltEnv === undefined ? {} : { salt: secretOf(encryption.saltEnv) }),
        }),
    ...(isEverything(subscription) ? {} : { ...audioList(options, subscription), ...videoList(options, subscription) }),
    ...(privateParams === undefined ? {} : { privateParams }),
  };
}

/** The `clientRequest` of `update` for another subscription. Each list replaces the one before. */
export function subscriptionRequest(options: RtcOptions, subscription: Subscription): object {
  const [audio, video] = [audioList(options, subscription), videoList(options, subscription)];
  return {
    streamSubscribe: {
      ...(audio === undefined ? {} : { audioUidList: audio }),
      ...(video === undefined ? {} : { videoUidList: video }),
    },
  };
}

function isEverything({ audio, video }: Subscription): boolean {
  return audio === 'all' && video === 'all';
}

/** Where only one medium has a list, Agora leaves the other one out: both are always sent, as far as they are recorded. */
function audioList({ streams }: RtcOptions, { audio }: Subscription): object | undefined {
  return streams === 'video' ? undefined : listFields(audio, 'subscribeAudioUids', 'unSubscribeAudioUids');
}

function videoList({ streams }: RtcOptions, { video }: Subscription): object | undefined {
  return streams === 'audio' ? undefined : listFields(video, 'subscribeVideoUids', 'unSubscribeVideoUids');
}

const everybody = ['#allstream#'];

function listFields(list: UidList, only: string, except: string): object {
  if (list === 'all') return { [only]: everybody };
  return 'only' in list ? { [only]: list.only } : { [except]: list.except };
}
