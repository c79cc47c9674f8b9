/** All participants in one picture, whose layout can be changed while it records. */
import { selectableLayouts } from '../../layout/layout.ts';
import type { Mode } from '../mode.ts';
import { mixRecordingConfig } from './request.ts';

export const mix: Mode = {
  name: 'mix',
  commands: ['stop', 'refresh', 'layout'],
  buttons: ['stop', ...selectableLayouts.map((kind) => `layout:${kind}` as const), 'refresh'],
  // Agora: Cloud Recording REST API, "query", `status`.
  read(status) {
    if (status === 20) return 'endedAbnormally';
    if (status >= 6) return 'ended';
    if (status === 5) return 'recording';
    return status === 4 ? 'waiting' : 'beginning';
  },
  // Taken as in force from the moment of sending, so that a second sending is the same request.
  recordingConfig: (r) => mixRecordingConfig(r.mode.layout.current),
  predictFiles: (sid, cname) => [`${sid}_${cname}.m3u8`],
};
