/** What is sent for each call (Agora: Cloud Recording REST API). */

import { controlPeriodOf } from '../recording/expiry.ts';
import { type AgoraPayload, type Priority, priority } from '../recording/jobs.ts';
import { layoutFields } from '../recording/layout/request.ts';
import { modeOf, updateRequest } from '../recording/modes/index.ts';
import type { RecorderInstance, Recording } from '../recording/recording.ts';
import { affinities, type ChannelType } from '../recording/spec.ts';
import { isResourceId, isSid } from './response-schemas.ts';
import { startRequest, storageFields } from './start-body.ts';
import type { BucketAccess } from './storage-credentials.ts';

/** `path` comes after the base URL. A `GET` has no body. */
export type Request = Readonly<{ method: 'GET'; path: string } | { method: 'POST'; path: string; body: object }>;

/** `bucket`: for the calls that need it. */
type Settings = Readonly<{
  channelType: ChannelType;
  bucket?: BucketAccess;
  secretOf: (variable: string) => string;
  token?: string;
}>;

/**
 * The request of a call for the recorder instance of `work.uid`. The App ID is the recording's own: the configuration may name
 * another project by now. `undefined` when the recorder instance does not hold the ids that the call needs, or holds what can't
 * be part of a URL.
 */
export function requestOf(payload: AgoraPayload, r: Recording, settings: Settings): Request | undefined {
  const { uid } = payload;
  const { cname } = r;
  const recorder = r.recorders.find((it) => it.uid === uid);
  const post = (path: string | undefined, clientRequest: object): Request | undefined =>
    path === undefined ? undefined : { method: 'POST', path, body: { cname, uid, clientRequest } };

  switch (payload.call) {
    case 'acquire':
      // Never with `startParameter`: Agora hashes it, and the fresh token of a later start would no longer match.
      return post(`${base(r.spec.appId)}/acquire`, acquireRequest(r));
    case 'start': {
      const { bucket } = settings;
      if (bucket === undefined) return undefined;
      return post(withResource(r, recorder, 'start'), startRequest(r, { ...settings, bucket }));
    }
    case 'query': {
      const path = withSid(r, recorder, 'query');
      return path === undefined ? undefined : { method: 'GET', path };
    }
    case 'updateLayout':
      return post(withSid(r, recorder, 'updateLayout'), layoutFields(payload.setting.layout));
    case 'update':
      return post(withSid(r, recorder, 'update'), updateFields(payload, r, settings));
    case 'stop':
      // The answer then comes after the upload, up to 20 s later, and can report its outcome. For an orphan nobody waits for
      // that, and a stop of the recording itself may wait behind it.
      return post(withSid(r, recorder, 'stop'), { async_stop: recorder?.status === 'orphan' });
  }
}

/** `scene` 1: a web page. */
function acquireRequest(r: Recording): object {
  const { area, affinity, options } = r.spec;
  return {
    ...(options.mode === 'web' ? { scene: 1 } : {}),
    resourceExpiredHour: controlPeriodOf(r) / 3_600_000,
    ...(area === undefined ? {} : { region: area.toUpperCase() }),
    ...(affinity === undefined ? {} : { regionAffinity: affinities.indexOf(affinity) }),
  };
}

function updateFields(
  { setting }: Extract<AgoraPayload, { call: 'update' }>,
  r: Recording,
  { bucket }: Settings,
): object {
  if (setting.type !== 'storage') return updateRequest(r, setting);
  return bucket === undefined ? {} : { storageConfig: storageFields(bucket, r.spec.folders) };
}

/** A `query` that can't match any recording: it tells whether Agora accepts the credentials and the App ID. */
export function probeRequest(appId: string): Request {
  return { method: 'GET', path: `${base(appId)}/resourceid/none/sid/${'0'.repeat(32)}/mode/mix/query` };
}

/** A stop goes first, then what people wait for, then queries that confirm a start or a recorder, then regular queries. */
export function priorityOf(payload: AgoraPayload, r: Recording): Priority {
  if (payload.call === 'stop') return priority.stop;
  if (payload.call !== 'query' || r.notified.refreshRequested === true) return priority.person;
  return r.phase === 'recording' && r.health.notFound === undefined ? priority.watch : priority.confirm;
}

function base(appId: string): string {
  return `/v1/apps/${encodeURIComponent(appId)}/cloud_recording`;
}

function withResource(r: Recording, recorder: RecorderInstance | undefined, end: string): string | undefined {
  const { resourceId } = recorder ?? {};
  if (resourceId === undefined || !isResourceId(resourceId)) return undefined;
  return `${base(r.spec.appId)}/resourceid/${resourceId}/mode/${modeOf(r).name}/${end}`;
}

function withSid(r: Recording, recorder: RecorderInstance | undefined, end: string): string | undefined {
  const { resourceId, sid } = recorder ?? {};
  if (resourceId === undefined || !isResourceId(resourceId) || sid === undefined || !isSid(sid)) return undefined;
  return `${base(r.spec.appId)}/resourceid/${resourceId}/sid/${sid}/mode/${modeOf(r).name}/${end}`;
}
