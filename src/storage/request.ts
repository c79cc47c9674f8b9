/** One signed request to a bucket. */
import { AwsV4Signer } from 'aws4fetch';
import type { Ms } from '../recording/recording.ts';
import type { Endpoint } from './endpoints.ts';

/** Keys that serve now. `stsExpiration`: seconds for which the token serves. */
export type Keys = Readonly<{ accessKey: string; secretKey: string; stsToken?: string; stsExpiration?: number }>;

/** A bucket that can be asked. `now`: what the signature says. */
export type SignedBy = Readonly<{ endpoint: Endpoint; keys: Keys; now: Ms }>;

export type BucketRequest = Readonly<{
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** After the bucket: an encoded key with a slash in front, a query, or both. */
  path: string;
  body?: string;
}>;

/** `body` is cut: nothing that is read here is long. */
export type BucketResponse = Readonly<{ status: number; body: string }>;

/** A page of a thousand names of a thousand characters. */
const longestBody = 2_000_000;

/** Rejects where there is no response before `signal` aborts. A redirection is a response. */
export async function sendSigned(
  by: SignedBy,
  { method, path, body }: BucketRequest,
  signal: AbortSignal,
): Promise<BucketResponse> {
  const signer = new AwsV4Signer({ ...signing(by), method, url: `${by.endpoint.base}${path}` });
  const { url, headers } = await signer.sign();
  const response = await fetch(url, {
    method,
    headers,
    redirect: 'manual',
    signal,
    ...(body !== undefined && { body }),
  });
  return { status: response.status, body: await readStart(response) };
}

/** A link that anybody can download the object with, for that many seconds. */
export async function presign(by: SignedBy, path: string, seconds: number): Promise<string> {
  const url = `${by.endpoint.base}${path}?X-Amz-Expires=${seconds}`;
  const signed = await new AwsV4Signer({ ...signing(by), method: 'GET', url, signQuery: true }).sign();
  return signed.url.href;
}

function signing({ endpoint: { region }, keys: { accessKey, secretKey, stsToken }, now }: SignedBy) {
  return {
    service: 's3',
    region,
    accessKeyId: accessKey,
    secretAccessKey: secretKey,
    ...(stsToken !== undefined && { sessionToken: stsToken }),
    datetime: new Date(now).toISOString().replaceAll(/[:-]|\.\d{3}/gu, ''),
  };
}

async function readStart(response: Response): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > longestBody) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
