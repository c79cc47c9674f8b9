/** Spans that the two services prescribe, in milliseconds. */
import type { Ms } from './recording.ts';

const minute = 60_000;

/** Slack may be out of reach this long; then recording begins without a card, because a class can't be repeated. */
export const cardTimeout: Ms = 10_000;

/** The first question to Agora after the sid (Agora's best-practice page). */
export const firstQueryAfter: Ms = 5_000;

/** After the sid, a recorder must have shown itself within this time (Agora's integration checklist). */
export const confirmTimeout: Ms = 90_000;

/** A fail-over takes up to this long, and every call answers 404 meanwhile. */
export const failoverWindow: Ms = 90_000;

/** People are told that Agora is looking for the recorder after this long. */
export const notifyNotFoundAfter: Ms = 15_000;

/** A recorder that receives nothing for this long is worth a word. */
export const notifyNoMediaAfter: Ms = minute;

/** `maxIdleTime` of every start: the recorder leaves by itself this long after the last participant. */
export const maxIdleTime: Ms = 5 * minute;

/** `resourceExpiredHour`, Agora's default: afterwards `query`, `updateLayout` and `stop` are refused. */
export const controlPeriod: Ms = 72 * 60 * minute;

/** Before the end of control, people are warned this early. */
export const expiryWarningLead: Ms = 60 * minute;

/** Agora's tokens serve this long at most, and the one of a recorder can't be renewed. */
export const tokenLifetime: Ms = 24 * 60 * minute;

/** A resourceId serves for a `start` this long. */
export const resourceLifetime: Ms = 5 * minute;

/** After a `start` that is known to have worked, a notice may bring the sid within this time. */
export const sidTimeout: Ms = 15_000;

/** Agora's uploads are over after 20 minutes as a rule; what takes longer than this is not waited for. */
export const uploadTimeout: Ms = 24 * 60 * minute;

/** A start that could not leave for this long is not wanted any more. */
export const startTimeout: Ms = 15 * minute;

/** Recorders that are asked for before a recording is given up. */
export const maxRecorders = 3;
