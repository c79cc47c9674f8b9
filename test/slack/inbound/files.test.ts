/** `/record files` and the button Files: for whom, of which recording, and what is audited. */
import { describe, expect, it } from 'vitest';
import type { Recording } from '../../../src/recording/recording.ts';
import type { HandlerResult } from '../../../src/slack/inbound/handler.ts';
import { noneHere, notFound, severalNamed, whichOne } from '../../../src/slack/surfaces/replies.ts';
import { bucketUrl, seen } from '../surfaces/support.ts';
import { contextOf, createHandlers, here } from './handlers.ts';
import { aRecording, inChannel } from './support.ts';

const endedAt = 1_700_000_060_000;
const names = ['sid-1_standup.m3u8', 'sid-1_standup_0.mp4'];

function over(change: Partial<Recording> = {}, files: readonly string[] = names): Recording {
  return aRecording({ phase: 'finished', ending: { endedAt, files: { names: files, predicted: false } }, ...change });
}

const saidIn = ({ reply }: HandlerResult) => (reply === undefined ? '' : seen(reply));
const urls = ({ reply }: HandlerResult) =>
  [...JSON.stringify(reply?.blocks ?? []).matchAll(/"url":"([^"]+)"/gu)].map(([, url]) => url ?? '');
const private_ = contextOf('U9', 'C9');

describe('links', () => {
  it('are given to the requester, and audited without links', async () => {
    const { press, service, buckets } = createHandlers(over());
    for (const name of names) buckets.files.add(name);
    const result = await press('files', 'rabcde', here, '1700000000.000001');
    expect(result.outcome).toBe('answered');
    expect(urls(result).map((url) => url.slice(0, bucketUrl.length))).toEqual([bucketUrl, bucketUrl]);
    const { actor, requestId } = here;
    expect(service.executed).toEqual([{ id: 'rabcde', command: { type: 'files', links: 2 }, actor, requestId }]);
    expect(result.reply?.text).not.toContain('X-Amz-Signature');
    expect(result.reply?.text).toContain('sid-1_standup_0.mp4');
  });

  it('are counted: a path is not a link', async () => {
    const { press, service, buckets } = createHandlers(over());
    buckets.files.add(names[1] ?? '');
    const result = await press('files', 'rabcde');
    expect(urls(result)).toHaveLength(1);
    expect(saidIn(result)).toContain('not there yet');
    expect(service.executed).toMatchObject([{ command: { links: 1 } }]);
  });

  it('are given once for a request', async () => {
    const { press, service } = createHandlers(over());
    service.onExecute = () => Promise.resolve({ kind: 'duplicate' });
    expect(await press('files', 'rabcde')).toEqual({ outcome: 'duplicate' });
  });

  it('are not given when the recording was pruned, or may no longer be viewed', async () => {
    const { press, service } = createHandlers(over());
    const gone = { outcome: 'answered', reply: notFound('rabcde', []) };
    service.onExecute = () => Promise.resolve({ kind: 'notFound' });
    expect(await press('files', 'rabcde', private_)).toEqual(gone);
    const recording = over({ card: inChannel('C1', true) });
    service.onExecute = () => Promise.resolve({ kind: 'accepted', recording, reply: { type: 'notAllowed' } });
    expect(await press('files', 'rabcde', private_)).toEqual(gone);
  });

  it('lead to the folders of the recording, or to those of the storage where it has none of its own', async () => {
    const { spec } = over();
    const own = createHandlers(over({ spec: { ...spec, folders: ['own'] } }));
    await own.press('files', 'rabcde');
    expect(own.buckets.asked).toEqual(names.map((name) => `link default:own/${name}`));
    const old = createHandlers(over());
    old.tools.configured = { ...old.tools.configured, storages: new Map([['default', { prefix: ['all'] }]]) };
    await old.press('files', 'rabcde');
    expect(old.buckets.asked).toEqual(names.map((name) => `link default:all/${name}`));
  });
});

describe('many files', () => {
  const many = over(
    {},
    Array.from({ length: 23 }, (_, n) => `sid-1_standup_${String(n).padStart(2, '0')}.mp4`),
  );
  const pages = (result: HandlerResult) =>
    [...JSON.stringify(result.reply?.blocks ?? []).matchAll(/"action_id":"([^"]+)"/gu)].map(([, id]) => id);

  it.each([
    ['files', '00', 10, ['files:10']],
    ['files:10', '10', 10, ['files:0', 'files:20']],
    ['files:20', '20', 3, ['files:10']],
    // Shown before the list became shorter.
    ['files:30', '00', 10, ['files:10']],
  ])('%s: ten on a page', async (button, first, count, others) => {
    const { press, buckets } = createHandlers(many);
    const result = await press(button, 'rabcde');
    expect(buckets.asked).toHaveLength(count);
    expect(buckets.asked[0]).toBe(`link default:sid-1_standup_${first}.mp4`);
    expect(pages(result)).toEqual(others);
  });
});

describe('/record files', () => {
  const older = over({ id: 'rolder', ending: { endedAt: endedAt - 1, files: { names, predicted: false } } });
  const newer = over({ id: 'rnewer' });
  const hidden = over({ id: 'rhiddn', startedBy: 'U2', card: inChannel('C2', true), ending: { endedAt: endedAt + 9 } });

  it.each<[string, Recording[], string | undefined, string]>([
    ['by id', [older, newer], 'rolder', 'rolder'],
    ['without a name: the latest that ended here', [older, newer], undefined, 'rnewer'],
    ['without a name: what is live here', [aRecording({ id: 'rliver' }), newer], undefined, 'rliver'],
    ['by name: what is live', [newer, aRecording({ id: 'rliver' })], 'standup', 'rliver'],
    ['by name: the latest that the person may see', [hidden, older, newer], 'standup', 'rnewer'],
  ])('%s', async (_, recordings, target, id) => {
    const { run } = createHandlers(...recordings);
    const result = await run({ verb: 'files', ...(target === undefined ? {} : { target }) });
    expect(saidIn(result)).toMatch(
      new RegExp(id === 'rliver' ? '^No files of standup yet' : `^standup \\(${id}\\)`, 'u'),
    );
  });

  it('without a name where nothing was recorded, or several are live', async () => {
    expect((await createHandlers(hidden).run({ verb: 'files' })).reply).toEqual(noneHere('files'));
    const live = [aRecording({ id: 'rone22' }), aRecording({ id: 'rtwo22', cname: 'retro' })];
    expect((await createHandlers(...live, newer).run({ verb: 'files' })).reply).toEqual(whichOne('files', live));
  });

  it('by a name that is live in several projects: asks which one', async () => {
    const { spec } = aRecording();
    const live = [aRecording({ id: 'rone22' }), aRecording({ id: 'rtwo22', spec: { ...spec, project: 'school' } })];
    const commands = live.map((r) => ({ r, command: `/record files ${r.id}` }));
    const { reply } = await createHandlers(...live, newer).run({ verb: 'files', target: 'standup' });
    expect(reply).toEqual(severalNamed('standup', commands));
  });

  it('by a mistyped name: suggestions', async () => {
    const { reply } = await createHandlers(aRecording()).run({ verb: 'files', target: 'standpu' });
    expect(reply).toEqual(notFound('standpu', ['/record files standup']));
  });
});
