/** Bit rates that suit a picture, in kbit/s. */
import type { ChannelType, Video } from './spec.ts';
import { limits } from './validate.ts';

type Picture = Omit<Video, 'bitrate'>;

const hd = { width: 1280, height: 720, fps: 15, bitrate: 1130 };

/** Agora's advice for mixed recordings of communication channels (Agora: Cloud Recording, "Recording video profiles"). */
const advice: readonly Video[] = [
  { width: 640, height: 360, fps: 15, bitrate: 400 },
  { width: 640, height: 480, fps: 15, bitrate: 500 },
  hd,
  { ...hd, fps: 30, bitrate: 1710 },
  { width: 1920, height: 1080, fps: 15, bitrate: 2080 },
  { width: 1920, height: 1080, fps: 30, bitrate: 3150 },
  { width: 1920, height: 1080, fps: 60, bitrate: 4780 },
];

/** Between the rows of the advice it grows with pixels and frames. Live channels get twice as much, as far as Agora allows. */
export function mixBitrate(picture: Picture, channelType: ChannelType): number {
  const row = advice.find((row) => row.fps === picture.fps && sides(row) === sides(picture));
  const bitrate = row?.bitrate ?? (hd.bitrate * volume(picture)) / volume(hd);
  const { from, to } = limits.mixBitrate;
  return Math.min(to, Math.max(from, Math.round(channelType === 'live' ? 2 * bitrate : bitrate)));
}

/** Agora's default for web pages (Agora: REST API, "start"). */
export function webBitrate({ width, height }: Picture): number {
  return width * height >= hd.width * hd.height ? 2000 : 1500;
}

/** The same for an upright picture. */
function sides({ width, height }: Picture): string {
  return [width, height].sort((a, b) => a - b).join('x');
}

function volume({ width, height, fps }: Picture): number {
  return width * height * fps;
}
