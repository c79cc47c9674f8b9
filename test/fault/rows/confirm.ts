import { answers, code, html, type Row, type Subject } from '../case.ts';

const unseen = 'Agora accepted the start, but the recorder never appeared.';
const causes = [
  'Check, in this order:',
  'The storage keys, bucket or region',
  'The token: AGORA_APP_CERTIFICATE must be the primary certificate of this App ID',
  'The recorder’s uid: your app must not give its users uids from 3000000000 up',
  'The session: somebody must have a camera or microphone on, in a channel of exactly this name',
  'The channel type: AGORA_CHANNEL_TYPE must be what your app uses',
  'The participants: everyone must join with a number as uid',
];

/** A certificate of the right shape, so that every start carries a token. */
const certificate = { AGORA_APP_CERTIFICATE: '0123456789abcdef0123456789abcdef' };

const died = (fault: string, recorders: Row['recorders'], more: Partial<Row>): Row => ({
  fault,
  modes: ['mix', 'individual'],
  sees: {
    thread: [`was not recorded. ${unseen}`, ...causes],
    card: [unseen, 'Ask your admin to check the storage keys first'],
    never: ['Recording standup.'],
  },
  state: 'Failed',
  recorders,
  calls: { acquire: 1, start: 1, stop: 1 },
  ...more,
});

/** Nobody has to be there for a page, and its recorder gets no token. */
const pageDied = (fault: string, recorders: Row['recorders'], more: Partial<Row>): Row => ({
  ...died(`${fault}, for a page`, recorders, more),
  modes: ['web'],
  sees: {
    thread: [`was not recorded. ${unseen}`, ...causes.slice(0, 2), 'The page: open it in a private window'],
    card: [unseen, 'Ask your admin to check the storage keys first'],
    never: ['Recording standup.', 'camera', 'participants', 'AGORA_APP_CERTIFICATE'],
  },
});

const rows: readonly Row[] = [
  ...[died, pageDied].flatMap((row) => [
    row('`start` is answered 200, but the storage keys are wrong', ['badStorage'], {
      service: { accepts: { storage: () => false } },
    }),
    row('`start` is answered 200, but the token is wrong (110) or has expired (109)', ['badToken'], {
      env: certificate,
      service: { accepts: { token: () => false } },
    }),
  ]),
  died('A participant has the recorder’s uid', ['uidTaken'], {
    act: async (stage) => {
      const { agora } = stage;
      const recorder = await stage.until(() => agora.recorders[0]);
      agora.join('standup', recorder.uid);
    },
  }),
  {
    fault: 'Nobody publishes: the status stays 4',
    modes: ['mix', 'individual'],
    before: ({ agora }) => {
      agora.leave('standup');
      agora.join('standup', '7', false);
    },
    sees: {
      thread: ['Recording standup.', 'nothing is being recorded: no camera or microphone is on in standup'],
      card: ['Turn on a camera or microphone'],
    },
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'Nobody publishes, and @ana stops',
    modes: ['mix', 'individual'],
    before: ({ agora }) => {
      agora.leave('standup');
      agora.join('standup', '7', false);
    },
    act: async (stage) => {
      await stage.recording();
      await stage.click('Stop');
    },
    sees: {
      thread: ['Nothing was recorded of standup: it was stopped right after the start.'],
      card: ['nothing was recorded'],
      never: ['.m3u8'],
    },
    state: 'Finished',
    recorders: ['stop'],
    calls: { acquire: 1, start: 1, stop: 1 },
  },
  {
    fault: 'Nobody joins: the recorder exits after 5 min',
    modes: ['mix', 'individual'],
    before: ({ agora }) => agora.leave('standup'),
    sees: {
      thread: ['nothing is being recorded', 'nothing was recorded of standup. Nobody had a camera or microphone on'],
    },
    state: 'Finished',
    recorders: ['idle'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'The status stays 3, but the recorder works',
    agora: [{ call: 'query', kind: 'rewrite', rewrite: withStatus(3), times: Infinity }],
    sees: { thread: ['Finished standup.', '1 file:', '{sid}_standup.m3u8'], never: ['Recording standup.'] },
    state: 'Finished',
    recorders: ['stop'],
    calls: { acquire: 1, start: 1, stop: 1 },
  },
  died('The first status is 20, an abnormal exit', ['fault'], {
    agora: [{ call: 'start', kind: 'dies', afterMs: 2_000 }, answers('query', 200, { serverResponse: { status: 20 } })],
    sees: {
      thread: [
        'standup was not recorded. The recorder stopped unexpectedly.',
        'Start it again if the session goes on.',
      ],
      card: ['The recorder stopped unexpectedly.', 'Start it again if the session goes on.'],
    },
  }),
  {
    fault: 'The first queries are answered 404 for 20 s',
    agora: [{ call: 'query', kind: 'failover', ms: 20_000 }],
    sees: { thread: ['Recording standup.'], never: ['Lost contact'] },
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'Agora answers no query for two minutes after `start` (504 code 62): no evidence against the recorder',
    agora: [answers('query', 504, code(62, 'request timeout'), { times: 6 })],
    sees: { thread: ['Agora didn’t respond in time.', 'Recording standup.'], never: ['was not recorded'] },
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'The first query is answered 200 with a page of HTML',
    agora: [answers('query', 200, html)],
    sees: { thread: ['Recording standup.'] },
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'The first query is answered 429',
    agora: [answers('query', 429, { message: 'API rate limit exceeded' })],
    sees: { thread: ['Recording standup.'] },
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'A button for another layout is pressed before there is a recorder',
    modes: ['mix'],
    starts: false,
    act: async (stage) => {
      const held = stage.injectFault({ call: 'start', kind: 'actThenHang' });
      await stage.type('/record start standup');
      await stage.until(() => held.hits === 1);
      await stage.click('Vertical');
      await stage.ephemeral(stage.ana, 'is still starting');
      held.release();
    },
    sees: {
      thread: ['Recording standup.'],
      card: ['✓ Grid'],
      ana: ['is still starting. Try again when the card'],
    },
    state: 'Recording',
    recorders: ['running'],
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
