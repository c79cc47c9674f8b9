/** Which links the player opens, and why a file can't be played. Pure; the tests run it in Node. */
import type { PageFile } from '../../protocol.ts';

const kinds: readonly (readonly [RegExp, PageFile['kind']])[] = [
  [/\.m3u8$/iu, 'hls'],
  [/\.mp4$/iu, 'mp4'],
  [/\.(?:jpe?g|png)$/iu, 'image'],
];

/**
 * The file that a link leads to, presigned or not. A file of the bucket is loaded from where the page can load it: a signature
 * covers the playlist alone, not its segments. Nothing is loaded from another machine.
 */
export function fileOfLink(href: string, files: readonly PageFile[]): PageFile | undefined {
  const url = URL.parse(href);
  if (url === null || url.hostname !== '127.0.0.1') return undefined;
  const path = decoded(url.pathname);
  const known = files.find((file) => new URL(file.url, url).href === url.href || path.endsWith(`/${file.key}`));
  const file = known ?? linked(url, path);
  return file?.kind === 'other' ? undefined : file;
}

function linked(url: URL, path: string): PageFile | undefined {
  const kind = kinds.find(([pattern]) => pattern.test(path))?.[1];
  if (kind === undefined) return undefined;
  // The first part of the path is the bucket.
  return { key: path.split('/').slice(2).join('/'), url: url.href, kind, bytes: 0 };
}

/** A path that a person wrote may hold a lone percent sign. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

export const nameOf = ({ key }: PageFile): string => key.slice(key.lastIndexOf('/') + 1);

export type Problem = 'forbidden' | 'missing' | 'unreachable' | 'unplayable';

/** `status`: of the response; none without a response. */
export function problemOf(status: number | undefined): Problem {
  if (status === undefined || status >= 500) return 'unreachable';
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'missing';
  return 'unplayable';
}
