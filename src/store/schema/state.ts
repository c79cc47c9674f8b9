/** The JSON of a recording: what is left when the columns are taken. */
import { z } from 'zod';
import type { CardState, Ending, Recording } from '../../recording/recording.ts';
import type { Matches } from './matches.ts';
import { mode, spec } from './spec.ts';
import { errorCode, files, ms, names, uploading, yes } from './values.ts';

/** Grows when the shape of the JSON changes in a way that a reader must know. */
export const stateVersion = 3;

export type State = Readonly<
  Pick<
    Recording,
    'mode' | 'health' | 'notified' | 'limit' | 'snapshots' | 'fileStarts' | 'scheduled' | 'earlier' | 'waiting'
  > & {
    v: typeof stateVersion;
    spec: Omit<Recording['spec'], 'appId'>;
    card: Omit<CardState, 'teamId' | 'channelId' | 'isPrivate' | 'ts'>;
    ending?: Omit<Ending, 'endedAt'>;
  }
>;

const health = z.strictObject({
  lastStatus: z.strictObject({ at: ms, status: z.number(), files: names }).exactOptional(),
  mediaSeen: yes.exactOptional(),
  noMedia: z.strictObject({ since: ms, notified: z.boolean() }).exactOptional(),
  notFound: z.strictObject({ since: ms, lastResponseAt: ms, notified: z.boolean() }).exactOptional(),
  confirmation: z.strictObject({ deadline: ms, lastResponseAt: ms, unobserved: yes.exactOptional() }).exactOptional(),
  problem: z.strictObject({ errorCode, since: ms }).exactOptional(),
  suspected: z.strictObject({ errorCode, at: ms }).exactOptional(),
  exitedAt: ms.exactOptional(),
  lastSequence: z.number().exactOptional(),
});

const ending = z.strictObject({
  stop: z
    .strictObject({
      by: z.string().exactOptional(),
      because: errorCode.exactOptional(),
      limit: yes.exactOptional(),
      at: ms,
      inFlight: yes.exactOptional(),
      outcomeUnknown: yes.exactOptional(),
    })
    .exactOptional(),
  result: z.enum(['stopped', 'endedEarly', 'nothingRecorded']).exactOptional(),
  errorCode: errorCode.exactOptional(),
  files: files.exactOptional(),
  uploading: uploading.exactOptional(),
  upload: z
    .strictObject({
      share: z.number().exactOptional(),
      status: z.enum(['uploaded', 'backuped']).exactOptional(),
      names: names.exactOptional(),
    })
    .exactOptional(),
});

export const state = z.strictObject({
  v: z.literal(stateVersion),
  spec,
  mode,
  health,
  ending: ending.exactOptional(),
  snapshots: z.strictObject({ count: z.number(), unposted: names }).exactOptional(),
  fileStarts: z.record(z.string(), ms).exactOptional(),
  limit: z.strictObject({ stopAt: ms }).exactOptional(),
  scheduled: z.strictObject({ scheduleId: z.string(), at: ms }).exactOptional(),
  earlier: z.strictObject({ count: z.number(), files: names }).exactOptional(),
  waiting: yes.exactOptional(),
  card: z.strictObject({
    awaited: yes.exactOptional(),
    reposted: yes.exactOptional(),
    rejected: yes.exactOptional(),
  }),
  notified: z.strictObject({
    statusPostPending: yes.exactOptional(),
    statusPosted: z
      .strictObject({
        at: ms,
        status: z.number().exactOptional(),
        files: z.number(),
        snapshots: z.number(),
        silent: z.boolean(),
        notFound: yes.exactOptional(),
      })
      .exactOptional(),
    refreshRequested: yes.exactOptional(),
    announced: yes.exactOptional(),
    warnings: z.array(errorCode).exactOptional(),
  }),
});

true satisfies Matches<z.output<typeof state>, State>;
