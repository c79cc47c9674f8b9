/** All participants in one picture, whose layout can be changed while it records. */

import { selectableLayouts } from '../../layout/layout.ts';
import { layoutFields } from '../../layout/request.ts';
import { notifyNoMediaAfter } from '../../policy.ts';
import type { MixState } from '../../recording.ts';
import type { MixOptions } from '../../spec.ts';
import { settled } from '../../wanted.ts';
import type { Mode } from '../mode.ts';
import { readStatus, rtcFields } from '../rtc.ts';

export const mix: Mode<MixOptions, MixState> = {
  name: 'mix',
  settings: ['layout', 'subscription'],
  noMediaAfter: notifyNoMediaAfter.mix,
  begin: ({ layout, subscription }) => ({
    kind: 'mix',
    layout: settled(layout),
    subscription: settled(subscription),
  }),
  buttons: () => ['stop', ...selectableLayouts.map((kind) => `layout:${kind}` as const), 'customLayout', 'refresh'],
  read: readStatus,
  request: (options, { layout, subscription }, secretOf) => ({
    recordingConfig: {
      ...rtcFields(options, subscription.current, secretOf),
      audioProfile: options.audioProfile,
      // Agora expects size, frame rate and bit rate together.
      transcodingConfig: { ...options.video, ...layoutFields(layout.current) },
    },
    recordingFileConfig: { avFileType: options.files },
  }),
  predictFiles: (sid, cname, { files }) => [
    `${sid}_${cname}.m3u8`,
    ...(files.includes('mp4') ? [`${sid}_${cname}_0.mp4`] : []),
  ],
};
