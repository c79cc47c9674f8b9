/**
 * Block Kit, by one component per block and element. Libraries that render it (slack-blocks-to-jsx) are viewers only: they have no
 * callbacks, and their buttons do not know their action ids.
 */
import type { KnownBlock } from '@slack/types';
import type { ComponentType } from 'preact';
import type { Json } from '../../../protocol.ts';
import { Actions } from './actions.tsx';
import { Unsupported } from './fallback.tsx';
import { Input } from './input.tsx';
import type { BlockProps } from './props.ts';
import { RichText } from './rich-text.tsx';
import { Section } from './section.tsx';
import { Context, Divider, Header, Image, Markdown } from './simple.tsx';
import { Table } from './table.tsx';

type Components = { [T in KnownBlock['type']]: ComponentType<BlockProps<Extract<KnownBlock, { type: T }>>> };

const components = {
  actions: Actions,
  alert: Unsupported,
  card: Unsupported,
  carousel: Unsupported,
  container: Unsupported,
  context: Context,
  context_actions: Actions,
  data_table: Unsupported,
  divider: Divider,
  file: Unsupported,
  header: Header,
  image: Image,
  input: Input,
  markdown: Markdown,
  plan: Unsupported,
  rich_text: RichText,
  section: Section,
  table: Table,
  task_card: Unsupported,
  video: Unsupported,
} satisfies Components;

export function Blocks({ blocks }: Readonly<{ blocks: readonly Json[] }>) {
  return (
    <div class="blocks">
      {(blocks as readonly unknown[] as readonly KnownBlock[]).map((block, index) => {
        const blockId = block.block_id ?? String(index);
        // The component of a type takes the blocks of that type, which TypeScript can't follow.
        const Component = (components[block.type] ?? Unsupported) as ComponentType<BlockProps<KnownBlock>>;
        return <Component key={`${block.type} ${blockId}`} block={block} blockId={blockId} />;
      })}
    </div>
  );
}
