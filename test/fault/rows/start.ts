import { actsAndAnswers, answers, code, gateway, html, type Row, type Subject } from '../case.ts';

const orphan = [
  'Agora may have started a recorder in standup (uid {uid}), but gave no clear answer.',
  'nobody can stop it from here. It ends by itself 5 min after the last participant has left the channel',
];
const orphanOnCard = ['A recorder beside this one may be running out of control (uid {uid}).'];
const incomplete = code(65, 'request not completed');
const timeout = code(62, 'request timeout');

/** It records with one recorder; people need not know how. */
const passed = (fault: string, agora: NonNullable<Row['agora']>, calls: Row['calls']): Row => ({
  fault,
  agora,
  sees: { thread: ['It is recording'], never: ['nobody can stop it from here'] },
  state: 'Recording',
  ledger: ['running'],
  calls,
});

/** A recorder runs without a sid: it is told, and a fresh one is started beside it. */
const markOrphan = (fault: string, agora: NonNullable<Row['agora']>, calls: Row['calls']): Row => ({
  fault,
  agora,
  sees: { thread: [...orphan, 'I am starting a fresh recorder beside it', 'It is recording'], card: orphanOnCard },
  state: 'Recording',
  ledger: ['running', 'running'],
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
  ledger: [],
  calls: { acquire: 1, start: 1 },
});

const neverAnswered = ['Agora could not be brought to start this recording.'];

const rows: readonly Row[] = [
  {
    fault: 'Connections are refused when `start` is to leave, for 20 s',
    addresses: (gate) => gate,
    act: async (stage) => {
      await stage.until(() => stage.agora.requests.some(({ call, status }) => call === 'acquire' && status === 200));
      await stage.gate.shut();
      await stage.pass(20);
      await stage.gate.open();
    },
    sees: { thread: ['Agora can’t be reached.', 'It is recording'], never: ['nobody can stop it from here'] },
    state: 'Recording',
    ledger: ['running'],
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
        'Agora answered with an internal error. Agora’s words: internal_error',
        'nobody can stop it from here',
        'I am starting a fresh recorder beside it',
        'I have not started another one. To be sure that it ends, let everybody leave the channel when you are done.',
        'I have lost control of the recording of standup.',
        ...neverAnswered,
      ],
      card: ['Recorders may be running out of control', ...neverAnswered],
    },
    state: 'Lost',
    ledger: [],
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
      thread: ['did not come about', 'Agora had no recorder free.', 'Start it again in a few minutes.'],
      card: ['Agora had no recorder free.', 'If Agora has none then either, ask its support.'],
      never: ['nobody can stop it from here'],
    },
    state: 'Failed',
    ledger: [],
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
    sees: { thread: ['It is recording'], never: ['nobody can stop it from here'] },
    state: 'Recording',
    ledger: ['running'],
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
      thread: ['nobody can stop it from here', 'I have lost control of the recording of standup.', ...neverAnswered],
      card: neverAnswered,
    },
    state: 'Lost',
    ledger: [],
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
      thread: ['did not come about', 'a recorder with the same uid is already in the channel.'],
      card: ['look for another program that records this channel.'],
    },
    state: 'Failed',
    ledger: [],
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
    ['Agora refused the request as malformed. Agora’s words: services not selected!'],
    ['Ask whoever runs this bot to check its storage settings'],
  ),
  refused(
    '`start` is answered 401',
    401,
    gateway('Invalid authentication credentials'),
    ['Agora refused the credentials of this bot.'],
    ['Ask whoever runs this bot to compare AGORA_CUSTOMER_ID and AGORA_CUSTOMER_SECRET'],
  ),
  ...[109, 110].map((number) =>
    refused(
      `\`start\` is answered 400 code ${number}, ${number === 109 ? 'token expired' : 'token invalid'}`,
      400,
      code(number, 'token'),
      ['The token for the recorder could not be made, or Agora refused it.'],
      ['Ask whoever runs this bot to check that AGORA_APP_CERTIFICATE is the App Certificate of this App ID'],
    ),
  ),
  {
    fault: '@ana stops while the first `start` is on its way; it is answered 200',
    starts: false,
    act: async (stage) => {
      const held = stage.spoil({ call: 'start', kind: 'actThenHang' });
      await stage.type('/record start standup');
      await stage.until(() => held.hits === 1);
      await stage.click('Stop');
      await stage.line('asked to stop');
      held.release();
    },
    sees: { thread: ['@ana asked to stop.', 'is over, but Agora recorded nothing.'], card: ['There are no files.'] },
    state: 'Finished',
    ledger: ['stop'],
    calls: { acquire: 1, start: 1, stop: 1 },
  },
  {
    fault: '@ana stops while the answer to `start` is lost; the second one is answered 201 code 7',
    starts: false,
    act: async (stage) => {
      const lost = stage.spoil({ call: 'start', kind: 'actThenDestroy' });
      await stage.type('/record start standup');
      await stage.until(() => lost.hits === 1);
      await stage.click('Stop');
    },
    sees: {
      thread: [
        '@ana asked to stop.',
        ...orphan,
        'I have not started another one.',
        'I have lost control of the recording of standup.',
      ],
      card: [
        'Agora may have started a recorder, but its answer never arrived.',
        'It ends by itself five minutes after the last participant has left the channel.',
      ],
    },
    state: 'Lost',
    ledger: ['running'],
    calls: { acquire: 1, start: 2 },
  },
];

export const start: Subject = { title: 'Starting', rows };
