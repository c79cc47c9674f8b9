import { describe, expect, it } from 'vitest';
import { buttonAction } from '../../../src/slack/inbound/buttons.ts';
import { alreadyRunning, notFound } from '../../../src/slack/surfaces/replies.ts';
import { renderMessage } from '../../../src/slack/surfaces/thread.ts';
import { contextOf, createHandlers, here, linkTo } from './handlers.ts';
import { aRecording, inChannel } from './support.ts';

it.each([
  ['stop', { type: 'command', command: { type: 'stop' } }],
  ['refresh', { type: 'command', command: { type: 'refresh' } }],
  ['layout:float', { type: 'command', command: { type: 'layout', layout: { kind: 'float' } } }],
  ['layout:vertical', { type: 'command', command: { type: 'layout', layout: { kind: 'vertical' } } }],
  ['recordAgain', { type: 'startAgain' }],
  ['tryAgain', { type: 'startAgain' }],
  ['customLayout', { type: 'customLayout' }],
  ['layout:circle', undefined],
  ['layout:custom', undefined],
  ['pause', { type: 'command', command: { type: 'hold', paused: true } }],
  ['resume', { type: 'command', command: { type: 'hold', paused: false } }],
  ['extend', undefined],
  ['toString', undefined],
])('the button %s', (id, action) => {
  expect(buttonAction(id)).toEqual(action);
});

const cardTs = '1700000000.000001';
const staleTs = '1699999999.000001';

describe('a click', () => {
  it('runs the command, and does not change a current card', async () => {
    const { press, service, reconciled } = createHandlers(aRecording());
    expect(await press('layout:vertical', 'rabcde', here, cardTs)).toEqual({ outcome: 'done' });
    const { actor, requestId } = here;
    const command = { type: 'layout', layout: { kind: 'vertical' } };
    expect(service.executed).toEqual([{ id: 'rabcde', command, actor, requestId }]);
    expect(reconciled).toEqual([]);
  });

  it('on an older duplicate of the card reconciles it, and still runs the command', async () => {
    const { press, service, reconciled } = createHandlers(aRecording());
    expect(await press('stop', 'rabcde', here, staleTs)).toEqual({ outcome: 'done' });
    expect(service.executed).toMatchObject([{ command: { type: 'stop' } }]);
    expect(reconciled).toEqual([{ id: 'rabcde', ts: staleTs }]);
  });

  it('on the card of an ended recording renders it again', async () => {
    const over = aRecording({ phase: 'finished' });
    const { press, reconciled } = createHandlers(over);
    const { reply } = await press('stop', 'rabcde', here, cardTs);
    expect(reply).toEqual(renderMessage(over, { type: 'alreadyOver' }, linkTo(over)));
    expect(reconciled).toEqual([{ id: 'rabcde', ts: cardTs }]);
  });

  it('on a private message reconciles nothing', async () => {
    const { press, reconciled } = createHandlers(aRecording({ phase: 'finished' }));
    await press('stop', 'rabcde');
    expect(reconciled).toEqual([]);
  });

  it('on a pruned recording reports that', async () => {
    const { press, reconciled } = createHandlers();
    for (const button of ['stop', 'recordAgain']) {
      expect(await press(button, 'rgone', here, cardTs)).toEqual({ outcome: 'answered', reply: notFound('rgone', []) });
    }
    expect(reconciled).toEqual([]);
  });

  it('that was counted before does nothing', async () => {
    const { press, service } = createHandlers(aRecording({ phase: 'finished' }));
    service.onStart = () => Promise.resolve({ kind: 'duplicate' });
    service.onExecute = () => Promise.resolve({ kind: 'duplicate' });
    for (const button of ['stop', 'recordAgain']) {
      expect(await press(button, 'rabcde', here, cardTs)).toEqual({ outcome: 'duplicate' });
    }
  });
});

describe.each(['recordAgain', 'tryAgain'])('%s', (button) => {
  const spec = { ...aRecording().spec, layout: { kind: 'vertical', largeUid: '5', background: '#101010' } } as const;
  const over = aRecording({ phase: button === 'tryAgain' ? 'failed' : 'finished', spec });

  it('starts the same channel with the same options, in the channel of the card, for the person who pressed it', async () => {
    const { press, service, remembered } = createHandlers(over);
    expect(await press(button, 'rabcde', contextOf('U2', 'C1'), cardTs)).toEqual({ outcome: 'done' });
    expect(service.starts).toEqual([
      {
        start: {
          cname: 'standup',
          wanted: spec,
          actor: { teamId: 'T1', userId: 'U2', channelId: 'C1' },
          isPrivate: false,
        },
        requestId: 'trigger-1',
      },
    ]);
    expect(remembered).toEqual(['rnewer U2 https://hooks.invalid/1']);
  });

  it('keeps a private channel private, also one made private later', async () => {
    const was = createHandlers({ ...over, card: inChannel('G1', true) });
    await was.press(button, 'rabcde', contextOf('U2', 'G1'), cardTs);
    const became = createHandlers(over);
    await became.press(button, 'rabcde', { ...here, isPrivate: true }, cardTs);
    for (const { service } of [was, became]) expect(service.starts).toMatchObject([{ start: { isPrivate: true } }]);
  });

  it('links to a live recording', async () => {
    const again = aRecording({ id: 'ragain', startedBy: 'U2' });
    const { press, service } = createHandlers(again);
    service.recordings.set(over.id, over);
    const { reply } = await press(button, 'rabcde', here, cardTs);
    expect(reply).toEqual(alreadyRunning(again, linkTo(again)));
  });

  it('does not confuse a channel named like the id with the recording', async () => {
    const other = aRecording({ id: 'rother', cname: 'rabcde' });
    const { press, service } = createHandlers(other);
    const { reply } = await press(button, 'rabcde', here, cardTs);
    expect(reply).toEqual(notFound('rabcde', []));
    expect(service.starts).toEqual([]);
  });

  it('is rejected with the link where the recording may be viewed but not managed', async () => {
    const { press, service } = createHandlers(over);
    const { reply } = await press(button, 'rabcde', contextOf('U2', 'C2'));
    expect(reply).toEqual(renderMessage(over, { type: 'notAllowed' }, linkTo(over)));
    expect(service.starts).toEqual([]);
  });
});

describe('Custom…', () => {
  it('opens the form for the click, and keeps the address for an answer', async () => {
    const { press, opened, remembered } = createHandlers(aRecording());
    expect(await press('customLayout', 'rabcde', here, cardTs)).toEqual({ outcome: 'done' });
    expect(opened).toMatchObject([{ callback_id: 'layoutForm', title: { text: 'Custom layout' } }]);
    expect(remembered).toHaveLength(1);
  });

  it('opens nothing for a recording of another channel, an ended one, or none', async () => {
    const { press, opened, remembered } = createHandlers(aRecording());
    const elsewhere = await press('customLayout', 'rabcde', contextOf('U0BEN', 'C0OTHER'));
    expect(elsewhere.reply?.text).toContain('can change standup');
    const unknown = await press('customLayout', 'rzzzzz', here);
    expect(unknown.reply?.text).toContain('rzzzzz');
    expect(opened).toEqual([]);
    expect(remembered).toEqual([]);
  });
});
