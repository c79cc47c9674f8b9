/** The fonts of the pictures of messages: how wide a text is in them, and the picture that they draw. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderAsync } from '@resvg/resvg-js';
import opentype from 'opentype.js';

const faces = {
  regular: { file: 'DejaVuSansCondensed', look: { 'font-family': 'DejaVu Sans Condensed' } },
  bold: { file: 'DejaVuSansCondensed-Bold', look: { 'font-family': 'DejaVu Sans Condensed', 'font-weight': 'bold' } },
  mono: { file: 'DejaVuSansMono', look: { 'font-family': 'DejaVu Sans Mono' } },
} as const;

export type Face = keyof typeof faces;

/** The attributes of a text in SVG. */
export const lookOf = (face: Face) => faces[face].look;

const pathOf = (file: string) => fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${file}.ttf`));

const loaded = new Map<Face, opentype.Font>();

function fontOf(face: Face): opentype.Font {
  const known = loaded.get(face);
  if (known !== undefined) return known;
  const font = opentype.parse(new Uint8Array(readFileSync(pathOf(faces[face].file))).buffer);
  loaded.set(face, font);
  return font;
}

/** In pixels. Throws where the font lacks a character: a picture would show a box. */
export function textWidth(text: string, face: Face, size: number): number {
  const font = fontOf(face);
  const units = [...text].reduce((sum, character) => {
    if (font.charToGlyphIndex(character) === 0) throw new Error(`the font has no “${character}” (in “${text}”)`);
    return sum + (font.charToGlyph(character).advanceWidth ?? 0);
  }, 0);
  return (units / font.unitsPerEm) * size;
}

/** Twice as large, for fine screens. The same bytes on every machine: nothing of the system is used. */
export async function sharpPng(svg: string): Promise<Buffer> {
  const image = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: 2 },
    font: { loadSystemFonts: false, fontFiles: Object.values(faces).map(({ file }) => pathOf(file)) },
  });
  return image.asPng();
}
