import { answers, code, html, type Row, type Subject } from '../case.ts';

const unseen = 'Agora accepted the start, but its recorder did not appear, or left at once.';
const causes = [
  'The likely causes, the likeliest first, and what to check:',
  'The storage keys, the bucket or its region are wrong: compare STORAGE_VENDOR',
  'The token does not fit the recorder: AGORA_APP_CERTIFICATE must be the primary certificate of this App ID',
  'Somebody in the channel has the recorder’s uid: your app must not give its users uids from 3000000000 up',
  'Nobody publishes: somebody must have a camera or microphone on, in a channel of exactly this name',
  'The channel type is another one: AGORA_CHANNEL_TYPE must be what your app uses',
  'Users join with string accounts: every participant must join with a number as uid',
];

/** A certificate of the right shape, so that every start carries a token. */
const certificate = { AGORA_APP_CERTIFICATE: '0123456789abcdef0123456789abcdef' };

const died = (fault: string, fate: Row['ledger'], more: Partial<Row>): Row => ({
  fault,
  sees: {
    thread: [`did not come about. ${unseen}`, ...causes],
    card: [unseen, 'Check, in this order: the storage keys, bucket and region; the App Certificate'],
    never: ['It is recording'],
  },
  state: 'Failed',
  ledger: fate,
  calls: { acquire: 1, start: 1, stop: 1 },
  ...more,
});

const rows: readonly Row[] = [
  died('`start` is answered 200, but the storage keys are wrong', ['badStorage'], {
    service: { accepts: { storage: () => false } },
  }),
  died('`start` is answered 200, but the token is wrong (110) or has run out (109)', ['badToken'], {
    env: certificate,
    service: { accepts: { token: () => false } },
  }),
  died('A participant has the recorder’s uid', ['uidTaken'], {
    act: async (stage) => {
      const { agora } = stage;
      const recorder = await stage.until(() => agora.recorders[0]);
      agora.join('standup', recorder.uid);
    },
  }),
  {
    fault: 'Nobody publishes: the status stays 4',
    before: ({ agora }) => {
      agora.leave('standup');
      agora.join('standup', '7', false);
    },
    sees: {
      thread: [
        'It is recording',
        'The recorder is in standup, but it receives nothing. Check that somebody has a camera or microphone on',
      ],
      card: ['the recorder is ready and in the channel (status 4)'],
    },
    state: 'Recording',
    ledger: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'Nobody publishes, and @ana stops',
    before: ({ agora }) => {
      agora.leave('standup');
      agora.join('standup', '7', false);
    },
    act: async (stage) => {
      await stage.recording();
      await stage.click('Stop');
    },
    sees: {
      thread: [
        'is over, but Agora recorded nothing. Usually nobody had a camera or microphone on',
        'There are no files.',
      ],
      card: ['There are no files.'],
      never: ['.m3u8'],
    },
    state: 'Finished',
    ledger: ['stop'],
    calls: { acquire: 1, start: 1, stop: 1 },
  },
  {
    fault: 'Nobody ever comes: the recorder leaves after 5 min',
    before: ({ agora }) => agora.leave('standup'),
    sees: {
      thread: [
        'it receives nothing',
        'has ended by itself. Agora has no recorder for it any more; that happens when everybody has left the channel.',
      ],
    },
    state: 'Finished',
    ledger: ['idle'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'The status is 3 for ever, but the recorder works',
    agora: [{ call: 'query', kind: 'rewrite', rewrite: withStatus(3), times: Infinity }],
    sees: { thread: ['is finished.', '1 file:', '{sid}_standup.m3u8'], never: ['It is recording'] },
    state: 'Finished',
    ledger: ['stop'],
    calls: { acquire: 1, start: 1, stop: 1 },
  },
  died('The first status is 20, an abnormal exit', ['fault'], {
    agora: [{ call: 'start', kind: 'dies', afterMs: 2_000 }, answers('query', 200, { serverResponse: { status: 20 } })],
    sees: {
      thread: ['did not come about. Agora’s recorder has met an error.', 'Start it again if the session goes on.'],
      card: ['Agora’s recorder has met an error.', 'Start it again if the session goes on.'],
    },
  }),
  {
    fault: 'The first queries are answered 404 for 20 s',
    agora: [{ call: 'query', kind: 'failover', ms: 20_000 }],
    sees: { thread: ['It is recording'], never: ['can’t find the recorder'] },
    state: 'Recording',
    ledger: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'Agora answers no query for two minutes after `start` (504 code 62): no evidence against the recorder',
    agora: [answers('query', 504, code(62, 'request timeout'), { times: 6 })],
    sees: { thread: ['Agora did not answer in time.', 'It is recording'], never: ['did not come about'] },
    state: 'Recording',
    ledger: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'The first query is answered 200 with a page of HTML',
    agora: [answers('query', 200, html)],
    sees: { thread: ['It is recording'] },
    state: 'Recording',
    ledger: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'The first query is answered 429',
    agora: [answers('query', 429, { message: 'API rate limit exceeded' })],
    sees: { thread: ['It is recording'] },
    state: 'Recording',
    ledger: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'A button for another layout is pressed before there is a recorder',
    starts: false,
    act: async (stage) => {
      const held = stage.spoil({ call: 'start', kind: 'actThenHang' });
      await stage.type('/record start standup');
      await stage.until(() => held.hits === 1);
      await stage.click('Vertical');
      await stage.whisper(stage.ana, 'is just starting');
      held.release();
    },
    sees: {
      thread: ['It is recording'],
      card: ['grid'],
      ana: ['is just starting. Change the layout as soon as the card'],
    },
    state: 'Recording',
    ledger: ['running'],
    calls: { acquire: 1, start: 1 },
  },
];

/** The true answer with another status. */
function withStatus(status: number) {
  return (truth: { status: number; body: unknown }) => {
    const body = truth.body as { serverResponse?: object };
    return { ...truth, body: { ...body, serverResponse: { ...body.serverResponse, status, fileList: '' } } };
  };
}

export const confirm: Subject = { title: 'Proving that it records', rows };
