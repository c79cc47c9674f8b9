/** A web page, as a browser shows it. It joins no channel: `cname` is a label. */
import type { WebState } from '../../recording.ts';
import type { WebOptions } from '../../spec.ts';
import { settled } from '../../wanted.ts';
import type { Mode } from '../mode.ts';
import { readStatus } from '../rtc.ts';

export const web: Mode<WebOptions, WebState> = {
  name: 'web',
  settings: ['hold'],
  noMediaAfter: undefined,
  begin: ({ paused }) => ({ kind: 'web', hold: settled(paused) }),
  buttons: ({ hold }) => ['stop', hold.current ? 'resume' : 'pause', 'refresh'],
  read(status) {
    const evidence = readStatus(status);
    // A page is present from the start; no participant is waited for.
    return evidence === 'waiting' ? 'recording' : evidence;
  },
  request: (options, { hold }) => ({
    recordingFileConfig: { avFileType: options.files },
    extensionServiceConfig: {
      errorHandlePolicy: 'error_abort',
      extensionServices: [
        {
          serviceName: 'web_recorder_service',
          errorHandlePolicy: 'error_abort',
          serviceParam: recorderFields(options, hold.current),
        },
      ],
    },
  }),
  predictFiles: (sid, cname, { files }) => {
    const stem = `${sid}_${webLabel(cname)}`;
    return [`${stem}.m3u8`, ...(files.includes('mp4') ? [`${stem}_0.mp4`] : [])];
  },
};

/** In the names of files, special characters of the label become hyphens. */
export function webLabel(cname: string): string {
  return cname.replaceAll(/[^a-zA-Z0-9-]/gu, '-');
}

function recorderFields(options: WebOptions, onhold: boolean): object {
  const { url, audioProfile, video, maxHours, maxVideoMinutes, mobile, readyTimeout } = options;
  return {
    url,
    audioProfile,
    videoWidth: video.width,
    videoHeight: video.height,
    videoFps: video.fps,
    videoBitrate: video.bitrate,
    maxRecordingHour: maxHours,
    ...(maxVideoMinutes === undefined ? {} : { maxVideoDuration: maxVideoMinutes }),
    ...(mobile === undefined ? {} : { mobile }),
    ...(readyTimeout === undefined ? {} : { readyTimeout: readyTimeout / 1000 }),
    onhold,
  };
}
