import { describe, expect, test } from 'vitest';
import { layoutRequest, maxIdleSeconds, startRequest } from '../../src/agora/start-body.ts';

const storage = { vendor: 1, region: 0, bucket: 'b', accessKey: 'ak', secretKey: 'sk' } as const;

describe('start', () => {
  test('the whole request, with everything', () => {
    const body = startRequest({
      channelType: 1,
      layout: { name: 'vertical', uid: '77', background: '#336699' },
      storage: { ...storage, vendor: 11, prefix: ['a', 'b'], endpoint: 's3.example.com' },
      token: '007x',
    });
    expect(body).toEqual({
      token: '007x',
      recordingConfig: {
        channelType: 1,
        streamTypes: 2,
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
    expect(maxIdleSeconds).toBe(300);
  });

  test('nothing is sent that was not given', () => {
    const body = startRequest({ channelType: 0, layout: { name: 'float' }, storage: { ...storage, prefix: [] } });
    expect(body).not.toHaveProperty('token');
    expect(body).toHaveProperty('storageConfig', storage);
    expect(body).toHaveProperty('recordingConfig.channelType', 0);
  });
});

describe('updateLayout', () => {
  test.each([
    [{ name: 'float' }, { mixedVideoLayout: 0, backgroundColor: '#000000' }],
    [
      { name: 'grid', background: '#ffffff' },
      { mixedVideoLayout: 1, backgroundColor: '#ffffff' },
    ],
    [{ name: 'vertical' }, { mixedVideoLayout: 2, backgroundColor: '#000000' }],
    [
      { name: 'vertical', uid: '5' },
      { mixedVideoLayout: 2, backgroundColor: '#000000', maxResolutionUid: '5' },
    ],
    // Agora takes the uid for the vertical layout only.
    [
      { name: 'grid', uid: '5' },
      { mixedVideoLayout: 1, backgroundColor: '#000000' },
    ],
  ] as const)('%o', (layout, expected) => {
    expect(layoutRequest(layout)).toEqual(expected);
  });
});
