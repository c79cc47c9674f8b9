/** The `clientRequest` of `start`: what the mode asks for, and where the files go. */
import { startFields } from '../recording/modes/index.ts';
import { channelTypes } from '../recording/modes/rtc.ts';
import type { Recording } from '../recording/recording.ts';
import type { ChannelType } from '../recording/spec.ts';
import type { BucketAccess } from './storage-credentials.ts';

type StartSettings = Readonly<{
  /** Of the project, where the recording does not say. */
  channelType: ChannelType;
  bucket: BucketAccess;
  /** The value of a variable that a recording names. */
  secretOf: (variable: string) => string;
  /** For exactly the recorder's uid; left out where the project has no App Certificate. */
  token?: string;
}>;

/** The `clientRequest` of `start` (Agora: Cloud Recording REST API, "start"). */
export function startRequest(r: Recording, { channelType, bucket, secretOf, token }: StartSettings): object {
  const fields: { recordingConfig?: object } = startFields(r, secretOf);
  return {
    ...(token === undefined ? {} : { token }),
    ...fields,
    ...(fields.recordingConfig === undefined
      ? {}
      : { recordingConfig: { channelType: channelTypes[channelType], ...fields.recordingConfig } }),
    storageConfig: storageFields(bucket, r.spec.folders),
  };
}

/** `storageConfig`, also of `update`. */
export function storageFields(bucket: BucketAccess, folders: readonly string[] | undefined): object {
  const { storage, accessKey, secretKey, stsToken, stsExpiration } = bucket;
  const { vendor, region, prefix = [], endpoint, serverSideEncryption, tag } = storage;
  const parts = folders ?? prefix;
  const extensionParams = {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(serverSideEncryption === undefined ? {} : { sse: serverSideEncryption }),
    ...(tag === undefined ? {} : { tag }),
  };
  return {
    vendor,
    region,
    bucket: storage.bucket,
    accessKey,
    secretKey,
    ...(stsToken === undefined ? {} : { stsToken }),
    ...(stsExpiration === undefined ? {} : { stsExpiration }),
    ...(parts.length === 0 ? {} : { fileNamePrefix: parts }),
    ...(Object.keys(extensionParams).length === 0 ? {} : { extensionParams }),
  };
}
