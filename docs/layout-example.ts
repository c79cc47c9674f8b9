/** The custom layout of the README: its text, and the preview that the form shows of it. */
import { parseLayoutText } from '../src/recording/layout/text-form.ts';
import { pngOf } from '../src/slack/delivery/picture.ts';
import { layoutPicture } from '../src/slack/surfaces/layout-picture.ts';

const exampleText = `background=#1D1C1D
0   0   75% 1 uid=527841 fit
75% 0   25% 0.33
75% 33% 25% 0.33
75% 66% 25% 0.34`;

export function layoutExample(): string {
  return `\`\`\`\n${exampleText}\n\`\`\``;
}

export async function examplePicture(): Promise<Buffer> {
  const read = parseLayoutText(exampleText);
  if (read.kind === 'problems') throw new Error(`the example is no layout: ${JSON.stringify(read.problems)}`);
  return await pngOf(layoutPicture(read.layout, read.layout.regions.length));
}
