/** What the browser shows when an installation has ended, one way or another. */
import { format, label } from '../../messages/format.ts';
import { currentLocale } from '../../messages/locale.ts';
import type { Part } from '../../messages/rich-text.ts';

export type Ending = Readonly<
  | { kind: 'done'; workspace: string }
  | { kind: 'canceled' }
  /** `reference`: what the log calls it. */
  | { kind: 'failed'; reference: string }
  /** The state is missing, forged, too old or of another browser, or the code was used before. */
  | { kind: 'outdated'; minutes: number }
  /** `code`: Slack's own. */
  | { kind: 'refused'; code: string }
>;

/** `again`: where an installation begins. */
export function renderPage(ending: Ending, again: string): string {
  const title = label(`install.${ending.kind}.title`);
  const link = ending.kind === 'done' ? '' : `<p><a href="${escape(again)}">${escape(label('install.again'))}</a></p>`;
  return [
    `<!doctype html><html lang="${currentLocale()}"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width"><title>${escape(title)}</title></head>`,
    `<body><h1>${escape(title)}</h1><p>${textOf(ending).map(html).join('')}</p>${link}</body></html>`,
  ].join('');
}

function textOf(ending: Ending): Part[] {
  switch (ending.kind) {
    case 'done':
      return format('install.done.text', { workspace: ending.workspace });
    case 'outdated':
      return format('install.outdated.text', { minutes: ending.minutes });
    case 'refused':
      return format('install.refused.text', { code: { code: ending.code } });
    case 'failed':
      return format('install.failed.text', { reference: { code: ending.reference } });
    case 'canceled':
      return format('install.canceled.text');
  }
}

/** Our own words with backticks around code, and what Slack said. */
function html(part: Part): string {
  if (typeof part === 'string') return escape(part).replaceAll(/`([^`]*)`/gu, '<code>$1</code>');
  if ('plain' in part) return escape(part.plain);
  if ('code' in part) return `<code>${escape(part.code)}</code>`;
  throw new Error(`no such part on a page: ${Object.keys(part)[0]}`);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
