/** Blocks as Slack draws them, each with its height. */
import type { KnownBlock } from '@slack/types';
import type { Names } from '../../src/sandbox/slack/mrkdwn.ts';
import { objects, richRuns, textRuns } from './runs.ts';
import { at, element } from './svg.ts';
import { drawLine, type Line, linesOf, looks, type Run, textAt, widthOf } from './text.ts';

export type Drawn = Readonly<{ height: number; svg: readonly string[] }>;

type Box = Readonly<{ width: number; names: Names }>;

const lineHeight = 22;
const smallHeight = 19;

/** Throws for a block that no picture shows yet. */
export function drawBlock(block: KnownBlock, box: Box): Drawn {
  switch (block.type) {
    case 'header':
      return lines(linesOf([{ text: block.text.text, look: 'header' }], box.width), 28);
    case 'section': {
      const runs = block.text === undefined ? [] : textRuns(block.text, box.names, 'text');
      return lines(linesOf(runs, box.width), lineHeight);
    }
    case 'context': {
      const texts = block.elements.flatMap((one, n): Run[] => {
        if (one.type === 'image') throw new Error('no picture shows an image yet');
        const gap: Run[] = n === 0 ? [] : [{ text: '   ', look: 'small' }];
        return [...gap, ...textRuns(one, box.names, 'small')];
      });
      return lines(linesOf(texts, box.width), smallHeight);
    }
    case 'rich_text':
      return stacked(objects(block.elements).map((one) => drawRich(one, box)));
    case 'actions':
      return drawButtons(objects(block.elements), box.width);
    default:
      throw new Error(`no picture shows a block of type ${block.type} yet`);
  }
}

/** One below the other. */
export function stacked(all: readonly Drawn[], gap = 0): Drawn {
  let height = 0;
  const svg = all.map((one, n) => {
    const y = height + (n === 0 ? 0 : gap);
    height = y + one.height;
    return at(0, y, one.svg);
  });
  return { height, svg };
}

function lines(all: readonly Line[], height: number): Drawn {
  return stacked(all.map((line) => ({ height, svg: [drawLine(line, height)] })));
}

function indented(drawn: Drawn, by: number, beside: readonly string[]): Drawn {
  return { height: drawn.height, svg: [...beside, at(by, 0, drawn.svg)] };
}

function drawRich(rich: Readonly<Record<string, unknown>>, { width, names }: Box): Drawn {
  const children = objects(rich['elements']);
  switch (rich['type']) {
    case 'rich_text_section':
      return lines(linesOf(richRuns(children, names), width), lineHeight);
    case 'rich_text_list':
      return stacked(children.map((item) => bullet(drawRich(item, { width: width - bulletIndent, names }))));
    case 'rich_text_preformatted': {
      const text = lines(linesOf(richRuns(children, names, 'pre'), width - 2 * edge), 18);
      return { height: text.height + 2 * edge, svg: [frame(width, text.height + 2 * edge), at(edge, edge, text.svg)] };
    }
    default:
      throw new Error(`no picture shows ${String(rich['type'])} yet`);
  }
}

const bulletIndent = 26;
const bullet = (item: Drawn) =>
  indented(item, bulletIndent, [element('circle', { cx: 12, cy: lineHeight / 2, r: 2.2, fill: looks.plain.fill })]);

const edge = 8;
const border = { stroke: '#dddddd', rx: 4 } as const;
const frame = (width: number, height: number) =>
  element('rect', { x: 0.5, y: 0.5, width: width - 1, height: height - 1, fill: '#f8f8f8', ...border });

const buttonHeight = 30;
const buttonGap = 8;
const colors = {
  default: { fill: '#ffffff', stroke: '#bbbabb', text: '#1d1c1d' },
  primary: { fill: '#007a5a', stroke: '#007a5a', text: '#ffffff' },
  danger: { fill: '#d1214e', stroke: '#d1214e', text: '#ffffff' },
} as const;

/** In rows, as many beside each other as have room. */
function drawButtons(buttons: readonly Readonly<Record<string, unknown>>[], width: number): Drawn {
  const rows: Drawn[] = [];
  let row: string[] = [];
  let x = 0;
  const end = () => {
    if (row.length > 0) rows.push({ height: buttonHeight, svg: row });
    row = [];
    x = 0;
  };
  for (const button of buttons) {
    const { text } = button['text'] as Readonly<{ text: string }>;
    const line = linesOf([{ text, look: 'button' }], Number.MAX_SAFE_INTEGER)[0] ?? [];
    const wide = widthOf(line) + 26;
    if (x + wide > width) end();
    const color = colors[(button['style'] ?? 'default') as keyof typeof colors];
    const { text: ink, ...look } = color;
    row.push(
      element('rect', { x: x + 0.5, y: 0.5, width: wide - 1, height: buttonHeight - 1, rx: 5, ...look }),
      textAt(x + 13, buttonHeight, text, { ...looks.button, fill: ink }),
    );
    x += wide + buttonGap;
  }
  end();
  return stacked(rows, buttonGap);
}
