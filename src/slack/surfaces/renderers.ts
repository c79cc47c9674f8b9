import type { Recording } from '../../recording/recording.ts';
import type { ThreadMessage, ThreadMessageOf } from '../../recording/thread-message.ts';
import type { Message } from './blocks.ts';

/** How a message is rendered, by its type. `link` leads to the card; it helps where the reader may be somewhere else. */
export type Renderers<T extends ThreadMessage['type'] = ThreadMessage['type']> = Readonly<{
  [Type in T]: (r: Recording, message: ThreadMessageOf<Type>, link: string | undefined) => Message;
}>;
