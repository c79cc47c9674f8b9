/** Handlers before a service that does what the test says, on a clock that it moves. */
import type { ModalView } from '@slack/types';
import type { Recording } from '../../../src/recording/recording.ts';
import { MovableClock } from '../../../src/sandbox/movable-clock.ts';
import { type ButtonAction, buttonAction, type ClickTools, handleClick } from '../../../src/slack/inbound/buttons.ts';
import type { HandlerResult, HandlerTools, RequestContext } from '../../../src/slack/inbound/handler.ts';
import { suggestCommand } from '../../../src/slack/inbound/parse.ts';
import { type Command, verbs } from '../../../src/slack/inbound/verbs/index.ts';
import { cardLink } from '../../../src/slack/surfaces/replies.ts';
import { createFakeBuckets, nothingConfigured } from '../../support/buckets.ts';
import { FakeRecordingService, healthy, keptAudit, noSchedules, noUsageService } from './support.ts';

export const teamUrl = 'https://team.invalid/';

export const linkTo = (r: Recording) => cardLink(r, teamUrl);

/** U1 in the public channel C1. */
export const here: RequestContext = {
  actor: { teamId: 'T1', userId: 'U1', channelId: 'C1' },
  isPrivate: false,
  requestId: 'trigger-1',
  responseUrl: 'https://hooks.invalid/1',
};

export function contextOf(userId: string, channelId: string): RequestContext {
  return { ...here, actor: { teamId: 'T1', userId, channelId } };
}

export function createHandlers(...recordings: Recording[]) {
  const clock = new MovableClock(1_700_000_100_000);
  const service = new FakeRecordingService(...recordings);
  const reconciled: { id: string; ts: string }[] = [];
  const remembered: string[] = [];
  const opened: ModalView[] = [];
  const stopping = new AbortController();
  const buckets = createFakeBuckets();
  const audit = keptAudit();
  const tools: { -readonly [K in keyof ClickTools]: ClickTools[K] } = {
    service,
    schedules: noSchedules,
    localeOf: () => Promise.resolve('en'),
    timeZoneOf: () => Promise.resolve({ timeZone: 'Etc/UTC', isOwn: false }),
    usage: noUsageService,
    clock,
    teamUrl,
    signal: stopping.signal,
    configured: nothingConfigured,
    buckets,
    audit,
    suggest: suggestCommand as HandlerTools['suggest'],
    messenger: {
      reconcileCard: (r, ts) => {
        reconciled.push({ id: r.id, ts });
        return Promise.resolve({ kind: 'sent', ts });
      },
      notify: () => Promise.resolve({ kind: 'sent', ts: '' }),
      direct: () => Promise.resolve('D1'),
    },
    forms: {
      open: (_trigger, view) => {
        opened.push(view);
        return Promise.resolve({ id: 'V1', hash: '1' });
      },
      update: () => Promise.resolve(undefined),
      amend: () => Promise.resolve(undefined),
      addPicture: () => Promise.resolve(),
    },
    uploadPicture: () => Promise.resolve(undefined),
    mayUpload: false,
    doctor: healthy,
    sendFile: () => Promise.resolve('missingScope'),
    responder: {
      remember: (...what) => void remembered.push(what.join(' ')),
      respond: () => Promise.resolve(true),
    },
    admissionOf: () => Promise.resolve({}),
    defer: (task) => void task(),
  };

  const run = async (command: Command, context = here): Promise<HandlerResult> => {
    const verb = verbs[command.verb];
    if ('answer' in verb) throw new Error(`${verb.name} is answered at once`);
    return await verb.handle(command, context, tools);
  };

  /** Presses a button of a message; without one, of something that only one person sees. */
  const press = async (button: string, recordingId: string, context = here, ts?: string): Promise<HandlerResult> => {
    const action = buttonAction(button) as ButtonAction;
    const shown = ts === undefined ? {} : { shown: { channelId: context.actor.channelId, ts } };
    return await handleClick({ action, recordingId, ...shown }, context, tools);
  };

  return { clock, service, buckets, audit, tools, run, press, reconciled, remembered, opened, stopping };
}
