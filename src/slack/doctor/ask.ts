/** One call of Slack's Web API for its headers, which the SDK does not show. */
import { errorText } from '../sdk-log.ts';

/** `error`: Slack's own code. `scopes`: of the token, where Slack names them. `date`: the header. */
export type SlackAnswer = Readonly<
  | { kind: 'accepted'; body: Readonly<Record<string, unknown>>; scopes?: readonly string[]; date: string | null }
  | { kind: 'refused'; error: string; date: string | null }
  | { kind: 'unreachable'; detail: string }
>;

/** Never rejects. `apiUrl` ends in a slash. */
export async function askSlack(
  apiUrl: string,
  method: 'auth.test' | 'apps.connections.open',
  token: string,
  signal: AbortSignal,
): Promise<SlackAnswer> {
  try {
    const response = await fetch(`${apiUrl}${method}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/x-www-form-urlencoded' },
      redirect: 'error',
      signal,
    });
    const { headers } = response;
    const date = headers.get('date');
    const body = objectIn(await response.text());
    if (response.status === 429) return { kind: 'refused', error: 'ratelimited', date };
    if (body === undefined) return { kind: 'unreachable', detail: `HTTP ${response.status}` };
    if (body['ok'] !== true) return { kind: 'refused', error: codeIn(body), date };
    const scopes = headers
      .get('x-oauth-scopes')
      ?.split(',')
      .map((scope) => scope.trim());
    return { kind: 'accepted', body, date, ...(scopes !== undefined && { scopes }) };
  } catch (error) {
    return { kind: 'unreachable', detail: causeOf(error) };
  }
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** A proxy may say anything, and people are shown it. */
function codeIn({ error }: Readonly<Record<string, unknown>>): string {
  return typeof error === 'string' && /^[\w.:-]{1,80}$/u.test(error) ? errorText(error) : 'unknown_error';
}

/** `fetch` hides the system's code in the cause of its error. */
function causeOf(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: unknown }; name: string };
  return typeof cause?.code === 'string' ? cause.code : name;
}
