/** docs/operations.md: its links lead somewhere, its commands fit what is installed, and every alert has its section. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { logLine } from '../../docs/logging.ts';
import { errorCodes } from '../../src/recording/error-codes.ts';
import { verbs } from '../../src/slack/inbound/verbs/index.ts';
import { readPackage, repository } from './dockerfile.ts';

const read = (file: string) => readFileSync(join(repository, file), 'utf8');
const document = read('docs/operations.md');

describe('links', () => {
  test('the README links to it, and its own lead somewhere', () => {
    expect(read('README.md')).toContain('](docs/operations.md)');
    const links = [...document.matchAll(/\]\((?!https:)([^)#]*)(#[^)]*)?\)/gu)];
    expect(links.length).toBeGreaterThan(10);
    for (const [, file = '', anchor] of links) {
      const target = file === '' ? 'docs/operations.md' : join('docs', file);
      expect(existsSync(join(repository, target)), target).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(target), target).toContain(anchor);
    }
  });
});

function anchorsOf(file: string): string[] {
  const text = read(file);
  const headings = [...text.matchAll(/^#+ (.*)$/gmu)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/gu, '')
      .replaceAll(' ', '-'),
  );
  const named = [...text.matchAll(/<a id="([^"]+)"><\/a>/gu)].map(([, id = '']) => id);
  return [...headings, ...named].map((id) => `#${id}`);
}

const blocks = [...document.matchAll(/```sh\n(.*?)```/gsu)].map(([, lines = '']) => lines);
const inline = [...document.replaceAll(/```.*?```/gsu, '').matchAll(/`([^`]+)`/gu)].map(([, code = '']) =>
  code.replaceAll('\\|', '|'),
);
const programs = ['curl', 'df', 'dmesg', 'docker', 'fuser', 'journalctl', 'kubectl', 'node', 'npm', 'sh', 'systemctl'];
const commands = [
  ...blocks.flatMap((lines) => lines.replaceAll('\\\n', ' ').split('\n')),
  ...inline.filter((code) => code.startsWith('LOG |') || programs.some((name) => code.startsWith(`${name} `))),
].map((line) => line.trim().replaceAll(/\s+/gu, ' '));
const beginning = (start: string) => {
  const found = commands.filter((command) => command.startsWith(start));
  expect(found.length, start).toBeGreaterThan(1);
  return found;
};

describe('commands', () => {
  test('are free of mistakes of syntax', () => {
    expect(blocks.length).toBeGreaterThan(5);
    for (const lines of [...blocks, ...commands.filter((line) => line.startsWith('LOG'))])
      execFileSync('sh', ['-n'], { input: lines });
  });

  test('name scripts, programs and verbs that exist', () => {
    const { scripts } = readPackage();
    for (const [, name = ''] of document.matchAll(/\bnpm run (?:--\w+ )?([\w:]+)/gu))
      expect(Object.keys(scripts)).toContain(name);
    const entry = read('src/start.js');
    const started = [...document.matchAll(/src\/start\.js (\w+)/gu)].map(([, name = '']) => name);
    expect(new Set(started)).toEqual(new Set(['backup', 'doctor', 'migrate']));
    for (const name of started) expect(entry).toContain(`  ${name}: './cli/`);
    for (const [, verb = ''] of document.matchAll(/\/record (\w+)/gu)) expect(Object.keys(verbs)).toContain(verb);
  });

  test('of Docker name the service of compose.yaml', () => {
    const services = Object.keys(z.object({ services: z.looseObject({}) }).parse(parse(read('compose.yaml'))).services);
    expect(services).toEqual(['bot', 'replica', 'postgres']);
    for (const command of beginning('docker compose ')) {
      const startsAll = /^docker compose (?:--profile cluster )?up --detach --build$/u.test(command);
      if (!startsAll) expect(command).toMatch(/ bot\b/u);
    }
  });

  test('of Kubernetes name the deployment, its label and files that exist', () => {
    const { metadata } = z
      .object({ metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()) }) })
      .parse(parse(read('deploy/kubernetes/deployment.yaml')));
    const labels = Object.entries(metadata.labels).map(([name, value]) => `${name}=${value}`);
    for (const command of beginning('kubectl ')) {
      const [, file] = /^kubectl apply -f (\S+)$/u.exec(command) ?? [];
      const [, selector] = / --selector (\S+)$/u.exec(command) ?? [];
      if (selector !== undefined) expect(labels).toContain(selector);
      else if (file === undefined) expect(command).toMatch(new RegExp(`\\bdeployment[ /]${metadata.name}\\b`, 'u'));
      // The copy of the Secret stays outside.
      else if (file !== 'my-secret.yaml') expect(existsSync(join(repository, file)), file).toBe(true);
    }
  });

  test('of systemd name the unit and what it sets', () => {
    const unit = read('deploy/systemd/clapperbot.service');
    const named = [...beginning('systemctl '), ...beginning('journalctl ')].filter(
      (command) => command !== 'systemctl daemon-reload',
    );
    for (const command of named) expect(command).toMatch(/ clapperbot( |$)/u);
    const [doctor = '', ...others] = commands.filter((command) => command.startsWith('systemd-run '));
    expect(others).toEqual([]);
    const set = (key: string) => new RegExp(`^${key}=(.*)$`, 'mu').exec(unit)?.[1] ?? '';
    expect(doctor).toContain(`--uid ${set('User')} `);
    expect(doctor).toContain(`--working-directory ${set('WorkingDirectory')} `);
    expect(doctor).toContain(`--property EnvironmentFile=${set('EnvironmentFile')} `);
    expect(doctor).toContain(`--setenv ${set('Environment=DATABASE_PATH').replace(/^/u, 'DATABASE_PATH=')} `);
    expect(doctor).toContain(` ${set('ExecStart').split(' ')[0]} src/start.js doctor`);
  });

  test('look in the log for lines and fields that are written', () => {
    const isWritten = (text: string) => {
      execFileSync('git', ['grep', '--quiet', '--fixed-strings', text, '--', 'src'], { cwd: repository });
    };
    const patterns = commands.flatMap((command) =>
      command.startsWith('LOG |') ? [...command.matchAll(/grep '([^']+)'/gu)].map(([, pattern = '']) => pattern) : [],
    );
    expect(patterns.length).toBeGreaterThan(3);
    for (const pattern of patterns) {
      const [, field] = /^"(\w+)":/u.exec(pattern) ?? [];
      if (field === undefined) expect(() => isWritten(pattern), pattern).not.toThrow();
      else expect(Object.keys(logLine.shape)).toContain(field);
    }
  });
});

describe('alerts', () => {
  const rule = z.object({ alert: z.string(), annotations: z.object({ runbook_url: z.string() }) });
  const { groups } = z
    .object({ groups: z.array(z.object({ rules: z.array(rule) })) })
    .parse(parse(read('deploy/alerts.yml')));
  const rules = groups.flatMap((group) => group.rules);
  const sections = [...document.matchAll(/<a id="([^"]+)"><\/a>\n\n### (\w+)\n\n(.*?)(?=\n<a id=|\n###? )/gsu)].map(
    ([, id = '', heading = '', body = '']) => ({ id, heading, body }),
  );

  test('every runbook_url has its section, and every section its alert', () => {
    const linked = rules.map(({ alert, annotations }) => `${alert} ${annotations.runbook_url}`);
    const written = sections.map(({ id, heading }) => `${heading} docs/operations.md#${id}`);
    expect(written.toSorted()).toEqual(linked.toSorted());
    // None is hidden from the expression above.
    expect(document.match(/<a id=/gu)).toHaveLength(rules.length);
  });

  test('every section says what it means, then what to do in order', () => {
    for (const { heading, body } of sections) {
      expect(body, heading).toMatch(/^[A-Z]/u);
      const steps = [...body.matchAll(/^(\d)\. /gmu)].map(([, n]) => Number(n));
      expect(steps.length, heading).toBeGreaterThan(2);
      expect(steps, heading).toEqual(steps.map((_, index) => index + 1));
    }
  });

  test('the overview has all of them', () => {
    const overview = [...document.matchAll(/^\| \[(\w+)\]\(#(\S+)\) \|/gmu)].map(([, name, id]) => `${name} ${id}`);
    expect(overview.toSorted()).toEqual(sections.map(({ id, heading }) => `${heading} ${id}`).toSorted());
  });

  test('the reasons of failures exist', () => {
    const [failed = ''] = sections.filter(({ id }) => id.endsWith('recordingfailed')).map(({ body }) => body);
    const reasons = [...failed.matchAll(/^ {3}\| (`.*?) \|/gmu)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`(\w+)`/gu)].map(([, code = '']) => code),
    );
    expect(reasons.length).toBeGreaterThan(10);
    for (const reason of reasons) expect(errorCodes).toContain(reason);
  });
});
