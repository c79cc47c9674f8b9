/** Pictures for forms: drawn, and uploaded as files that nobody sees elsewhere. */
import type { WebClient } from '@slack/web-api';
import { errorText, type Log } from '../sdk-log.ts';
import type { Team } from '../transport/connection.ts';
import { pngOf } from './picture.ts';

/** The id of Slack's file with the picture; undefined where there is none, and a sketch has to do. Never rejects. */
export type UploadPicture = (svg: string) => Promise<string | undefined>;

/** Without this optional scope previews are sketches. */
const neededScope = 'files:write';
/** People look at the same few layouts again and again. */
const mostKept = 100;

type Options = Readonly<{ client: Pick<WebClient, 'filesUploadV2'>; team: Team; log: Log }>;

export function mayUpload({ scopes }: Pick<Team, 'scopes'>): boolean {
  return scopes?.includes(neededScope) === true;
}

export function createPictureUpload({ client, team, log }: Options): UploadPicture {
  if (!mayUpload(team)) return () => Promise.resolve(undefined);
  const uploaded = new Map<string, string>();

  return async (svg) => {
    const known = uploaded.get(svg);
    if (known !== undefined) return known;
    try {
      const response = await client.filesUploadV2({ file: await pngOf(svg), filename: 'layout.png', title: 'Layout' });
      const id = fileIdIn(response);
      if (id === undefined) return undefined;
      uploaded.set(svg, id);
      const [oldest] = uploaded.keys();
      if (uploaded.size > mostKept && oldest !== undefined) uploaded.delete(oldest);
      return id;
    } catch (error) {
      log.warn({ error: errorText(error) }, 'failed to upload a picture; a sketch is shown');
      return undefined;
    }
  };
}

/** The SDK wraps the response of each upload. */
function fileIdIn(response: object): string | undefined {
  const { files } = response as { files?: readonly { files?: readonly { id?: unknown }[] }[] };
  const id = files?.[0]?.files?.[0]?.id;
  return typeof id === 'string' ? id : undefined;
}
