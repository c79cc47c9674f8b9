import { expect, test } from 'vitest';
import { beginMode, buttonsOf, predictFiles, startFields, updateRequest } from '../../../src/recording/modes/index.ts';
import type { IndividualOptions } from '../../../src/recording/spec.ts';
import { individualOptions, specOf } from '../../support/specs.ts';

const variables: Readonly<Record<string, string>> = { KEY: 'channel-key', SALT: 'c2FsdA==' };

function request(change: Partial<IndividualOptions> = {}): object {
  const options = { ...individualOptions, ...change };
  return startFields({ spec: specOf({ options }), mode: beginMode(options) }, (name) => variables[name] ?? '');
}

test('requests files of every participant', () => {
  expect(request()).toEqual({
    recordingConfig: {
      channelType: 0,
      streamTypes: 2,
      videoStreamType: 0,
      maxIdleTime: 300,
      streamMode: 'standard',
      subscribeUidGroup: 3,
    },
    recordingFileConfig: { avFileType: ['hls'] },
  });
});

test('screenshots with the recording, or only screenshots', () => {
  const snapshotConfig = { captureInterval: 10, fileType: ['jpg'] };
  expect(request({ snapshots: { every: 10_000, only: false } })).toMatchObject({
    recordingFileConfig: { avFileType: ['hls'] },
    snapshotConfig,
  });
  const alone = request({ snapshots: { every: 10_000, only: true } });
  expect(alone).toMatchObject({ snapshotConfig });
  expect(alone).not.toHaveProperty('recordingFileConfig');
});

test('encryption: mode, key and salt, by the variables that hold them', () => {
  const encryption = { mode: 'aes-256-gcm2', secretEnv: 'KEY', saltEnv: 'SALT' } as const;
  expect(request({ encryption })).toMatchObject({
    recordingConfig: { decryptionMode: 8, secret: 'channel-key', salt: 'c2FsdA==' },
  });
  expect(request({ encryption: { mode: 'aes-128-xts', secretEnv: 'KEY' } })).toMatchObject({
    recordingConfig: { decryptionMode: 1, secret: 'channel-key' },
  });
});

test.each([
  [{ audio: 'all', video: 'all' }, {}],
  [
    { audio: { only: ['1', '2'] }, video: 'all' },
    { subscribeAudioUids: ['1', '2'], subscribeVideoUids: ['#allstream#'] },
  ],
  [
    { audio: 'all', video: { except: ['3'] } },
    { subscribeAudioUids: ['#allstream#'], unSubscribeVideoUids: ['3'] },
  ],
] as const)('%o is subscribed to by lists for both media', (subscription, lists) => {
  const { recordingConfig } = request({ subscription }) as { recordingConfig: object };
  const found = Object.fromEntries(Object.entries(recordingConfig).filter(([key]) => key.endsWith('Uids')));
  expect(found).toEqual(lists);
});

test('a list for a medium that is not recorded is not sent', () => {
  const subscription = { audio: { only: ['1'] }, video: 'all' } as const;
  const { recordingConfig } = request({ streams: 'audio', subscription }) as { recordingConfig: object };
  expect(recordingConfig).toMatchObject({ streamTypes: 0, subscribeAudioUids: ['1'] });
  expect(recordingConfig).not.toHaveProperty('subscribeVideoUids');
});

test('a changed subscription is sent in full', () => {
  const spec = specOf({ options: individualOptions });
  const subscription = { audio: { except: ['9'] }, video: 'all' } as const;
  expect(updateRequest({ spec }, { type: 'subscription', subscription })).toEqual({
    streamSubscribe: {
      audioUidList: { unSubscribeAudioUids: ['9'] },
      videoUidList: { subscribeVideoUids: ['#allstream#'] },
    },
  });
});

test('has no layout buttons, and no names that can be predicted', () => {
  expect(buttonsOf(beginMode(individualOptions))).toEqual(['stop', 'refresh']);
  expect(predictFiles({ cname: 'maths', spec: specOf({ options: individualOptions }) }, 'sid')).toEqual([]);
});
