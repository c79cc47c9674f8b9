/** What rows hold as JSON, checked when it is read. Where a type of the core changes, the compiler asks for a change here. */
import { z } from 'zod';
import type { ErrorCode } from '../../recording/error-codes.ts';
import type { Layout } from '../../recording/layout/layout.ts';
import type { Outcome } from '../../recording/outcome.ts';
import type { Files } from '../../recording/recording.ts';
import type { LimitUse } from '../../recording/usage/limit-use.ts';
import type { Matches } from './matches.ts';

export const ms = z.number();
export const yes = z.literal(true);

/** Not checked against the list: a row of another version may hold a code that this one has no message for. */
export const errorCode = z.string().transform((code) => code as ErrorCode);

const region = z.strictObject({
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  uid: z.string().exactOptional(),
  alpha: z.number().exactOptional(),
  fit: yes.exactOptional(),
});
const userImage = z.strictObject({ uid: z.string(), url: z.string(), fit: yes.exactOptional() });
const look = {
  background: z.string().exactOptional(),
  backgroundImage: z.string().exactOptional(),
  userImage: z.string().exactOptional(),
  userImages: z.array(userImage).exactOptional(),
  name: z.string().exactOptional(),
};
export const layout = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['float', 'grid']), ...look }),
  z.strictObject({ kind: z.literal('vertical'), largeUid: z.string().exactOptional(), ...look }),
  z.strictObject({ kind: z.literal('custom'), regions: z.array(region), ...look }),
]);
true satisfies Matches<z.output<typeof layout>, Layout>;

export const names = z.array(z.string());
export const files = z.strictObject({ names, predicted: z.boolean() });
true satisfies Matches<z.output<typeof files>, Files>;
export const uploading = z.enum(['uploaded', 'backuped', 'unknown']);

export const outcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('finished') }),
  z.strictObject({ kind: z.literal('endedEarly'), errorCode: errorCode.exactOptional() }),
  z.strictObject({ kind: z.literal('nothingRecorded'), stoppedAtOnce: z.boolean() }),
  z.strictObject({ kind: z.literal('canceled'), by: z.string().exactOptional() }),
  z.strictObject({ kind: z.literal('failed'), errorCode }),
  z.strictObject({ kind: z.literal('lost'), errorCode }),
]);
true satisfies Matches<z.output<typeof outcome>, Outcome>;

export const limitUse = z.strictObject({
  preset: z.string().exactOptional(),
  unit: z.enum(['minutes', 'cost']),
  limit: z.number(),
  used: z.number(),
  currency: z.string().exactOptional(),
  until: ms,
});
true satisfies Matches<z.output<typeof limitUse>, LimitUse>;
