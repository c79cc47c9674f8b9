import { answers, code, gateway, html, type Row, type Stage, type Subject } from '../case.ts';

const hour = 3_600_000;
const looking = 'Lost contact with the recorder.';
const found = 'Contact restored.';
const byItself = 'ended early.';
const unexplained = `${byItself} Most likely everyone had left.`;

/** While it records, something is wrong with some queries; then all is well again. */
const passing = (fault: string, injectFault: (stage: Stage) => unknown, sees: Row['sees']): Row => ({
  fault,
  act: async (stage) => {
    await stage.firstFile();
    await injectFault(stage);
  },
  sees,
  state: 'Recording',
  recorders: ['running'],
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
      stage.injectFault({ call: 'query', kind: 'failover', ms: 40_000 });
      await refresh(stage);
    },
    { thread: ['Recording standup.', looking, found], never: ['ended early'] },
  ),
  passing(
    'Fail-over of 10 s: too short to be told',
    async (stage) => {
      stage.injectFault({ call: 'query', kind: 'failover', ms: 10_000 });
      await refresh(stage);
    },
    { thread: ['Recording standup.'], never: [looking] },
  ),
  {
    fault: 'The recorder crashes, and queries are answered 404 permanently',
    act: async (stage) => {
      await stage.firstFile();
      stage.injectFault({ call: 'query', kind: 'kill' });
      await refresh(stage);
    },
    sees: {
      thread: [
        looking,
        'The recorder stopped unexpectedly.',
        'Start it again at once if the session goes on',
        '{sid}_standup.m3u8',
        'Upload: unknown',
        'look in the bucket for {sid}_standup.m3u8',
      ],
      card: ['{sid}_standup.m3u8'],
    },
    state: 'Finished',
    recorders: ['fault'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'The recorder crashes before Agora has named a file',
    modes: ['mix'],
    act: async (stage) => {
      await stage.recording();
      stage.injectFault({ call: 'query', kind: 'kill' });
      await refresh(stage);
    },
    sees: {
      thread: [byItself, 'Expected file:', '{sid}_standup.m3u8'],
      card: ['Expected file:', '{sid}_standup.m3u8'],
    },
    state: 'Finished',
    recorders: ['fault'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'Everybody leaves: the recorder exits after 5 min',
    modes: ['mix', 'individual'],
    act: async (stage) => {
      await stage.firstFile();
      stage.agora.leave('standup');
    },
    sees: {
      thread: [unexplained, '1 file:', '{sid}_standup.m3u8'],
      card: ['{sid}_standup.m3u8'],
    },
    state: 'Finished',
    recorders: ['idle'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'The status becomes 20, an abnormal exit',
    act: async (stage) => {
      await stage.firstFile();
      stage.agora.kill(stage.sid());
      stage.injectFault(answers('query', 200, { serverResponse: { status: 20 } }));
      await refresh(stage);
    },
    sees: {
      thread: [`${byItself} The recorder stopped unexpectedly.`, '{sid}_standup.m3u8'],
      card: ['{sid}_standup.m3u8'],
    },
    state: 'Finished',
    recorders: ['fault'],
    calls: { acquire: 1, start: 1 },
  },
  passing(
    'A query is answered 504 code 62 once',
    async (stage) => {
      stage.injectFault(answers('query', 504, code(62, 'request timeout')));
      await refresh(stage);
    },
    { thread: ['Recording standup.'], never: ['didn’t respond in time'] },
  ),
  passing(
    'Queries are answered 504 code 62 for minutes',
    async (stage) => {
      stage.injectFault(answers('query', 504, code(62, 'request timeout'), { times: 6 }));
      await refresh(stage);
    },
    { thread: ['Agora didn’t respond in time.', 'No action needed; retrying.', found], never: [byItself] },
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
      { thread: ['Agora can’t be reached.', 'No action needed; retrying.', found], never: [byItself] },
    ),
    addresses: (gate) => gate,
  },
  passing(
    'Queries are answered 404 with a page of HTML, or in words of the gateway, for minutes',
    async (stage) => {
      stage.injectFault(answers('query', 404, html, { times: 4 }));
      stage.injectFault(answers('query', 404, gateway('page not found'), { times: 4 }));
      await refresh(stage);
    },
    { thread: ['Unexpected response from Agora.', found], never: [byItself, looking] },
  ),
  passing(
    'Queries are answered 200 with status 42, which no page documents',
    async (stage) => {
      stage.injectFault(answers('query', 200, { serverResponse: { status: 42 } }, { times: 5 }));
      await refresh(stage);
    },
    { thread: ['Unexpected response from Agora.', found], never: [byItself] },
  ),
  passing(
    'A query is answered 200 with a body cut off in the middle',
    async (stage) => {
      stage.injectFault(answers('query', 200, '{"serverResponse":{"status":5,"fil'));
      await refresh(stage);
    },
    { thread: ['Recording standup.'], never: ['Unexpected response'] },
  ),
  passing(
    'A query is answered as in 2019: texts for numbers, no `fileListMode`',
    async (stage) => {
      stage.injectFault(
        answers('query', 200, { serverResponse: { status: '5', fileList: '', sliceStartTime: '1569310000123' } }),
      );
      await refresh(stage);
    },
    { thread: ['Recording standup.'], card: ['Sound and video arrive'], never: ['Unexpected response'] },
  ),
  passing(
    'Queries are answered 401: somebody has changed the credentials',
    async (stage) => {
      stage.injectFault(answers('query', 401, gateway('Invalid authentication credentials'), { times: 2 }));
      await refresh(stage);
    },
    {
      thread: ['Agora refuses the bot’s credentials', 'Compare AGORA_CUSTOMER_ID', found],
      never: [byItself],
    },
  ),
  passing(
    'Queries are answered 400 code 433: the ids no longer serve',
    async (stage) => {
      stage.injectFault(answers('query', 400, code(433, 'expired'), { times: 2 }));
      await refresh(stage);
    },
    {
      thread: ['Agora no longer accepts the recording’s identifiers.', found],
      never: [byItself],
    },
  ),
  passing(
    'Queries are answered 429 five times',
    async (stage) => {
      stage.injectFault(answers('query', 429, gateway('API rate limit exceeded'), { times: 5 }));
      await refresh(stage);
    },
    { thread: ['Agora gets too many requests.', found], never: [byItself] },
  ),
  {
    fault: '@ben asks for the status while Agora does not answer',
    act: async (stage) => {
      await stage.firstFile();
      stage.injectFault(answers('query', 504, code(62, 'request timeout'), { times: 3 }));
      await stage.slack.type(stage.ben, stage.room, '/record status standup');
    },
    sees: {
      thread: ['Recording standup.'],
      ben: ['Agora did not respond just now. Last reported status: Recording.'],
    },
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'The recorder ends when its token has expired, after 24 hours',
    modes: ['mix', 'individual'],
    env: { AGORA_APP_CERTIFICATE: '0123456789abcdef0123456789abcdef' },
    act: async (stage) => {
      await stage.firstFile();
      stage.clock.advance(24 * hour);
      stage.agora.kill(stage.sid());
    },
    sees: {
      thread: [`${byItself} It reached the 24-hour limit.`, '{sid}_standup.m3u8'],
      card: ['It reached the 24-hour limit', '{sid}_standup.m3u8'],
    },
    state: 'Finished',
    recorders: ['fault'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'It runs for longer than 72 hours, `resourceExpiredHour`: Agora answers 404 to every call',
    modes: ['mix', 'individual'],
    act: async (stage) => {
      await stage.firstFile();
      stage.clock.advance(71 * hour);
      await stage.line('nobody can stop this recording');
      stage.clock.advance(hour);
    },
    sees: {
      thread: [
        'nobody can stop this recording.',
        'stop it before then and start it again: /record stop {id}',
        'standup may still be recording; it can’t be stopped from here. Agora allows control for 72 hours',
        'If it still runs, it stops some minutes after everyone has left.',
      ],
      card: ['A recorder may still be running (uid {uid}).', '{sid}_standup.m3u8'],
      never: [byItself],
    },
    state: 'Lost',
    recorders: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'The bot is restarted while it records',
    act: async (stage) => {
      await stage.firstFile();
      await stage.restart();
      await stage.click('Stop');
    },
    sees: { thread: ['Recording standup.', 'Finished standup.', '{sid}_standup.m3u8'], card: ['{sid}_standup.m3u8'] },
    state: 'Finished',
    recorders: ['stop'],
    calls: { acquire: 1, start: 1, stop: 1 },
  },
];

export const watch: Subject = { title: 'While it records', rows };
