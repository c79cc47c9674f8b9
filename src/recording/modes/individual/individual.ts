/** Every participant in files of their own, and screenshots of their videos. */
import { notifyNoMediaAfter } from '../../policy.ts';
import type { IndividualState } from '../../recording.ts';
import type { IndividualOptions } from '../../spec.ts';
import { settled } from '../../wanted.ts';
import type { Mode } from '../mode.ts';
import { readStatus, rtcFields } from '../rtc.ts';

export const individual: Mode<IndividualOptions, IndividualState> = {
  name: 'individual',
  settings: ['subscription'],
  noMediaAfter: notifyNoMediaAfter.individual,
  begin: ({ subscription }) => ({ kind: 'individual', subscription: settled(subscription) }),
  buttons: () => ['stop', 'refresh'],
  read: readStatus,
  request: (options, { subscription }, secretOf) => {
    const { snapshots, streamMode, uidGroup } = options;
    return {
      recordingConfig: {
        ...rtcFields(options, subscription.current, secretOf),
        streamMode,
        subscribeUidGroup: uidGroup,
      },
      // Beside screenshots, this is what asks for a recording.
      ...(snapshots?.only === true ? {} : { recordingFileConfig: { avFileType: ['hls'] } }),
      ...(snapshots === undefined
        ? {}
        : { snapshotConfig: { captureInterval: snapshots.every / 1000, fileType: ['jpg'] } }),
    };
  },
  // Their names hold the uids of participants, which are not reported to us.
  predictFiles: () => [],
};
