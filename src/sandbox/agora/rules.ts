/** Checks of request bodies, and the defaults that Agora fills in. */
import { z } from 'zod';
import { badBody, badCname, badExpiry, type ServiceResponse, wrongMode } from './service-responses.ts';
import { hasRegion, isVendor } from './storage-vendors.ts';

/** A valid request, or the error response to an invalid one. */
export type Checked<T> = { ok: true; value: T } | { ok: false; rejection: ServiceResponse };

const HIGHEST_UID = 4_294_967_295;
const CNAME_BYTES = 64;
const CNAME = /^[a-zA-Z0-9 !#$%&()+\-:;<=.>?@[\]^_{}|~,]+$/;
const HOURS = { usual: 72, most: 720 };

const uid = z.string().refine((text) => /^[1-9]\d{0,9}$/.test(text) && Number(text) <= HIGHEST_UID, 'not a uid');
const cname = z.string();
const scene = z.union([z.literal(0), z.literal(1), z.literal(2)]);
const fraction = z.number().min(0).max(1);
const uids = z.array(z.string()).min(1).max(32);
const text = z.string().min(1);

const region = z.object({
  uid: z.string().optional(),
  x_axis: fraction,
  y_axis: fraction,
  width: fraction,
  height: fraction,
  alpha: fraction.default(1),
  render_mode: z.union([z.literal(0), z.literal(1)]).default(0),
});

const background = z.object({
  uid: text,
  image_url: text,
  render_mode: z.union([z.literal(0), z.literal(1)]).default(0),
});

const layoutFields = {
  mixedVideoLayout: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]).default(0),
  maxResolutionUid: uid.optional(),
  backgroundColor: z.string().default('#000000'),
  backgroundImage: text.optional(),
  defaultUserBackgroundImage: text.optional(),
  layoutConfig: z.array(region).max(17).optional(),
  backgroundConfig: z.array(background).optional(),
};

/** A complete layout: `updateLayout` replaces all of the one before. */
const layout = z.object(layoutFields);
export type Layout = z.infer<typeof layout>;

const isColor = (color: string): boolean => /^#[0-9a-fA-F]{6}$/.test(color);
/** The custom layout needs regions. */
const hasRegions = (value: Layout): boolean => value.mixedVideoLayout !== 3 || (value.layoutConfig ?? []).length > 0;

const transcoding = z
  .object({
    width: z.int().positive().default(360),
    height: z.int().positive().default(640),
    fps: z.int().positive().default(15),
    bitrate: z.int().positive().default(500),
    ...layoutFields,
  })
  .refine(hasRegions, 'layout 3 needs layoutConfig');

const storage = z
  .object({
    vendor: z.int().refine(isVendor, 'unknown vendor'),
    region: z.int().min(0),
    bucket: text,
    accessKey: text,
    secretKey: text,
    stsToken: z.string().optional(),
    stsExpiration: z.int().optional(),
    // Agora's limit includes the slashes between the parts.
    fileNamePrefix: z
      .array(z.string().regex(/^[a-zA-Z0-9]+$/))
      .refine((parts) => parts.join('/').length <= 128, 'prefix too long')
      .optional(),
    extensionParams: z.looseObject({ endpoint: z.string().optional() }).optional(),
  })
  .refine(
    (value) => value.vendor !== 11 || value.extensionParams?.endpoint !== undefined,
    'vendor 11 needs an endpoint',
  );
export type Storage = z.infer<typeof storage>;

const recording = z
  .object({
    channelType: z.union([z.literal(0), z.literal(1)]).default(0),
    streamTypes: z.union([z.literal(0), z.literal(1), z.literal(2)]).default(2),
    decryptionMode: z.int().min(0).max(8).default(0),
    secret: text.optional(),
    salt: text.optional(),
    audioProfile: z.int().min(0).max(2).default(0),
    videoStreamType: z.int().min(0).max(1).default(0),
    maxIdleTime: z.int().min(5).max(2_592_000).default(30),
    transcodingConfig: transcoding.prefault({}),
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
  .refine((value) => value.streamTypes !== 1 || !(value.subscribeAudioUids ?? value.unSubscribeAudioUids), 'no audio');

const files = z.object({
  avFileType: z
    .array(z.enum(['hls', 'mp4']))
    .refine((types) => types.includes('hls'), 'mp4 only together with hls')
    .default(['hls']),
});

const envelope = <T extends z.ZodType>(clientRequest: T) => z.object({ cname, uid, clientRequest });

const acquireBody = envelope(
  z.object({
    scene: scene.default(0),
    resourceExpiredHour: z.unknown().optional(),
    region: z.enum(['CN', 'AP', 'EU', 'NA']).optional(),
    regionAffinity: z.int().min(0).max(4).optional(),
    excludeResourceIds: z.array(z.string()).optional(),
    startParameter: z.record(z.string(), z.unknown()).optional(),
  }),
);

const startBody = envelope(
  z.object({
    token: z.string().optional(),
    recordingConfig: recording,
    recordingFileConfig: files.prefault({}),
    storageConfig: storage,
  }),
);

const updateBody = envelope(
  z.object({
    streamSubscribe: z
      .object({
        audioUidList: z
          .object({ subscribeAudioUids: uids.optional(), unSubscribeAudioUids: uids.optional() })
          .refine((list) => Object.values(list).filter((one) => one !== undefined).length === 1, 'exactly one list')
          .optional(),
        videoUidList: z
          .object({ subscribeVideoUids: uids.optional(), unSubscribeVideoUids: uids.optional() })
          .refine((list) => Object.values(list).filter((one) => one !== undefined).length === 1, 'exactly one list')
          .optional(),
      })
      .optional(),
    storageConfig: storage.optional(),
  }),
);

const layoutBody = envelope(
  layout
    .refine((value) => isColor(value.backgroundColor), 'invalid color')
    .refine(hasRegions, 'layout 3 needs layoutConfig'),
);

const stopBody = envelope(z.object({ async_stop: z.boolean().default(false) }));

export type Acquire = Omit<z.infer<typeof acquireBody>['clientRequest'], 'resourceExpiredHour'> & {
  cname: string;
  uid: string;
  expiredHours: number;
};
export type Start = z.infer<typeof startBody>;
export type Update = z.infer<typeof updateBody>;

/** `acquire`: the identity, and the hours for which the recording can be controlled. */
export function checkAcquire(body: unknown): Checked<Acquire> {
  const checked = check(acquireBody, body);
  if (!checked.ok) return checked;
  const { cname, uid, clientRequest } = checked.value;
  if (!CNAME.test(cname) || Buffer.byteLength(cname) >= CNAME_BYTES) return { ok: false, rejection: badCname };
  const { resourceExpiredHour: hours = HOURS.usual, ...rest } = clientRequest;
  if (typeof hours !== 'number' || !Number.isInteger(hours) || hours < 1 || hours > HOURS.most) {
    return { ok: false, rejection: badExpiry };
  }
  if (rest.scene !== 0) return { ok: false, rejection: wrongMode };
  return { ok: true, value: { ...rest, cname, uid, expiredHours: hours } };
}

export const checkStart = (body: unknown): Checked<Start> => check(startBody, body);
export const checkUpdate = (body: unknown): Checked<Update> => check(updateBody, body);
export const checkStop = (body: unknown): Checked<z.infer<typeof stopBody>> => check(stopBody, body);

/** `updateLayout`: the complete new layout, with defaults for what the body does not mention. */
export function checkLayout(body: unknown): Checked<Layout & { cname: string; uid: string }> {
  const checked = check(layoutBody, body);
  if (!checked.ok) return checked;
  const { cname, uid, clientRequest } = checked.value;
  return { ok: true, value: { ...clientRequest, cname, uid } };
}

/**
 * What Agora rejects only after it has answered `start` with 200: more pixels than 1920 × 1080, more than 6500 kbps, an
 * invalid color, or a region that the vendor does not have.
 */
export function deferredErrorOf(start: Start): 'badConfig' | 'badStorage' | undefined {
  const { width, height, bitrate, backgroundColor } = start.clientRequest.recordingConfig.transcodingConfig;
  const tooLarge = width > 1920 || height > 1920 || width * height > 1920 * 1080;
  if (tooLarge || bitrate > 6500 || !isColor(backgroundColor)) return 'badConfig';
  const { vendor, region } = start.clientRequest.storageConfig;
  return hasRegion(vendor, region) ? undefined : 'badStorage';
}

/** The layout in the `transcodingConfig` of a `start`. */
export const layoutOf = (start: Start): Layout => layout.parse(start.clientRequest.recordingConfig.transcodingConfig);

function check<T extends z.ZodType>(schema: T, body: unknown): Checked<z.infer<T>> {
  const result = schema.safeParse(body);
  if (result.success) return { ok: true, value: result.data };
  const why = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  return { ok: false, rejection: badBody(why) };
}
