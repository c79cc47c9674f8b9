/** The calls of the REST API that mode `mix` knows. */
export type Call = 'acquire' | 'start' | 'query' | 'update' | 'updateLayout' | 'stop';

/** What a path says. */
export type Route = { call: Call; appId: string; resourceId?: string; sid?: string; mode?: string };

const BASE = /^\/v1\/apps\/([^/]+)\/cloud_recording\/(.+)$/;
const START = /^resourceid\/([^/]+)\/mode\/([^/]+)\/start$/;
const CONTROL = /^resourceid\/([^/]+)\/sid\/([^/]+)\/mode\/([^/]+)\/(query|update|updateLayout|stop)$/;

/** Where a request goes; undefined: nowhere, be it for its path (case counts) or for its method. */
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

/** Agora's pages ask for `application/json` with `charset=utf-8` in some years and without it in others. */
export const isJson = (contentType: string | undefined): boolean =>
  /^application\/json\s*(;\s*charset=utf-8\s*)?$/i.test(contentType ?? '');

/** The one Authorization header that is right; Agora refuses every deviation, even in the scheme's letters. */
export const basicCredentials = (customerId: string, customerSecret: string): string =>
  `Basic ${Buffer.from(`${customerId}:${customerSecret}`).toString('base64')}`;
