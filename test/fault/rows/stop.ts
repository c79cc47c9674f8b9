import { actsAndAnswers, answers, code, gateway, html, type Row, type Stage, type Subject } from '../case.ts';

const asked = '@ana stopped the recording.';
const finished = ['Finished standup.', '{sid}_standup.m3u8'];
const unknown = [
  'Upload: unknown – files should arrive within 20 minutes',
  'look in the bucket for {sid}_standup.m3u8.',
];

type Outcome = Partial<Row> & {
  sent: number | 'repeatedly';
  sees: Row['sees'];
  ready?: (stage: Stage) => Promise<unknown>;
  press?: (stage: Stage) => Promise<unknown>;
};

const firstFile = (stage: Stage) => stage.firstFile();
const pressStop = (stage: Stage) => stage.click('Stop');

/** @ana presses Stop after the first file, unless `ready` and `press` do it otherwise, and something goes wrong with it. */
const stopped = (fault: string, injectFault: (stage: Stage) => unknown, outcome: Outcome): Row => {
  const { sent, sees, ready = firstFile, press = pressStop, ...rest } = outcome;
  return {
    fault,
    act: async (stage) => {
      await ready(stage);
      await injectFault(stage);
      await press(stage);
    },
    sees: { ...sees, thread: [asked, ...(sees.thread ?? [])] },
    state: 'Finished',
    recorders: ['stop'],
    calls: { acquire: 1, start: 1, stop: sent },
    ...rest,
  };
};

/** The answer is of no use, the same again is; Agora says what became of the files. */
const repeated = (fault: string, injectFault: (stage: Stage) => unknown, sent: number): Row =>
  stopped(fault, injectFault, {
    sent,
    sees: { thread: [...finished, 'Upload: uploaded'], card: ['{sid}_standup.m3u8'] },
  });

const notYet = 'standup is not stopped yet.';

const rows: readonly Row[] = [
  repeated(
    '`stop` is answered 504 code 62, then 200',
    (stage) => stage.injectFault(answers('stop', 504, code(62, 'request timeout'))),
    2,
  ),
  repeated(
    '`stop` is answered 206 code 65, not completed, then 200',
    (stage) => stage.injectFault(answers('stop', 206, code(65, 'request not completed'))),
    2,
  ),
  repeated(
    '`stop` is answered 502 with a page of HTML, then 200',
    (stage) => stage.injectFault(answers('stop', 502, html)),
    2,
  ),
  repeated(
    '`stop` is answered 429 with `Retry-After: 20`, then 200',
    (stage) =>
      stage.injectFault(answers('stop', 429, gateway('API rate limit exceeded'), { headers: { 'retry-after': '20' } })),
    2,
  ),
  repeated(
    'The connection breaks before `stop` was acted on',
    (stage) => stage.injectFault({ call: 'stop', kind: 'destroy' }),
    2,
  ),
  stopped(
    'The connection breaks after `stop` was acted on; the second one is answered 404',
    (stage) => stage.injectFault({ call: 'stop', kind: 'actThenDestroy' }),
    {
      sent: 2,
      sees: { thread: [...finished, ...unknown], card: ['{sid}_standup.m3u8'], never: ['Lost contact'] },
    },
  ),
  stopped('Connections are refused when `stop` is to be sent', (stage) => stage.gate.shut(), {
    addresses: (gate) => gate,
    sent: 1,
    press: async (stage) => {
      await stage.click('Stop');
      await stage.line(notYet);
      await stage.gate.open();
    },
    sees: {
      thread: [notYet, 'Agora can’t be reached.', ...finished, 'Upload: uploaded'],
      card: ['{sid}_standup.m3u8'],
    },
  }),
  stopped(
    'Fail-over: `stop` is answered 404 for 40 s, then 200',
    (stage) => stage.injectFault({ call: 'stop', kind: 'failover', ms: 40_000 }),
    {
      sent: 'repeatedly',
      sees: {
        thread: ['Lost contact with the recorder.', 'Finished standup.', 'bak0_{sid}_standup.m3u8', 'Upload: uploaded'],
      },
    },
  ),
  stopped(
    'The recorder is gone: `stop` is answered 404 permanently',
    (stage) => stage.injectFault({ call: 'stop', kind: 'kill' }),
    {
      sent: 'repeatedly',
      sees: { thread: ['Lost contact with the recorder.', ...finished, ...unknown] },
      recorders: ['fault'],
    },
  ),
  stopped(
    '`stop` is answered 400 code 49: the recorder is already leaving',
    (stage) => {
      stage.agora.kill(stage.sid());
      stage.injectFault(answers('stop', 400, code(49, 'invalid operation')));
    },
    { sent: 1, sees: { thread: [...finished, ...unknown] }, recorders: ['fault'] },
  ),
  stopped('Nobody published: `stop` is answered 206 code 435', () => undefined, {
    modes: ['mix', 'individual'],
    sent: 1,
    before: ({ agora }) => {
      agora.leave('standup');
      agora.join('standup', '7', false);
    },
    ready: (stage) => stage.recording(),
    sees: {
      thread: ['Nothing was recorded of standup', 'there was nothing to upload.'],
      card: ['nothing was recorded'],
      never: ['.m3u8'],
    },
  }),
  stopped(
    '`stop` worked, but is answered 206 code 65; the second one is answered 404',
    (stage) => stage.injectFault({ call: 'stop', kind: 'stopResult', notCompleted: true }),
    {
      sent: 2,
      sees: { thread: finished },
    },
  ),
  stopped(
    '`stop` worked, but is answered 206 without a code and without files',
    (stage) => stage.injectFault(actsAndAnswers('stop', 206, { cname: 'standup' })),
    { sent: 1, sees: { thread: [...finished, ...unknown], card: ['{sid}_standup.m3u8'] } },
  ),
  stopped('The upload takes longer than 20 s: `stop` is answered 206 code 50', () => undefined, {
    service: { uploadMs: 60_000 },
    sent: 1,
    sees: { thread: [...finished, ...unknown], card: ['{sid}_standup.m3u8'] },
  }),
  stopped(
    '`stop` is answered 200 without `fileList`',
    (stage) => stage.injectFault({ call: 'stop', kind: 'stopResult', fileList: 'absent' }),
    {
      sent: 1,
      sees: { thread: [...finished, 'Upload: uploaded'], card: ['{sid}_standup.m3u8'] },
    },
  ),
  stopped(
    '`stop` is answered 200 with an empty `fileList`, `unknow`, and no query has named a file before',
    (stage) => stage.injectFault({ call: 'stop', kind: 'stopResult', fileList: 'empty', uploadingStatus: 'unknow' }),
    {
      modes: ['mix'],
      sent: 1,
      // A query shows no file: stop as soon as it records.
      ready: async (stage) => {
        stage.injectFault({ call: 'query', kind: 'rewrite', rewrite: withoutFiles, times: Infinity });
        await stage.recording();
        await stage.pass(30);
      },
      sees: {
        thread: ['Finished standup.', 'Expected file:', '{sid}_standup.m3u8', ...unknown],
        card: ['Expected file:', '{sid}_standup.m3u8'],
      },
    },
  ),
  stopped(
    'The storage fails: `stop` is answered `backuped` with an empty `fileList`',
    (stage) => stage.injectFault({ call: 'stop', kind: 'stopResult', fileList: 'empty', uploadingStatus: 'backuped' }),
    {
      sent: 1,
      sees: {
        thread: [...finished, 'Upload: backuped – some files are delayed', 'check the bucket again in an hour'],
        card: ['Some files are delayed'],
      },
    },
  ),
  stopped(
    '`stop` is answered in the shape of web recording: `playload`, `filename`',
    (stage) =>
      stage.injectFault(
        actsAndAnswers('stop', 200, {
          serverResponse: {
            extensionServiceState: [
              {
                serviceName: 'web_recorder_service',
                playload: { state: 'exit', fileList: [{ filename: 'other.m3u8' }] },
              },
              { serviceName: 'upload_service', playload: { uploadingStatus: 'uploaded' } },
            ],
          },
        }),
      ),
    {
      modes: ['mix', 'web'],
      sent: 1,
      sees: { thread: ['Finished standup.', '1 file:', 'other.m3u8', 'Upload: uploaded'], card: ['other.m3u8'] },
    },
  ),
  stopped(
    '`stop` is answered 200 with a page of HTML',
    (stage) => stage.injectFault(actsAndAnswers('stop', 200, html)),
    {
      sent: 2,
      sees: { thread: finished },
    },
  ),
  stopped(
    '`stop` is answered 401 until somebody has fixed the credentials; @ana stops again',
    (stage) => stage.injectFault(answers('stop', 401, gateway('Invalid authentication credentials'))),
    {
      sent: 2,
      press: async (stage) => {
        await stage.click('Stop');
        await stage.line(notYet);
        await stage.type('/record stop standup');
      },
      sees: {
        thread: [
          notYet,
          'Agora refuses the bot’s credentials',
          'Compare AGORA_CUSTOMER_ID and AGORA_CUSTOMER_SECRET',
          ...finished,
        ],
        ana: ['is already being stopped.'],
      },
    },
  ),
  stopped(
    '`stop` is answered 400 code 432 for ever: the ids do not fit',
    (stage) => stage.injectFault(answers('stop', 400, code(432, 'no match'), { times: Infinity })),
    {
      sent: 'repeatedly',
      press: async (stage) => {
        await stage.click('Stop');
        await stage.line(notYet);
        await stage.pass(120);
      },
      sees: {
        thread: [notYet, 'Agora no longer accepts the recording’s identifiers.'],
      },
      state: 'Stopping',
      recorders: ['running'],
    },
  ),
  stopped('@ana presses Stop twice', () => undefined, {
    sent: 1,
    press: async (stage) => {
      const card = stage.latest();
      await Promise.all([stage.click('Stop'), stage.slack.clickStale(stage.ana, card, 'Stop')]);
    },
    sees: { thread: finished, ana: ['is already being stopped. File names will be on the card'] },
    also: [
      {
        words: 'the thread reports the stop once',
        holds: (stage) => stage.thread().filter((line) => line.includes('stopped the recording')).length === 1,
      },
    ],
  }),
  stopped('A query is in flight when @ana presses Stop', () => undefined, {
    sent: 1,
    press: async (stage) => {
      const held = stage.injectFault({ call: 'query', kind: 'actThenHang' });
      await stage.click('Refresh');
      await stage.until(() => held.hits === 1);
      await stage.click('Stop');
      await stage.line('stopped the recording');
      held.release();
    },
    sees: { thread: [...finished, 'Upload: uploaded'] },
  }),
  stopped(
    'The bot is restarted while `stop` can’t get through',
    (stage) => stage.injectFault(answers('stop', 504, code(62, 'request timeout'), { times: 2 })),
    {
      sent: 3,
      press: async (stage) => {
        await stage.click('Stop');
        await stage.line(notYet);
        await stage.restart();
      },
      sees: { thread: [notYet, 'Agora didn’t respond in time.', ...finished, 'Upload: uploaded'] },
    },
  ),
];

function withoutFiles(truth: { status: number; body: unknown }) {
  const body = truth.body as { serverResponse?: object };
  return { ...truth, body: { ...body, serverResponse: { ...body.serverResponse, fileList: '' } } };
}

export const stop: Subject = { title: 'Stopping', rows };
