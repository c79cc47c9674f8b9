import { actsAndAnswers, answers, code, gateway, html, type Row, type Subject } from '../case.ts';

const orphan = ['recorder may be running in standup', 'It stops 5 minutes after everyone has left'];
const orphanOnCard = ['A second recorder may be running (uid {uid}).'];
const incomplete = code(65, 'request not completed');
const timeout = code(62, 'request timeout');

/** It records with one recorder; people need not know how. */
const passed = (fault: string, agora: NonNullable<Row['agora']>, calls: Row['calls']): Row => ({
  fault,
  agora,
  sees: { thread: ['Recording standup.'], never: ['recorder may be running'] },
  state: 'Recording',
  recorders: ['running'],
  calls,
});

/** A recorder runs without a sid: it is reported, and a new one is started beside it. */
const markOrphan = (fault: string, agora: NonNullable<Row['agora']>, calls: Row['calls']): Row => ({
  fault,
  agora,
  sees: {
    thread: [...orphan, 'Starting another one that can be stopped from here', 'Recording standup.'],
    card: orphanOnCard,
  },
  state: 'Recording',
  recorders: ['running', 'running'],
  calls,
});

const refused = (
  fault: string,
  status: number,
  body: unknown,
  thread: readonly string[],
  card: readonly string[],
): Row => ({
  fault,
  agora: [answers('start', status, body)],
  sees: { thread: [...thread], card },
  state: 'Failed',
  recorders: [],
  calls: { acquire: 1, start: 1 },
});

const neverAnswered = ['Agora did not start the recording.'];

const rows: readonly Row[] = [
  {
    fault: 'Connections are refused when `start` is to be sent, for 20 s',
    addresses: (gate) => gate,
    act: async (stage) => {
      await stage.until(() => stage.agora.requests.some(({ call, status }) => call === 'acquire' && status === 200));
      await stage.gate.shut();
      await stage.pass(20);
      await stage.gate.open();
    },
    sees: { thread: ['Agora can’t be reached.', 'Recording standup.'], never: ['recorder may be running'] },
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  passed('The connection breaks before `start` was acted on', [{ call: 'start', kind: 'destroy' }], {
    acquire: 1,
    start: 2,
  }),
  markOrphan('The connection breaks after `start` was acted on', [{ call: 'start', kind: 'actThenDestroy' }], {
    acquire: 2,
    start: 3,
  }),
  passed('`start` is answered 503 with a page of HTML twice', [answers('start', 503, html, { times: 2 })], {
    acquire: 1,
    start: 3,
  }),
  {
    fault: '`start` is answered 500 code 500 for ever',
    agora: [answers('start', 500, code(500, 'internal_error'), { times: Infinity })],
    sees: {
      thread: [
        'Details: internal_error',
        'recorder may be running',
        'Starting another one that can be stopped from here',
        'that can’t be stopped from here. It stops 5 minutes after everyone has left.',
        'standup may still be recording; it can’t be stopped from here.',
        ...neverAnswered,
      ],
      card: ['A recorder may still be running', ...neverAnswered],
    },
    state: 'Lost',
    recorders: [],
    calls: { acquire: 3, start: 12 },
  },
  passed(
    '`start` is answered 500 code 502, no worker, once',
    [answers('start', 500, code(502, 'Failed to allocate worker'))],
    {
      acquire: 2,
      start: 2,
    },
  ),
  {
    fault: '`start` is answered 500 code 502, no worker, for ever',
    agora: [answers('start', 500, code(502, 'Failed to allocate worker'), { times: Infinity })],
    sees: {
      thread: ['was not recorded', 'No recorders available.', 'Start it again in a few minutes.'],
      card: ['No recorders available.', 'Start it again in a few minutes.'],
      never: ['recorder may be running'],
    },
    state: 'Failed',
    recorders: [],
    calls: { acquire: 3, start: 3 },
  },
  passed(
    '`start` is answered 500 code 15, which no page documents, once',
    [answers('start', 500, { code: 15, sid: '' })],
    {
      acquire: 2,
      start: 2,
    },
  ),
  passed('`start` is answered 500 code 62, timeout, and nothing was created', [answers('start', 500, timeout)], {
    acquire: 1,
    start: 2,
  }),
  markOrphan(
    '`start` is answered 500 code 62, timeout, but a recorder was created',
    [actsAndAnswers('start', 500, timeout)],
    {
      acquire: 2,
      start: 3,
    },
  ),
  {
    fault: '`start` is answered 500 code 62 but a recorder was created; the second answer, 201 code 7, holds the sid',
    agora: [actsAndAnswers('start', 500, timeout), { call: 'start', kind: 'sidInBody' }],
    sees: { thread: ['Recording standup.'], never: ['recorder may be running'] },
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 1, start: 2 },
  },
  passed('`start` is answered 206 code 65, and the same again 200', [answers('start', 206, incomplete)], {
    acquire: 1,
    start: 2,
  }),
  markOrphan(
    '`start` is answered 206 code 65, and the same again 201 code 7',
    [actsAndAnswers('start', 206, incomplete)],
    {
      acquire: 2,
      start: 3,
    },
  ),
  {
    fault: '`start` is answered 206 code 65 for ever',
    agora: [answers('start', 206, incomplete, { times: Infinity })],
    sees: {
      thread: [
        'recorder may be running',
        'standup may still be recording; it can’t be stopped from here.',
        ...neverAnswered,
      ],
      card: neverAnswered,
    },
    state: 'Lost',
    recorders: [],
    calls: { acquire: 3, start: 9 },
  },
  markOrphan('`start` is answered 200 without a sid', [actsAndAnswers('start', 200, { cname: 'standup' })], {
    acquire: 2,
    start: 3,
  }),
  markOrphan(
    '`start` is answered 200 with a page of HTML, but a recorder was created',
    [actsAndAnswers('start', 200, html)],
    { acquire: 2, start: 3 },
  ),
  passed(
    'The first `start` is answered 400 code 53, task conflict',
    [answers('start', 400, code(53, 'task conflict'))],
    {
      acquire: 2,
      start: 2,
    },
  ),
  markOrphan(
    'The connection breaks after `start` was acted on, and the second one is answered 400 code 53',
    [{ call: 'start', kind: 'actThenDestroy' }, answers('start', 400, code(53, 'task conflict'))],
    { acquire: 2, start: 3 },
  ),
  passed(
    'The first `start` is answered 400 code 433, reservation expired',
    [answers('start', 400, code(433, 'expired'))],
    {
      acquire: 2,
      start: 2,
    },
  ),
  markOrphan(
    'The connection breaks after `start` was acted on, and the second one is answered 400 code 433',
    [{ call: 'start', kind: 'actThenDestroy' }, answers('start', 400, code(433, 'expired'))],
    { acquire: 2, start: 3 },
  ),
  ...(
    [
      [1001, 'resourceId can’t be read'],
      [1003, 'App ID does not fit the resourceId'],
      [432, 'cname or uid does not fit the resourceId'],
    ] as const
  ).map(([number, words]) =>
    passed(
      `The first \`start\` is answered 400 code ${number}, ${words}`,
      [answers('start', 400, code(number, words))],
      {
        acquire: 2,
        start: 2,
      },
    ),
  ),
  {
    fault: '`start` is answered 400 code 53 for ever',
    agora: [answers('start', 400, code(53, 'task conflict'), { times: Infinity })],
    sees: {
      thread: ['was not recorded', 'Another recorder with the same uid is in the channel.'],
      card: ['another program may be recording this channel.'],
    },
    state: 'Failed',
    recorders: [],
    calls: { acquire: 3, start: 3 },
  },
  passed('`start` is answered 429 once', [answers('start', 429, gateway('API rate limit exceeded'))], {
    acquire: 1,
    start: 2,
  }),
  refused(
    '`start` is answered 400 code 2',
    400,
    code(2, 'services not selected!'),
    ['Agora rejected the settings.'],
    ['Ask your admin to check the storage settings'],
  ),
  refused(
    '`start` is answered 401',
    401,
    gateway('Invalid authentication credentials'),
    ['Agora refuses the bot’s credentials'],
    ['Compare AGORA_CUSTOMER_ID and AGORA_CUSTOMER_SECRET'],
  ),
  ...[109, 110].map((number) =>
    refused(
      `\`start\` is answered 400 code ${number}, ${number === 109 ? 'token expired' : 'token invalid'}`,
      400,
      code(number, 'token'),
      ['Agora rejected the recorder’s token.'],
      ['Ask your admin to check AGORA_APP_CERTIFICATE'],
    ),
  ),
  {
    fault: '@ana stops while the first `start` is in flight; it is answered 200',
    starts: false,
    act: async (stage) => {
      const held = stage.injectFault({ call: 'start', kind: 'actThenHang' });
      await stage.type('/record start standup');
      await stage.until(() => held.hits === 1);
      await stage.click('Stop');
      await stage.line('stopped the recording');
      held.release();
    },
    sees: {
      thread: ['@ana stopped the recording.', 'Nothing was recorded of standup'],
      card: ['nothing was recorded'],
    },
    state: 'Finished',
    recorders: ['stop'],
    calls: { acquire: 1, start: 1, stop: 1 },
  },
  {
    fault: '@ana stops while the answer to `start` is lost; the second one is answered 201 code 7',
    starts: false,
    act: async (stage) => {
      const lost = stage.injectFault({ call: 'start', kind: 'actThenDestroy' });
      await stage.type('/record start standup');
      await stage.until(() => lost.hits === 1);
      await stage.click('Stop');
    },
    sees: {
      thread: [
        '@ana stopped the recording.',
        ...orphan,
        'standup may still be recording; it can’t be stopped from here.',
      ],
      card: [
        'Agora may have started a recorder, but did not confirm it.',
        'It stops 5 minutes after everyone has left.',
      ],
    },
    state: 'Lost',
    recorders: ['running'],
    calls: { acquire: 1, start: 2 },
  },
];

export const start: Subject = { title: 'Starting', rows };
