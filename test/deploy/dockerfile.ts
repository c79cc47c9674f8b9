/** Runs the instructions of the Dockerfile in a folder, without Docker: each stage is a folder, and Node is this one. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../', import.meta.url));

export type Instruction = Readonly<{ name: string; args: string }>;

export type Image = {
  /** The folder that stands for `/`. */
  root: string;
  workdir: string;
  env: Record<string, string>;
  user: string;
  ports: number[];
  healthCheck: string[];
  command: string[];
};

export function readPackage(): { scripts: { start: string }; optionalDependencies: Record<string, string> } {
  return JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as never;
}

export function readDockerfile(): Instruction[] {
  const lines = readFileSync(join(repository, 'Dockerfile'), 'utf8').replaceAll('\\\n', ' ').split('\n');
  return lines
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name = '', args = ''] = line.split(/\s+(.*)/su);
      return { name, args };
    });
}

/** What a `COPY` takes, and whether it takes it from the repository or from another stage. */
export function copied({ args }: Instruction): { sources: string[]; to: string; from?: string } {
  const words = args.split(/\s+/u);
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
  const paths = words.filter((word) => !word.startsWith('--'));
  return { sources: paths.slice(0, -1), to: paths.at(-1) ?? '', ...(from === undefined ? {} : { from }) };
}

/** Where a path of the image lies. */
export function placeOf({ root, workdir }: Pick<Image, 'root' | 'workdir'>, path: string): string {
  return isAbsolute(path) ? join(root, path) : join(root, workdir, path);
}

/** Builds the image below `folder` and returns its last stage. */
export function build(folder: string): Image {
  const stages = new Map<string, Image>();
  let image: Image | undefined;
  for (const instruction of readDockerfile()) {
    if (instruction.name === 'FROM') {
      const name = / AS (\w+)$/u.exec(instruction.args)?.[1] ?? `stage-${stages.size}`;
      image = base(join(folder, name));
      stages.set(name, image);
    } else if (image === undefined) throw new Error('the first instruction is not FROM');
    else apply(image, instruction, stages);
  }
  if (image === undefined) throw new Error('the Dockerfile has no stage');
  return image;
}

/** Stands for the image of Node. */
function base(root: string): Image {
  const programs = join(root, 'usr', 'local', 'bin');
  mkdirSync(programs, { recursive: true });
  copyFileSync(process.execPath, join(programs, 'node'));
  chmodSync(join(programs, 'node'), 0o755);
  return { root, workdir: '/', env: {}, user: 'root', ports: [], healthCheck: [], command: [] };
}

function apply(image: Image, instruction: Instruction, stages: ReadonlyMap<string, Image>): void {
  const { name, args } = instruction;
  if (name === 'WORKDIR') {
    image.workdir = args;
    mkdirSync(placeOf(image, '.'), { recursive: true });
  } else if (name === 'ENV') {
    const [key = '', value = ''] = args.split(/=(.*)/su);
    image.env[key] = value;
  } else if (name === 'COPY') copy(image, instruction, stages);
  else if (name === 'RUN') runStep(image, args);
  else if (name === 'USER') image.user = args;
  else if (name === 'EXPOSE') image.ports = args.split(' ').map(Number);
  else if (name === 'HEALTHCHECK') image.healthCheck = words(args.slice(args.indexOf('CMD ') + 'CMD '.length));
  else if (name === 'CMD') image.command = words(args);
  else throw new Error(`the test does not know ${name}`);
}

const words = (json: string): string[] => JSON.parse(json) as string[];

function copy(image: Image, instruction: Instruction, stages: ReadonlyMap<string, Image>): void {
  const { sources, to, from } = copied(instruction);
  const other = from === undefined ? undefined : stages.get(from);
  if (from !== undefined && other === undefined) throw new Error(`there is no stage ${from}`);
  for (const source of sources) {
    const path = other === undefined ? join(repository, source) : placeOf(other, source);
    if (!existsSync(path)) throw new Error(`${source} does not exist`);
    const target = placeOf(image, to);
    cpSync(path, to.endsWith('/') ? join(target, source) : target, { recursive: true, verbatimSymlinks: true });
  }
}

/** The user's own HOME: npm finds its cache and its settings there. */
function runStep(image: Image, command: string): void {
  const ownIds = process.getuid?.() === 0 ? command : command.replaceAll(/ -[og] \d+/gu, '');
  execFileSync('sh', ['-c', ownIds.replaceAll(' /', ` ${image.root}/`)], {
    cwd: placeOf(image, '.'),
    env: { ...environmentOf(image), HOME: process.env['HOME'], npm_config_prefer_offline: 'true' },
    stdio: 'pipe',
  });
}

/** The variables of the image, with its paths where they lie. */
export function environmentOf(image: Image): Record<string, string> {
  const env = Object.entries(image.env).map(([name, value]) => [
    name,
    isAbsolute(value) ? placeOf(image, value) : value,
  ]);
  const path = [dirname(placeOf(image, '/usr/local/bin/node')), pathOfTheSystem()].join(delimiter);
  return { ...(Object.fromEntries(env) as Record<string, string>), PATH: path };
}

function pathOfTheSystem(): string {
  const entries = (process.env['PATH'] ?? '').split(delimiter);
  return entries.filter((entry) => !entry.includes('node_modules')).join(delimiter);
}
