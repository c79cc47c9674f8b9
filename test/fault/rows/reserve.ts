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
  recorders: [],
  calls: { acquire: 1 },
});

const rows: readonly Row[] = [
  {
    fault: 'Agora refuses every connection',
    addresses: () => closed,
    sees: {
      thread: [
        'Agora can’t be reached.',
        'was not recorded',
        'Ask your admin to check the bot’s network, then start it again.',
      ],
      card: ['Agora can’t be reached.', 'Ask your admin to check the bot’s network, then start it again.'],
    },
    state: 'Failed',
    recorders: [],
    calls: {},
  },
  {
    fault: 'The first of two addresses of Agora refuses every connection',
    addresses: (gate) => `${closed},${gate}`,
    sees: { thread: ['Recording standup.'], never: ['can’t be reached'] },
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'The connection breaks after `acquire` was received',
    agora: [{ call: 'acquire', kind: 'actThenDestroy' }],
    sees: { thread: ['Recording standup.'] },
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 2, start: 1 },
  },
  {
    fault: '`acquire` is answered 500 code 504, `allocate_timeout`, twice',
    agora: [answers('acquire', 500, code(504, 'allocate_timeout'), { times: 2 })],
    sees: { thread: ['Recording standup.'] },
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 3, start: 1 },
  },
  {
    fault: '`acquire` is answered 500 code 501, `no_worker_manager_available`, for ever',
    agora: [answers('acquire', 500, code(501, 'no_worker_manager_available'), { times: Infinity })],
    sees: {
      thread: [
        'No action needed; retrying.',
        'Details: no_worker_manager_available',
        'was not recorded',
        'Start it again in a few minutes',
      ],
      card: ['Agora has an internal error.', 'Start it again in a few minutes'],
    },
    state: 'Failed',
    recorders: [],
    calls: { acquire: 6 },
  },
  {
    fault: '`acquire` is answered 502 with a page of HTML once',
    agora: [answers('acquire', 502, html)],
    sees: { thread: ['Recording standup.'] },
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 2, start: 1 },
  },
  {
    fault: '`acquire` is answered 429 four times',
    agora: [answers('acquire', 429, gateway('API rate limit exceeded'), { times: 4 })],
    sees: {
      thread: ['Agora gets too many requests.', 'No action needed; retrying.', 'Recording standup.'],
    },
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 5, start: 1 },
  },
  {
    fault: '`acquire` is answered 429 for ever',
    agora: [answers('acquire', 429, gateway('API rate limit exceeded'), { times: Infinity })],
    sees: {
      thread: ['Agora gets too many requests.', 'No action needed; retrying.', 'was not recorded'],
    },
    state: 'Failed',
    recorders: [],
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
    sees: { thread: ['Recording standup.'] },
    state: 'Recording',
    recorders: ['running'],
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
    ['Agora rejected the settings.'],
    ['Ask your admin to check the storage settings'],
  ),
  refused(
    '400 `appid is invalid` (gateway)',
    400,
    gateway('appid is invalid'),
    ['Agora doesn’t know this App ID, or Cloud Recording is off for it.'],
    ['Ask your admin to compare AGORA_APP_ID with the Agora Console'],
  ),
  refused(
    '400 code 400, `invalid_appid`',
    400,
    code(400, 'invalid_appid'),
    ['Agora doesn’t know this App ID, or Cloud Recording is off for it.'],
    ['Ask your admin to compare AGORA_APP_ID with the Agora Console'],
  ),
  refused(
    '400 code 401, `invalid_channel_name`',
    400,
    code(401, 'invalid_channel_name'),
    ['Agora rejected the channel name.'],
    ['Use a shorter name'],
  ),
  refused(
    '400 code 405, `no_active_status`',
    400,
    code(405, 'no_active_status'),
    ['The Agora account is suspended or overdue.'],
    ['Ask its owner to check the status'],
  ),
  refused(
    '400 code 406, `vendor_over_load`',
    400,
    code(406, 'vendor_over_load'),
    ['Too many recordings run at once for the Agora plan.'],
    ['Stop one that is no longer needed'],
  ),
  refused(
    '401, wrong credentials',
    401,
    gateway('Invalid authentication credentials'),
    ['Agora refuses the bot’s credentials'],
    ['Compare AGORA_CUSTOMER_ID and AGORA_CUSTOMER_SECRET'],
  ),
  refused(
    '403, not enabled',
    403,
    gateway('forbidden'),
    ['Cloud Recording is not enabled for this Agora project.'],
    ['Ask your admin to enable it in the Agora Console.'],
  ),
  refused(
    '404 `no Route matched with those values`',
    404,
    gateway('no Route matched with those values'),
    ['Agora can’t be reached at the configured address.'],
    ['Ask your admin to check AGORA_API_URL'],
  ),
  {
    fault: '`acquire` is answered 200 with a page of HTML for ever, as by a login page of the network',
    agora: [answers('acquire', 200, html, { times: Infinity })],
    sees: {
      thread: ['Unexpected response from Agora.', 'was not recorded'],
      card: ['Unexpected response from Agora.', 'Ask your admin to check the log'],
    },
    state: 'Failed',
    recorders: [],
    calls: { acquire: 6 },
  },
  {
    fault: '@ana stops while `acquire` is in flight',
    act: async (stage) => {
      const held = stage.injectFault({ call: 'acquire', kind: 'hang' });
      await stage.type('/record start standup');
      await stage.until(() => held.hits === 1);
      await stage.type('/record stop standup');
      await stage.line('canceled before');
      held.release();
    },
    starts: false,
    sees: {
      thread: ['@ana canceled before recording began.'],
      card: ['before recording began', 'Record Again'],
    },
    state: 'Canceled',
    recorders: [],
    calls: { acquire: 1 },
  },
];

export const reserve: Subject = { title: 'Reserving a recorder', rows };
