/** Elements of SVG as text. */

export type Attributes = Readonly<Record<string, string | number>>;

export function element(name: string, attributes: Attributes, content?: string): string {
  const all = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(shown(value))}"`);
  const start = `<${name}${all.join('')}`;
  return content === undefined ? `${start}/>` : `${start}>${escape(content)}</${name}>`;
}

/** `drawn` in a coordinate system that begins at this point. */
export function at(x: number, y: number, drawn: readonly string[]): string {
  return [`<g transform="translate(${shown(x)} ${shown(y)})">`, ...drawn, '</g>'].join('\n');
}

const shown = (value: string | number) => (typeof value === 'number' ? String(Number(value.toFixed(2))) : value);

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
