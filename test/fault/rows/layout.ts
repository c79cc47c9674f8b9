import { answers, code, gateway, type Row, type Stage, type Subject, type Truth } from '../case.ts';

const names = ['float', 'grid', 'vertical'] as const;

/** The layout in which Agora records in the end. */
const inForce = (name: (typeof names)[number]): Truth => ({
  words: `the layout there is ${name}`,
  holds: ({ agora }) => agora.recorders.at(-1)?.layouts.at(-1)?.layout.mixedVideoLayout === names.indexOf(name),
});

const changed = '@ben changed the layout to vertical.';
const stays = 'The layout stays as it was. @ben asked for vertical, but:';

/** @ben presses Vertical while it records, and something goes wrong with it. */
const pressed = (
  fault: string,
  spoil: (stage: Stage) => unknown,
  outcome: Pick<Row, 'sees'> & { sent: number | 'repeatedly' } & Partial<Row>,
): Row => {
  const { sent, ...rest } = outcome;
  return {
    fault,
    act: async (stage) => {
      await stage.firstFile();
      await spoil(stage);
      await stage.click('Vertical', stage.ben);
    },
    state: 'Recording',
    ledger: ['running'],
    calls: { acquire: 1, start: 1, updateLayout: sent },
    ...rest,
  };
};

const refused = (fault: string, status: number, body: unknown, thread: readonly string[]): Row =>
  pressed(fault, (stage) => stage.spoil(answers('updateLayout', status, body)), {
    sent: 1,
    sees: { thread: [stays, ...thread], card: ['grid'], never: [changed, 'switching to'] },
    also: [inForce('grid')],
  });

const rows: readonly Row[] = [
  pressed(
    'Fail-over: `updateLayout` is answered 404 for 30 s',
    (stage) => stage.spoil({ call: 'updateLayout', kind: 'failover', ms: 30_000 }),
    {
      sent: 'repeatedly',
      sees: { thread: [changed], card: ['vertical'], never: ['The layout stays as it was'] },
      also: [inForce('vertical')],
    },
  ),
  pressed(
    'The recorder is gone: `updateLayout` and queries are answered 404 for good',
    (stage) => stage.spoil({ call: 'updateLayout', kind: 'kill' }),
    {
      sent: 'repeatedly',
      sees: { thread: ['has ended by itself', '{sid}_standup.m3u8'], card: ['grid'], never: [changed] },
      state: 'Finished',
      ledger: ['fault'],
      also: [inForce('grid')],
    },
  ),
  refused('`updateLayout` is answered 400 code 2', 400, code(2, 'bad layout'), [
    'Agora refused the request as malformed. Agora’s words: bad layout',
    'Check the uid and the colour, if you named any, and ask again.',
  ]),
  refused('`updateLayout` is answered 400 code 1028, as in 2019', 400, code(1028, 'bad layout'), [
    'Agora refused the request as malformed.',
  ]),
  refused('`updateLayout` is answered 401', 401, gateway('Invalid authentication credentials'), [
    'Agora refused the credentials of this bot.',
    'Ask whoever runs this bot to compare AGORA_CUSTOMER_ID and AGORA_CUSTOMER_SECRET',
  ]),
  pressed(
    'The connection breaks after `updateLayout` was acted on',
    (stage) => stage.spoil({ call: 'updateLayout', kind: 'actThenDestroy' }),
    { sent: 2, sees: { thread: [changed], card: ['vertical'] }, also: [inForce('vertical')] },
  ),
  pressed(
    'The connection breaks before `updateLayout` was acted on',
    (stage) => stage.spoil({ call: 'updateLayout', kind: 'destroy' }),
    { sent: 2, sees: { thread: [changed], card: ['vertical'] }, also: [inForce('vertical')] },
  ),
  pressed(
    '`updateLayout` is answered 206 code 65 once',
    (stage) => stage.spoil(answers('updateLayout', 206, code(65, 'request not completed'))),
    { sent: 2, sees: { thread: [changed], card: ['vertical'] }, also: [inForce('vertical')] },
  ),
  pressed(
    '`updateLayout` is answered 504 code 62 twice',
    (stage) => stage.spoil(answers('updateLayout', 504, code(62, 'request timeout'), { times: 2 })),
    { sent: 3, sees: { thread: [changed], card: ['vertical'] }, also: [inForce('vertical')] },
  ),
  pressed(
    '`updateLayout` is answered 429 once',
    (stage) => stage.spoil(answers('updateLayout', 429, gateway('API rate limit exceeded'))),
    { sent: 2, sees: { thread: [changed], card: ['vertical'] }, also: [inForce('vertical')] },
  ),
  pressed(
    '`updateLayout` is answered 206 code 65 for ever',
    (stage) => stage.spoil(answers('updateLayout', 206, code(65, 'request not completed'), { times: Infinity })),
    {
      sent: 4,
      sees: {
        thread: [
          stays,
          'Agora had not completed the request when it answered.',
          'Ask for the layout again in a minute. The recording goes on meanwhile.',
        ],
        card: ['grid'],
        never: [changed],
      },
      also: [inForce('grid')],
    },
  ),
  pressed(
    'The connection breaks every time after `updateLayout` was acted on',
    (stage) => stage.spoil({ call: 'updateLayout', kind: 'actThenDestroy', times: Infinity }),
    {
      sent: 4,
      sees: {
        thread: ['I can’t tell which layout is in force now. @ben asked for vertical, but:'],
        card: ['grid'],
        never: [changed, stays],
      },
      also: [inForce('vertical')],
    },
  ),
  pressed(
    '@ana presses Float while the answer to Vertical is held back',
    async (stage) => {
      const held = stage.spoil({ call: 'updateLayout', kind: 'actThenHang' });
      await stage.click('Vertical', stage.ben);
      await stage.until(() => held.hits === 1);
      await stage.click('Float');
      held.release();
      await stage.line('@ana changed the layout to float.');
    },
    {
      sent: 3,
      sees: { thread: [changed, '@ana changed the layout to float.', changed], card: ['vertical'] },
      also: [inForce('vertical')],
    },
  ),
];

export const layout: Subject = { title: 'Changing the layout', rows };
