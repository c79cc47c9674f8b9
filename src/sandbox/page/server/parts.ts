/** What the server of the page works with. */
import type { AgoraSimulator } from '../../agora/agora-server.ts';
import type { LocalBucket } from '../../bucket/bucket-server.ts';
import type { Clock } from '../../movable-clock.ts';
import type { SlackWorkspace } from '../../slack/slack-server.ts';
import type { Conditions, WorkspaceState } from '../protocol.ts';

/** The bot, as one that can be killed. */
export type BotControl = Readonly<{
  state(): Conditions['bot'];
  /** Resolves when it is ready; rejects with a sentence. */
  start(): Promise<void>;
  /** Ends it at once, as SIGKILL does. */
  kill(): Promise<void>;
  /** Calls the listener after every change of the state; returns how to unsubscribe. */
  subscribe(listener: () => void): () => void;
}>;

export type PageParts = Readonly<{
  slack: SlackWorkspace;
  agora: AgoraSimulator;
  bucket: LocalBucket;
  clock: Clock;
  bot: BotControl;
  /** Lets so many ms of the clock pass. */
  pass(ms: number): Promise<void>;
  /** What the completion of the page offers after `/record`. */
  verbs: WorkspaceState['verbs'];
}>;
