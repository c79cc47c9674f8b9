import { answers, code, gateway, type Mode, type Row, type Stage, type Subject } from '../case.ts';

/** What @ben requests in a mode, how it is reported, and whether it is in force at Agora in the end. */
type Change = Readonly<{
  mode: Mode;
  ask(stage: Stage): Promise<unknown>;
  changed: string;
  stays: string;
  unsure: string;
  inForce(stage: Stage): boolean;
}>;

const subscribe: Change = {
  mode: 'individual',
  ask: ({ slack, ben, room }) => slack.type(ben, room, '/record subscribe standup audio=5'),
  changed: '@ben changed what is recorded: audio of 5, video of everyone.',
  stays: 'What is recorded stays as it was. @ben asked for audio of 5, video of everyone.',
  unsure: 'Couldn’t confirm what is recorded. @ben asked for audio of 5, video of everyone.',
  inForce: ({ agora }) =>
    agora.recorders[0]?.subscriptions.at(-1)?.streamSubscribe.audioUidList?.subscribeAudioUids?.[0] === '5',
};

const pause: Change = {
  mode: 'web',
  ask: (stage) => stage.click('Pause', stage.ben),
  changed: '@ben paused the recording.',
  stays: 'The recording stays as it was. @ben wanted it paused.',
  unsure: 'Couldn’t confirm whether it is paused. @ben wanted it paused.',
  inForce: ({ agora }) => agora.recorders[0]?.holds.at(-1)?.onhold === true,
};

type Told = (change: Change) => Row['sees'];

/** @ben asks for the change while it records, and something goes wrong with it. */
function asked(
  change: Change,
  fault: string,
  injectFault: (stage: Stage) => unknown,
  sent: number,
  told: Told,
  isInForce: boolean,
): Row {
  return {
    fault,
    modes: [change.mode],
    act: async (stage) => {
      await stage.firstFile();
      await injectFault(stage);
      await change.ask(stage);
    },
    sees: told(change),
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 1, start: 1, update: sent },
    also: [
      {
        words: isInForce ? 'the change is in force there' : 'nothing has changed there',
        holds: (stage) => change.inForce(stage) === isInForce,
      },
    ],
  };
}

const done: Told = ({ changed, stays }) => ({ thread: [changed], never: [stays] });
const notDone =
  (...words: string[]): Told =>
  ({ changed, stays }) => ({ thread: [stays, ...words], never: [changed] });

const rowsOf = (change: Change): Row[] => [
  asked(
    change,
    'Fail-over: `update` is answered 404 once',
    (stage) => stage.injectFault(answers('update', 404, code(404, 'not found'))),
    2,
    done,
    true,
  ),
  asked(
    change,
    '`update` is answered 400 code 2',
    (stage) => stage.injectFault(answers('update', 400, code(2, 'bad settings'))),
    1,
    notDone('Agora rejected the settings.'),
    false,
  ),
  asked(
    change,
    '`update` is answered 401',
    (stage) => stage.injectFault(answers('update', 401, gateway('Invalid authentication credentials'))),
    1,
    notDone('Agora refuses the bot’s credentials'),
    false,
  ),
  asked(
    change,
    'The connection breaks after `update` was acted on',
    (stage) => stage.injectFault({ call: 'update', kind: 'actThenDestroy' }),
    2,
    done,
    true,
  ),
  asked(
    change,
    'The connection breaks before `update` was acted on',
    (stage) => stage.injectFault({ call: 'update', kind: 'destroy' }),
    2,
    done,
    true,
  ),
  asked(
    change,
    '`update` is answered 504 code 62 twice',
    (stage) => stage.injectFault(answers('update', 504, code(62, 'request timeout'), { times: 2 })),
    3,
    done,
    true,
  ),
  asked(
    change,
    '`update` is answered 429 once',
    (stage) => stage.injectFault(answers('update', 429, gateway('API rate limit exceeded'))),
    2,
    done,
    true,
  ),
  asked(
    change,
    '`update` is answered 206 code 65 for ever',
    (stage) => stage.injectFault(answers('update', 206, code(65, 'request not completed'), { times: Infinity })),
    4,
    notDone('Agora is busy.'),
    false,
  ),
  asked(
    change,
    'The connection breaks every time after `update` was acted on',
    (stage) => stage.injectFault({ call: 'update', kind: 'actThenDestroy', times: Infinity }),
    4,
    ({ unsure, stays }) => ({ thread: [unsure], never: [stays] }),
    true,
  ),
];

export const settings: Subject = {
  title: 'Changing whom it records, and pausing a page',
  rows: [...rowsOf(subscribe), ...rowsOf(pause)],
};
