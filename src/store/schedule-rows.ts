/** Between rows and values of schedules. */
import type { NewScheduleJob, Schedule, ScheduleJob } from '../recording/schedule/schedule.ts';
import { parse, whole } from './rows.ts';
import { type ScheduleState, scheduleJobPayload, scheduleState, scheduleVersion } from './schema/schedule.ts';

export type ScheduleRow = {
  id: string;
  version: number;
  cname: string;
  created_by: string;
  created_at: number;
  next_at: number | null;
  ended_at: number | null;
  team: string;
  channel: string;
  private: number;
  state: string;
};

export type ScheduleJobRow = {
  id: number | string;
  schedule: string;
  revision: number;
  postponed: number;
  payload: string;
};
export type NewScheduleJobRow = { schedule: string; key: string | null; due_at: number; payload: string };

export function scheduleRow(s: Schedule): ScheduleRow {
  const { id, version, cname, createdBy, createdAt, channel, next, ended, ...rest } = s;
  const { at: endedAt, ...how } = ended ?? {};
  const state = { v: scheduleVersion, ...rest, ...(ended === undefined ? {} : { ended: how }) } as ScheduleState;
  return {
    id,
    version,
    cname,
    created_by: createdBy,
    created_at: whole(createdAt),
    next_at: next === undefined ? null : whole(next),
    ended_at: endedAt === undefined ? null : whole(endedAt),
    team: channel.teamId,
    channel: channel.channelId,
    private: channel.isPrivate ? 1 : 0,
    state: JSON.stringify(state),
  };
}

/** Throws a `DamagedRow`. */
export function scheduleFrom(row: ScheduleRow): Schedule {
  const { v: _, ended, ...rest } = parse(scheduleState, row.state);
  return {
    ...rest,
    id: row.id,
    version: row.version,
    cname: row.cname,
    createdBy: row.created_by,
    createdAt: row.created_at,
    channel: { teamId: row.team, channelId: row.channel, isPrivate: row.private === 1 },
    ...(row.next_at === null ? {} : { next: row.next_at }),
    ...(ended === undefined || row.ended_at === null ? {} : { ended: { ...ended, at: row.ended_at } }),
  };
}

export function newScheduleJobRow(schedule: string, { key, dueAt, payload }: NewScheduleJob): NewScheduleJobRow {
  return {
    schedule,
    key: key ?? null,
    due_at: whole(dueAt),
    payload: JSON.stringify({ v: scheduleVersion, ...payload }),
  };
}

/** Throws a `DamagedRow`. */
export function scheduleJobFrom({ id, revision, postponed, payload }: ScheduleJobRow): ScheduleJob {
  const { v: _, ...rest } = parse(scheduleJobPayload, payload);
  return { id, revision, postponed, payload: rest };
}
