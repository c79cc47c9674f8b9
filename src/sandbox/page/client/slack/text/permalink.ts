export type Permalink = Readonly<{ channelId: string; ts: string; threadTs?: string }>;

/** The message of the workspace that a link leads to. */
export function parsePermalink(link: string): Permalink | undefined {
  const url = URL.parse(link);
  const [, channelId, seconds, micros] = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/u.exec(url?.pathname ?? '') ?? [];
  if (url === null || channelId === undefined) return undefined;
  const threadTs = url.searchParams.get('thread_ts');
  return { channelId, ts: `${seconds}.${micros}`, ...(threadTs === null ? {} : { threadTs }) };
}
