import type { SlackFileImageObject, UrlImageObject } from '@slack/types';

/** Where the page loads a picture from: files that the bot has uploaded come from the server of the page. */
export function imageUrl(image: UrlImageObject | SlackFileImageObject): string | undefined {
  if ('image_url' in image) return image.image_url;
  const { id = '' } = image.slack_file as Readonly<{ id?: string }>;
  const token = new URLSearchParams(location.search).get('token') ?? '';
  return `/slack-files/${encodeURIComponent(id)}?token=${encodeURIComponent(token)}`;
}
