/** Checks of the body of `update` (Agora: Cloud Recording REST API, "update"). */
import { z } from 'zod';
import { anySpelling, type Checked, check, envelope, uids } from './rules.ts';
import { storage } from './rules-storage.ts';
import { rtmpPublish } from './rules-web.ts';
import { badBody } from './service-responses.ts';

const onlyOne = (lists: object) => Object.values(lists).filter((one) => one !== undefined).length === 1;
const list = <T extends z.ZodRawShape>(shape: T) => anySpelling(z.object(shape).refine(onlyOne, 'exactly one list'));

const updateBody = envelope(
  z.strictObject({
    streamSubscribe: z
      .object({
        audioUidList: list({ subscribeAudioUids: uids.optional(), unSubscribeAudioUids: uids.optional() }).optional(),
        videoUidList: list({ subscribeVideoUids: uids.optional(), unSubscribeVideoUids: uids.optional() }).optional(),
      })
      .optional(),
    webRecordingConfig: z.object({ onhold: z.boolean().default(false) }).optional(),
    rtmpPublishConfig: rtmpPublish.optional(),
    storageConfig: storage.optional(),
  }),
);
export type Update = z.infer<typeof updateBody>;

/** `isWeb`: the recorder records a page. */
export function checkUpdate(body: unknown, isWeb: boolean): Checked<Update> {
  const checked = check(updateBody, body);
  if (!checked.ok) return checked;
  const { streamSubscribe, webRecordingConfig, rtmpPublishConfig } = checked.value.clientRequest;
  if (isWeb && streamSubscribe !== undefined)
    return { ok: false, rejection: badBody('streamSubscribe: not of a web page') };
  if (!isWeb && (webRecordingConfig ?? rtmpPublishConfig) !== undefined)
    return { ok: false, rejection: badBody('webRecordingConfig, rtmpPublishConfig: of web pages only') };
  return checked;
}
