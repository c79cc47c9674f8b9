import { describe, expect, test } from 'vitest';
import { startRequest } from '../../src/agora/start-body.ts';
import type { Layout } from '../../src/recording/layout/layout.ts';
import { settled } from '../../src/recording/wanted.ts';
import { runningRecording } from '../support/recordings.ts';

const withLayout = (layout: Layout) => runningRecording({ mode: { kind: 'mix', layout: settled(layout) } });
const storage = { vendor: 1, region: 0, bucket: 'b', accessKey: 'ak', secretKey: 'sk' } as const;

describe('start', () => {
  test('the whole request, with everything', () => {
    const body = startRequest(withLayout({ kind: 'vertical', largeUid: '77', background: '#336699' }), {
      channelType: 1,
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
  });

  test('nothing is sent that was not given', () => {
    const body = startRequest(withLayout({ kind: 'float' }), { channelType: 0, storage: { ...storage, prefix: [] } });
    expect(body).not.toHaveProperty('token');
    expect(body).toHaveProperty('storageConfig', storage);
    expect(body).toHaveProperty('recordingConfig.channelType', 0);
  });
});
