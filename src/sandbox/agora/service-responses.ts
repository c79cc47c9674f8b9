/**
 * Responses of the simulated service. Agora has two kinds of error bodies: `{ message }` from its gateway and
 * `{ code, reason }` from Cloud Recording. The second kind also comes with 201 and 206, so a 2xx status alone does not
 * mean success. (Agora: Cloud Recording REST API, "Status codes".)
 */
export type ServiceResponse = { status: number; body: unknown; headers?: Record<string, string>; why?: string };

const gateway = (status: number, message: string, headers?: Record<string, string>): ServiceResponse =>
  headers === undefined ? { status, body: { message } } : { status, body: { message }, headers };

const service = (status: number, code: number, reason: string): ServiceResponse => ({ status, body: { code, reason } });

const challenge = { 'www-authenticate': 'Basic' };
export const noRoute = gateway(404, 'no Route matched with those values');
export const noCredentials = gateway(401, 'Unauthorized', challenge);
export const badCredentials = gateway(401, 'Invalid authentication credentials', challenge);
export const unknownAppId = gateway(400, 'appid is invalid');
export const tooManyRequests = gateway(429, 'API rate limit exceeded');

export const overloaded = service(400, 406, 'vendor_over_load');
export const badCname = service(400, 401, 'invalid_channel_name');
export const badExpiry = service(400, 2, 'Acquire: invalid resourceExpiredHour value!');
export const otherStartParameter = service(400, 2, 'request_hash mismatch!');
export const wrongMode = service(400, 2, 'services not selected!');
export const taskConflict = service(400, 53, 'task conflict');
export const alreadyExiting = service(400, 49, 'invalid operation');
export const notFound = service(404, 404, 'failed to find worker');
export const nothingRecorded = service(206, 435, 'no recorded data');
export const notCompleted = service(206, 65, 'request not completed');

// Agora documents no HTTP status and no reason for the codes below: 400 and these reasons are this simulator's choice.
export const badContent = service(400, 8, 'content type or JSON is invalid');
export const otherIdentity = service(400, 432, 'cname or uid does not match resourceId');
export const resourceExpired = service(400, 433, 'resourceId is expired');
export const badResourceId = service(400, 1001, 'failed to parse resourceId');
export const foreignResourceId = service(400, 1003, 'appid or sid does not match resourceId');
export const uploadTimeout = service(206, 50, 'upload timeout');

/** For a `start` that was sent twice. The documented body has no sid. */
export const alreadyStarted = service(201, 7, 'already started');

/** The request body breaks the schema. `why` goes to the request log only: Agora does not name the field. */
export function badBody(why: string): ServiceResponse {
  return { ...service(400, 2, 'post method api body check failed!'), why };
}
