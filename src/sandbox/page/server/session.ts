/** One connection: sends what has changed of what its visitor looks at. */
import type { User } from '../../slack/types.ts';
import type { ServerMessage, View } from '../protocol.ts';
import { agoraState } from './agora-view.ts';
import type { ConditionControl } from './conditions.ts';
import type { PageParts } from './parts.ts';
import { conversationsOf, messagesUpdate, pageView, type SentMessages, workspaceState } from './slack-view.ts';

export type Session = Readonly<{
  view(): View | undefined;
  /** The person that the visitor acts as; undefined before they are known. */
  person(): User | undefined;
  /** Shows something else: all of it is sent. */
  look(view: View): void;
  /** Sends what has changed. */
  update(): void;
}>;

export function createSession(
  parts: PageParts,
  conditions: ConditionControl,
  send: (message: ServerMessage) => void,
): Session {
  const { slack, agora, bucket, clock } = parts;
  let view: View | undefined;
  /** By type, as JSON. */
  const sent = new Map<ServerMessage['type'], string>();
  const conversations = new Map<string, SentMessages>();

  const personOf = (id: string | undefined) => slack.people().find((person) => person.id === id);
  const sendPart = (message: Exclude<ServerMessage, { type: 'messages' | 'done' }>) => {
    const text = JSON.stringify(message.value);
    if (sent.get(message.type) === text) return;
    sent.set(message.type, text);
    send(message);
  };
  const sendMessages = (person: User, current: View) => {
    const seen = new Set(slack.channels(person).map(({ id }) => id));
    for (const conversation of conversationsOf(current).filter(({ channelId }) => seen.has(channelId))) {
      const { update, sent: kept } = messagesUpdate(slack, person, conversation, conversations.get(conversation.of));
      conversations.set(conversation.of, kept);
      if (update !== undefined) send({ type: 'messages', value: update });
    }
  };
  const update = () => {
    if (view === undefined) return;
    const person = personOf(view.person);
    sendPart({ type: 'workspace', value: workspaceState(parts, person) });
    if (person !== undefined) {
      sendMessages(person, view);
      sendPart({ type: 'modal', value: pageView(slack.modal(person)) });
      if (view.place.kind === 'home') sendPart({ type: 'home', value: pageView(slack.home(person)) });
    }
    sendPart({ type: 'agora', value: agoraState(agora, bucket, clock.now()) });
    sendPart({ type: 'conditions', value: conditions.now() });
  };
  return {
    view: () => view,
    person: () => personOf(view?.person),
    look(next) {
      view = next;
      sent.clear();
      conversations.clear();
      update();
    },
    update,
  };
}
