/** What Agora’s status means: proof after a start, and news while it records. */
import { type Answer, wordsOf } from '../answer.ts';
import { confirmWithin, failoverWithin, maxIdle, tellMissingAfter, tellQuietAfter } from '../limits.ts';
import type { Line } from '../lines.ts';
import type { Decision } from '../ports.ts';
import { current, type Ms, type Recording } from '../recording.ts';
import { confirmGap, missingGap, refusedGap, retryAfter, watchGap } from '../retry.ts';
import { again, call, card, type Env, keys, say, stay, step, without } from '../step.ts';
import { type AgoraWork, type NewJob, priority } from '../work.ts';
import { finish, isOutOfControl, lose } from './end.ts';
import { missed, notHeard, unheard } from './missing.ts';
import { stopOrphans } from './orphan.ts';

export function onQueryAnswer(before: Recording, work: AgoraWork, answer: Answer, env: Env): Decision {
  if (before.phase !== 'confirming' && before.phase !== 'recording') return stay(before);
  if (answer.kind === 'status') return onStatus(before, answer, env);
  // Whoever waits for Agora's word hears that there is none; the card has nothing new to show.
  const r = without(before, 'refreshAsked');
  switch (answer.kind) {
    case 'notFound':
    case 'exiting':
      return isOutOfControl(r, env) ? lose(r, 'control_expired', env) : onMissing(r, env);
    case 'unsent':
    case 'unknown':
    case 'refused':
      return onSilence(r, work, answer, env);
    default:
      return onSilence(r, work, { kind: 'unknown', problem: 'agora_strange', detail: answer.kind }, env);
  }
}

/** Agora's status for a recorder that ended abnormally. */
const abnormal = 20;

/** What Agora's status means, from an answer to `query` or from a notice that says as much. */
export function onStatus(r: Recording, answer: Extract<Answer, { kind: 'status' }>, env: Env): Decision {
  const { status } = answer;
  // An answer without names is no news about the files: keep those that Agora gave before.
  const files = answer.files.length > 0 ? answer.files : (r.seen?.files ?? []);
  const seen: Recording = { ...r, seen: { at: env.now, status, files } };
  if (status >= 6) {
    const suspected = r.suspected ?? { cause: 'recorder_error', at: env.now };
    const ended: Recording = status === abnormal ? { ...seen, suspected } : seen;
    return r.phase === 'confirming' ? giveUp(ended, env) : finish(ended, 'endedByItself', files, 'unknown', env);
  }
  if (status >= 4) return onHealthy(seen, r, env);
  return r.phase === 'confirming' ? doubt(seen, true, env) : onBeginning(seen, r, env);
}

/** 0…3 after it has recorded: a recorder on its way back from a fail-over. It is there, so this never ends a recording. */
function onBeginning(seen: Recording, before: Recording, env: Env): Decision {
  const { missing, missingFor, lines } = missed(seen, env);
  // It is there: the 90 s of a fail-over that may follow begin with its first 404.
  const next: Recording = {
    ...without(seen, 'refreshAsked'),
    reportDue: false,
    missing: { ...missing, since: missingFor < tellMissingAfter ? missing.since : env.now },
  };
  const reports = before.reportDue ? [say(env.now, report(seen, env, false))] : [];
  return step(next, {
    add: [
      call(next, 'query', env.now + missingGap(missingFor), priority.confirm),
      ...lines,
      ...reports,
      ...redraw(next, before, env),
    ],
  });
}

/** What notices have told and Agora has contradicted for so long does not count any more. */
function withoutStale(r: Recording, env: Env): Recording {
  const isOld = (at: Ms | undefined) => at !== undefined && env.now - at >= failoverWithin;
  const stale = [
    ...(isOld(r.exited) ? ['exited' as const] : []),
    ...(isOld(r.suspected?.at) ? ['suspected' as const] : []),
  ];
  return without(r, ...stale);
}

/** 4 or 5: the recorder is in the channel. */
function onHealthy(seen: Recording, before: Recording, env: Env): Decision {
  const status = seen.seen?.status ?? 0;
  const confirmed = before.phase === 'confirming';
  const quiet = status === 4 ? (before.quiet ?? { since: env.now, told: false }) : undefined;
  const quietFor = quiet === undefined ? 0 : env.now - quiet.since;
  const tellQuiet = quiet !== undefined && !quiet.told && quietFor >= tellQuietAfter;
  // An upload that ended before the recording has ended was told too early, unless its exit was told as well.
  const overtaken = seen.exited === undefined ? (['upload'] as const) : [];
  const next: Recording = {
    ...withoutStale(without(seen, 'confirm', 'missing', 'quiet', 'refreshAsked', ...overtaken), env),
    phase: 'recording',
    reportDue: false,
    troubleTold: false,
    ...(quiet === undefined ? {} : { quiet: { since: quiet.since, told: quiet.told || tellQuiet } }),
  };
  const lines: Line[] = [];
  if (confirmed) lines.push({ type: 'confirmed' });
  if (before.missing?.told === true || before.troubleTold) lines.push({ type: 'foundAgain' });
  if (before.reportDue) lines.push(report(next, env, false));
  if (tellQuiet) lines.push({ type: 'nobodyPublishes' });
  return step(next, {
    add: [
      call(
        next,
        'query',
        env.now + (next.exited !== undefined ? exitedGap : watchGap(status, quietFor)),
        priority.watch,
      ),
      ...(confirmed ? stopOrphans(next, env) : []),
      ...lines.map((line) => say(env.now, line)),
      ...redraw(next, before, env),
    ],
    ...(confirmed ? { audit: { actor: 'agora', action: 'confirmed', detail: `status ${status}` } } : {}),
  });
}

/** No recorder is found. That is the end, or a fail-over of up to 90 s. */
function onMissing(r: Recording, env: Env): Decision {
  if (r.phase === 'confirming') return doubt(r, false, env);
  const { missing, missingFor, lines } = missed(r, env);
  if (r.exited !== undefined || missingFor >= failoverWithin) return finish(r, 'endedByItself', [], 'unknown', env);
  const report = settleReport({ ...r, missing }, env);
  return step(
    { ...r, reportDue: false, missing },
    { add: [call(r, 'query', env.now + missingGap(missingFor), priority.confirm), ...lines, ...report] },
  );
}

/** Evidence against the start: after 90 s of it, give up. `found`: Agora knows a recorder, which does not get any further. */
function doubt(r: Recording, found: boolean, env: Env): Decision {
  const before = r.confirm ?? { by: env.now + confirmWithin, heardAt: env.now };
  const silence = unheard(before.heardAt, env.now);
  const unwatched = before.unwatched === true || silence >= maxIdle;
  const confirm = { by: before.by + silence, heardAt: env.now, ...(unwatched ? { unwatched } : {}) };
  // Nobody looked for so long that it may have recorded, and ended when everybody had left.
  if ((r.exited !== undefined && !found) || env.now >= confirm.by)
    return unwatched && !found ? finish(r, 'endedByItself', [], 'unknown', env) : giveUp(r, env);
  const gap = Math.min(confirmGap(sinceStart(r, env)), confirm.by - env.now);
  return step({ ...r, confirm }, { add: [call(r, 'query', env.now + gap, priority.confirm)] });
}

/** No page promises that a recorder that does not show itself is gone, so it is told to stop first. */
function giveUp(r: Recording, env: Env): Decision {
  const next: Recording = {
    ...without(r, 'confirm'),
    phase: 'stopping',
    stopping: { because: r.suspected?.cause ?? 'not_confirmed', at: env.now },
    // What `query` has not found for 90 s, `stop` need not look for another 90 s.
    missing: { since: env.now - failoverWithin, heardAt: env.now, told: true },
  };
  return step(next, {
    add: [call(next, 'stop', env.now, priority.stop), card(env.now)],
    cancel: [keys.query, keys.updateLayout],
    audit: { actor: 'clock', action: 'not confirmed' },
  });
}

/** Agora could not be asked, or refused to answer: no evidence either way, so the clock of the confirmation stands still. */
function onSilence(
  r: Recording,
  work: AgoraWork,
  answer: Extract<Answer, { kind: 'unsent' | 'unknown' | 'refused' }>,
  env: Env,
): Decision {
  if (answer.kind === 'refused' && isOutOfControl(r, env)) return lose(r, 'control_expired', env);
  const wait =
    answer.kind === 'refused' ? refusedGap : (retryAfter('query', answer, work.tries, env.chance) ?? refusedGap);
  const tell = !r.troubleTold && (answer.kind === 'refused' || work.tries >= 3);
  const trouble = tell ? [say(env.now, { type: 'trouble', ...wordsOf(answer) })] : [];
  const confirm =
    r.confirm === undefined
      ? undefined
      : { ...r.confirm, by: r.confirm.by + (env.now - r.confirm.heardAt), heardAt: env.now };
  const next: Recording = {
    ...r,
    ...notHeard(r, env),
    reportDue: false,
    troubleTold: r.troubleTold || tell,
    ...(confirm === undefined ? {} : { confirm }),
  };
  const urgency = r.phase === 'confirming' ? priority.confirm : priority.watch;
  return step(next, { add: [again(work, env.now + wait, urgency), ...trouble, ...settleReport(r, env)] });
}

/** Agora has said that it is over, but still shows it. */
const exitedGap: Ms = 10_000;

/** A status post that is owed goes out with what was last known. */
function settleReport(r: Recording, env: Env): NewJob[] {
  return r.reportDue ? [say(env.now, report(r, env, true))] : [];
}

function report(r: Recording, env: Env, silent: boolean): Line {
  const { seen } = r;
  return {
    type: 'status',
    elapsed: sinceStart(r, env),
    files: seen?.files ?? [],
    ...(seen === undefined ? {} : { status: seen.status, seenAt: seen.at }),
    silent,
    ...(r.missing === undefined ? {} : { missing: true }),
  };
}

function sinceStart(r: Recording, env: Env): Ms {
  return env.now - (current(r).startedAt ?? r.createdAt);
}

/** The card is drawn anew when what it shows has changed, so that watching a quiet recording costs Slack nothing. */
function redraw(next: Recording, before: Recording, env: Env): NewJob[] {
  const same =
    before.phase === next.phase &&
    before.seen?.status === next.seen?.status &&
    before.seen?.files.join('\n') === next.seen?.files.join('\n');
  if (before.refreshAsked === true) return [card(env.now, priority.person)];
  return same ? [] : [card(env.now)];
}
