/** What handlers of commands and clicks are given, and what they give back. */
import type { Locale } from '../../messages/locale.ts';
import type { Actor } from '../../recording/events.ts';
import type { AuditService } from '../../service/audit.ts';
import type { Buckets } from '../../service/buckets.ts';
import type { Finding } from '../../service/doctor/finding.ts';
import type { Clock } from '../../service/ports.ts';
import type { RecordingService } from '../../service/recording-service.ts';
import type { ScheduleService } from '../../service/schedule-service.ts';
import type { UsageService } from '../../service/usage.ts';
import type { SendFile } from '../delivery/file-delivery.ts';
import type { Forms } from '../delivery/forms.ts';
import type { UploadPicture } from '../delivery/picture-upload.ts';
import type { Responder } from '../delivery/responder.ts';
import type { Message } from '../surfaces/blocks.ts';
import type { Configured } from '../surfaces/presets-reply.ts';
import type { AdmissionOf, LocaleOf } from './people.ts';

/**
 * A command or a click as it came. `requestId` is Slack's trigger_id. `isPrivate`: the Slack channel is. `answer`: gives the person the
 * reply where there is no `responseUrl`, which is empty then. `locale`: of the reply, where it isn't the person's.
 */
export type RequestContext = Readonly<{
  actor: Actor;
  isPrivate: boolean;
  requestId: string;
  responseUrl: string;
  answer?: (reply: Message) => Promise<unknown>;
  locale?: Locale;
}>;

/** `reply`: what to tell the person, if anything: the card and its thread may be enough. */
export type HandlerResult = Readonly<{ outcome: 'done' | 'duplicate' | 'answered'; reply?: Message | undefined }>;

export type Doctor = Readonly<{ diagnose(): Promise<Finding[]> }>;

export type HandlerTools = Readonly<{
  service: RecordingService;
  usage: Pick<UsageService, 'report'>;
  buckets: Buckets;
  audit: AuditService;
  schedules: ScheduleService;
  /** By its IANA name; the bot's own where Slack does not report that of the person. */
  timeZoneOf(userId: string): Promise<Readonly<{ timeZone: string; isOwn: boolean }>>;
  admissionOf: AdmissionOf;
  localeOf: LocaleOf;
  responder: Pick<Responder, 'remember' | 'respond'>;
  forms: Forms;
  uploadPicture: UploadPicture;
  /** Whether the scope for pictures is granted. */
  mayUpload: boolean;
  doctor: Doctor;
  sendFile: SendFile;
  /** Takes what need not be awaited before the person gets an answer. */
  defer(task: () => Promise<unknown>): void;
  clock: Clock;
  /** The workspace's address, with a slash at its end. */
  teamUrl: string;
  /** Ends the waiting for what is still to come: the person gets what is known by then. */
  signal: AbortSignal;
  /** What the configuration offers by name. */
  configured: Configured;
  /** The command as a person types it; undefined where it would not be read back as exactly this. */
  suggest(command: Readonly<{ verb: string }>): string | undefined;
}>;
