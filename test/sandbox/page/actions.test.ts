/** What a visitor does on the page, each action once, with the real bot. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { PageView, View } from '../../../src/sandbox/page/protocol.ts';
import { connectPage, lookAs, type PageClient, type PageDemo, pressOf, useVisitor } from './page.support.ts';

const visitor = useVisitor();
const { classes, done, message, record } = visitor;
let opened: PageDemo;
let page: PageClient;
let view: View;
beforeEach(() => {
  [opened, page, view] = [visitor.opened(), visitor.page(), visitor.view()];
});

/** The ids of the first field of a form. */
function firstField({ blocks }: PageView): { blockId: string; actionId: string } {
  const field = blocks.find(({ type }) => type === 'input') ?? {};
  const element = (field['element'] ?? {}) as { action_id?: string };
  return { blockId: String(field['block_id']), actionId: String(element.action_id) };
}

const recorderOf = (cname: string) => page.shown.agora?.recorders.find((one) => one.cname === cname);

describe('in Slack', () => {
  test('messages and commands, of which others see no private answers', async () => {
    await done({ type: 'type', text: 'good morning' });
    expect(await message('good morning')).toMatchObject({ user: view.person, isEphemeral: false });
    await done({ type: 'type', text: `<@${view.person}> & <https://x.example|y>` });
    expect(await message('x.example')).toMatchObject({
      text: `&lt;@${view.person}&gt; &amp; &lt;https://x.example|y&gt;`,
    });
    await done({ type: 'type', text: '/record help' });
    expect(await message('/record start')).toMatchObject({ isEphemeral: true });
    using other = await connectPage(opened.address);
    await lookAs(other, 'ben');
    expect(other.message(classes(), 'good morning')).toBeDefined();
    expect(other.message(classes(), '/record start')).toBeUndefined();
  });

  test('a press on a button changes the layout that is seen, and the thread tells of it', async () => {
    const card = await record('tiles');
    await done({ type: 'join', cname: 'tiles' });
    await page.until(() => recorderOf('tiles')?.tiles.length === 2);
    expect(recorderOf('tiles')).toMatchObject({ layout: 'Grid', tiles: [{ width: 0.5 }, { width: 0.5 }] });
    page.look({ ...view, thread: card.ts });
    await done({ type: 'press', ts: card.ts, press: pressOf(card, 'Vertical') });
    await page.until(() => recorderOf('tiles')?.layout === 'Vertical');
    expect(recorderOf('tiles')?.tiles.map(({ width }) => width)).toEqual([0.8, 0.2]);
    await message('changed the layout', `${classes()} ${card.ts}`);
    // The parent is the first message of its thread.
    expect([...(page.shown.conversations.get(`${classes()} ${card.ts}`)?.keys() ?? [])].sort()[0]).toBe(card.ts);
    expect(await page.act({ type: 'press', ts: card.ts, press: { blockId: 'x', actionId: 'y' } })).toBe(
      'This button is not there any more.',
    );
    expect(await page.act({ type: 'press', ts: '1.2', press: { blockId: 'x', actionId: 'y' } })).toBe(
      'This message is not there any more.',
    );
  });

  test('a form opens by its shortcut, takes input, shows what is wrong with it, starts, and closes', async () => {
    await done({ type: 'shortcut', callbackId: page.shown.workspace?.shortcuts[0]?.callbackId ?? '' });
    const form = await page.until(({ modal }) => modal);
    const ids = firstField(form);
    await done({ type: 'enter', ...ids, value: 'ä' });
    await done({ type: 'submitModal' });
    await page.until(({ modal }) => Object.keys(modal?.errors ?? {}).length > 0);
    await done({ type: 'enter', ...ids, value: 'by form' });
    expect(page.shown.modal?.values[ids.blockId]?.[ids.actionId]).toMatchObject({ value: 'by form' });
    await done({ type: 'submitModal' });
    expect(page.shown.modal).toBeNull();
    await message('by form');
    await done({ type: 'type', text: '/record' });
    await page.until(({ modal }) => modal);
    await done({ type: 'dismissModal' });
    expect(page.shown.modal).toBeNull();
    expect(await page.act({ type: 'submitModal' })).toBe('@ana has no modal open');
  });

  test('a picture of a layout is uploaded, and the page can load it', async () => {
    const card = await record('picture');
    await done({ type: 'press', ts: card.ts, press: pressOf(card, 'Custom…') });
    const form = await page.until(({ modal }) => modal);
    await done({ type: 'enter', ...firstField(form), value: '0 0 50% 1\n50% 0 50% 1' });
    const shown = await page.until(({ modal }) => modal);
    await done({ type: 'pressInModal', press: pressOf(shown, '2 participants') });
    const image = await page.until(({ modal }) => modal?.blocks.find((block) => block['slack_file'] !== undefined));
    const { id } = image['slack_file'] as { id: string };
    const url = new URL(opened.address);
    url.pathname = `/slack-files/${id}`;
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(
      Buffer.from(await response.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    await done({ type: 'dismissModal' });
  });

  test('the App Home opens, and its buttons work', async () => {
    page.look({ ...view, place: { kind: 'home' } });
    await done({ type: 'openHome' });
    const home = await page.until(({ home: shown }) => shown);
    expect(await page.act({ type: 'type', text: 'x' })).toBe('Open a channel first.');
    const buttons = home.blocks.flatMap(
      (block) => (block['elements'] ?? []) as { type: string; text: { text: string } }[],
    );
    const start = buttons.find(({ type, text }) => type === 'button' && text.text.includes('recording'));
    await done({ type: 'pressInHome', press: pressOf(home, start?.text.text ?? 'Start a Recording') });
    await page.until(({ modal }) => modal);
    await done({ type: 'dismissModal' });
  });

  test('people and channels are added, and the bot is invited', async () => {
    await done({ type: 'addPerson', name: 'Dora' });
    await page.until(({ workspace }) => workspace?.people.some(({ name }) => name === 'dora'));
    expect(await page.act({ type: 'addPerson', name: 'dora' })).toBe('There is a @dora already.');
    expect(await page.act({ type: 'addPerson', name: '<b>' })).toBe('Use letters, digits, dots and dashes for a name.');
    await done({ type: 'addChannel', name: '#lab', isPrivate: true });
    const channels = () => page.shown.workspace?.channels ?? [];
    await page.until(() => channels().some(({ name }) => name === 'lab'));
    const lab = channels().find(({ name }) => name === 'lab');
    expect(lab).toMatchObject({ kind: 'private', botIsMember: false });
    expect(await page.act({ type: 'addChannel', name: 'lab', isPrivate: false })).toBe('There is a #lab already.');
    await done({ type: 'inviteBot', channelId: lab?.id ?? '' });
    await page.until(() => channels().some(({ name, botIsMember }) => name === 'lab' && botIsMember));
  });
});

describe('in Agora', () => {
  test('participants join and leave, and a recorder moves to another server and back', async () => {
    await record('room');
    const { sid = '' } = recorderOf('room') ?? {};
    const inRoom = () => page.shown.agora?.channels.find(({ cname }) => cname === 'room')?.uids.length ?? 0;
    await done({ type: 'failover', sid });
    expect(recorderOf('room')).toMatchObject({
      status: 'Moving to another server',
      failoverUntil: expect.any(Number) as number,
    });
    await done({ type: 'failover', sid });
    expect(recorderOf('room')?.failoverUntil).toBeUndefined();
    expect(inRoom()).toBe(1);
    await done({ type: 'leave', cname: 'room' });
    expect(inRoom()).toBe(0);
    await done({ type: 'killRecorder', sid });
    expect(recorderOf('room')).toMatchObject({ status: 'Killed', tiles: [] });
    expect(await page.act({ type: 'killRecorder', sid })).toBe('This recorder has ended.');
    expect(page.shown.agora?.requests.at(-1)).toMatchObject({ number: opened.demo.agora.requests.length });
  });

  test('a network that is down is detected, and another click brings it back', async () => {
    await done({ type: 'network', of: 'agora', state: 'down' });
    expect(page.shown.conditions?.agora).toBe('down');
    await done({ type: 'join', cname: 'cut' });
    await done({ type: 'type', text: '/record start cut' });
    await message('Starting cut');
    await page.until(({ agora }) =>
      agora?.requests.some(({ cname, status }) => cname === 'cut' && status === undefined),
    );
    await done({ type: 'network', of: 'agora', state: 'up' });
    await message('Recording cut');
    expect(page.shown.conditions?.agora).toBe('up');

    await done({ type: 'network', of: 'slack', state: 'down' });
    expect(page.shown.conditions?.slack).toBe('down');
    await done({ type: 'type', text: '/record list' });
    await message('dispatch_failed');
    await done({ type: 'network', of: 'slack', state: 'up' });
    await opened.demo.slack.waitFor(({ sockets }) => sockets > 0, 20_000);
    expect(page.shown.conditions?.slack).toBe('up');
  });

  test('a storage that fails ends what starts, and gets no files of what ends', async () => {
    const card = await record('full');
    await done({ type: 'storage', state: 'failing' });
    expect(page.shown.conditions?.storage).toBe('failing');
    page.look({ ...view, thread: card.ts });
    await done({ type: 'press', ts: card.ts, press: pressOf(card, 'Stop') });
    await message('backuped', `${classes()} ${card.ts}`);
    await done({ type: 'storage', state: 'up' });
    const second = await record('spare');
    await done({ type: 'press', ts: second.ts, press: pressOf(second, 'Stop') });
    await page.until(({ agora }) => agora?.files.some(({ key }) => key.includes('_spare')));
    expect(page.shown.agora?.files.filter(({ key }) => key.includes('_full') || key.endsWith('.ts'))).toEqual([]);
    const playlist = page.shown.agora?.files.find(({ key, kind }) => key.includes('_spare') && kind === 'hls');
    const url = new URL(playlist?.url ?? '', opened.address);
    const [segment = ''] = (await (await fetch(url)).text()).split('\n').filter((line) => line.endsWith('.ts'));
    const answer = await fetch(new URL(segment, url));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'video/mp2t']);
  });
});
