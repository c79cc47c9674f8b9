import { describe, expect, it } from 'vitest';
import { commandTable } from '../../docs/command-table.ts';
import { parseCommand } from '../../src/slack/inbound/parse.ts';
import { verbList } from '../../src/slack/inbound/verbs/index.ts';

describe('the table of commands', () => {
  it('has a row for every command and no bar that would end a cell', () => {
    const rows = commandTable()
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(rows).toHaveLength(verbList.length);
    for (const row of rows) expect(row.split(/(?<!\\)\|/u)).toHaveLength(6);
  });

  it('has examples that parse as their verbs', () => {
    for (const { name, examples } of verbList) {
      expect(examples.length, name).toBeGreaterThan(0);
      for (const example of examples) {
        expect(commandTable()).toContain(`\`/record ${example}\``);
        expect(parseCommand(example), example).toMatchObject({ kind: 'command', command: { verb: name } });
      }
    }
  });

  it('has valid samples of options', () => {
    const whole: Readonly<Record<string, string>> = {
      uid: 'layout maths vertical',
      background: 'layout maths grid',
    };
    const when = 'at="2026-12-01 09:00"';
    const names = { layouts: new Map(), presets: ['lesson'], projects: ['school'], storages: ['archive'] };
    for (const { name: verb, keys } of verbList) {
      for (const { name, sample } of keys) {
        const isTime = verb === 'schedule' && name !== 'at' && name !== 'every';
        const before = whole[name] ?? `${verb} maths${isTime ? ` ${when}` : ''}`;
        expect(parseCommand(`${before} ${name}=${sample}`, names).kind, name).toBe('command');
      }
    }
  });
});
