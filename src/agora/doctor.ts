/** Whether Agora accepts what a project is configured with, at each of its addresses. */
import { readClock } from '../service/doctor/clock.ts';
import type { Check, Finding, FindingCode } from '../service/doctor/finding.ts';
import type { AgoraClient, AgoraProject, Inspected } from './client.ts';
import { recorderToken } from './token.ts';

/** `now`: of the machine's own clock. */
export function projectCheck(
  name: string,
  project: AgoraProject,
  client: Pick<AgoraClient, 'inspect'>,
  now: () => number,
): Check {
  return {
    subject: 'agoraCredentials',
    of: name,
    async run(signal) {
      const asked = await Promise.all(
        project.apiUrls.map(async (url) => {
          const inspected = usable(await client.inspect({ ...project, apiUrls: [url] }, signal));
          return { host: URL.parse(url)?.host ?? '', inspected, clocks: readClock('Agora', inspected.date, now()) };
        }),
      );
      const all = asked.map(({ inspected }) => inspected);
      const isReachable = all.some(({ kind }) => kind !== 'unreachable');
      const addresses = asked.map(({ host, inspected }): Finding => {
        const about = { subject: 'agoraAddress', of: host } as const;
        if (inspected.kind !== 'unreachable') return { ...about, code: 'agora.reachable' };
        const code = isReachable ? 'agora.fallbackUnreachable' : 'agora.unreachable';
        return { ...about, code, values: { detail: inspected.detail } };
      });
      const credentials: Finding = { subject: 'agoraCredentials', of: name, ...judge(all) };
      return { findings: [credentials, ...addresses], clocks: asked.flatMap(({ clocks }) => clocks) };
    },
  };
}

/** A gateway that fails has not looked at the credentials. */
function usable(inspected: Inspected): Inspected {
  const { status = 0, date } = inspected;
  if (status < 500) return inspected;
  return { kind: 'unreachable', detail: `HTTP ${status}`, ...(date !== undefined && { date }) };
}

/** A refusal at one address is one of all: they are doors to the same service. */
function judge(all: readonly Inspected[]): Pick<Finding, 'code' | 'values'> {
  const rejected = all.find((one) => one.kind === 'rejected');
  if (rejected !== undefined) {
    const code = rejections[rejected.errorCode] ?? 'agora.unauthorized';
    return { code, values: { detail: rejected.detail ?? rejected.errorCode } };
  }
  return { code: all.some(({ kind }) => kind === 'ok') ? 'agora.accepted' : 'agora.notAsked' };
}

const rejections: Readonly<Record<string, FindingCode>> = {
  agora_unauthorized: 'agora.unauthorized',
  agora_not_allowed: 'agora.notAllowed',
  agora_bad_app_id: 'agora.badAppId',
};

/** A token is made for a channel that nobody uses, and discarded: only a recorder could show whether Agora accepts it. */
export function certificateCheck(name: string, { appId, certificate }: AgoraProject): Check {
  return {
    subject: 'agoraCertificate',
    of: name,
    run() {
      const token = certificate && recorderToken({ appId, certificate, cname: 'doctor', uid: '1' });
      const result = certificate === undefined ? 'none' : token === undefined ? 'unusable' : 'usable';
      const code = `agora.certificate.${result}` as const;
      return Promise.resolve({ findings: [{ subject: 'agoraCertificate', of: name, code }] });
    },
  };
}
