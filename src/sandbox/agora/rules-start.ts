/** Checks of the body of `start` in each mode, and the defaults that Agora fills in. */
import { z } from 'zod';
import {
  anySpelling,
  type Checked,
  check,
  envelope,
  hasRegions,
  isColor,
  isJsonObject,
  type Layout,
  layout,
  layoutFields,
  text,
  uids,
} from './rules.ts';
import { storage } from './rules-storage.ts';
import { extensionServices, type webRecorder } from './rules-web.ts';
import { hasRegion } from './storage-vendors.ts';

export type Mode = 'mix' | 'individual' | 'web';

const transcoding = z
  .object({
    width: z.int().positive().default(360),
    height: z.int().positive().default(640),
    fps: z.int().positive().default(15),
    bitrate: z.int().positive().default(500),
    ...layoutFields,
  })
  .refine(hasRegions, 'layout 3 needs layoutConfig');

/** Base64 of 32 bytes. */
const salt = z.string().regex(/^[A-Za-z0-9+/]{43}=$/);

const recording = anySpelling(
  z
    .object({
      channelType: z.union([z.literal(0), z.literal(1)]).default(0),
      streamTypes: z.union([z.literal(0), z.literal(1), z.literal(2)]).default(2),
      decryptionMode: z.int().min(0).max(8).default(0),
      secret: text.optional(),
      salt: salt.optional(),
      audioProfile: z.int().min(0).max(2).default(0),
      videoStreamType: z.int().min(0).max(1).default(0),
      maxIdleTime: z.int().min(5).max(2_592_000).default(30),
      privateParams: z.string().refine(isJsonObject, 'no JSON').optional(),
      // Only of individual recordings.
      streamMode: z.enum(['default', 'standard', 'original']).default('default'),
      subscribeUidGroup: z.int().min(0).max(5).optional(),
      transcodingConfig: transcoding.optional(),
      subscribeAudioUids: uids.optional(),
      unSubscribeAudioUids: uids.optional(),
      subscribeVideoUids: uids.optional(),
      unSubscribeVideoUids: uids.optional(),
    })
    .refine((value) => value.decryptionMode === 0 || value.secret !== undefined, 'decryption needs a secret')
    .refine((value) => value.decryptionMode < 7 || value.salt !== undefined, 'GCM2 needs a salt')
    .refine((value) => !(value.subscribeAudioUids && value.unSubscribeAudioUids), 'two audio lists')
    .refine((value) => !(value.subscribeVideoUids && value.unSubscribeVideoUids), 'two video lists')
    .refine((value) => value.streamTypes !== 0 || !(value.subscribeVideoUids ?? value.unSubscribeVideoUids), 'no video')
    .refine((value) => value.streamTypes !== 1 || !(value.subscribeAudioUids ?? value.unSubscribeAudioUids), 'no audio')
    .refine((value) => value.streamMode !== 'original' || value.streamTypes === 0, 'original is for audio only'),
);

const files = z.object({
  avFileType: z
    .array(z.enum(['hls', 'mp4']))
    .refine((types) => types.includes('hls'), 'mp4 only together with hls')
    .default(['hls']),
});

/** Screenshots. Agora's pages give 1 or 5 s as the least interval. */
const snapshots = z.object({
  captureInterval: z.int().min(1).max(3600).default(10),
  fileType: z.tuple([z.literal('jpg')]),
});

/** An object of another mode. */
const absent = z.undefined().optional();

const common = { token: z.string().optional(), storageConfig: storage };

const mixBody = envelope(
  z.object({
    ...common,
    snapshotConfig: absent,
    extensionServiceConfig: absent,
    recordingConfig: recording
      .refine((value) => value.streamMode === 'default', 'streamMode is for individual recordings')
      .refine((value) => value.subscribeUidGroup === undefined, 'subscribeUidGroup is for individual recordings'),
    recordingFileConfig: files.prefault({}),
  }),
);

const individualBody = envelope(
  z
    .object({
      ...common,
      extensionServiceConfig: absent,
      recordingConfig: recording
        .refine((value) => value.subscribeUidGroup !== undefined, 'subscribeUidGroup is missing')
        .refine((value) => value.transcodingConfig === undefined, 'transcodingConfig is for mixed recordings'),
      recordingFileConfig: files
        .refine(({ avFileType }) => !avFileType.includes('mp4'), 'individual recordings are hls only')
        .optional(),
      snapshotConfig: snapshots.optional(),
    })
    .refine(
      ({ snapshotConfig, recordingConfig }) => snapshotConfig === undefined || recordingConfig.streamTypes !== 0,
      'screenshots need video',
    )
    .refine(
      ({ snapshotConfig, recordingConfig: lists }) =>
        snapshotConfig === undefined ||
        lists.subscribeAudioUids === undefined ||
        (lists.subscribeVideoUids ?? lists.unSubscribeVideoUids) !== undefined,
      'screenshots need a video list where there is an audio list',
    ),
);

const webBody = envelope(
  z.object({
    ...common,
    recordingConfig: absent,
    snapshotConfig: absent,
    recordingFileConfig: files.prefault({}),
    extensionServiceConfig: z.object({
      errorHandlePolicy: z.literal('error_abort').default('error_abort'),
      apiVersion: z.string().optional(),
      extensionServices,
    }),
  }),
);

type RtcConfig = z.infer<typeof recording> & { transcodingConfig: z.infer<typeof transcoding> };

/** A valid `start`, the same shape for every mode. `files`: none where screenshots alone are taken. */
export type Start = {
  mode: Mode;
  cname: string;
  uid: string;
  token?: string | undefined;
  storage: z.infer<typeof storage>;
  recordingConfig: RtcConfig;
  avFileType: readonly ('hls' | 'mp4')[];
  snapshots?: z.infer<typeof snapshots> | undefined;
  web?: z.infer<typeof webRecorder>['serviceParam'] | undefined;
  rtmpUrls: readonly string[];
};

export function checkStart(mode: Mode, body: unknown): Checked<Start> {
  switch (mode) {
    case 'mix':
      return mapped(
        check(mixBody, body),
        ({ recordingConfig, recordingFileConfig }) => ({
          recordingConfig: withTranscoding(recordingConfig),
          avFileType: recordingFileConfig.avFileType,
        }),
        mode,
      );
    case 'individual':
      return mapped(
        check(individualBody, body),
        ({ recordingConfig, recordingFileConfig, snapshotConfig }) => ({
          recordingConfig: withTranscoding(recordingConfig),
          // Without screenshots a missing object means the default.
          avFileType: recordingFileConfig?.avFileType ?? (snapshotConfig === undefined ? ['hls'] : []),
          snapshots: snapshotConfig,
        }),
        mode,
      );
    case 'web':
      return mapped(
        check(webBody, body),
        ({ recordingFileConfig, extensionServiceConfig: { extensionServices } }) => ({
          recordingConfig: withTranscoding(recording.parse({})),
          avFileType: recordingFileConfig.avFileType,
          web: extensionServices.find((service) => service.serviceName === 'web_recorder_service')?.serviceParam,
          rtmpUrls: extensionServices.flatMap((service) =>
            service.serviceName === 'rtmp_publish_service'
              ? service.serviceParam.outputs.map(({ rtmpUrl }) => rtmpUrl)
              : [],
          ),
        }),
        mode,
      );
  }
}

type Common = { token?: string | undefined; storageConfig: z.infer<typeof storage> };

function mapped<T extends Common>(
  checked: Checked<{ cname: string; uid: string; clientRequest: T }>,
  own: (clientRequest: T) => Pick<Start, 'recordingConfig' | 'avFileType'> & Partial<Start>,
  mode: Mode,
): Checked<Start> {
  if (!checked.ok) return checked;
  const { cname, uid, clientRequest } = checked.value;
  const { token, storageConfig } = clientRequest;
  return { ok: true, value: { mode, cname, uid, token, storage: storageConfig, rtmpUrls: [], ...own(clientRequest) } };
}

function withTranscoding(config: z.infer<typeof recording>): RtcConfig {
  return { ...config, transcodingConfig: config.transcodingConfig ?? transcoding.parse({}) };
}

/**
 * What Agora rejects only after it has answered `start` with 200: more pixels than 1920 × 1080, more than 6500 kbps, an
 * invalid color, or a region that the vendor does not have.
 */
export function deferredErrorOf(start: Start): 'badConfig' | 'badStorage' | undefined {
  const { width, height, bitrate, backgroundColor } = start.recordingConfig.transcodingConfig;
  const tooLarge = width > 1920 || height > 1920 || width * height > 1920 * 1080;
  if (tooLarge || bitrate > 6500 || !isColor(backgroundColor)) return 'badConfig';
  const { vendor, region } = start.storage;
  return hasRegion(vendor, region) ? undefined : 'badStorage';
}

/** The layout in the `transcodingConfig` of a `start`. */
export const layoutOf = (start: Start): Layout => layout.parse(start.recordingConfig.transcodingConfig);
