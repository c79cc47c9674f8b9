import { answers, code, gateway, html, type Row, type Subject } from '../case.ts';

const closed = 'http://127.0.0.1:1';

/** Agora refuses the reservation, and sending it again can't help. */
const refused = (
  fault: string,
  status: number,
  body: unknown,
  thread: readonly string[],
  card: readonly string[],
): Row => ({
  fault: `\`acquire\` is answered ${fault}`,
  agora: [answers('acquire', status, body)],
  sees: { thread, card },
  state: 'Failed',
  ledger: [],
  calls: { acquire: 1 },
});

const rows: readonly Row[] = [
  {
    fault: 'Agora refuses every connection',
    addresses: () => closed,
    sees: {
      thread: [
        'Agora can’t be reached.',
        'did not come about',
        'Ask whoever runs this bot to check its network, then start it again.',
      ],
      card: ['Agora can’t be reached.', 'Ask whoever runs this bot to check its network, then start it again.'],
    },
    state: 'Failed',
    ledger: [],
    calls: {},
  },
  {
    fault: 'The first of two addresses of Agora refuses every connection',
    addresses: (gate) => `${closed},${gate}`,
    sees: { thread: ['It is recording'], never: ['can’t be reached'] },
    state: 'Recording',
    ledger: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'The connection breaks after `acquire` was received',
    agora: [{ call: 'acquire', kind: 'actThenDestroy' }],
    sees: { thread: ['It is recording'] },
    state: 'Recording',
    ledger: ['running'],
    calls: { acquire: 2, start: 1 },
  },
  {
    fault: '`acquire` is answered 500 code 504, `allocate_timeout`, twice',
    agora: [answers('acquire', 500, code(504, 'allocate_timeout'), { times: 2 })],
    sees: { thread: ['It is recording'] },
    state: 'Recording',
    ledger: ['running'],
    calls: { acquire: 3, start: 1 },
  },
  {
    fault: '`acquire` is answered 500 code 501, `no_worker_manager_available`, for ever',
    agora: [answers('acquire', 500, code(501, 'no_worker_manager_available'), { times: Infinity })],
    sees: {
      thread: [
        'Agora answered with an internal error. Agora’s words: no_worker_manager_available',
        'Nothing yet: the bot tries again.',
        'did not come about',
        'Start it again in a few minutes',
      ],
      card: ['Agora answered with an internal error.', 'Start it again in a few minutes'],
    },
    state: 'Failed',
    ledger: [],
    calls: { acquire: 6 },
  },
  {
    fault: '`acquire` is answered 502 with a page of HTML once',
    agora: [answers('acquire', 502, html)],
    sees: { thread: ['It is recording'] },
    state: 'Recording',
    ledger: ['running'],
    calls: { acquire: 2, start: 1 },
  },
  {
    fault: '`acquire` is answered 429 four times',
    agora: [answers('acquire', 429, gateway('API rate limit exceeded'), { times: 4 })],
    sees: {
      thread: [
        'Agora is receiving more requests for this App ID than it allows (10 a second).',
        'Nothing: the bot slows down and tries again.',
        'It is recording',
      ],
    },
    state: 'Recording',
    ledger: ['running'],
    calls: { acquire: 5, start: 1 },
  },
  {
    fault: '`acquire` is answered 429 for ever',
    agora: [answers('acquire', 429, gateway('API rate limit exceeded'), { times: Infinity })],
    sees: {
      thread: [
        'Agora is receiving more requests for this App ID than it allows (10 a second).',
        'Nothing: the bot slows down and tries again.',
        'did not come about',
      ],
    },
    state: 'Failed',
    ledger: [],
    calls: { acquire: 11 },
    also: [
      {
        words: 'the last five waits of 30 s differ by chance',
        // Up to 15 s are added to each; all five within 600 ms of one another is next to impossible.
        holds({ agora }) {
          const times = agora.requests.filter(({ call }) => call === 'acquire').map(({ at }) => at);
          const waits = times.map((at, n) => at - (times[n - 1] ?? at)).slice(-5);
          return Math.max(...waits) - Math.min(...waits) > 600;
        },
      },
    ],
  },
  {
    fault: '`acquire` is answered 429 with `Retry-After: 20`',
    agora: [answers('acquire', 429, gateway('API rate limit exceeded'), { headers: { 'retry-after': '20' } })],
    sees: { thread: ['It is recording'] },
    state: 'Recording',
    ledger: ['running'],
    calls: { acquire: 2, start: 1 },
    also: [
      {
        words: 'the second `acquire` came 20 s after the first',
        holds({ agora }) {
          const [first, second] = agora.requests.filter(({ call }) => call === 'acquire').map(({ at }) => at);
          return first !== undefined && second !== undefined && second - first >= 20_000;
        },
      },
    ],
  },
  refused(
    '400 code 2, a body that is wrong',
    400,
    code(2, 'post method api body check failed!'),
    ['Agora refused the request as malformed. Agora’s words: post method api body check failed!'],
    ['Ask whoever runs this bot to check its storage settings'],
  ),
  refused(
    '400 `appid is invalid` (gateway)',
    400,
    gateway('appid is invalid'),
    ['Agora does not know this App ID, or Cloud Recording is not enabled for it.'],
    [
      'Ask whoever runs this bot to compare AGORA_APP_ID with the project in the Agora Console and to enable Cloud Recording there.',
    ],
  ),
  refused(
    '400 code 400, `invalid_appid`',
    400,
    code(400, 'invalid_appid'),
    ['Agora does not know this App ID, or Cloud Recording is not enabled for it.'],
    ['Ask whoever runs this bot to compare AGORA_APP_ID with the project in the Agora Console'],
  ),
  refused(
    '400 code 401, `invalid_channel_name`',
    400,
    code(401, 'invalid_channel_name'),
    ['Agora refused the channel name.'],
    ['Use a name of fewer than 64 bytes'],
  ),
  refused(
    '400 code 405, `no_active_status`',
    400,
    code(405, 'no_active_status'),
    ['Agora says that the account is suspended or overdue.'],
    ['Ask whoever pays for the Agora account'],
  ),
  refused(
    '400 code 406, `vendor_over_load`',
    400,
    code(406, 'vendor_over_load'),
    ['The Agora project already runs as many recordings as its quota allows.'],
    ['Stop a recording that is no longer needed'],
  ),
  refused(
    '401, wrong credentials',
    401,
    gateway('Invalid authentication credentials'),
    ['Agora refused the credentials of this bot.'],
    ['Ask whoever runs this bot to compare AGORA_CUSTOMER_ID and AGORA_CUSTOMER_SECRET'],
  ),
  refused(
    '403, not enabled',
    403,
    gateway('forbidden'),
    ['Agora does not allow this App ID to use Cloud Recording.'],
    ['Ask whoever runs this bot to enable Cloud Recording for the project in the Agora Console.'],
  ),
  refused(
    '404 `no Route matched with those values`',
    404,
    gateway('no Route matched with those values'),
    ['Agora does not know the address that was called.'],
    ['Ask whoever runs this bot to check AGORA_API_URL'],
  ),
  {
    fault: '`acquire` is answered 200 with a page of HTML for ever, as by a login page of the network',
    agora: [answers('acquire', 200, html, { times: Infinity })],
    sees: {
      thread: ['Agora gave an answer that it never documented.', 'did not come about'],
      card: ['Agora gave an answer that it never documented.', 'Ask whoever runs this bot to look into its log'],
    },
    state: 'Failed',
    ledger: [],
    calls: { acquire: 6 },
  },
  {
    fault: '@ana stops while `acquire` is on its way',
    act: async (stage) => {
      const held = stage.spoil({ call: 'acquire', kind: 'hang' });
      await stage.type('/record start standup');
      await stage.until(() => held.hits === 1);
      await stage.type('/record stop standup');
      await stage.line('called it off');
      held.release();
    },
    starts: false,
    sees: {
      thread: ['@ana called it off before anything was recorded. Nothing was sent to Agora that could record.'],
      card: ['It was stopped before Agora had been asked to record.', 'Start it again whenever you like.'],
    },
    state: 'Failed',
    ledger: [],
    calls: { acquire: 1 },
  },
];

export const reserve: Subject = { title: 'Reserving a recorder', rows };
