import { actsAndAnswers, code, type Row, type Stage, type Subject, type Truth } from '../case.ts';

const certificate = { AGORA_APP_CERTIFICATE: '0123456789abcdef0123456789abcdef' };
const forEver = { times: Infinity };
const oneRuns = { state: 'Recording', recorders: ['running'], calls: { acquire: 1, start: 1 } } as const;
const stopped = { state: 'Finished', recorders: ['stop'], calls: { acquire: 1, start: 1, stop: 1 } } as const;

/** People are notified once, however often Agora reports it. */
const once = (piece: string): Truth => ({
  words: `“${piece}” is said once`,
  holds: (stage) => stage.thread().filter((line) => line.includes(piece)).length === 1,
});

/** `stop` leaves the result of the upload open: its answer comes too early. */
const stopEarly = async (stage: Stage) => {
  await stage.firstFile();
  await stage.click('Stop');
};

const rows: readonly Row[] = [
  {
    fault: 'The token is wrong: an error of level 5, module 0, code 110, and the session’s exit',
    env: certificate,
    service: { accepts: { token: () => false } },
    sees: {
      thread: [
        'Agora reported a problem with standup. Agora rejected the recorder’s token.',
        'Ask your admin to check AGORA_APP_CERTIFICATE',
        'standup was not recorded. Agora rejected the recorder’s token.',
      ],
      card: ['Agora rejected the recorder’s token.', 'Ask your admin to check AGORA_APP_CERTIFICATE'],
      never: ['never appeared'],
    },
    state: 'Failed',
    recorders: ['badToken'],
    calls: { acquire: 1, start: 1, stop: 1 },
  },
  {
    fault: 'The storage keys are wrong: an error of level 5, module 1, code 32, and the session’s exit',
    service: { accepts: { storage: () => false } },
    sees: {
      thread: [
        'Agora reported a problem with standup. The storage keys were refused.',
        'Ask your admin to correct the storage settings, then start again.',
        'standup was not recorded. The storage keys were refused.',
      ],
      card: ['The storage keys were refused.', 'Ask your admin to correct the storage settings'],
      never: ['never appeared'],
    },
    state: 'Failed',
    recorders: ['badStorage'],
    calls: { acquire: 1, start: 1, stop: 1 },
  },
  {
    fault: 'The answer to `start` is lost, the second one is 201 code 7; a notification brings the sid 8 s later',
    before: (stage) => stage.faultNotifications({ kind: 'delay', ms: 8_000, ...forEver }),
    agora: [{ call: 'start', kind: 'actThenDestroy' }],
    sees: { thread: ['Recording standup.'], never: ['recorder may be running'] },
    ...oneRuns,
    calls: { acquire: 1, start: 2 },
  },
  {
    fault:
      'The answer to `start` is lost, the second one is 201 code 7; the notification with the sid comes after a minute',
    agora: [{ call: 'start', kind: 'actThenDestroy' }],
    starts: false,
    act: async (stage) => {
      const lost = stage.faultNotifications({ kind: 'drop', ...forEver });
      await stage.type('/record start standup');
      await stage.recording();
      await stage.pass(30);
      lost.release();
    },
    sees: {
      thread: [
        'recorder may be running',
        'Starting another one that can be stopped from here',
        'Recording standup.',
        'The extra recorder has ended.',
      ],
    },
    state: 'Recording',
    recorders: ['stop', 'running'],
    calls: { acquire: 2, start: 3, stop: 1 },
  },
  {
    fault: 'Everybody leaves: Agora reports it (`leaveCode` 4), and the session’s exit',
    modes: ['mix', 'individual'],
    act: async (stage) => {
      await stage.firstFile();
      stage.agora.leave('standup');
    },
    sees: {
      thread: [
        'ended early. Everyone had left.',
        'Agora is still uploading files',
        '{sid}_standup.m3u8',
        'Upload: uploaded',
      ],
      card: ['Everyone had left.', '{sid}_standup.m3u8'],
      never: ['Lost contact'],
    },
    state: 'Finished',
    recorders: ['idle'],
    calls: { acquire: 1, start: 1 },
  },
  {
    fault: 'The upload takes a minute: `stop` is answered 206 code 50, then a notification says `uploaded`',
    service: { uploadMs: 60_000 },
    act: stopEarly,
    sees: {
      thread: ['Agora is still uploading files', 'Finished standup.', '{sid}_standup.m3u8', 'Upload: uploaded'],
      card: ['{sid}_standup.m3u8', 'All files are in the bucket.'],
    },
    ...stopped,
  },
  {
    fault: 'The storage fails: `stop` is answered 206 without files, then a notification says `backuped`',
    modes: ['mix', 'web'],
    act: async (stage) => {
      await stage.firstFile();
      stage.injectFault(actsAndAnswers('stop', 206, code(50, 'upload timeout')));
      stage.faultNotifications({ eventType: 31, kind: 'drop' });
      await stage.click('Stop');
      await stage.card('Uploading');
      stage.agora.sendNotification(stage.sid(), 32, {
        status: 0,
        fileList: [{ fileName: `${stage.sid()}_standup.m3u8` }],
      });
    },
    sees: {
      thread: [
        'Agora is still uploading files',
        '{sid}_standup.m3u8',
        'Upload: backuped',
        'check the bucket again in an hour',
      ],
      card: ['{sid}_standup.m3u8', 'Some files are delayed'],
    },
    ...stopped,
  },
  {
    fault: 'The notification about the upload never arrives',
    act: async (stage) => {
      stage.faultNotifications({ eventType: 31, kind: 'drop' });
      stage.injectFault(actsAndAnswers('stop', 206, code(50, 'upload timeout')));
      await stopEarly(stage);
      await stage.card('Uploading');
      stage.clock.advance(24 * 3_600_000);
    },
    sees: {
      thread: ['within 24 hours', '{sid}_standup.m3u8', 'Upload: unknown'],
      card: ['{sid}_standup.m3u8', 'Files should arrive within 20 minutes.'],
    },
    ...stopped,
  },
  {
    fault: 'Every notification is delivered twice',
    service: { uploadMs: 60_000 },
    before: (stage) => stage.faultNotifications({ kind: 'double', ...forEver }),
    act: stopEarly,
    sees: { thread: ['Recording standup.', 'Finished standup.', '{sid}_standup.m3u8', 'Upload: uploaded'] },
    ...stopped,
    also: [once('Recording standup.'), once('still uploading'), once('Upload: uploaded')],
  },
  {
    fault:
      'Notifications come out of order: the slice before the recorder’s arrival, the exit before its leaving, the first file at the very end',
    modes: ['mix', 'individual'],
    service: { uploadMs: 60_000 },
    before: (stage) => {
      stage.faultNotifications({ eventType: 40, kind: 'reorder' });
      stage.faultNotifications({ eventType: 41, kind: 'reorder' });
      stage.faultNotifications({ eventType: 4, kind: 'delay', ms: 120_000 });
    },
    act: stopEarly,
    sees: { thread: ['Recording standup.', 'Finished standup.', '{sid}_standup.m3u8', 'Upload: uploaded'] },
    ...stopped,
    also: [once('Recording standup.'), once('still uploading'), once('Upload: uploaded')],
  },
  {
    fault: 'No notification arrives while it records',
    before: (stage) => stage.faultNotifications({ kind: 'drop', ...forEver }),
    act: stopEarly,
    sees: { thread: ['Recording standup.', 'Finished standup.', '{sid}_standup.m3u8', 'Upload: uploaded'] },
    ...stopped,
  },
  {
    fault: 'Notifications are signed with another secret: they are answered 401',
    before: (stage) => stage.faultNotifications({ kind: 'badSignature', ...forEver }),
    act: stopEarly,
    sees: { thread: ['Recording standup.', 'Finished standup.', '{sid}_standup.m3u8', 'Upload: uploaded'] },
    ...stopped,
    also: [
      {
        words: 'every notification was answered 401',
        holds: ({ agora }) =>
          agora.notifications.length > 0 && agora.notifications.every(({ status }) => status === 401),
      },
    ],
  },
  {
    fault: 'A notification reports the session’s exit, but the recorder runs',
    act: async (stage) => {
      await stage.firstFile();
      stage.agora.sendNotification(stage.sid(), 11, { exitStatus: 0 });
      await stage.pass(60);
    },
    sees: { thread: ['Recording standup.'], never: ['ended early'] },
    ...oneRuns,
  },
  {
    fault:
      'Fail-over: a notification brings the new uid, queries are answered 404 for 40 s, a notification names the next file',
    modes: ['mix', 'individual'],
    act: async (stage) => {
      await stage.firstFile();
      stage.agora.failover(stage.sid(), 40_000);
      await stage.click('Refresh');
    },
    sees: {
      thread: ['Recording standup.', 'The recorder moved to another server; a new file starts here.'],
      never: ['ended early'],
    },
    ...oneRuns,
  },
  {
    fault: 'The bucket accepts no files for a while: a warning of the uploader, code 32',
    act: async (stage) => {
      await stage.firstFile();
      for (let n = 0; n < 3; n += 1) stage.agora.sendNotification(stage.sid(), 2, { module: 1, warnCode: 32 });
    },
    sees: {
      thread: [
        'Agora reported a problem with standup. The bucket takes no files just now',
        'Check that the storage service is up. The recording goes on.',
      ],
    },
    ...oneRuns,
    also: [once('Agora reported a problem')],
  },
  {
    fault: 'An error of level 3: some files can’t be uploaded (module 1, code 47)',
    act: async (stage) => {
      await stage.firstFile();
      stage.agora.sendNotification(stage.sid(), 1, {
        module: 1,
        errorLevel: 3,
        errorCode: 47,
        errorMsg: 'put failed',
        stat: 0,
      });
    },
    sees: { thread: ['Agora reported a problem with standup. Some files could not be uploaded.', 'put failed'] },
    ...oneRuns,
  },
  {
    fault: 'The bot is restarted while files are being uploaded',
    service: { uploadMs: 60_000 },
    act: async (stage) => {
      await stopEarly(stage);
      await stage.card('Uploading');
      await stage.restart();
    },
    sees: { thread: ['Agora is still uploading files', 'Finished standup.', '{sid}_standup.m3u8', 'Upload: uploaded'] },
    ...stopped,
  },
];

export const notifications: Subject = {
  title: 'Agora’s notifications, where they are turned on',
  rows: rows.map((row) => ({ ...row, notifications: true })),
};
