import { randomBytes } from 'node:crypto';

let lastAt = 0;
let count = 0;

/** A UUID (RFC 9562, version 7) that is greater than all those before it of this process: pg-boss goes by ids within one transaction. */
export function orderedId(): string {
  const now = Date.now();
  count = now > lastAt || count === 0xfff ? 0 : count + 1;
  lastAt = count === 0 ? Math.max(now, lastAt + 1) : lastAt;
  const random = randomBytes(8);
  random.writeUInt8((random.readUInt8(0) & 0x3f) | 0x80, 0);
  const hex = `${lastAt.toString(16).padStart(12, '0')}7${count.toString(16).padStart(3, '0')}${random.toString('hex')}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
}
