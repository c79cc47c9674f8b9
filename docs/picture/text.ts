/** Text of several looks, broken into lines. */
import { type Face, lookOf, textWidth } from './fonts.ts';
import { signNames, signOf, signSize } from './signs.ts';
import { at, element } from './svg.ts';

type Look = Readonly<{ face: Face; size: number; fill: string; box?: Readonly<{ fill: string; stroke?: string }> }>;

const text = '#1d1c1d';
export const quiet = '#616061';
const link = '#1264a3';

export const looks = {
  plain: { face: 'regular', size: 15, fill: text },
  bold: { face: 'bold', size: 15, fill: text },
  code: { face: 'mono', size: 12.5, fill: '#c01343', box: { fill: '#f6f6f6', stroke: '#dddddd' } },
  link: { face: 'regular', size: 15, fill: link },
  mention: { face: 'regular', size: 15, fill: link, box: { fill: '#e8f5fa' } },
  header: { face: 'bold', size: 18, fill: text },
  pre: { face: 'mono', size: 12, fill: text },
  button: { face: 'bold', size: 13, fill: text },
  small: { face: 'regular', size: 13, fill: quiet },
  smallCode: { face: 'mono', size: 11, fill: '#c01343', box: { fill: '#f6f6f6', stroke: '#dddddd' } },
  smallMention: { face: 'regular', size: 13, fill: link, box: { fill: '#e8f5fa' } },
} as const satisfies Readonly<Record<string, Look>>;

export type LookName = keyof typeof looks;

/** A stretch of text in one look, or an emoji by its name. */
export type Run = Readonly<{ text: string; look: LookName } | { sign: string }>;

/** Between the text and the edges of its box. */
const boxPadding = 3;

/** A word, a part of one, or spaces. `run`: those of one run share a box. */
type Fragment = Readonly<{ run: number; width: number } & ({ sign: string } | { text: string; look: LookName })>;

export type Line = readonly Fragment[];

const sumOf = (line: Line): number => line.reduce((sum, { width }) => sum + width, 0);

const paddingOf = ([first]: Line): number =>
  first !== undefined && 'text' in first && 'box' in looks[first.look] ? boxPadding : 0;

export function widthOf(line: Line): number {
  return grouped(line).reduce((sum, group) => sum + sumOf(group) + 2 * paddingOf(group), 0);
}

/** The runs in lines of at most `width` pixels. A word that is longer than a line is broken anywhere. */
export function linesOf(runs: readonly Run[], width: number): Line[] {
  const lines: Fragment[][] = [[]];
  const add = (word: readonly Fragment[]) => {
    const last = lines.at(-1) ?? [];
    if (widthOf([...last, ...word]) <= width) last.push(...word);
    else if (widthOf(word) <= width) lines.push(word.filter((one) => !isSpace(one)));
    else for (const part of word.flatMap(characters)) add([part]);
  };
  for (const word of wordsOf(runs)) {
    if (word === 'break') lines.push([]);
    else add(word);
  }
  return lines;
}

function isSpace(fragment: Fragment): boolean {
  return 'text' in fragment && fragment.text.trim() === '';
}

function characters(fragment: Fragment): Fragment[] {
  return 'sign' in fragment
    ? [fragment]
    : [...fragment.text].map((one) => fragmentOf(one, fragment.look, fragment.run));
}

/** What stays on one line: everything between two spaces, of whatever look. */
function wordsOf(runs: readonly Run[]): (Fragment[] | 'break')[] {
  const words: (Fragment[] | 'break')[] = [];
  let word: Fragment[] = [];
  const end = () => {
    if (word.length > 0) words.push(word);
    word = [];
  };
  for (const [run, one] of runs.flatMap(withSigns).entries()) {
    if ('sign' in one) word.push({ sign: one.sign, run, width: signSize });
    else
      for (const part of one.text.split(/( +|\n)/u).filter((some) => some !== '')) {
        const isGap = part.trim() === '';
        if (isGap) end();
        if (part === '\n') words.push('break');
        else word.push(fragmentOf(part, one.look, run));
        if (isGap) end();
      }
  }
  end();
  return words;
}

/** Emoji that are characters of a text become runs of their own. */
function withSigns(run: Run): Run[] {
  if ('sign' in run) return [run];
  return run.text.split(/(\p{Emoji_Presentation})/u).map((part) => {
    const sign = signNames[part];
    return sign === undefined ? { ...run, text: part } : { sign };
  });
}

function fragmentOf(part: string, look: LookName, run: number): Fragment {
  const { face, size } = looks[look];
  return { text: part, look, run, width: textWidth(part, face, size) };
}

/** Around the baseline, as a part of the size: digits and capitals stand in the middle of the line. */
const baseline = 0.36;

/** One line from its left edge, in a row of this height. */
export function drawLine(line: Line, height: number): string {
  const drawn: string[] = [];
  let x = 0;
  for (const group of grouped(line)) {
    const [first] = group;
    if (first === undefined) continue;
    if ('sign' in first) {
      drawn.push(at(x, (height - signSize) / 2, signOf(first.sign)));
      x += first.width;
      continue;
    }
    const look: Look = looks[first.look];
    const padding = paddingOf(group);
    if (look.box !== undefined) drawn.push(boxOf(x + 1, widthOf(group) - 2, height, look));
    x += padding;
    for (const fragment of group) {
      if ('text' in fragment && !isSpace(fragment)) drawn.push(textAt(x, height, fragment.text, look));
      x += fragment.width;
    }
    x += padding;
  }
  return drawn.join('\n');
}

function grouped(line: Line): Fragment[][] {
  const groups: Fragment[][] = [];
  for (const fragment of line) {
    const last = groups.at(-1);
    if (last?.[0]?.run === fragment.run) last.push(fragment);
    else groups.push([fragment]);
  }
  return groups;
}

function boxOf(x: number, width: number, height: number, { size, box }: Look): string {
  const high = Math.round(size * 1.3);
  const edge = box?.stroke === undefined ? {} : { stroke: box.stroke };
  return element('rect', { x, y: (height - high) / 2, width, height: high, rx: 3, fill: box?.fill ?? 'none', ...edge });
}

export function textAt(x: number, height: number, words: string, { face, size, fill }: Look): string {
  // Every character at its place: the widths know no kerning and no ligatures.
  const places = [...words].map((_, n) => {
    const before = [...words].slice(0, n).join('');
    return (x + textWidth(before, face, size)).toFixed(2);
  });
  const y = height / 2 + size * baseline;
  return element('text', { x: places.join(' '), y, 'font-size': size, fill, ...lookOf(face) }, words);
}
