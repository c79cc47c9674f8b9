/** The card in each state. */
import { errorCodes } from '../../src/recording/error-codes.ts';
import { beginMode } from '../../src/recording/modes/index.ts';
import type { RecorderInstance, Recording } from '../../src/recording/recording.ts';
import type { Message } from '../../src/slack/surfaces/blocks.ts';
import { renderCard, renderStaleCard } from '../../src/slack/surfaces/card.ts';
import { link } from '../slack/surfaces/support.ts';
import { individualOptions, mixState, specOf, webOptions } from '../support/specs.ts';
import {
  after,
  ended,
  files,
  manyFiles,
  maths,
  noFiles,
  now,
  predicted,
  prices,
  running,
  startedAt,
} from './samples.ts';

const stop = { by: 'U2BEN', at: after(52) };
const stoppedAtOnce = { by: 'U2BEN', at: startedAt + 8_000 };
const arriving = { mediaSeen: true, lastStatus: { at: now, status: 5, files: files.names } } as const;
const orphan: RecorderInstance = { uid: '3000000007', status: 'orphan', sendCount: 1, acquiredAt: startedAt };
const grid = { kind: 'grid' } as const;
const vertical = { kind: 'vertical', largeUid: '527841', background: '#1D1C1D' } as const;
const longName = 'Year 9 maths (Ms. Nguyen, room 12), second half of the autumn!!';

const cases: Readonly<Record<string, Recording>> = {
  starting: maths({ phase: 'starting' }),
  confirming: maths({ phase: 'confirming' }),
  'starting, no recorder available': maths({
    phase: 'starting',
    health: { problem: { errorCode: 'agora_no_worker', since: startedAt } },
  }),
  'recording, no response yet': maths(),
  'recording, waiting for media': maths({ health: { lastStatus: { at: now, status: 4, files: [] } } }),
  'recording, media arrive': maths({ health: arriving }),
  'recording, another layout is asked for': maths({
    health: arriving,
    mode: mixState({ current: grid, desired: vertical }),
  }),
  'recording, layout uncertain': maths({
    health: arriving,
    mode: mixState({ current: grid, desired: grid, uncertain: true }),
  }),
  'recording, nothing arrives': maths({ health: { noMedia: { since: startedAt, notified: true } } }),
  'recording, no contact': maths({
    health: { ...arriving, notFound: { since: after(17), lastResponseAt: now, notified: true } },
  }),
  'recording, Agora can’t be reached': maths({
    health: { ...arriving, problem: { errorCode: 'agora_unreachable', since: after(17) } },
  }),
  'recording, a second recorder': maths({ health: arriving, recorders: [orphan, running] }),
  'recording, a second recorder with a token': maths({
    health: arriving,
    recorders: [orphan, running],
    spec: { ...maths().spec, usesTokens: true },
  }),
  'recording, individual': maths({
    health: arriving,
    spec: specOf({ options: individualOptions }),
    mode: beginMode(individualOptions),
  }),
  'recording, a page': maths({
    health: arriving,
    spec: specOf({ options: webOptions }),
    mode: beginMode(webOptions),
  }),
  'recording, a page that is paused': maths({
    health: arriving,
    spec: specOf({ options: webOptions }),
    mode: beginMode({ ...webOptions, paused: true }),
  }),
  'recording, a page with a second recorder': maths({
    health: arriving,
    spec: specOf({ options: webOptions }),
    mode: beginMode(webOptions),
    recorders: [orphan, running],
  }),
  'recording, a long name': maths({ health: arriving, cname: longName }),
  stopping: maths({ phase: 'stopping', ending: { stop } }),
  'stopping, by the bot': maths({ phase: 'stopping', ending: { stop: { because: 'not_confirmed', at: now } } }),
  'stopping, not possible': maths({
    phase: 'stopping',
    ending: { stop },
    health: { problem: { errorCode: 'agora_unauthorized', since: now } },
  }),
  'stopping, no contact': maths({
    phase: 'stopping',
    ending: { stop },
    health: { notFound: { since: after(17), lastResponseAt: now, notified: true } },
  }),
  uploading: ended({ stop, result: 'stopped', files, uploading: 'unknown' }, { phase: 'uploading' }),
  'uploading, 64 %': ended(
    { stop, result: 'stopped', files, uploading: 'unknown', upload: { share: 0.64 } },
    { phase: 'uploading' },
  ),
  'uploading, ended early': ended(
    { result: 'endedEarly', errorCode: 'channel_empty', files, uploading: 'unknown' },
    { phase: 'uploading' },
  ),
  'uploading, stopped at once': ended(
    { stop: stoppedAtOnce, result: 'nothingRecorded', files: predicted },
    { phase: 'uploading' },
  ),
  finished: ended({ stop, result: 'stopped', files, uploading: 'uploaded' }),
  'finished, one file': ended({
    stop,
    result: 'stopped',
    files: { names: files.names.slice(0, 1), predicted: false },
    uploading: 'uploaded',
  }),
  'finished, delayed': ended({ stop, result: 'stopped', files, uploading: 'backuped' }),
  'finished, expected file': ended({ stop, result: 'stopped', files: predicted, uploading: 'unknown' }),
  'finished, no files reported': ended({ stop, result: 'stopped', files: noFiles, uploading: 'unknown' }),
  'finished, uploaded without a report': ended({ stop, result: 'stopped', files: noFiles, uploading: 'uploaded' }),
  'finished, 60 files': ended({ stop, result: 'stopped', files: manyFiles, uploading: 'uploaded' }),
  'finished, a second recorder': ended(
    { stop, result: 'stopped', files, uploading: 'uploaded' },
    { recorders: [orphan, { ...running, status: 'ended' }] },
  ),
  'finished early': ended({ result: 'endedEarly', files, uploading: 'uploaded' }),
  'finished early, everyone had left': ended({
    result: 'endedEarly',
    errorCode: 'channel_empty',
    files,
    uploading: 'uploaded',
  }),
  'finished, nothing recorded': ended({ stop, result: 'nothingRecorded', files: predicted, uploading: 'unknown' }),
  'finished, stopped at once': ended({ stop: stoppedAtOnce, result: 'nothingRecorded', uploading: 'unknown' }),
  canceled: ended({ stop: stoppedAtOnce }, { phase: 'canceled' }),
  'lost, may still be running': ended(
    { errorCode: 'start_unknown' },
    { phase: 'lost', recorders: [{ ...orphan, sid: 'known' }] },
  ),
  'lost, control expired': ended({ errorCode: 'control_expired' }, { phase: 'lost' }),
  ...Object.fromEntries(
    errorCodes.map((errorCode) => [`failed: ${errorCode}`, ended({ errorCode }, { phase: 'failed' })]),
  ),
};

export const cards = (): Readonly<Record<string, Message>> => ({
  ...Object.fromEntries(Object.entries(cases).map(([name, r]) => [name, renderCard(r, now)])),
  'recording, with prices': renderCard(maths({ health: arriving }), now, prices),
  'finished, with prices': renderCard(
    ended({ result: 'stopped', files, uploading: 'uploaded', stop }, { health: arriving }),
    now,
    prices,
  ),
  'an older copy': renderStaleCard(maths(), link),
});
