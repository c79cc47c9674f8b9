/** Whether Agora's notifications can arrive. */
import type { Check, Finding } from '../../service/doctor/finding.ts';

/** `publicUrl`: without a slash at the end. `port` 0: any free one, which only the bot itself knows. */
export type EndpointOptions = Readonly<{ isOn: boolean; host: string; port: number; publicUrl?: string }>;

const path = '/agora/events';

export function endpointCheck({ isOn, host, port, publicUrl }: EndpointOptions): Check {
  return {
    subject: 'notifications',
    async run(signal) {
      if (!isOn) return found('notify.off');
      if (port === 0) return found('notify.anyPort');
      const origin = `http://${addressOf(host)}:${port}`;
      const health = await ask(`${origin}/healthz`, 'GET', signal);
      if ('detail' in health) return found('notify.notRunning', { address: origin });
      if (health.status !== 200 || !health.body.includes('"status":"ok"')) {
        return found('notify.otherProgram', { address: origin });
      }
      // Without a signature it is refused, and so it is there.
      const local = await ask(`${origin}${path}`, 'POST', signal);
      if ('detail' in local || local.status !== 401) return found('notify.disabled', { address: origin });
      if (publicUrl === undefined) return found('notify.local', { address: `${origin}${path}` });
      return fromOutside(`${publicUrl}${path}`, signal);
    },
  };
}

async function fromOutside(address: string, signal: AbortSignal) {
  const answer = await ask(address, 'POST', signal);
  if ('detail' in answer) return found('notify.public.unreachable', { address, detail: answer.detail });
  const { status } = answer;
  return found(status === 401 ? 'notify.public.fine' : 'notify.public.wrong', { address, status: String(status) });
}

function found(code: Finding['code'], values: Finding['values'] = {}): { findings: Finding[] } {
  return { findings: [{ subject: 'notifications', code, values }] };
}

type Answer = Readonly<{ status: number; body: string } | { detail: string }>;

/** Never rejects. */
async function ask(url: string, method: 'GET' | 'POST', signal: AbortSignal): Promise<Answer> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(3_000)]);
  try {
    // A redirect would lose the signature's body, so Agora must not meet one.
    const body = method === 'POST' ? { body: '{}', headers: { 'Content-Type': 'application/json' } } : {};
    const response = await fetch(url, { method, redirect: 'manual', signal: within, ...body });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    const { cause, name } = error as { cause?: { code?: unknown }; name: string };
    return { detail: typeof cause?.code === 'string' ? cause.code : name };
  }
}

/** A server that listens on every address is asked on this machine's own. */
function addressOf(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
