/**
 * What was asked for: fixed at the start and complete, so that a changed configuration changes no recording that exists. It holds
 * names of projects, storages and variables, and never a secret.
 */
import type { Layout } from './layout/layout.ts';
import type { Ms, Uid } from './primitives.ts';
import type { UsageLimits } from './usage/limit-use.ts';

/** Which media are recorded. */
export const streamKinds = ['audio', 'video', 'audio+video'] as const;
export type Streams = (typeof streamKinds)[number];

/** Must be what the apps in the channel use, or nothing is recorded. */
export const channelTypes = ['communication', 'live'] as const;
export type ChannelType = (typeof channelTypes)[number];

/** Of senders that publish two streams. */
export type VideoStream = 'high' | 'low';

/** Agora's `decryptionMode`, from 1 on. */
export const encryptionModes = [
  'aes-128-xts',
  'aes-128-ecb',
  'aes-256-xts',
  'sm4-128-ecb',
  'aes-128-gcm',
  'aes-256-gcm',
  'aes-128-gcm2',
  'aes-256-gcm2',
] as const;
export type EncryptionMode = (typeof encryptionModes)[number];

/** How the channel is encrypted. Secret and salt are named by the variables that hold them; the GCM2 modes need a salt. */
export type Encryption = Readonly<{ mode: EncryptionMode; secretEnv: string; saltEnv?: string }>;

/** Whose audio, or whose video, is recorded: 1 to 32 uids in a list. */
export type UidList = 'all' | Readonly<{ only: readonly Uid[] }> | Readonly<{ except: readonly Uid[] }>;

/** Agora subscribes to one medium alone where only that one has a list of its own, so both are always said. */
export type Subscription = Readonly<{ audio: UidList; video: UidList }>;

/** Pixels, frames a second, kbit/s. */
export type Video = Readonly<{ width: number; height: number; fps: number; bitrate: number }>;

export type FileType = 'hls' | 'mp4';

/** 0: 48 kbit/s mono, 1: 128 kbit/s mono, 2: 192 kbit/s stereo. */
export type AudioProfile = 0 | 1 | 2;

/** What is asked for an RTC channel, mixed or not. */
type ChannelOptions = Readonly<{
  /** That of the project where it is absent: recordings of former versions do not hold it. */
  channelType?: ChannelType;
  streams: Streams;
  videoStream: VideoStream;
  /** The recorder leaves by itself this long after the last participant. */
  maxIdle: Ms;
  encryption?: Encryption;
  /** Whose media are recorded from the start on. */
  subscription: Subscription;
  /** JSON text for Agora's `privateParams`. */
  privateParams?: string;
}>;

export type MixOptions = ChannelOptions &
  Readonly<{
    mode: 'mix';
    audioProfile: AudioProfile;
    video: Video;
    files: readonly FileType[];
    /** The layout that was asked for with the start. */
    layout: Layout;
  }>;

/** `default`: audio and video apart; `standard`: with an index that has both; `original`: audio as it was sent. */
export const streamModes = ['default', 'standard', 'original'] as const;
export type StreamMode = (typeof streamModes)[number];

/** How many users are expected: 0 up to 2, 1 up to 7, 2 up to 12, 3 up to 17, 4 up to 32, 5 up to 49. */
export type UidGroup = 0 | 1 | 2 | 3 | 4 | 5;

/** Screenshots of every user's video. `only`: nothing else is recorded. */
export type Snapshots = Readonly<{ every: Ms; only: boolean }>;

export type IndividualOptions = ChannelOptions &
  Readonly<{ mode: 'individual'; streamMode: StreamMode; uidGroup: UidGroup; snapshots?: Snapshots }>;

/** A web page, as a browser shows it. */
export type WebOptions = Readonly<{
  mode: 'web';
  url: string;
  audioProfile: AudioProfile;
  video: Video;
  files: readonly FileType[];
  /** It ends by itself after so many whole hours. */
  maxHours: number;
  /** An MP4 file is split after so many minutes. */
  maxVideoMinutes?: number;
  /** The page is shown as a phone shows it. */
  mobile?: true;
  /** The page has this long to call `navigator.notifyReady()`; in whole seconds. */
  readyTimeout?: Ms;
  /** It begins paused. */
  paused: boolean;
}>;

/** By mode, with every default filled in. */
export type ModeOptions = MixOptions | IndividualOptions | WebOptions;
export type ModeName = ModeOptions['mode'];
export const modeNames = ['mix', 'individual', 'web'] as const satisfies readonly ModeName[];

/** Agora's servers of this area alone are used (`acquire`, `region`). */
export const areas = ['cn', 'ap', 'eu', 'na'] as const;
export type Area = (typeof areas)[number];

/** Where Agora's servers are preferred to be (`acquire`, `regionAffinity`, from 0 on). */
export const affinities = ['nearest', 'china', 'southeast-asia', 'europe', 'north-america'] as const;
export type Affinity = (typeof affinities)[number];

/** Lines that a preset posts to the Slack channel when recording begins and when it ends, as they are. */
export type Announcements = Readonly<{ begin?: string; end?: string }>;

export type Spec = Readonly<{
  /** The Agora project by its name in the configuration, and its App ID at the start. */
  project: string;
  appId: string;
  /** Its recorders get tokens, which end after 24 hours, and the recorders with them. */
  usesTokens: boolean;
  /** The bucket by its name in the configuration. */
  storage: string;
  /** Its credentials are temporary, and are renewed while it records. */
  renewsStorage?: true;
  /** The folders in the bucket: letters and digits only. Those of the storage where they are absent, as in former versions. */
  folders?: readonly string[];
  /** The preset by its name in the configuration, as far as one was asked for. */
  preset?: string;
  area?: Area;
  affinity?: Affinity;
  /** It is stopped after so long. */
  duration?: Ms;
  announce?: Announcements;
  options: ModeOptions;
}>;

/**
 * A preset of the configuration: what it says, and nothing filled in. `folders` may hold `{channel}`, `{date}` and `{preset}`.
 */
export type Preset = Readonly<{
  name: string;
  project?: string;
  storage?: string;
  folders?: string;
  area?: Area;
  affinity?: Affinity;
  maxDuration?: Ms;
  announce?: Announcements;
  /** What all recordings of a month may use together. */
  monthly?: UsageLimits;
  /** Web pages of a private network may be recorded. */
  allowPrivateUrl?: true;
  options:
    | (Readonly<{ mode: 'mix' }> &
        Partial<Omit<MixOptions, 'mode' | 'layout' | 'subscription' | 'video'>> &
        GivenMedia & { layout?: Layout })
    | (Readonly<{ mode: 'individual' }> &
        Partial<Omit<IndividualOptions, 'mode' | 'subscription'>> &
        Pick<GivenMedia, 'subscription'>)
    | (Readonly<{ mode: 'web' }> & Partial<Omit<WebOptions, 'mode' | 'video'>> & Pick<GivenMedia, 'video'>);
}>;

/** Objects of which a preset may give a part. */
type GivenMedia = Readonly<{ video?: Partial<Video>; subscription?: Partial<Subscription> }>;
