import { describe, expect, test } from 'vitest';
import { startRequest } from '../../src/agora/start-body.ts';
import type { Layout } from '../../src/recording/layout/layout.ts';
import { layoutFields } from '../../src/recording/layout/request.ts';
import { runningRecording } from '../support/recordings.ts';
import { mixOptions, mixState, specOf } from '../support/specs.ts';

/** As former versions stored it: the channel type is that of the project. */
const { channelType: _, ...withoutType } = mixOptions;
const withLayout = (layout: Layout) =>
  runningRecording({ mode: mixState(layout), spec: specOf({ options: withoutType }) });
const keys = { accessKey: 'ak', secretKey: 'sk' };
const storage = { vendor: 1, region: 0, bucket: 'b', ...keys } as const;
const secretOf = () => '';

describe('start', () => {
  test('the whole request, with everything', () => {
    const body = startRequest(withLayout({ kind: 'vertical', largeUid: '77', background: '#336699' }), {
      channelType: 'live',
      secretOf,
      bucket: { ...keys, storage: { ...storage, vendor: 11, prefix: ['a', 'b'], endpoint: 's3.example.com' } },
      token: '007x',
    });
    expect(body).toEqual({
      token: '007x',
      recordingConfig: {
        channelType: 1,
        streamTypes: 2,
        videoStreamType: 0,
        audioProfile: 0,
        maxIdleTime: 300,
        transcodingConfig: {
          width: 1280,
          height: 720,
          fps: 15,
          bitrate: 1130,
          mixedVideoLayout: 2,
          backgroundColor: '#336699',
          maxResolutionUid: '77',
        },
      },
      recordingFileConfig: { avFileType: ['hls'] },
      storageConfig: {
        vendor: 11,
        region: 0,
        bucket: 'b',
        accessKey: 'ak',
        secretKey: 'sk',
        fileNamePrefix: ['a', 'b'],
        extensionParams: { endpoint: 's3.example.com' },
      },
    });
  });

  test('a custom layout, with images', () => {
    const layout: Layout = {
      kind: 'custom',
      backgroundImage: 'https://example.com/wall.jpg',
      userImage: 'https://example.com/nobody.jpg',
      userImages: [
        { uid: '5', url: 'https://example.com/five.jpg', fit: true },
        { uid: '6', url: 'https://example.com/six.jpg' },
      ],
      regions: [
        { x: 0.1, y: 0.2, width: 0.3, height: 0.4, uid: '5', alpha: 0.9, fit: true },
        { x: 0.5, y: 0.6, width: 0.25, height: 0.35 },
      ],
    };
    expect(layoutFields(layout)).toEqual({
      mixedVideoLayout: 3,
      backgroundColor: '#000000',
      backgroundImage: 'https://example.com/wall.jpg',
      defaultUserBackgroundImage: 'https://example.com/nobody.jpg',
      backgroundConfig: [
        { uid: '5', image_url: 'https://example.com/five.jpg', render_mode: 1 },
        { uid: '6', image_url: 'https://example.com/six.jpg', render_mode: 0 },
      ],
      layoutConfig: [
        { uid: '5', x_axis: 0.1, y_axis: 0.2, width: 0.3, height: 0.4, alpha: 0.9, render_mode: 1 },
        { x_axis: 0.5, y_axis: 0.6, width: 0.25, height: 0.35, alpha: 1, render_mode: 0 },
      ],
    });
  });

  test('options that were not given are not sent', () => {
    const body = startRequest(withLayout({ kind: 'float' }), {
      channelType: 'communication',
      secretOf,
      bucket: { ...keys, storage: { ...storage, prefix: [] } },
    });
    expect(body).not.toHaveProperty('token');
    expect(body).toHaveProperty('storageConfig', storage);
    expect(body).toHaveProperty('recordingConfig.channelType', 0);
  });
});
