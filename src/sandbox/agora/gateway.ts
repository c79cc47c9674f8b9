/** The calls of the REST API. */
export type Call = 'acquire' | 'start' | 'query' | 'update' | 'updateLayout' | 'stop';

/** The parts of a request's path. */
export type Route = { call: Call; appId: string; resourceId?: string; sid?: string; mode?: string };

const BASE = /^\/v1\/apps\/([^/]+)\/cloud_recording\/(.+)$/;
const START = /^resourceid\/([^/]+)\/mode\/([^/]+)\/start$/;
const CONTROL = /^resourceid\/([^/]+)\/sid\/([^/]+)\/mode\/([^/]+)\/(query|update|updateLayout|stop)$/;

/** The route of a request; undefined for an unknown path (case-sensitive) or a wrong method. */
export function routeOf(method: string, url: string): Route | undefined {
  const [, appId, rest] = BASE.exec(url.split('?')[0] ?? '') ?? [];
  if (appId === undefined || rest === undefined) return undefined;
  if (rest === 'acquire') return method === 'POST' ? { call: 'acquire', appId } : undefined;

  const start = START.exec(rest);
  if (start?.[1] !== undefined && start[2] !== undefined) {
    return method === 'POST' ? { call: 'start', appId, resourceId: start[1], mode: start[2] } : undefined;
  }
  const [, resourceId, sid, mode, call] = CONTROL.exec(rest) ?? [];
  if (resourceId === undefined || sid === undefined || mode === undefined || call === undefined) return undefined;
  if (method !== (call === 'query' ? 'GET' : 'POST')) return undefined;
  return { call: call as Call, appId, resourceId, sid, mode };
}

/** Agora's documentation has `application/json` both with and without `charset=utf-8`. */
export const isJson = (contentType: string | undefined): boolean =>
  /^application\/json\s*(;\s*charset=utf-8\s*)?$/i.test(contentType ?? '');

/** The only accepted Authorization header: Agora rejects every deviation, even in the case of the scheme. */
export const basicCredentials = (customerId: string, customerSecret: string): string =>
  `Basic ${Buffer.from(`${customerId}:${customerSecret}`).toString('base64')}`;
