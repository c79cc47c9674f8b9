/** Blocks without controls. */
import type { ContextBlock, HeaderBlock, ImageBlock, MarkdownBlock } from '@slack/types';
import { imageUrl } from '../image-url.ts';
import { plain, Text } from '../text/text.tsx';
import type { BlockProps } from './props.ts';

export function Header({ block }: BlockProps<HeaderBlock>) {
  return <h3 class="block-header">{plain(block.text)}</h3>;
}

export function Divider() {
  return <hr class="block-divider" />;
}

export function Context({ block }: BlockProps<ContextBlock>) {
  return (
    <div class="block-context">
      {block.elements.map((element, index) =>
        element.type === 'image' ? (
          <img key={index} class="image-context" src={imageUrl(element)} alt={element.alt_text} />
        ) : (
          <Text key={index} text={element} />
        ),
      )}
    </div>
  );
}

export function Image({ block }: BlockProps<ImageBlock>) {
  return (
    <figure class="block-image">
      {block.title !== undefined && <figcaption>{plain(block.title)}</figcaption>}
      <img src={imageUrl(block)} alt={block.alt_text} />
    </figure>
  );
}

/** Standard Markdown, as it is written: the bot sends none. */
export function Markdown({ block }: BlockProps<MarkdownBlock>) {
  return <div class="text">{block.text}</div>;
}
