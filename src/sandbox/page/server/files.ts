/** Serves the files of the bucket, and those that the bot uploaded to Slack. */
import type { LocalBucket } from '../../bucket/bucket-server.ts';
import { objectResponse, type StoredObject } from '../../bucket/responses.ts';
import type { SlackWorkspace } from '../../slack/slack-server.ts';

export type FileResponse = Readonly<{
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array;
}>;

/** Below these. The client knows the second: the id of a `slack_file` follows it. */
const prefixes = { bucket: '/bucket/', slack: '/slack-files/' } as const;

/** Only these are shown as what they are: a browser would run a page. */
const types: Readonly<Record<string, string>> = {
  m3u8: 'application/vnd.apple.mpegurl',
  ts: 'video/mp2t',
  mp4: 'video/mp4',
  jpg: 'image/jpeg',
  png: 'image/png',
};

export function bucketUrl(key: string): string {
  return prefixes.bucket + key.split('/').map(encodeURIComponent).join('/');
}

/** What the bot uploaded to Slack is for those who may see the messages. */
export function needsToken(path: string): boolean {
  return path.startsWith(prefixes.slack);
}

/** Undefined where the path is that of no file. */
export function fileResponse(
  { bucket, slack }: Readonly<{ bucket: LocalBucket; slack: SlackWorkspace }>,
  path: string,
  range: string | undefined,
): FileResponse | undefined {
  const kind = (['bucket', 'slack'] as const).find((one) => path.startsWith(prefixes[one]));
  if (kind === undefined) return undefined;
  const name = decoded(path.slice(prefixes[kind].length));
  const found = name === undefined ? undefined : kind === 'bucket' ? inBucket(bucket, name) : inSlack(slack, name);
  if (found === undefined) return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not found\n' };
  const { status, headers = {}, body = '' } = objectResponse(found.object, range);
  const isShown = Object.values(types).includes(found.object.type);
  const disposition = isShown ? 'inline' : 'attachment';
  return {
    status,
    headers: {
      ...headers,
      'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(found.name)}`,
      // Only this page plays them.
      'cross-origin-resource-policy': 'same-origin',
    },
    body,
  };
}

type Found = { name: string; object: StoredObject };

function inBucket({ objects }: LocalBucket, key: string): Found | undefined {
  const object = objects.get(key);
  const name = key.slice(key.lastIndexOf('/') + 1);
  return object === undefined ? undefined : { name, object: { ...object, type: typeOf(name) } };
}

function inSlack(slack: SlackWorkspace, id: string): Found | undefined {
  const file = slack.files().find((one) => one.id === id && one.isComplete);
  if (file?.bytes === undefined) return undefined;
  return { name: file.name, object: { bytes: file.bytes, type: typeOf(file.name), storedAt: 0 } };
}

function typeOf(name: string): string {
  return types[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
