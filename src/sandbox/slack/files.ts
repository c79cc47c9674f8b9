/** Files that the bot uploads in three steps: a place, the bytes, the completion. Nobody sees them until a message or modal shows them. */
import { errorBody, textOf } from './content.ts';
import type { Room, State } from './state.ts';
import { isObject, type Json } from './types.ts';

/** `files.getUploadURLExternal` */
export function openUpload(args: Json, state: State): Json {
  const name = textOf(args, 'filename');
  const length = Number(args['length']);
  if (name === '' || !(length > 0)) return errorBody('invalid_arguments');
  const id = state.id('F');
  state.files.set(id, { id, name, length, isComplete: false });
  return { ok: true, upload_url: `${state.team.url}upload/${id}`, file_id: id };
}

/** Takes the bytes, plain or as a form. False where no upload waits for them, or not for so many. */
export async function takeUpload(state: State, id: string, body: Buffer, contentType: string): Promise<boolean> {
  const file = state.files.get(id);
  if (file === undefined || file.bytes !== undefined) return false;
  const bytes = contentType.startsWith('multipart/') ? await fileInForm(body, contentType) : body;
  if (bytes?.length !== file.length) return false;
  file.bytes = bytes;
  return true;
}

async function fileInForm(body: Buffer, contentType: string): Promise<Buffer | undefined> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const part = [...form.values()].find((value) => typeof value !== 'string');
  return part === undefined ? undefined : Buffer.from(await part.arrayBuffer());
}

/** `files.completeUploadExternal`. `room`: the one of `channel_id`, if the bot can see it. */
export function completeUpload(args: Json, state: State, room: Room | undefined): Json {
  const given: unknown[] = Array.isArray(args['files']) ? args['files'] : [];
  const files = given.map((one) => (isObject(one) ? state.files.get(String(one['id'])) : undefined));
  const known = files.filter((file) => file?.bytes !== undefined).filter((file) => file !== undefined);
  if (given.length === 0 || known.length < given.length) return errorBody('file_not_found');
  const isShared = args['channel_id'] !== undefined;
  if (isShared && room === undefined) return errorBody('channel_not_found');
  if (room?.channel.botIsMember === false) return errorBody('not_in_channel');
  for (const file of known) {
    file.isComplete = true;
    if (room === undefined) continue;
    file.channelId = room.channel.id;
    // Slack shows the files below the comment.
    state.post(room, { user: state.bot.userId, text: `${textOf(args, 'initial_comment')}[${file.name}]` });
  }
  return { ok: true, files: known.map(({ id, name }) => ({ id, title: name })) };
}
