import type { ImageElement } from '@slack/types';
import { imageUrl } from '../image-url.ts';
import type { ElementProps } from '../surface.ts';

export function ImageAccessory({ element }: ElementProps<ImageElement>) {
  return <img class="image-accessory" src={imageUrl(element)} alt={element.alt_text} />;
}
