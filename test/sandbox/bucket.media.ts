/** Reads the little of MPEG-TS, MP4 and HLS that tests look at. (ISO/IEC 13818-1, ISO/IEC 14496-12, RFC 8216) */

const packetBytes = 188;

/** The elementary streams of a segment by PID: their type, and the first presentation time in seconds. */
export function readSegment(bytes: Uint8Array): { type: number; from: number }[] {
  const data = Buffer.from(bytes);
  if (data.length === 0 || data.length % packetBytes !== 0) throw new Error(`${data.length} bytes are no packets`);
  const types = new Map<number, number>();
  const times = new Map<number, number>();
  for (let at = 0; at < data.length; at += packetBytes) {
    const packet = data.subarray(at, at + packetBytes);
    if (packet[0] !== 0x47) throw new Error(`no packet begins at ${at}`);
    const pid = packet.readUInt16BE(1) & 0x1fff;
    const isStart = (packet.readUInt8(1) & 0x40) !== 0;
    const adaptation = (packet.readUInt8(3) & 0x20) === 0 ? 0 : 1 + packet.readUInt8(4);
    const payload = packet.subarray(4 + adaptation);
    if (!isStart) continue;
    if (payload.length > 14 && payload.readUIntBE(0, 3) === 1) {
      if ((payload.readUInt8(7) & 0x80) !== 0 && !times.has(pid)) times.set(pid, timeIn(payload));
    } else if (pid !== 0 && payload.readUInt8(1) === 2) {
      for (const [stream, type] of streamsIn(payload.subarray(1))) types.set(stream, type);
    }
  }
  return [...types].map(([pid, type]) => ({ type, from: times.get(pid) ?? Number.NaN }));
}

/** The program map: stream types by PID. 0x1b is H.264, 0x0f AAC. */
function streamsIn(table: Buffer): [number, number][] {
  const end = 3 + (table.readUInt16BE(1) & 0xfff) - 4;
  const found: [number, number][] = [];
  for (let at = 12 + (table.readUInt16BE(10) & 0xfff); at < end; at += 5 + (table.readUInt16BE(at + 3) & 0xfff))
    found.push([table.readUInt16BE(at + 1) & 0x1fff, table.readUInt8(at)]);
  return found;
}

/** The PTS of a packetized elementary stream; its clock has 90 kHz. */
function timeIn(packet: Buffer): number {
  const high = (packet.readUInt8(9) >> 1) & 7;
  const middle = packet.readUInt16BE(10) >> 1;
  const low = packet.readUInt16BE(12) >> 1;
  return (high * 2 ** 30 + middle * 2 ** 15 + low) / 90_000;
}

/** Seconds, by the movie header. Throws without one. */
export function durationOf(bytes: Uint8Array): number {
  const data = Buffer.from(bytes);
  const movie = box(data, 'moov');
  const header = box(movie, 'mvhd');
  if (header.readUInt8(0) !== 0) throw new Error('a movie header of another version');
  return header.readUInt32BE(16) / header.readUInt32BE(12);
}

function box(data: Buffer, name: string): Buffer {
  for (let at = 0; at + 8 <= data.length; at += data.readUInt32BE(at)) {
    if (data.toString('latin1', at + 4, at + 8) === name) return data.subarray(at + 8, at + data.readUInt32BE(at));
  }
  throw new Error(`there is no ${name} box`);
}

/** The names and lengths in seconds of a playlist that has ended. Throws for any other. */
export function readPlaylist(text: string): { name: string; seconds: number }[] {
  const lines = text.trimEnd().split('\n');
  if (lines[0] !== '#EXTM3U' || lines.at(-1) !== '#EXT-X-ENDLIST') throw new Error('no playlist that has ended');
  return lines.flatMap((line, index) =>
    line.startsWith('#') ? [] : [{ name: line, seconds: Number.parseFloat(lines[index - 1]?.split(':')[1] ?? '') }],
  );
}
