/** What the local Slack as a whole offers to tests and programs. */
import type { Clock } from '../movable-clock.ts';
import type { Fault, FaultPlan } from './call-faults.ts';
import type { OAuthOptions } from './oauth.ts';
import type { Refresh, Which } from './sockets.ts';
import type { User } from './types.ts';
import type { Installable, Truthy, Workspace } from './workspace.ts';

export type SlackOptions = {
  /** For times, rate limits, the lifetime of response_urls and timeouts of HTTP. Timeouts of sockets and pings are real time. */
  clock?: Clock;
  /** Default: a free one. */
  port?: number;
  botToken?: string;
  appToken?: string;
  /** How payloads reach the bot; default `socket`. With `http`, `deliverTo` says where to. */
  transport?: 'socket' | 'http';
  signingSecret?: string;
  /** The app is distributed: every installation has tokens of its own, and `botToken` is none. */
  oauth?: OAuthOptions;
  /** Of `botToken`; default `commands` and `chat:write`. */
  scopes?: readonly string[];
  rateLimits?: boolean;
  /** Milliseconds by which the `Date` of its responses is ahead of real time; default 0. */
  dateOffset?: number;
  /** Milliseconds within which a payload must be acknowledged; default 3000, like Slack's. */
  ackTimeoutMs?: number;
};

/** An organization (Enterprise Grid), in which the app can be installed for all workspaces at once. */
export type SlackOrganization = Installable & {
  readonly id: string;
  readonly name: string;
  addWorkspace(name: string): Workspace;
};

/** The person cancels, or installs the app. `declines`: scopes that the app marks as optional. */
export type AuthorizeAnswer =
  | 'cancel'
  | { readonly install: Workspace | SlackOrganization; readonly user: User; readonly declines?: readonly string[] };

/** The local Slack, and its first workspace. */
export type SlackWorkspace = Omit<Workspace, 'waitFor'> & {
  /** `http://127.0.0.1:PORT/api/` */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly transport: 'socket' | 'http';
  readonly signingSecret: string;
  /** HTTP mode: the request URL of the app's settings; undefined: none. */
  deliverTo(url: string | undefined): void;
  /** Where a browser installs the app. */
  readonly authorizeUrl: string;
  /** The settings of the distributed app. */
  readonly oauth: OAuthOptions | undefined;
  /** What the person on that page does, until changed; at first they cancel. */
  onAuthorize(answer: AuthorizeAnswer): void;
  addWorkspace(name: string): Workspace;
  addOrganization(name: string): SlackOrganization;
  waitFor<T>(condition: (workspace: SlackWorkspace) => T, timeoutMs?: number): Promise<Truthy<T>>;

  /** The number of open sockets. */
  readonly sockets: number;
  /** Their numbers, counted from 1 in the order of connecting. */
  socketNumbers(): number[];
  refresh(options?: Refresh): void;
  warn(which?: Which): void;
  kill(which?: Which): void;
  send(raw: string, which?: Which): void;
  stopAnsweringPings(which?: Which): void;
  fault(plan: FaultPlan): Fault;
  /** `true`: every request gets 503 and the sockets break; `'refused'`: connections are refused; `false`: the outage is over. */
  outage(how: boolean | 'refused'): Promise<void>;
  /** Revokes a token of the first workspace or the app without an event; with `false` it is valid again. */
  revoke(token: 'bot' | 'app', revoked?: boolean): void;
  close(): Promise<void>;
};
