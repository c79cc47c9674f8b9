/** The README's table of commands, in Markdown. */
import { format } from '../src/messages/format.ts';
import { commandName } from '../src/slack/inbound/command-line.ts';
import { verbList } from '../src/slack/inbound/verbs/index.ts';
import type { VerbInfo } from '../src/slack/inbound/verbs/verb.ts';

export function commandTable(): string {
  return [
    '| command | what it does | who may | examples |',
    '| --- | --- | --- | --- |',
    ...verbList.map(row),
    '',
    ...optionLines(),
    '',
  ].join('\n');
}

/** Options that several commands take are described once. */
function optionLines(): string[] {
  const verbsOf = new Map<string, string[]>();
  for (const { name, keys } of verbList) {
    for (const key of keys) {
      const line = `${inCode(`${key.name}=${key.values}`)} (with VERBS): ${text(key.does)}`;
      verbsOf.set(line, [...(verbsOf.get(line) ?? []), name]);
    }
  }
  return [...verbsOf].map(([line, names]) => `- ${line.replace('VERBS', names.map(inCode).join(', '))}`);
}

function row({ name, usage, does, who, examples }: VerbInfo): string {
  const samples = examples.map((example) => inCell(`${commandName} ${example}`)).join('<br>');
  return `| ${inCell(`${commandName} ${name} ${usage}`.trimEnd())} | ${text(does)} | ${text(who)} | ${samples} |`;
}

/** A message of ours: it has no placeholders, so every part is text. */
function text(id: VerbInfo['does']): string {
  return format(id)
    .map((part) => (typeof part === 'string' ? part : ''))
    .join('');
}

function inCode(code: string): string {
  return `\`${code}\``;
}

// A bar would end the cell, even within code.
function inCell(code: string): string {
  return inCode(code.replaceAll('|', '\\|'));
}
