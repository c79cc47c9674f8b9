import type { ElementProps } from '../surface.ts';

/** An element that the bot does not send: its type instead. */
export function UnsupportedElement({ element }: ElementProps<Readonly<{ type: string }>>) {
  return <span class="unsupported">[{element.type.replaceAll('_', ' ')}]</span>;
}
