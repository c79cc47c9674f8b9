import { answers, code, gateway, html, type Row, type Stage, type Subject } from '../case.ts';

const hour = 3_600_000;
const looking = 'Agora can’t find the recorder just now. That is usual while it moves to another server';
const found = 'Agora answers again, and the recorder is there.';
const byItself = 'has ended by itself.';
const unexplained = `${byItself} Agora has no recorder for it any more; that happens when everybody has left the channel.`;

/** While it records, something is wrong with some queries; then all is well again. */
const passing = (fault: string, spoil: (stage: Stage) => unknown, sees: Row['sees']): Row => ({
  fault,
  act: async (stage) => {
    await stage.firstFile();
    await spoil(stage);
  },
  sees,
  state: 'Recording',
  ledger: ['running'],
  calls: { acquire: 1, start: 1 },
  also: [
    {
      words: 'Agora has answered a later query with 200',
      holds: ({ agora }) => agora.requests.findLast(({ call }) => call === 'query')?.status === 200,
    },
  ],
});

const refresh = async (stage: Stage) => stage.click('Refresh');

const rows: readonly Row[] = [
  passing(
    'Fail-over: queries are answered 404 for 40 s',
    async (stage) => {
      stage.spoil({ call: 'query', kind: 'failover', ms: 40_000 });
      await refresh(stage);
    },
    { thread: ['It is recording', looking, found], never: ['has ended by itself'] },
  ),
  passing(
    'Fail-over of 10 s: too short to be told',
    async (stage) => {
      stage.spoil({ call: 'query', kind: 'failover', ms: 10_000 });
      await refresh(stage);
    },
    { thread: ['It is recording'], never: [looking] },
  ),
  {
    fault: 'The recorder dies, and queries are answered 404 for good',
    act: async (stage) => {
      await stage.firstFile();
      stage.spoil({ call: 'query', kind: 'kill' });
      await refresh(stage);
    },
    sees: {
      thread: [
        looking,
        'Agora’s recorder has vanished, and not because everybody had left',
        'Start it again at once if the session goes on',
        '{sid}_standup.m3u8',
        'Upload: unknown',
        'Then look into the bucket for {sid}_standup.m3u8',
      ],
      card: ['{sid}_standup.m3u8'],
    },
    state: 'Finished',
    ledger: ['fault'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'The recorder dies before Agora has named a file',
    act: async (stage) => {
      await stage.recording();
      stage.spoil({ call: 'query', kind: 'kill' });
      await refresh(stage);
    },
    sees: {
      thread: [
        byItself,
        'Agora gave no file name. By its naming rule the file should be called:',
        '{sid}_standup.m3u8',
      ],
      card: ['By its naming rule the file should be called:', '{sid}_standup.m3u8'],
    },
    state: 'Finished',
    ledger: ['fault'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'Everybody leaves: the recorder goes after 5 min',
    act: async (stage) => {
      await stage.firstFile();
      stage.agora.leave('standup');
    },
    sees: {
      thread: [unexplained, '1 file:', '{sid}_standup.m3u8'],
      card: ['{sid}_standup.m3u8'],
    },
    state: 'Finished',
    ledger: ['idle'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'The status becomes 20, an abnormal exit',
    act: async (stage) => {
      await stage.firstFile();
      stage.agora.kill(stage.sid());
      stage.spoil(answers('query', 200, { serverResponse: { status: 20 } }));
      await refresh(stage);
    },
    sees: {
      thread: [`${byItself} Agora’s recorder has met an error.`, '{sid}_standup.m3u8'],
      card: ['{sid}_standup.m3u8'],
    },
    state: 'Finished',
    ledger: ['fault'],
    calls: { acquire: 1, start: 1 },
  },
  passing(
    'A query is answered 504 code 62 once',
    async (stage) => {
      stage.spoil(answers('query', 504, code(62, 'request timeout')));
      await refresh(stage);
    },
    { thread: ['It is recording'], never: ['did not answer in time'] },
  ),
  passing(
    'Queries are answered 504 code 62 for minutes',
    async (stage) => {
      stage.spoil(answers('query', 504, code(62, 'request timeout'), { times: 6 }));
      await refresh(stage);
    },
    { thread: ['Agora did not answer in time.', 'Nothing yet: the bot asks again.', found], never: [byItself] },
  ),
  {
    ...passing(
      'Agora refuses every connection for minutes',
      async (stage) => {
        await stage.gate.shut();
        await refresh(stage);
        await stage.line('can’t be reached', 300);
        await stage.gate.open();
      },
      { thread: ['Agora can’t be reached.', 'Nothing yet: the bot keeps trying.', found], never: [byItself] },
    ),
    addresses: (gate) => gate,
  },
  passing(
    'Queries are answered 404 with a page of HTML, or in words of the gateway, for minutes',
    async (stage) => {
      stage.spoil(answers('query', 404, html, { times: 4 }));
      stage.spoil(answers('query', 404, gateway('page not found'), { times: 4 }));
      await refresh(stage);
    },
    { thread: ['Agora gave an answer that it never documented.', found], never: [byItself, looking] },
  ),
  passing(
    'Queries are answered 200 with status 42, which no page documents',
    async (stage) => {
      stage.spoil(answers('query', 200, { serverResponse: { status: 42 } }, { times: 5 }));
      await refresh(stage);
    },
    { thread: ['Agora gave an answer that it never documented.', found], never: [byItself] },
  ),
  passing(
    'A query is answered 200 with a body cut off in the middle',
    async (stage) => {
      stage.spoil(answers('query', 200, '{"serverResponse":{"status":5,"fil'));
      await refresh(stage);
    },
    { thread: ['It is recording'], never: ['never documented'] },
  ),
  passing(
    'A query is answered as in 2019: texts for numbers, no `fileListMode`',
    async (stage) => {
      stage.spoil(
        answers('query', 200, { serverResponse: { status: '5', fileList: '', sliceStartTime: '1569310000123' } }),
      );
      await refresh(stage);
    },
    { thread: ['It is recording'], card: ['(status 5), 1 file so far'], never: ['never documented'] },
  ),
  passing(
    'Queries are answered 401: somebody has changed the credentials',
    async (stage) => {
      stage.spoil(answers('query', 401, gateway('Invalid authentication credentials'), { times: 2 }));
      await refresh(stage);
    },
    {
      thread: [
        'Agora refused the credentials of this bot.',
        'Ask whoever runs this bot to compare AGORA_CUSTOMER_ID',
        found,
      ],
      never: [byItself],
    },
  ),
  passing(
    'Queries are answered 400 code 433: the ids no longer serve',
    async (stage) => {
      stage.spoil(answers('query', 400, code(433, 'expired'), { times: 2 }));
      await refresh(stage);
    },
    {
      thread: ['Agora says that the ids which the bot holds of this recording do not fit, or no longer serve.', found],
      never: [byItself],
    },
  ),
  passing(
    'Queries are answered 429 five times',
    async (stage) => {
      stage.spoil(answers('query', 429, gateway('API rate limit exceeded'), { times: 5 }));
      await refresh(stage);
    },
    { thread: ['Agora is receiving more requests for this App ID than it allows', found], never: [byItself] },
  ),
  {
    fault: '@ben asks for the status while Agora does not answer',
    act: async (stage) => {
      await stage.firstFile();
      stage.spoil(answers('query', 504, code(62, 'request timeout'), { times: 3 }));
      await stage.slack.type(stage.ben, stage.room, '/record status standup');
    },
    sees: {
      thread: ['It is recording'],
      ben: ['Agora did not answer just now. Its latest word: recording, and files are being uploaded (status 5)'],
    },
    state: 'Recording',
    ledger: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'The recorder dies when its token has run out, after 24 hours',
    env: { AGORA_APP_CERTIFICATE: '0123456789abcdef0123456789abcdef' },
    act: async (stage) => {
      await stage.firstFile();
      stage.clock.advance(24 * hour);
      stage.agora.kill(stage.sid());
    },
    sees: {
      thread: [`${byItself} The recorder’s token has run out: Agora’s tokens serve 24 hours`, '{sid}_standup.m3u8'],
      card: ['The recorder’s token has run out', '{sid}_standup.m3u8'],
    },
    state: 'Finished',
    ledger: ['fault'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'It runs for longer than 72 hours, `resourceExpiredHour`: Agora answers 404 to every call',
    act: async (stage) => {
      await stage.firstFile();
      stage.clock.advance(71 * hour);
      await stage.line('nearly three days');
      stage.clock.advance(hour);
    },
    sees: {
      thread: [
        'This recording has run for nearly three days.',
        'on, Agora won’t let anybody see or stop it any more, though it goes on and is billed.',
        'stop it before then, and start it again if the session goes on: /record stop {id}',
        'I have lost control of the recording of standup. Agora lets a recording be controlled for 72 hours only',
        'If it still runs, it ends by itself five minutes after the last participant has left the channel. Look into the bucket for its files.',
      ],
      card: ['A recorder may be running out of control (uid {uid}).', '{sid}_standup.m3u8'],
      never: [byItself],
    },
    state: 'Lost',
    ledger: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'The bot is restarted while it records',
    act: async (stage) => {
      await stage.firstFile();
      await stage.restart();
      await stage.click('Stop');
    },
    sees: { thread: ['It is recording', 'is finished.', '{sid}_standup.m3u8'], card: ['{sid}_standup.m3u8'] },
    state: 'Finished',
    ledger: ['stop'],
    calls: { acquire: 1, start: 1, stop: 1 },
  },
];

export const watch: Subject = { title: 'While it records', rows };
