/** A workspace of a busy year, for what the page has to stay quick with. */
import type { ShownDemo } from '../../src/cli/screenshots/shown-demo.ts';

export const large = { recordings: 200, messages: 5_000 };

/**
 * Messages first, then the recordings. `started` of these are started through the bot and have cards; the others are known to the
 * local Agora only.
 */
export async function fill({ slack, agora, channel, clock, pass }: ShownDemo, started: number): Promise<void> {
  const [ana] = slack.people();
  if (ana === undefined) throw new Error('nobody is in the workspace');
  const begin = Math.floor(clock.now() / 1_000) - large.messages;
  for (let n = 0; n < large.messages; n += 1) {
    slack.restore({
      channel: channel.id,
      ts: `${begin + n}.000100`,
      text: `Message ${n} of *ana* in <#${channel.id}>`,
    });
  }
  for (let n = started; n < large.recordings; n += 1) {
    const id = String(n).padStart(32, '0');
    agora.join(`class ${n}`);
    agora.restore({
      sid: id,
      resourceId: id,
      cname: `class ${n}`,
      uid: String(1_000 + n),
      startedAt: clock.now() - n * 60_000,
    });
  }
  for (let n = 0; n < started; n += 1) {
    agora.join(`lesson ${n}`);
    await slack.type(ana, channel, `/record start "lesson ${n}"`);
  }
  await pass(60_000);
}
