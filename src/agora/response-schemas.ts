/**
 * The bodies of Agora's responses, as far as we read them. Every field is optional and is dropped where its shape is wrong: the
 * shapes have changed between versions of the service, and what a call needs is judged in `interpret-response.ts`.
 */
import { z } from 'zod';
import type { FileStarts, Ms, Uploading } from '../recording/recording.ts';

export const text = z.string().optional().catch(undefined);

/** Numbers that earlier versions of the service wrote as texts. */
export const number = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ])
  .optional()
  .catch(undefined);

/** Some builds report success as 0 or 200. */
const code = number.transform((value) => (value === 0 || value === 200 ? undefined : value));

/** These two become parts of a URL. Agora's have the URL-safe base64 alphabet, 256 to 363 characters, and 32 hex digits. */
const resourceId = /^[\w=-]{1,1024}$/;
const sid = /^[\w-]{1,128}$/;

export const isResourceId = (value: string): boolean => resourceId.test(value);
export const isSid = (value: string): boolean => sid.test(value);

/** In ms. Agora's tables say seconds, its samples are milliseconds; 0 stands for none. */
const moment = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^\d{10,13}$/)
      .transform(Number),
  ])
  .transform((value) => (value < 100_000_000_000 ? value * 1000 : value))
  .transform((value) => (value > 0 ? value : undefined))
  .optional()
  .catch(undefined);

/** `fileName`; `filename` in web recording. */
const file = z.union([
  z.string().transform((name) => ({ name, startedAt: undefined })),
  z
    .object({ fileName: text, filename: text, sliceStartTime: moment })
    .transform(({ fileName, filename, sliceStartTime }) => ({ name: fileName ?? filename, startedAt: sliceStartTime })),
]);
/** A text, or an array of texts or objects, whatever `fileListMode` says. */
export const fileList = z
  .union([z.string(), z.array(file.optional().catch(undefined))])
  .optional()
  .catch(undefined);

const payload = z
  .object({ fileList, uploadingStatus: text, onhold: z.boolean().optional().catch(undefined) })
  .optional()
  .catch(undefined);

const serverResponse = z.object({
  status: number,
  fileList,
  sliceStartTime: moment,
  uploadingStatus: text,
  /** Several versions of the service spell it `playload`. */
  extensionServiceState: z
    .array(z.object({ payload, playload: payload }).optional().catch(undefined))
    .optional()
    .catch(undefined),
});
export type ServerResponse = z.infer<typeof serverResponse>;

const body = z.object({
  code,
  /** The reason that the service gives. */
  reason: text,
  /** The message of the gateway, which gives no code. */
  message: text,
  resourceId: z.string().regex(resourceId).optional().catch(undefined),
  sid: z.string().regex(sid).optional().catch(undefined),
  serverResponse: serverResponse.optional().catch(undefined),
});
export type Body = z.infer<typeof body>;

/** The fields of a body, or `undefined` for anything that is no JSON object. */
export function parseBody(bodyText: string): Body | undefined {
  try {
    return body.safeParse(JSON.parse(bodyText)).data;
  } catch {
    // Gateways and proxies respond with pages of HTML.
    return undefined;
  }
}

/** The file names of `query` and `stop`; none before the first slice. */
export function filesOf(response: ServerResponse | undefined): string[] {
  return listsOf(response).flatMap((list) => namesOf(list));
}

/** When the files of `query` and `stop` begin, by their names. A list that is a text has one start for all of them. */
export function startsOf(response: ServerResponse | undefined): FileStarts {
  const pairs = listsOf(response).flatMap((list) =>
    typeof list === 'string'
      ? namesOf(list).map((name) => [name, response?.sliceStartTime] as const)
      : (list ?? []).map((one) => [one?.name?.trim() ?? '', one?.startedAt] as const),
  );
  return Object.fromEntries(pairs.filter((pair): pair is [string, Ms] => pair[0] !== '' && pair[1] !== undefined));
}

function listsOf(response: ServerResponse | undefined): z.infer<typeof fileList>[] {
  const services = response?.extensionServiceState ?? [];
  return [response?.fileList, ...services.map((it) => (it?.payload ?? it?.playload)?.fileList)];
}

/** The names in a list of files, in their order. `separator`: what joins them where the list is a text. */
export function namesOf(list: z.infer<typeof fileList>, separator: ',' | ';' = ','): string[] {
  return (typeof list === 'string' ? split(list, separator) : (list ?? []).map((one) => one?.name))
    .map((name) => name?.trim() ?? '')
    .filter((name) => name !== '');
}

/**
 * Some versions join the names with commas. A channel name may hold a comma or a semicolon too, so a text is split only where each
 * part looks like one of Agora's file names: folders, `bak<n>_` after a fail-over, the sid, and an extension.
 */
function split(list: string, separator: string): string[] {
  const parts = list.split(separator).map((part) => part.trim());
  return parts.every((part) => /^(.*\/)?(bak\d+_)?[0-9a-f]{32}_.+\.[a-z0-9]{2,4}$/i.test(part)) ? parts : [list];
}

/** Whether a page is paused; undefined in other modes. */
export function pausedOf(response: ServerResponse | undefined): boolean | undefined {
  const services = response?.extensionServiceState ?? [];
  return services.map((it) => (it?.payload ?? it?.playload)?.onhold).find((onhold) => onhold !== undefined);
}

/** What Agora says of the upload; `unknown`, `unknow`, nothing and every other value mean that it does not know. */
export function uploadingOf(response: ServerResponse | undefined): Uploading {
  const services = response?.extensionServiceState ?? [];
  const words = [response?.uploadingStatus, ...services.map((it) => (it?.payload ?? it?.playload)?.uploadingStatus)];
  return words.find((word) => word === 'uploaded' || word === 'backuped') ?? 'unknown';
}
