import type { Actor, Event, RecordingCommand } from '../../../src/recording/events.ts';
import { canView, isAllowed, newTarget } from '../../../src/recording/permission.ts';
import { isLive, orphansOf, type Recording } from '../../../src/recording/recording.ts';
import { transition } from '../../../src/recording/transition.ts';
import type { AuditService } from '../../../src/service/audit.ts';
import type { Refusal } from '../../../src/service/audit-ports.ts';
import type { Listener } from '../../../src/service/commit-listeners.ts';
import { committedEvent } from '../../../src/service/commits.ts';
import type { HomeStore } from '../../../src/service/home.ts';
import type { KnownNames, Page } from '../../../src/service/ports.ts';
import type {
  CommandResult,
  ListLimits,
  RecordingList,
  RecordingService,
  StartRequest,
  StartResult,
} from '../../../src/service/recording-service.ts';
import type { ScheduleService } from '../../../src/service/schedule-service.ts';
import type { StepStore } from '../../../src/service/workflow-steps.ts';
import type { Doctor } from '../../../src/slack/inbound/handler.ts';
import type { Log } from '../../../src/slack/sdk-log.ts';
import { mixState, specOf } from '../../support/specs.ts';

export const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Checks that all pass. */
export const healthy: Doctor = { diagnose: () => Promise.resolve([]) };

/** A log that keeps its lines, to look for what must not be in them. */
export function keptLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  const keep = (level: string) => (about: object, message: string) => {
    lines.push(`${level} ${message} ${JSON.stringify(about)}`);
  };
  return { lines, debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
}

/** In the public channel C1, started by U1. */
export function aRecording(change: Partial<Recording> = {}): Recording {
  return {
    id: 'rabcde',
    version: 1,
    phase: 'recording',
    cname: 'standup',
    startedBy: 'U1',
    createdAt: 1_700_000_000_000,
    spec: specOf(),
    mode: mixState(),
    recorders: [{ uid: '4000000001', status: 'running', sendCount: 1, sid: 'sid-1', resourceId: 'res-1' }],
    health: {},
    card: inChannel('C1'),
    notified: {},
    ...change,
  };
}

/** A card that is posted. */
export function inChannel(channelId: string, isPrivate = false): Recording['card'] {
  return { teamId: 'T1', channelId, isPrivate, ts: '1700000000.000001' };
}

/** One that is over while a recorder of it may still run. */
export function withOrphan(change: Partial<Recording> = {}): Recording {
  return aRecording({
    id: 'rorphn',
    cname: 'retro',
    phase: 'lost',
    recorders: [{ uid: '4000000002', status: 'orphan', sendCount: 1, sid: 'sid-2', resourceId: 'res-2' }],
    ...change,
  });
}

export type ExecuteCall = Readonly<{ id: string; command: RecordingCommand; actor: Actor; requestId: string }>;

/** No step of a workflow was ever taken up. */
export const noSteps: StepStore = { findStep: () => Promise.resolve(undefined), listSteps: () => Promise.resolve([]) };

/** Nobody looks at an App Home that shows anything. */
export const noHomes: HomeStore = {
  searchLive: () => Promise.resolve(nothing),
  countLive: () => Promise.resolve(0),
  searchEnded: () => Promise.resolve(nothing),
  searchSchedules: () => Promise.resolve(nothing),
  noteHome: () => Promise.resolve(),
  openHomes: () => Promise.resolve([]),
};
const nothing = { items: [], offset: 0, more: false };

/** The real core without a database; it does what a test says instead, and keeps what it was asked. */
/** Nothing is scheduled, and nothing can be. */
export const noSchedules: ScheduleService = {
  schedule: () => Promise.resolve({ kind: 'duplicate' }),
  check: () => undefined,
  execute: () => Promise.resolve({ kind: 'notFound' }),
  list: () => Promise.resolve({ schedules: [], total: 0 }),
};

export class FakeRecordingService implements RecordingService {
  readonly recordings = new Map<string, Recording>();
  readonly starts: { start: StartRequest; requestId: string }[] = [];
  readonly executed: ExecuteCall[] = [];
  readonly #listeners = new Map<string, Set<Listener>>();
  onStart: (start: StartRequest) => Promise<StartResult> = (start) => {
    const { cname, wanted, isPrivate, actor } = start;
    const active = [...this.recordings.values()].find((r) => r.cname === cname && isLive(r));
    if (active !== undefined) return Promise.resolve({ kind: 'active', recording: active });
    const { teamId, channelId } = actor;
    const recording = aRecording({
      id: 'rnewer',
      cname,
      phase: 'starting',
      startedBy: actor.userId,
      ...('options' in wanted ? { spec: wanted } : { mode: mixState(wanted.layout) }),
      card: { teamId, channelId, isPrivate },
    });
    this.recordings.set(recording.id, recording);
    return Promise.resolve({ kind: 'started', recording });
  };
  onExecute: (id: string, command: RecordingCommand, actor: Actor) => Promise<CommandResult> = (id, command, actor) => {
    const r = this.recordings.get(id);
    if (r === undefined) return Promise.resolve({ kind: 'notFound' });
    const env = { now: r.createdAt + 60_000, newUid: '4000000009', notifications: false, jitter: 0 };
    const { next, reply } = transition(r, { type: 'commandReceived', command, actor }, env);
    this.recordings.set(id, next);
    return Promise.resolve({ kind: 'accepted', recording: next, ...(reply === undefined ? {} : { reply }) });
  };

  constructor(...recordings: Recording[]) {
    for (const recording of recordings) this.recordings.set(recording.id, recording);
  }

  async start(start: StartRequest, requestId: string): Promise<StartResult> {
    this.starts.push({ start, requestId });
    const { actor, cname } = start;
    if (!isAllowed('start', newTarget(cname, actor), actor)) return { kind: 'notPermitted' };
    return await this.onStart(start);
  }

  check(): [] {
    return [];
  }

  async execute(id: string, command: RecordingCommand, actor: Actor, requestId: string): Promise<CommandResult> {
    this.executed.push({ id, command, actor, requestId });
    return await this.onExecute(id, command, actor);
  }

  findLive(teamId: string, cname: string): Promise<Recording[]> {
    return Promise.resolve(this.#ofTeam(teamId).filter((r) => r.cname === cname && isLive(r)));
  }

  find(teamId: string, nameOrId: string): Promise<Recording | undefined> {
    const all = this.#ofTeam(teamId);
    return Promise.resolve(all.find((r) => r.cname === nameOrId) ?? all.find((r) => r.id === nameOrId));
  }

  findEnded(viewer: Actor, cname?: string): Promise<Recording | undefined> {
    const ended = [...this.recordings.values()]
      .filter((r) => !isLive(r))
      .filter((r) =>
        cname === undefined ? r.card.channelId === viewer.channelId : r.cname === cname && canView(r, viewer),
      )
      .toSorted((a, b) => (b.ending?.endedAt ?? 0) - (a.ending?.endedAt ?? 0));
    return Promise.resolve(ended[0]);
  }

  list(viewer: Actor, limits: ListLimits): Promise<RecordingList> {
    const ended = (r: Recording) => !isLive(r) && orphansOf(r).length === 0;
    return Promise.resolve({
      live: this.#page(viewer, limits.live, isLive),
      orphans: this.#page(viewer, limits.orphans, (r) => !isLive(r) && orphansOf(r).length > 0),
      ended: this.#page(viewer, limits.ended, ended),
    });
  }

  listInChannel(viewer: Actor, limit: number): Promise<Page> {
    const isHere = (r: Recording) => r.card.channelId === viewer.channelId && (isLive(r) || orphansOf(r).length > 0);
    return Promise.resolve(this.#page(viewer, limit, isHere));
  }

  knownNames(viewer: Actor): Promise<KnownNames> {
    const { recordings } = this.#page(viewer, 200, () => true);
    return Promise.resolve({
      cnames: recordings.filter(isLive).map((r) => r.cname),
      ids: recordings.map((r) => r.id),
    });
  }

  listen(id: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** How many listen to it. */
  listeners(id: string): number {
    return this.#listeners.get(id)?.size ?? 0;
  }

  /** A change is committed. */
  commit(recording: Recording, event: Event): void {
    this.recordings.set(recording.id, recording);
    for (const listener of this.#listeners.get(recording.id) ?? []) listener(recording, committedEvent(event));
  }

  /** Changes of another replica were missed; this is how the recording stands. */
  missed(recording: Recording): void {
    this.recordings.set(recording.id, recording);
    for (const listener of this.#listeners.get(recording.id) ?? []) listener(recording, undefined);
  }

  #ofTeam(teamId: string): Recording[] {
    return [...this.recordings.values()].filter(({ card }) => card.teamId === teamId);
  }

  #page(viewer: Actor, limit: number, wanted: (r: Recording) => boolean): Page {
    const found = [...this.recordings.values()].filter((r) => wanted(r) && canView(r, viewer));
    return { recordings: found.slice(0, limit), total: found.length };
  }
}

/** Lets everything that is ready to run, run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** An audit that keeps what was refused. */
export function keptAudit(): AuditService & { refused: Refusal[] } {
  const refused: Refusal[] = [];
  return {
    refused,
    refuse: (refusal) => Promise.resolve(void refused.push(refusal)),
    list: () => Promise.resolve({ lines: [] }),
  };
}

/** Nobody asks for the usage. */
export const noUsageService = { report: () => Promise.reject(new Error('no usage is expected')) };
