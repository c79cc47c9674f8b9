/** What a call needs of the configuration: project, token, keys of the bucket; or why it can't be made. */
import type { CallOutcome } from '../recording/call-outcome.ts';
import type { ErrorCode } from '../recording/error-codes.ts';
import type { AgoraPayload } from '../recording/jobs.ts';
import type { Recording, Uid } from '../recording/recording.ts';
import type { ChannelType } from '../recording/spec.ts';
import type { Redact } from '../service/ports.ts';
import { type Request, requestOf } from './requests.ts';
import { type BucketAccess, bucketAccess } from './storage-credentials.ts';
import { recorderToken } from './token.ts';
import type { Storage } from './vendors.ts';

/** What is needed to call Agora for a project. */
export type AgoraProject = Readonly<{
  appId: string;
  customerId: string;
  customerSecret: string;
  /** The App Certificate, 32 hexadecimal digits. With it every start carries a token for the recorder's uid. */
  certificate?: string;
  /** Where a recording says nothing else. */
  channelType: ChannelType;
  /** Base URLs in order of preference. The next one is tried when one can't be reached. */
  apiUrls: readonly string[];
}>;

export type PrepareOptions = Readonly<{
  /** By their names in the configuration. */
  projects: ReadonlyMap<string, AgoraProject>;
  storages: ReadonlyMap<string, Storage>;
  /** Values of the variables that recordings name. */
  secrets: ReadonlyMap<string, string>;
  /** A response may repeat what it was sent, or what it knows. */
  redact: Redact;
}>;

/** Of a detail, in characters. */
export const longestDetail = 200;

export type Prepared =
  /** `hidden`: what only this request holds and nobody may read. */
  | Readonly<{ kind: 'ready'; project: AgoraProject; request: Request; hidden: readonly string[] }>
  | Extract<CallOutcome, { kind: 'rejected' | 'notSent' }>;

/** The request, or why there can't be one. */
export function prepare(payload: AgoraPayload, r: Recording, options: PrepareOptions): Prepared | Promise<Prepared> {
  const { projects, storages, secrets, redact } = options;
  // Renamed in the configuration, it is still the same project.
  const project = projects.get(r.spec.project) ?? [...projects.values()].find(({ appId }) => appId === r.spec.appId);
  if (project === undefined) return rejected('project_missing', r.spec.project);
  const storage = storages.get(r.spec.storage);
  const needsBucket = payload.call === 'start' || (payload.call === 'update' && payload.setting.type === 'storage');
  if (needsBucket && storage === undefined) return rejected('storage_missing', r.spec.storage);
  const variable = payload.call === 'start' ? variablesOf(r).find((name) => !secrets.has(name)) : undefined;
  if (variable !== undefined) return rejected('secret_missing', variable);
  const needsToken = payload.call === 'start' && r.spec.options.mode !== 'web';
  const token = needsToken ? tokenFor(r, payload.uid, project.certificate) : undefined;
  if (token === '') return rejected('agora_bad_token');
  const ready = (bucket?: BucketAccess): Prepared => {
    const request = requestOf(payload, r, {
      channelType: project.channelType,
      secretOf: (name) => secrets.get(name) ?? '',
      ...(bucket === undefined ? {} : { bucket }),
      ...(token === undefined ? {} : { token }),
    });
    if (request === undefined) return rejected('control_data_missing');
    const hidden = [bucket?.accessKey, bucket?.secretKey, bucket?.stsToken, token];
    return { kind: 'ready', project, request, hidden: hidden.filter((secret) => secret !== undefined) };
  };
  const access = needsBucket && storage !== undefined ? bucketAccess(storage) : undefined;
  if (!(access instanceof Promise)) return ready(access);
  return access.then(ready, (error: unknown) => {
    const detail = redact(error instanceof Error ? error.message : '', longestDetail);
    // The keys may be there the next time.
    return { kind: 'notSent', errorCode: 'storage_not_renewed', detail };
  });
}

function rejected(errorCode: ErrorCode, detail?: string): Prepared {
  return { kind: 'rejected', errorCode, ...(detail === undefined ? {} : { detail }) };
}

/** The variables that hold the encryption key and its salt. */
function variablesOf({ spec: { options } }: Recording): string[] {
  const { secretEnv, saltEnv } = options.mode === 'web' ? {} : (options.encryption ?? {});
  return [secretEnv, saltEnv].filter((name) => name !== undefined);
}

/** `undefined` where the project uses no tokens, empty where none could be made. */
function tokenFor(r: Recording, uid: Uid, certificate: string | undefined): string | undefined {
  if (certificate === undefined) return undefined;
  return recorderToken({ appId: r.spec.appId, certificate, cname: r.cname, uid }) ?? '';
}
