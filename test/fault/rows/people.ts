import type { Row, Subject } from '../case.ts';

const rows: readonly Row[] = [
  {
    fault: '@ben starts the channel that @ana has just started',
    act: async ({ slack, ben, room }) => {
      await slack.type(ben, room, '/record start standup');
    },
    sees: {
      thread: ['Recording standup.'],
      ben: ['standup is already being recorded ({id}, started by @ana).'],
    },
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: '@ana and @ben start the same channel at the same time',
    starts: false,
    act: async ({ slack, ana, ben, room }) => {
      await Promise.all([ana, ben].map((user) => slack.type(user, room, '/record start standup')));
    },
    sees: { thread: ['Recording standup.'] },
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 1, start: 1 },
    also: [
      {
        words: 'exactly one of them is answered that it is already being recorded',
        holds: ({ slack, ana, ben }) =>
          [...slack.ephemerals(ana), ...slack.ephemerals(ben)]
            .map((one) => slack.renderText(one))
            .join()
            .split('is already being recorded').length === 2,
      },
    ],
  },
  {
    fault: '@ben presses a button of a card that he has not seen end',
    modes: ['mix'],
    act: async (stage) => {
      await stage.firstFile();
      const copy = stage.latest();
      await stage.click('Stop');
      await stage.card('Finished');
      await stage.slack.clickStale(stage.ben, copy, 'Vertical');
    },
    sees: {
      thread: ['Finished standup.'],
      ben: ['has already ended. See the card'],
      never: ['changed the layout'],
    },
    state: 'Finished',
    recorders: ['stop'],
    calls: { acquire: 1, start: 1, stop: 1 },
  },
  {
    fault:
      'Slack refuses the last update of the card (`cant_update_message`); @ben presses a button that is still there',
    act: async (stage) => {
      await stage.firstFile();
      const copy = stage.latest();
      await stage.click('Stop');
      await stage.card('Stopping');
      stage.jam({ method: 'chat.update', kind: { error: 'cant_update_message' } });
      await stage.line('Finished standup.');
      await stage.slack.clickStale(stage.ben, copy, 'Refresh');
    },
    sees: { thread: ['Finished standup.'], ben: ['has already ended.'], card: ['{sid}_standup.m3u8'] },
    state: 'Finished',
    recorders: ['stop'],
    calls: { acquire: 1, start: 1, stop: 1 },
  },
  {
    fault: '@ben presses Stop in another channel’s recording',
    act: async (stage) => {
      await stage.firstFile();
      const elsewhere = stage.slack.addChannel('elsewhere');
      await stage.slack.type(stage.ben, elsewhere, '/record stop standup');
    },
    sees: {
      ben: ['can change standup', 'or @ana can change standup'],
      never: ['stopped the recording'],
    },
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: '@ben presses Vertical twice',
    modes: ['mix'],
    act: async (stage) => {
      await stage.firstFile();
      await stage.click('Vertical', stage.ben);
      await stage.click('Vertical', stage.ben);
    },
    sees: { thread: ['@ben changed the layout to Vertical.'], card: ['✓ Vertical'], ben: ['Vertical'] },
    state: 'Recording',
    recorders: ['running'],
    calls: { acquire: 1, start: 1, updateLayout: 1 },
  },
];

export const people: Subject = { title: 'People', rows };
