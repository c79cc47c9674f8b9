/**
 * Everything that a card shows, and nothing else. A change of it redraws the card, so that what people must see is there at
 * once, and is taken back at once.
 */
import type { ErrorCode } from './error-codes.ts';
import { isStoppable, orphanDeadline } from './expiry.ts';
import { type Layout, sameLayout } from './layout/layout.ts';
import { maxIdleOf, buttonsOf as modeButtons, modeOf } from './modes/index.ts';
import type { Button } from './modes/mode.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { extensions } from './policy.ts';
import {
  currentRecorder,
  type Files,
  isLive,
  type Ms,
  orphansOf,
  type Recording,
  type Uid,
  type Uploading,
  type UserId,
} from './recording.ts';

export type StateWord =
  | 'starting'
  | 'recording'
  | 'stopping'
  | 'uploading'
  | 'finished'
  | 'failed'
  | 'lost'
  | 'canceled';

/** What is wrong just now; the first that applies. */
export type Attention = Readonly<
  | { type: 'notStopped'; errorCode: ErrorCode }
  | { type: 'contactLost'; since: Ms }
  | { type: 'problem'; errorCode: ErrorCode; since: Ms }
  | { type: 'noMedia'; since: Ms }
  /** The bot stops it because of this. */
  | { type: 'givingUp'; errorCode: ErrorCode }
>;

/** Recorders that may run and can't be controlled. `stoppable`: a stop may reach one. `endBy`: where a token or a time limit bounds them. */
export type Orphans = Readonly<{
  uids: readonly Uid[];
  besideAnother: boolean;
  stoppable: boolean;
  /** So long after the last participant; absent for a page. */
  idle?: Ms;
  endBy?: Ms;
}>;

export type CardView = Readonly<{
  id: string;
  cname: string;
  startedBy: UserId;
  createdAt: Ms;
  /** When the current recorder began. */
  startedAt?: Ms;
  endedAt?: Ms;
  state: StateWord;
  attention?: Attention;
  /** `arriving`: sound or video has come; `waiting`: not yet. `pageLoading`, `page`, `paused`: of a web page. */
  media?: 'arriving' | 'waiting' | 'pageLoading' | 'page' | 'paused';
  /** When Agora last reported. Not a reason to redraw the card by itself. */
  checkedAt?: Ms;
  layout?: Readonly<{ current: Layout; desired?: Layout; uncertain?: true }>;
  /** A scheduled recording that nobody has joined yet. */
  waiting?: true;
  /** When it stops by itself. */
  stopAt?: Ms;
  stoppedBy?: UserId;
  /** It is stopped because its time is over. */
  limitReached?: true;
  outcome?: Outcome;
  /** While it runs: how many there are. At the end: which. */
  fileCount: number;
  files?: Files;
  uploading?: Uploading;
  uploadShare?: number;
  orphans?: Orphans;
  buttons: readonly Button[];
}>;

export function cardView(r: Recording): CardView {
  const { health, ending = {} } = r;
  const { startedAt } = currentRecorder(r);
  const outcome = outcomeOf(r);
  const attention = attentionOf(r);
  const orphans = orphansView(r);
  const layout = layoutView(r);
  const media = mediaOf(r);
  return {
    id: r.id,
    cname: r.cname,
    startedBy: r.startedBy,
    createdAt: r.createdAt,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(ending.endedAt === undefined ? {} : { endedAt: ending.endedAt }),
    state: stateOf(r),
    ...(r.waiting === undefined ? {} : { waiting: true }),
    ...(attention === undefined ? {} : { attention }),
    ...(media === undefined ? {} : { media }),
    ...(health.lastStatus === undefined ? {} : { checkedAt: health.lastStatus.at }),
    ...(layout === undefined ? {} : { layout }),
    ...(r.limit === undefined || !isRunning(r) ? {} : { stopAt: r.limit.stopAt }),
    ...(ending.stop?.by === undefined ? {} : { stoppedBy: ending.stop.by }),
    ...(ending.stop?.limit === undefined ? {} : { limitReached: true }),
    ...(outcome === undefined ? {} : { outcome }),
    fileCount: ending.files?.names.length ?? health.lastStatus?.files.length ?? 0,
    ...(ending.files === undefined ? {} : { files: ending.files }),
    ...(ending.uploading === undefined ? {} : { uploading: ending.uploading }),
    ...(ending.upload?.share === undefined || isRunning(r) ? {} : { uploadShare: ending.upload.share }),
    ...(orphans === undefined ? {} : { orphans }),
    buttons: buttonsOf(r),
  };
}

/** While it waits for people it looks the same whether it has a recorder just now or not. */
function stateOf(r: Recording): StateWord {
  if (r.phase === 'confirming' || (r.phase === 'recording' && r.waiting === true)) return 'starting';
  return r.phase;
}

/** Whether two views make the same card, but for the time of the last report. */
export function sameView(a: CardView, b: CardView): boolean {
  const { checkedAt: _a, ...first } = a;
  const { checkedAt: _b, ...second } = b;
  return JSON.stringify(first) === JSON.stringify(second);
}

function attentionOf({ phase, health, ending, waiting }: Recording): Attention | undefined {
  const { notFound, problem, noMedia } = health;
  if (phase === 'stopping') {
    if (problem !== undefined) return { type: 'notStopped', errorCode: problem.errorCode };
    const because = ending?.stop?.because;
    if (because !== undefined) return { type: 'givingUp', errorCode: because };
    return notFound?.notified === true ? { type: 'contactLost', since: notFound.since } : undefined;
  }
  if (!['starting', 'confirming', 'recording'].includes(phase)) return undefined;
  if (notFound?.notified === true) return { type: 'contactLost', since: notFound.since };
  if (problem !== undefined) return { type: 'problem', ...problem };
  return noMedia?.notified === true && waiting !== true ? { type: 'noMedia', since: noMedia.since } : undefined;
}

/** As Agora last said while it records; a recorder on its way back from a fail-over receives nothing yet. */
function mediaOf(r: Recording): CardView['media'] {
  const { lastStatus, mediaSeen } = r.health;
  if (r.phase !== 'recording' || lastStatus === undefined || r.waiting === true) return undefined;
  if (r.mode.kind === 'web' && r.mode.hold.current) return 'paused';
  if (r.mode.kind === 'web') return mediaSeen === true ? 'page' : 'pageLoading';
  const evidence = modeOf(r).read(lastStatus.status);
  if (evidence === 'waiting') return 'waiting';
  return evidence === 'recording' ? 'arriving' : undefined;
}

/** The layout in force, and the one that is asked for where it is another one. */
function layoutView(r: Recording): CardView['layout'] {
  if (!isRunning(r) || r.mode.kind !== 'mix') return undefined;
  const { current, desired, uncertain } = r.mode.layout;
  return {
    current,
    ...(sameLayout(desired, current) ? {} : { desired }),
    ...(uncertain === undefined ? {} : { uncertain }),
  };
}

function isRunning({ phase }: Recording): boolean {
  return phase === 'starting' || phase === 'confirming' || phase === 'recording';
}

function orphansView(r: Recording): Orphans | undefined {
  const orphans = orphansOf(r);
  if (orphans.length === 0) return undefined;
  const idle = maxIdleOf(r.spec);
  return {
    uids: orphans.map(({ uid }) => uid),
    besideAnother: !orphans.includes(currentRecorder(r)),
    stoppable: !isLive(r) && isStoppable(r),
    ...(idle === undefined ? {} : { idle }),
    ...(r.spec.usesTokens || idle === undefined
      ? { endBy: Math.max(...orphans.map((orphan) => orphanDeadline(r, orphan))) }
      : {}),
  };
}

const extendButtons = (Object.keys(extensions) as (keyof typeof extensions)[]).map((by) => `extend:${by}` as const);

/** What can be pressed: the buttons of the mode while it runs, Stop for as long as a stop can help, and what comes after the end. */
function buttonsOf(r: Recording): readonly Button[] {
  if (isRunning(r)) return [...modeButtons(r.mode), ...(r.limit === undefined ? [] : extendButtons)];
  if (r.phase === 'stopping') return r.health.problem === undefined ? [] : ['stop'];
  if (r.phase === 'failed') return ['tryAgain'];
  if (r.phase === 'uploading') return [];
  return mayHaveFiles(r) ? ['files', 'recordAgain'] : ['recordAgain'];
}

/** Of one that has recorded, the bucket is asked where Agora named no file. */
function mayHaveFiles({ phase, ending }: Recording): boolean {
  if (phase === 'finished') return ending?.result !== 'nothingRecorded';
  return (ending?.files?.names.length ?? 0) > 0;
}
