/** Checks of request bodies, and the defaults that Agora fills in. */
import { z } from 'zod';
import { badBody, badCname, badExpiry, type ServiceResponse, wrongMode } from './service-responses.ts';

/** A valid request, or the error response to an invalid one. */
export type Checked<T> = { ok: true; value: T } | { ok: false; rejection: ServiceResponse };

const HIGHEST_UID = 4_294_967_295;
const CNAME_BYTES = 64;
const CNAME = /^[a-zA-Z0-9 !#$%&()+\-:;<=.>?@[\]^_{}|~,]+$/;
const HOURS = { usual: 72, most: 720 };

export const uid = z.string().refine((text) => /^[1-9]\d{0,9}$/.test(text) && Number(text) <= HIGHEST_UID, 'not a uid');
const cname = z.string();
const scene = z.union([z.literal(0), z.literal(1), z.literal(2)]);
const fraction = z.number().min(0).max(1);
export const everybody = '#allstream#';
export const uids = z
  .array(z.union([uid, z.literal(everybody)]))
  .min(1)
  .max(32);
export const text = z.string().min(1);
const link = z.url({ protocol: /^https?$/ });

/** Agora's pages also print `unsubscribe…` for the lists of those who are left out; both are taken. */
export const anySpelling = <T extends z.ZodType>(schema: T) => z.preprocess(respelled, schema);

function respelled(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key.replace(/^unsubscribe(?=(?:Audio|Video)Uids$)/, 'unSubscribe'),
      item,
    ]),
  );
}

const region = z.object({
  uid: uid.optional(),
  x_axis: fraction,
  y_axis: fraction,
  width: fraction,
  height: fraction,
  alpha: fraction.default(1),
  render_mode: z.union([z.literal(0), z.literal(1)]).default(0),
});

const background = z.object({
  uid,
  image_url: link,
  render_mode: z.union([z.literal(0), z.literal(1)]).default(0),
});

export const layoutFields = {
  mixedVideoLayout: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]).default(0),
  maxResolutionUid: uid.optional(),
  backgroundColor: z.string().default('#000000'),
  backgroundImage: link.optional(),
  defaultUserBackgroundImage: link.optional(),
  layoutConfig: z.array(region).max(17).optional(),
  backgroundConfig: z.array(background).optional(),
};

/** A complete layout: `updateLayout` replaces all of the one before. */
export const layout = z.object(layoutFields);
export type Layout = z.infer<typeof layout>;

export const isColor = (color: string): boolean => /^#[0-9a-fA-F]{6}$/.test(color);
/** The custom layout needs regions, the others ignore them. */
export const hasRegions = (value: Layout): boolean =>
  value.mixedVideoLayout !== 3 || (value.layoutConfig ?? []).length > 0;

export function isJsonObject(value: string): boolean {
  try {
    const parsed = JSON.parse(value) as unknown;
    return typeof parsed === 'object' && parsed !== null;
  } catch {
    return false;
  }
}

export const envelope = <T extends z.ZodType>(clientRequest: T) => z.object({ cname, uid, clientRequest });

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
  // Postponed transcoding is no longer offered.
  if (rest.scene === 2) return { ok: false, rejection: wrongMode };
  return { ok: true, value: { ...rest, cname, uid, expiredHours: hours } };
}

export const checkStop = (body: unknown): Checked<z.infer<typeof stopBody>> => check(stopBody, body);

/** `updateLayout`: the complete new layout, with defaults for what the body does not mention. */
export function checkLayout(body: unknown): Checked<Layout & { cname: string; uid: string }> {
  const checked = check(layoutBody, body);
  if (!checked.ok) return checked;
  const { cname, uid, clientRequest } = checked.value;
  return { ok: true, value: { ...clientRequest, cname, uid } };
}

export function check<T extends z.ZodType>(schema: T, body: unknown): Checked<z.infer<T>> {
  const result = schema.safeParse(body);
  if (result.success) return { ok: true, value: result.data };
  const why = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  return { ok: false, rejection: badBody(why) };
}
