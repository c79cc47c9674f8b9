/** The basic types of the core. */

/** Milliseconds: a moment since 1970 (UTC), or a span. */
export type Ms = number;

/** A uid of Agora's RTC network: a decimal string from "1" to "4294967295". */
export type Uid = string;

/** A Slack user id. */
export type UserId = string;

/** The methods of Agora's REST API that are called. */
export type Call = 'acquire' | 'start' | 'query' | 'update' | 'updateLayout' | 'stop';
