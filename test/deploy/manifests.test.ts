/** The samples for compose, Kubernetes and nginx: they parse, and agree with the image and with what the bot serves. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { names } from '../../src/config/variables.ts';
import { eventsRoutes, healthRoutes, installRoutes, json, slackRoutes } from '../../src/ops/routes.ts';
import { readDockerfile, repository } from './dockerfile.ts';

const read = (file: string) => readFileSync(join(repository, file), 'utf8');
const known: ReadonlySet<string> = new Set(names);
const imagePorts = readDockerfile()
  .filter(({ name }) => name === 'EXPOSE')
  .flatMap(({ args }) => args.split(' ').map(Number));

/** All that the server may answer, but the metrics. */
const reply = async () => json(200, {});
const publicRoutes = {
  ...slackRoutes(reply),
  ...installRoutes({ begin: reply, complete: reply }),
  ...eventsRoutes(async () => ({ status: 200, body: {} })),
};
const routes = { ...publicRoutes, ...healthRoutes(() => ({ reasons: [] })) };

test('the variables of the image exist', () => {
  const set = readDockerfile().filter(({ name }) => name === 'ENV');
  const variables = set.map(({ args }) => args.split('=')[0] ?? '').filter((name) => name !== 'NODE_ENV');
  expect(variables).toContain('DATABASE_PATH');
  for (const name of variables) expect(known).toContain(name);
});

describe('compose.yaml', () => {
  const service = z.object({
    build: z.literal('.'),
    restart: z.literal('unless-stopped'),
    env_file: z.literal('.env'),
    environment: z.record(z.string(), z.string()),
    ports: z.array(z.string()),
    depends_on: z.object({
      postgres: z.object({ condition: z.literal('service_healthy'), required: z.literal(false) }),
    }),
    volumes: z.array(z.string()),
    read_only: z.literal(true),
    cap_drop: z.tuple([z.literal('ALL')]),
    security_opt: z.tuple([z.literal('no-new-privileges:true')]),
    stop_grace_period: z.templateLiteral([z.number(), 's']),
  });
  const cluster = z.tuple([z.literal('cluster')]);
  const server = z.object({
    profiles: cluster,
    environment: z.record(z.string(), z.string()),
    volumes: z.tuple([z.string()]),
    healthcheck: z.object({ test: z.array(z.string()) }),
  });
  const file = z.object({
    services: z.strictObject({ bot: service, replica: service.extend({ profiles: cluster }), postgres: server }),
    volumes: z.record(z.string(), z.null()),
  });
  const { services, volumes } = file.parse(parse(read('compose.yaml'), { merge: true }));
  const { bot, replica, postgres } = services;

  test('sets variables that exist', () => {
    expect(bot.environment['DATABASE_PATH']).toBe('/data/clapperbot.db');
    for (const name of Object.keys(bot.environment)) expect(known).toContain(name);
  });

  test('publishes the ports of the image to this machine only', () => {
    const { HTTP_PORT, METRICS_PORT } = bot.environment;
    expect([HTTP_PORT, METRICS_PORT].map(Number)).toEqual(imagePorts);
    expect(bot.ports).toEqual(imagePorts.map((port) => `127.0.0.1:${port}:${port}`));
  });

  test('keeps the database in a volume', () => {
    expect(bot.volumes).toEqual(['data:/data']);
    expect(volumes).toHaveProperty('data', null);
  });

  test('without a profile, one bot runs, and needs no other service', () => {
    expect(parse(read('compose.yaml')).services.bot).not.toHaveProperty('profiles');
  });

  test('with the profile, a second bot is as the first one, on other ports of this machine', () => {
    const { ports, profiles: _, ...others } = replica;
    expect({ ...others, ports: bot.ports }).toEqual(bot);
    const [http, metrics] = imagePorts;
    expect(ports).toEqual([`127.0.0.1:3001:${http}`, `127.0.0.1:9465:${metrics}`]);
  });

  test('the database of the profile is in a volume, for a user with a password that .env has', () => {
    expect(postgres.environment).toEqual({
      POSTGRES_USER: 'clapperbot',
      POSTGRES_DB: 'clapperbot',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: compose reads it.
      POSTGRES_PASSWORD: '${POSTGRES_PASSWORD:-}',
    });
    expect(postgres.volumes).toEqual(['postgres:/var/lib/postgresql/data']);
    expect(volumes).toHaveProperty('postgres', null);
    expect(postgres.healthcheck.test.slice(0, 2)).toEqual(['CMD', 'pg_isready']);
  });

  test('waits until the bot has ended', () => {
    expect(Number.parseInt(bot.stop_grace_period, 10)).toBeGreaterThan(10);
  });
});

const folder = 'deploy/kubernetes';
/** Another Deployment, for several replicas. */
const replicasFile = 'replicas.yaml';
const files = readdirSync(join(repository, folder)).filter((file) => file !== replicasFile);
const documents = files.flatMap((file) =>
  parseAllDocuments(read(`${folder}/${file}`)).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as { apiVersion: string; kind: string; metadata: { name: string } };
  }),
);
const only = (kind: string) => {
  const found = documents.filter((document) => document.kind === kind);
  expect(found).toHaveLength(1);
  return found[0];
};
const selector = z.object({ matchLabels: z.record(z.string(), z.string()) });
const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const deployment = z
  .object({
    spec: z.object({
      replicas: z.number(),
      strategy: z.object({ type: z.string() }),
      selector,
      template: z.object({
        metadata: z.object({ labels: z.record(z.string(), z.string()) }),
        spec: z.object({
          terminationGracePeriodSeconds: z.number(),
          securityContext: z.object({ runAsNonRoot: z.literal(true), runAsUser: z.number(), fsGroup: z.number() }),
          containers: z.tuple([
            z.object({
              envFrom: z.tuple([z.object({ secretRef: z.object({ name: z.string() }) })]),
              env: z.array(z.object({ name: z.string(), value: z.string() })),
              ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
              startupProbe: probe,
              livenessProbe: probe,
              readinessProbe: probe,
              securityContext: z.object({
                allowPrivilegeEscalation: z.literal(false),
                readOnlyRootFilesystem: z.literal(true),
                capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
              }),
              volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
            }),
          ]),
          volumes: z.array(
            z.object({ name: z.string(), persistentVolumeClaim: z.object({ claimName: z.string() }).optional() }),
          ),
        }),
      }),
    }),
  })
  .parse(only('Deployment'));
const pod = deployment.spec.template.spec;
const [container] = pod.containers;

describe('deploy/kubernetes', () => {
  test('has one document of each kind, with the versions that serve it', () => {
    const kinds = documents.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
    expect(kinds.toSorted()).toEqual([
      'apps/v1 Deployment',
      'policy/v1 PodDisruptionBudget',
      'v1 PersistentVolumeClaim',
      'v1 Secret',
      'v1 Service',
    ]);
  });

  test('never runs two bots on one database', () => {
    expect(deployment.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(10);
  });

  test('several replicas are as one, but for the database and how they are replaced', () => {
    const several = parse(read(`${folder}/${replicasFile}`));
    const one = parse(read(`${folder}/deployment.yaml`));
    expect(several.spec).toMatchObject({
      replicas: 2,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    });
    const { spec } = one.spec.template;
    const [first] = spec.containers;
    const withoutFile = {
      ...first,
      env: first.env.filter(({ name }: { name: string }) => name !== 'DATABASE_PATH'),
      volumeMounts: first.volumeMounts.filter(({ name }: { name: string }) => name !== 'data'),
    };
    const { fsGroup: _, fsGroupChangePolicy: __, ...securityContext } = spec.securityContext;
    const volumes = spec.volumes.filter(({ name }: { name: string }) => name !== 'data');
    const { topologySpreadConstraints, ...pods } = several.spec.template.spec;
    expect(pods).toEqual({ ...spec, securityContext, volumes, containers: [withoutFile] });
    expect(topologySpreadConstraints[0].labelSelector).toEqual(several.spec.selector);
    expect({ ...several, spec: 0 }).toEqual({ ...one, spec: 0 });
    expect(several.spec.selector).toEqual(one.spec.selector);
    expect(several.spec.template.metadata).toEqual(one.spec.template.metadata);
  });

  test('probes what the bot serves, on its port', () => {
    const { startupProbe, livenessProbe, readinessProbe } = container;
    const probes = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet);
    expect(probes.map(({ path }) => path)).toEqual(['/healthz', '/healthz', '/readyz']);
    for (const { path, port } of probes) {
      expect(Object.keys(routes)).toContain(path);
      expect(port).toBe('http');
    }
    const ports = container.ports.map(({ name, containerPort }) => [name, containerPort]);
    const [http, metrics] = imagePorts;
    expect(ports).toEqual([
      ['http', http],
      ['metrics', metrics],
    ]);
  });

  test('sets variables that exist, and a complete configuration with the Secret', () => {
    const own = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
    const secret = z.object({ stringData: z.record(z.string(), z.string()) }).parse(only('Secret')).stringData;
    for (const name of [...Object.keys(own), ...Object.keys(secret)]) expect(known).toContain(name);
    expect([own['HTTP_PORT'], own['METRICS_PORT']].map(Number)).toEqual(imagePorts);
    expect(Object.keys(secret)).toEqual(expect.arrayContaining(['SLACK_BOT_TOKEN', 'AGORA_APP_ID', 'STORAGE_VENDOR']));
  });

  test('keeps the database in the claim, as the user of the image', () => {
    const path = container.env.find(({ name }) => name === 'DATABASE_PATH')?.value;
    const mount = container.volumeMounts.find(({ mountPath }) => path?.startsWith(`${mountPath}/`));
    const volume = pod.volumes.find(({ name }) => name === mount?.name);
    expect(volume?.persistentVolumeClaim?.claimName).toBe(only('PersistentVolumeClaim')?.metadata.name);
    const user = readDockerfile().find(({ name }) => name === 'USER')?.args;
    expect(user).toBe(`${pod.securityContext.runAsUser}:${pod.securityContext.fsGroup}`);
  });

  test('the names and labels that refer to each other agree', () => {
    const { labels } = deployment.spec.template.metadata;
    expect(deployment.spec.selector.matchLabels).toEqual(labels);
    expect(container.envFrom[0].secretRef.name).toBe(only('Secret')?.metadata.name);
    const budget = z.object({ spec: z.object({ selector }) }).parse(only('PodDisruptionBudget'));
    expect(budget.spec.selector.matchLabels).toEqual(labels);
    const port = z.object({ name: z.string(), port: z.number(), targetPort: z.string() });
    const service = z
      .object({ spec: z.object({ selector: z.record(z.string(), z.string()), ports: z.array(port) }) })
      .parse(only('Service')).spec;
    expect(service.selector).toEqual(labels);
    expect(service.ports.map(({ targetPort }) => targetPort)).toEqual(container.ports.map(({ name }) => name));
  });
});

describe('deploy/nginx/clapperbot.conf', () => {
  const text = read('deploy/nginx/clapperbot.conf').replaceAll(/^\s*#.*$/gmu, '');
  const locations = [...text.matchAll(/location (.+?) \{([^}]*)\}/gu)].map(([, path = '', body = '']) => ({
    path,
    body,
  }));

  test('passes exactly the public paths on, and nothing else', () => {
    const passed = locations.filter(({ body }) => body.includes('proxy_pass'));
    const paths = passed.map(({ path }) => path);
    expect(paths.toSorted()).toEqual(
      Object.keys(publicRoutes)
        .map((path) => `= ${path}`)
        .toSorted(),
    );
    for (const { body } of passed) expect(body).toContain(`proxy_pass http://127.0.0.1:${imagePorts[0]};`);
    expect(locations.filter(({ body }) => !body.includes('proxy_pass'))).toEqual([
      { path: '/', body: expect.stringContaining('return 404;') },
    ]);
  });

  test('sends nothing a second time, and closes what it opens', () => {
    expect(text).toContain('proxy_next_upstream off;');
    expect(text.split('{')).toHaveLength(text.split('}').length);
  });
});
