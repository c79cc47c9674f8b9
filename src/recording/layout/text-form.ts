/**
 * A custom layout as people type it: a region on each line, and what it looks like.
 *
 *     background=#101010
 *     user=527841 https://example.com/ana.jpg fit
 *     # x y width height
 *     0 0 50% 1 uid=527841
 *     0.5 0 50% 1 alpha=0.8 fit
 */
import type { Uid } from '../primitives.ts';
import { isColor, isUid, isWithin, limits, regionProblems } from '../validate.ts';
import { isImageAddress } from '../web-address.ts';
import type { Layout, Region, UserImage } from './layout.ts';

export type CustomLayout = Extract<Layout, { kind: 'custom' }>;

/** Lines count from 1; `typed` is the word that is wrong, empty where one is missing. */
export type LayoutTextProblem = Readonly<
  | { kind: 'noRegions' }
  | { kind: 'tooManyRegions' | 'tooManyUsers'; line: number; most: number }
  | { kind: 'tooFewNumbers' | 'outsideCanvas' | 'zeroSize'; line: number }
  | { kind: 'notANumber' | 'outOfRange' | 'unknownWord' | 'twice'; line: number; typed: string }
  | { kind: 'badUid' | 'badAlpha' | 'badColor' | 'badAddress'; line: number; typed: string }
  | { kind: 'sameUid'; line: number; uid: Uid; firstLine: number }
>;

/** What may be meant: one region lies over another. */
export type LayoutTextWarning = Readonly<{ kind: 'overlap'; line: number; firstLine: number }>;

export type ParsedLayout = Readonly<
  | { kind: 'layout'; layout: CustomLayout; warnings: readonly LayoutTextWarning[] }
  | { kind: 'problems'; problems: readonly LayoutTextProblem[] }
>;

type OnLine<T> = Readonly<{ line: number; value: T }>;
type Look = { -readonly [Key in 'background' | 'backgroundImage' | 'userImage']?: string };

/** What was read so far. Numbers that are wrong are NaN, which lies neither outside of the canvas nor over anything. */
type Reading = Readonly<{
  problems: LayoutTextProblem[];
  regions: OnLine<Region>[];
  users: OnLine<UserImage>[];
  look: Look;
}>;

/** All errors are reported at once, in the order of the lines. */
export function parseLayoutText(text: string): ParsedLayout {
  const reading: Reading = { problems: [], regions: [], users: [], look: {} };
  for (const [index, typed] of text.split(/\r\n?|\n/u).entries()) {
    const words = withoutComment(typed)
      .split(/\s+/u)
      .filter((word) => word !== '');
    if (words.length > 0) readLine(words, index + 1, reading);
  }
  reading.problems.push(...problemsTogether(reading));
  if (reading.problems.length > 0) return { kind: 'problems', problems: inOrder(reading.problems) };
  const { regions, users, look } = reading;
  const userImages = users.map(({ value }) => value);
  const layout: CustomLayout = {
    kind: 'custom',
    ...look,
    ...(userImages.length > 0 && { userImages }),
    regions: regions.map(({ value }) => value),
  };
  return { kind: 'layout', layout, warnings: overlaps(regions) };
}

/** A color or an address may have a `#` within a word. */
function withoutComment(line: string): string {
  return line.replace(/(?:^|\s)#.*$/u, '');
}

function readLine(words: readonly string[], line: number, reading: Reading): void {
  const [first = '', ...rest] = words;
  const { key, value } = keyed(first);
  switch (key) {
    case 'background':
      return readLook('background', { first, value, rest, line }, reading);
    case 'image':
      return readLook('backgroundImage', { first, value, rest, line }, reading);
    case 'userimage':
      return readLook('userImage', { first, value, rest, line }, reading);
    case 'user':
      return readUser(value, rest, line, reading);
    default:
      return readRegion(words, line, reading);
  }
}

/** The key in lower case: phones begin a line with a capital letter. */
function keyed(word: string): { key: string | undefined; value: string } {
  const at = word.indexOf('=');
  return at < 0 ? { key: undefined, value: word } : { key: word.slice(0, at).toLowerCase(), value: word.slice(at + 1) };
}

const isFit = (word: string) => word.toLowerCase() === 'fit';

type LookLine = Readonly<{ first: string; value: string; rest: readonly string[]; line: number }>;

function readLook(name: keyof Look, { first, value, rest, line }: LookLine, { look, problems }: Reading): void {
  const isRight = name === 'background' ? isColor(value) : isImageAddress(value);
  if (!isRight) problems.push({ kind: name === 'background' ? 'badColor' : 'badAddress', line, typed: value });
  if (look[name] !== undefined) problems.push({ kind: 'twice', line, typed: first.slice(0, first.indexOf('=') + 1) });
  problems.push(...rest.map((typed) => ({ kind: 'unknownWord', line, typed }) as const));
  look[name] = value;
}

function readUser(uid: string, rest: readonly string[], line: number, { users, problems }: Reading): void {
  const [url = '', ...more] = rest;
  if (!isUid(uid)) problems.push({ kind: 'badUid', line, typed: uid });
  if (!isImageAddress(url)) problems.push({ kind: 'badAddress', line, typed: url });
  const known = users.find(({ value }) => value.uid === uid);
  if (known !== undefined && isUid(uid)) problems.push({ kind: 'sameUid', line, uid, firstLine: known.line });
  const unknown = more.filter((word) => !isFit(word));
  problems.push(...unknown.map((typed) => ({ kind: 'unknownWord', line, typed }) as const));
  users.push({ line, value: { uid, url, ...(more.some(isFit) && { fit: true }) } });
}

function readRegion(words: readonly string[], line: number, { regions, problems }: Reading): void {
  const plain = words.filter((word) => keyed(word).key === undefined && !isFit(word));
  const [first = ''] = words;
  if (!plain.some((word) => /^[-+]?\.?\d/u.test(word))) {
    problems.push({ kind: 'unknownWord', line, typed: first });
    return;
  }
  const given = plain.slice(0, 4).map((word) => readFraction(word, line, problems));
  if (given.length < 4) problems.push({ kind: 'tooFewNumbers', line });
  const [x = Number.NaN, y = Number.NaN, width = Number.NaN, height = Number.NaN] = given;
  if (width === 0 || height === 0) problems.push({ kind: 'zeroSize', line });
  problems.push(...plain.slice(4).map((typed) => ({ kind: 'unknownWord', line, typed }) as const));
  const options = readOptions(
    words.filter((word) => keyed(word).key !== undefined),
    line,
    problems,
  );
  regions.push({ line, value: { x, y, width, height, ...options, ...(words.some(isFit) && { fit: true }) } });
}

function readOptions(
  words: readonly string[],
  line: number,
  problems: LayoutTextProblem[],
): Pick<Region, 'uid' | 'alpha'> {
  const options: { uid?: Uid; alpha?: number } = {};
  for (const typed of words) {
    const { key, value } = keyed(typed);
    if (key !== 'uid' && key !== 'alpha') {
      problems.push({ kind: 'unknownWord', line, typed });
    } else if (options[key] !== undefined) {
      problems.push({ kind: 'twice', line, typed: typed.slice(0, key.length + 1) });
    } else if (key === 'uid') {
      if (!isUid(value)) problems.push({ kind: 'badUid', line, typed: value });
      else options.uid = value;
    } else {
      const alpha = fractionOf(value);
      if (alpha === undefined || !isWithin(alpha, whole)) problems.push({ kind: 'badAlpha', line, typed: value });
      else options.alpha = alpha;
    }
  }
  return options;
}

const whole = { from: 0, to: 1 };

function readFraction(typed: string, line: number, problems: LayoutTextProblem[]): number {
  const value = fractionOf(typed);
  if (value !== undefined && isWithin(value, whole)) return value;
  problems.push({ kind: value === undefined ? 'notANumber' : 'outOfRange', line, typed });
  return Number.NaN;
}

/** Agora reads so many decimals. */
const decimals = 6;

/** `0.5`, `.5` or `50%`. */
function fractionOf(typed: string): number | undefined {
  const [, digits, percent] = /^([-+]?(?:\d+\.?\d*|\.\d+))(%?)$/u.exec(typed) ?? [];
  if (digits === undefined) return undefined;
  // The sum has no negative zero.
  return Number(Number(percent === '%' ? `${digits}e-2` : digits).toFixed(decimals)) + 0;
}

/** What can be wrong only with all lines together. */
function problemsTogether({ regions, users }: Reading): LayoutTextProblem[] {
  const most = limits.regions.to;
  const lineOf = (index: number) => regions[index]?.line ?? 0;
  const tooManyUsers = users[most];
  const found = regionProblems(regions.map(({ value }) => value)).flatMap((problem): LayoutTextProblem[] => {
    switch (problem.kind) {
      case 'count':
        return regions.length === 0 ? [{ kind: 'noRegions' }] : [{ kind: 'tooManyRegions', line: lineOf(most), most }];
      case 'outside':
        return [{ kind: 'outsideCanvas', line: lineOf(problem.index) }];
      case 'sameUid': {
        const { uid = '' } = regions[problem.index]?.value ?? {};
        const first = regions.findIndex(({ value }) => value.uid === uid);
        return [{ kind: 'sameUid', line: lineOf(problem.index), uid, firstLine: lineOf(first) }];
      }
    }
  });
  return tooManyUsers === undefined ? found : [...found, { kind: 'tooManyUsers', line: tooManyUsers.line, most }];
}

function inOrder(problems: readonly LayoutTextProblem[]): LayoutTextProblem[] {
  const lineOf = (problem: LayoutTextProblem) => ('line' in problem ? problem.line : 0);
  return problems.toSorted((a, b) => lineOf(a) - lineOf(b));
}

function overlaps(regions: readonly OnLine<Region>[]): LayoutTextWarning[] {
  return regions.flatMap(({ line, value }, index) =>
    regions
      .slice(0, index)
      .filter((other) => isOver(value, other.value))
      .map((other) => ({ kind: 'overlap', line, firstLine: other.line }) as const),
  );
}

/** Edges that meet may differ by what was rounded. */
const tolerance = 0.000_002;

function isOver(a: Region, b: Region): boolean {
  const meet = (start: number, size: number, otherStart: number, otherSize: number) =>
    Math.min(start + size, otherStart + otherSize) - Math.max(start, otherStart) > tolerance;
  return meet(a.x, a.width, b.x, b.width) && meet(a.y, a.height, b.y, b.height);
}

/** What `parseLayoutText` reads as this layout, but for its name; fractions with as many decimals as Agora reads. */
export function layoutText({ background, backgroundImage, userImage, userImages = [], regions }: CustomLayout): string {
  const look = [
    ...(background === undefined ? [] : [`background=${background}`]),
    ...(backgroundImage === undefined ? [] : [`image=${oneWord(backgroundImage)}`]),
    ...(userImage === undefined ? [] : [`userImage=${oneWord(userImage)}`]),
    ...userImages.map(({ uid, url, fit }) => [`user=${uid}`, oneWord(url), ...fitWord(fit)].join(' ')),
  ];
  return [...look, ...regions.map(regionText)].join('\n');
}

function regionText({ x, y, width, height, uid, alpha, fit }: Region): string {
  return [
    ...[x, y, width, height].map(decimal),
    ...(uid === undefined ? [] : [`uid=${uid}`]),
    ...(alpha === undefined ? [] : [`alpha=${decimal(alpha)}`]),
    ...fitWord(fit),
  ].join(' ');
}

const fitWord = (fit: true | undefined) => (fit === true ? ['fit'] : []);

const oneWord = (url: string) => url.replaceAll(/\s/gu, encodeURIComponent);

/** Never with an exponent. */
function decimal(value: number): string {
  return value.toFixed(decimals).replace(/\.?0+$/u, '');
}
