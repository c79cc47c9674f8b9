import type { Row, Subject } from '../case.ts';

const rows: readonly Row[] = [
  {
    fault: '@ben starts the channel that @ana has just started',
    act: async ({ slack, ben, room }) => {
      await slack.type(ben, room, '/record start standup');
    },
    sees: {
      thread: ['It is recording'],
      ben: ['standup is being recorded already ({id}, started by @ana). Nothing new was started. Here is its card'],
    },
    state: 'Recording',
    ledger: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: '@ana and @ben start the same channel at the same moment',
    starts: false,
    act: async ({ slack, ana, ben, room }) => {
      await Promise.all([ana, ben].map((user) => slack.type(user, room, '/record start standup')));
    },
    sees: { thread: ['It is recording'] },
    state: 'Recording',
    ledger: ['running'],
    calls: { acquire: 1, start: 1 },
    also: [
      {
        words: 'one of them alone is told that it is being recorded already',
        holds: ({ slack, ana, ben }) =>
          [...slack.ephemerals(ana), ...slack.ephemerals(ben)]
            .map((one) => slack.renderText(one))
            .join()
            .split('is being recorded already').length === 2,
      },
    ],
  },
  {
    fault: '@ben presses a button of a card that he has not seen end',
    act: async (stage) => {
      await stage.firstFile();
      const copy = stage.latest();
      await stage.click('Stop');
      await stage.card('Finished');
      await stage.slack.clickStale(stage.ben, copy, 'Vertical');
    },
    sees: {
      thread: ['is finished.'],
      ben: ['is over. What became of it is on the card'],
      never: ['changed the layout'],
    },
    state: 'Finished',
    ledger: ['stop'],
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
      await stage.line('is finished.');
      await stage.slack.clickStale(stage.ben, copy, 'Refresh');
    },
    sees: { thread: ['is finished.'], ben: ['is over.'], card: ['{sid}_standup.m3u8'] },
    state: 'Finished',
    ledger: ['stop'],
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
      ben: ['belongs to another Slack channel. Do this there, at its card', 'or ask @ana, who started it.'],
      never: ['asked to stop'],
    },
    state: 'Recording',
    ledger: ['running'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: '@ben presses Vertical twice',
    act: async (stage) => {
      await stage.firstFile();
      await stage.click('Vertical', stage.ben);
      await stage.click('Vertical', stage.ben);
    },
    sees: { thread: ['@ben changed the layout to vertical.'], card: ['vertical'], ben: ['vertical'] },
    state: 'Recording',
    ledger: ['running'],
    calls: { acquire: 1, start: 1, updateLayout: 1 },
  },
];

export const people: Subject = { title: 'People', rows };
