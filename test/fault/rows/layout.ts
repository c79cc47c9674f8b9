import { answers, code, gateway, type Row, type Stage, type Subject, type Truth } from '../case.ts';

const names = ['float', 'grid', 'vertical'] as const;

/** The layout in which Agora records in the end. */
const inForce = (name: (typeof names)[number]): Truth => ({
  words: `the layout there is ${name}`,
  holds: ({ agora }) => agora.recorders.at(-1)?.layouts.at(-1)?.layout.mixedVideoLayout === names.indexOf(name),
});

const changed = '@ben changed the layout to Vertical.';
const stays = 'The layout stays as it was. @ben asked for Vertical.';

/** @ben presses Vertical while it records, and something goes wrong with it. */
const pressed = (
  fault: string,
  injectFault: (stage: Stage) => unknown,
  outcome: Pick<Row, 'sees'> & { sent: number | 'repeatedly' } & Partial<Row>,
): Row => {
  const { sent, ...rest } = outcome;
  return {
    fault,
    modes: ['mix'],
    act: async (stage) => {
      await stage.firstFile();
      await injectFault(stage);
      await stage.click('Vertical', stage.ben);
    },
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 1, start: 1, updateLayout: sent },
    ...rest,
  };
};

const refused = (fault: string, status: number, body: unknown, thread: readonly string[]): Row =>
  pressed(fault, (stage) => stage.injectFault(answers('updateLayout', status, body)), {
    sent: 1,
    sees: { thread: [stays, ...thread], card: ['✓ Grid'], never: [changed, 'Changing the layout'] },
    also: [inForce('grid')],
  });

const rows: readonly Row[] = [
  pressed(
    'Fail-over: `updateLayout` is answered 404 for 30 s',
    (stage) => stage.injectFault({ call: 'updateLayout', kind: 'failover', ms: 30_000 }),
    {
      sent: 'repeatedly',
      sees: { thread: [changed], card: ['✓ Vertical'], never: ['The layout stays as it was'] },
      also: [inForce('vertical')],
    },
  ),
  pressed(
    'The recorder is gone: `updateLayout` and queries are answered 404 permanently',
    (stage) => stage.injectFault({ call: 'updateLayout', kind: 'kill' }),
    {
      sent: 'repeatedly',
      sees: { thread: ['ended early', '{sid}_standup.m3u8'], never: [changed] },
      state: 'Finished',
      recorders: ['fault'],
      also: [inForce('grid')],
    },
  ),
  refused('`updateLayout` is answered 400 code 2', 400, code(2, 'bad layout'), [
    'Agora rejected the settings.',
    'Check the uids and the colors, if you gave any, and try again.',
  ]),
  refused('`updateLayout` is answered 400 code 1028, as in 2019', 400, code(1028, 'bad layout'), [
    'Agora rejected the settings.',
  ]),
  refused('`updateLayout` is answered 401', 401, gateway('Invalid authentication credentials'), [
    'Agora refuses the bot’s credentials',
    'Compare AGORA_CUSTOMER_ID and AGORA_CUSTOMER_SECRET',
  ]),
  pressed(
    'The connection breaks after `updateLayout` was acted on',
    (stage) => stage.injectFault({ call: 'updateLayout', kind: 'actThenDestroy' }),
    { sent: 2, sees: { thread: [changed], card: ['✓ Vertical'] }, also: [inForce('vertical')] },
  ),
  pressed(
    'The connection breaks before `updateLayout` was acted on',
    (stage) => stage.injectFault({ call: 'updateLayout', kind: 'destroy' }),
    { sent: 2, sees: { thread: [changed], card: ['✓ Vertical'] }, also: [inForce('vertical')] },
  ),
  pressed(
    '`updateLayout` is answered 206 code 65 once',
    (stage) => stage.injectFault(answers('updateLayout', 206, code(65, 'request not completed'))),
    { sent: 2, sees: { thread: [changed], card: ['✓ Vertical'] }, also: [inForce('vertical')] },
  ),
  pressed(
    '`updateLayout` is answered 504 code 62 twice',
    (stage) => stage.injectFault(answers('updateLayout', 504, code(62, 'request timeout'), { times: 2 })),
    { sent: 3, sees: { thread: [changed], card: ['✓ Vertical'] }, also: [inForce('vertical')] },
  ),
  pressed(
    '`updateLayout` is answered 429 once',
    (stage) => stage.injectFault(answers('updateLayout', 429, gateway('API rate limit exceeded'))),
    { sent: 2, sees: { thread: [changed], card: ['✓ Vertical'] }, also: [inForce('vertical')] },
  ),
  pressed(
    '`updateLayout` is answered 206 code 65 for ever',
    (stage) => stage.injectFault(answers('updateLayout', 206, code(65, 'request not completed'), { times: Infinity })),
    {
      sent: 4,
      sees: {
        thread: [stays, 'Agora is busy.', 'Choose the layout again in a minute; the recording goes on.'],
        card: ['✓ Grid'],
        never: [changed],
      },
      also: [inForce('grid')],
    },
  ),
  pressed(
    'The connection breaks every time after `updateLayout` was acted on',
    (stage) => stage.injectFault({ call: 'updateLayout', kind: 'actThenDestroy', times: Infinity }),
    {
      sent: 4,
      sees: {
        thread: ['Couldn’t confirm the current layout. @ben asked for Vertical.'],
        card: ['Couldn’t confirm the current layout.'],
        never: [changed, stays],
      },
      also: [inForce('vertical')],
    },
  ),
  pressed(
    '@ana presses Float while the answer to Vertical is held back',
    async (stage) => {
      const held = stage.injectFault({ call: 'updateLayout', kind: 'actThenHang' });
      await stage.click('Vertical', stage.ben);
      await stage.until(() => held.hits === 1);
      await stage.click('Float');
      held.release();
      await stage.line('@ana changed the layout to Float.');
    },
    {
      sent: 3,
      sees: { thread: [changed, '@ana changed the layout to Float.', changed], card: ['✓ Vertical'] },
      also: [inForce('vertical')],
    },
  ),
];

export const layout: Subject = { title: 'Changing the layout', rows };
