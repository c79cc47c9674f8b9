import { expect, test } from 'vitest';
import { beginMode, buttonsOf, modeOf, predictFiles, startFields } from '../../../src/recording/modes/index.ts';
import type { WebOptions } from '../../../src/recording/spec.ts';
import { settled } from '../../../src/recording/wanted.ts';
import { specOf, webOptions } from '../../support/specs.ts';

const none = () => '';

function recorder(change: Partial<WebOptions> = {}): object | undefined {
  const options = { ...webOptions, ...change };
  const fields = startFields({ spec: specOf({ options }), mode: beginMode(options) }, none) as {
    extensionServiceConfig: { extensionServices: { serviceParam: object }[] };
  };
  return fields.extensionServiceConfig.extensionServices[0]?.serviceParam;
}

test('requests a browser with the page', () => {
  const mode = beginMode(webOptions);
  expect(startFields({ spec: specOf({ options: webOptions }), mode }, none)).toEqual({
    recordingFileConfig: { avFileType: ['hls'] },
    extensionServiceConfig: {
      errorHandlePolicy: 'error_abort',
      extensionServices: [
        {
          serviceName: 'web_recorder_service',
          errorHandlePolicy: 'error_abort',
          serviceParam: {
            url: 'https://example.com/class',
            audioProfile: 0,
            videoWidth: 1280,
            videoHeight: 720,
            videoFps: 15,
            videoBitrate: 2000,
            maxRecordingHour: 3,
            onhold: false,
          },
        },
      ],
    },
  });
});

test('with every option', () => {
  expect(recorder({ maxVideoMinutes: 60, mobile: true, readyTimeout: 20_000, paused: true })).toMatchObject({
    maxVideoDuration: 60,
    mobile: true,
    readyTimeout: 20,
    onhold: true,
  });
});

test('a start sends the latest desired values', () => {
  const mode = { kind: 'web', hold: settled(true) } as const;
  expect(startFields({ spec: specOf({ options: webOptions }), mode }, none)).toMatchObject({
    extensionServiceConfig: { extensionServices: [{ serviceParam: { onhold: true } }] },
  });
});

test('needs no participants: status 4 is a recording', () => {
  const mode = beginMode(webOptions);
  expect([3, 4, 5, 6, 20].map(modeOf({ mode }).read)).toEqual([
    'beginning',
    'recording',
    'recording',
    'ended',
    'endedAbnormally',
  ]);
});

test('offers Pause, or Resume where it is paused', () => {
  expect(buttonsOf(beginMode(webOptions))).toEqual(['stop', 'pause', 'refresh']);
  expect(buttonsOf(beginMode({ ...webOptions, paused: true }))).toEqual(['stop', 'resume', 'refresh']);
});

test('files have hyphens for the special characters of the label', () => {
  const spec = specOf({ options: { ...webOptions, files: ['hls', 'mp4'] } });
  expect(predictFiles({ cname: 'class_5.b two', spec }, 'sid')).toEqual([
    'sid_class-5-b-two.m3u8',
    'sid_class-5-b-two_0.mp4',
  ]);
});
