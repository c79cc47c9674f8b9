import type { BlockProps } from './props.ts';

/** A block that the bot does not send: its type instead. */
export function Unsupported({ block }: BlockProps<Readonly<{ type: string }>>) {
  return <p class="unsupported">[{block.type.replaceAll('_', ' ')} block]</p>;
}
