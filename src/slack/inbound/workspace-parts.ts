/** What acts in one workspace: who its people are, its forms and homes, and what commands and clicks are given. */
import type { Locale } from '../../messages/locale.ts';
import type { Permissions } from '../../recording/permissions/rules.ts';
import type { AuditService } from '../../service/audit.ts';
import type { Buckets } from '../../service/buckets.ts';
import type { HomeStore } from '../../service/home.ts';
import type { Clock } from '../../service/ports.ts';
import type { RecordingService } from '../../service/recording-service.ts';
import type { ScheduleService } from '../../service/schedule-service.ts';
import type { UsageService } from '../../service/usage.ts';
import { createFileDelivery } from '../delivery/file-delivery.ts';
import { createForms } from '../delivery/forms.ts';
import type { SlackMessenger } from '../delivery/messenger.ts';
import { createPictureUpload, mayUpload } from '../delivery/picture-upload.ts';
import type { RateLimiter } from '../delivery/rate-limiter.ts';
import type { Responder } from '../delivery/responder.ts';
import { createStepCompletion, type StepCompletion } from '../delivery/step-completion.ts';
import type { Configured } from '../surfaces/presets-reply.ts';
import type { Team } from '../transport/connection.ts';
import type { Workspace } from '../transport/workspaces.ts';
import { type Admit, admitting, createAdmissionOf } from './admission.ts';
import type { ClickTools } from './buttons.ts';
import { createDispatcher, type Dispatcher, type DispatcherOptions } from './dispatcher.ts';
import type { Doctor, HandlerTools } from './handler.ts';
import { createHome, type Home } from './home.ts';
import type { ConfiguredNames } from './names.ts';
import { suggestCommand } from './parse.ts';
import { createPeople, type People } from './people.ts';
import type { AccessOf } from './user-groups.ts';
import type { Command } from './verbs/index.ts';

/** Who besides members may do anything. */
export type Admits = Pick<Permissions, 'externalUsers' | 'guests'>;

export type PartsOptions = Omit<DispatcherOptions, 'messenger' | 'responder'> &
  Readonly<{
    /** The way out to a workspace. */
    deliveryOf: (workspace: Workspace) => Readonly<{
      messenger: Pick<SlackMessenger, 'reconcileCard' | 'notify' | 'direct'>;
      rateLimiter: RateLimiter;
    }>;
    service: RecordingService;
    usage: Pick<UsageService, 'report'>;
    schedules: ScheduleService;
    /** What App Homes show. */
    homes: HomeStore;
    onRateLimited?: ((method: string) => void) | undefined;
    /** Of those whose own is not known. */
    timeZone: string;
    locale: Locale;
    buckets: Buckets;
    audit: AuditService;
    admitsOf: (teamId: string) => Admits;
    accessOf: (workspace: Workspace) => AccessOf;
    responder: Pick<Responder, 'respond' | 'remember' | 'recall'>;
    doctor: Doctor;
    clock: Clock;
    /** What people may type of the configuration, and what it offers them. */
    names: ConfiguredNames;
    configured: Configured;
    /** Aborts when the process is asked to end: people who wait for an answer get what is known by then. */
    signal: AbortSignal;
  }>;

export type WorkspaceParts = Readonly<{
  team: Team;
  admits: Admits;
  people: People;
  dispatcher: Dispatcher;
  tools: ClickTools;
  admit: Admit;
  home: Home;
  /** What people may type of the configuration. */
  names: ConfiguredNames;
  /** Of steps of workflows. */
  completion: StepCompletion;
  /** The installation has changed: App Homes are no longer published with what was known of it. */
  end(): void;
}>;

export function createWorkspaceParts(options: PartsOptions, workspace: Workspace): WorkspaceParts {
  const { client, team } = workspace;
  const { clock, log, signal, responder, doctor, names, homes } = options;
  const { messenger, rateLimiter } = options.deliveryOf(workspace);
  const people = createPeople({ ...options, client, team, now: () => clock.now() });
  const dispatcher = createDispatcher({ ...options, messenger }, people);
  const admits = options.admitsOf(team.id);
  const admissionOf = createAdmissionOf({ people, admits, accessOf: options.accessOf(workspace) });
  const { service, usage, schedules, buckets, audit, configured } = options;
  const suggest: HandlerTools['suggest'] = (command) => suggestCommand(command as Command, names);
  const tools: ClickTools = {
    service,
    usage,
    schedules,
    buckets,
    audit,
    responder,
    doctor,
    clock,
    signal,
    configured,
    suggest,
    timeZoneOf: people.timeZoneOf,
    localeOf: people.localeOf,
    admissionOf,
    forms: createForms(client, log),
    uploadPicture: createPictureUpload({ client, team, log }),
    mayUpload: mayUpload(team),
    sendFile: createFileDelivery({ client, team, messenger, log }),
    teamUrl: team.url,
    messenger,
    defer: dispatcher.defer,
  };
  const ended = new AbortController();
  const home = createHome({
    client,
    rateLimiter,
    team,
    admissionOf,
    messenger,
    clock,
    log,
    store: homes,
    localeOf: people.localeOf,
    onRateLimited: options.onRateLimited,
    signal: AbortSignal.any([signal, ended.signal]),
  });
  return {
    team,
    admits,
    people,
    dispatcher,
    tools,
    home,
    names,
    completion: createStepCompletion({ client, clock, signal, log }),
    admit: admitting(admissionOf, people),
    end: () => ended.abort(),
  };
}
