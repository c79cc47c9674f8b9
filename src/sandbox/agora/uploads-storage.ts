/** Requests to a storage on this machine, with the keys that `start` was given. */
import { AwsV4Signer } from 'aws4fetch';
import type { Storage } from './rules-storage.ts';
import { isLoopback } from './storage-vendors.ts';

const S3_COMPATIBLE = 11;
/** In real time. */
const TIMEOUT_MS = 5_000;

/** Error codes that say that no file can be written; a key that may only write is denied everything else. */
const WRONG = ['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'ExpiredToken', 'InvalidToken', 'NoSuchBucket'];

export type StorageClient = {
  /** Whether the storage knows the keys and the bucket; true where that can't be found out. Leaves nothing behind. */
  accepts(key: string): Promise<boolean>;
  /** Whether it was stored. */
  put(key: string, body: Uint8Array | string, type: string): Promise<boolean>;
};

/** Whether files are really uploaded to it: an S3-compatible one on this machine. */
export function isLocal({ vendor, extensionParams }: Storage): boolean {
  return vendor === S3_COMPATIBLE && isLoopback(extensionParams?.endpoint ?? '');
}

/** `now`: what the signatures say. Nothing rejects. */
export function createStorageClient(storage: Storage, now: () => number, closing: AbortSignal): StorageClient {
  const base = `http://${storage.extensionParams?.endpoint}/${encodeURIComponent(storage.bucket)}`;
  const send = async (method: string, key: string, init: { body?: Uint8Array | string; type?: string } = {}) => {
    const signer = new AwsV4Signer({
      method,
      url: `${base}/${key.split('/').map(encode).join('/')}`,
      headers: init.type === undefined ? {} : { 'content-type': init.type },
      service: 's3',
      region: 'us-east-1',
      accessKeyId: storage.accessKey,
      secretAccessKey: storage.secretKey,
      datetime: new Date(now()).toISOString().replaceAll(/[:-]|\.\d{3}/g, ''),
    });
    const { url, headers } = await signer.sign();
    const signal = AbortSignal.any([closing, AbortSignal.timeout(TIMEOUT_MS)]);
    const body = init.body === undefined ? {} : { body: Buffer.from(init.body) };
    const response = await fetch(url, { method, headers, signal, ...body });
    return { ok: response.ok, text: await response.text() };
  };
  return {
    accepts: (key) =>
      send('GET', key).then(
        ({ ok, text }) => ok || !WRONG.some((code) => text.includes(`<Code>${code}</Code>`)),
        () => true,
      ),
    put: (key, body, type) =>
      send('PUT', key, { body, type }).then(
        ({ ok }) => ok,
        () => false,
      ),
  };
}

const encode = (part: string): string =>
  encodeURIComponent(part).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
