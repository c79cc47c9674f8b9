/** Where somebody is in the App Home, as both databases keep it. */
import { z } from 'zod';
import { homeStart, type OpenHome } from '../service/home.ts';

type Position = OpenHome['position'];

const whole = z.int().nonnegative();
const positionSchema = z.strictObject({
  v: z.literal(1),
  search: z.string(),
  live: whole,
  scheduled: whole,
  ended: whole,
});

export function positionText(position: Position): string {
  return JSON.stringify({ v: 1, ...position });
}

/** A position is no more than a convenience: one that can't be read is the beginning. */
export function positionFrom(json: string): Position {
  try {
    const { v: _, ...position } = positionSchema.parse(JSON.parse(json));
    return position;
  } catch {
    return homeStart;
  }
}
