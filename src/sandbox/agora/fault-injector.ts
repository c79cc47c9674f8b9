/** What happens to a request that a fault was injected for. */
import { type Clock, realClock } from '../movable-clock.ts';
import type { ArmedFault, FaultKind } from './faults.ts';
import type { Route } from './gateway.ts';
import { endAt } from './recorder.ts';
import type { Service } from './service.ts';
import { notCompleted, type ServiceResponse } from './service-responses.ts';

/** A request that matches a fault. `act` performs it, once, and gives the true response. */
export type FaultedRequest = {
  route: Route;
  act: () => ServiceResponse | Promise<ServiceResponse>;
  service: Service;
  clock: Clock;
  signal: AbortSignal;
};

/** The response to a request that matches a fault; undefined: none, the connection is to be closed. */
export async function injectFault(
  { fault, released }: ArmedFault,
  request: FaultedRequest,
): Promise<ServiceResponse | undefined> {
  const { route, act, service, clock, signal } = request;
  switch (fault.kind) {
    case 'respond':
      return fault;
    case 'destroy':
      return undefined;
    case 'hang':
      await Promise.race([released, aborted(signal)]);
      return signal.aborted ? undefined : act();
    case 'kill':
    case 'failover':
      disturbRecorder(fault, route, service, clock.now());
      return act();
    case 'actThenRespond':
      await act();
      return fault;
    case 'actThenDestroy':
      await act();
      return undefined;
    case 'actThenHang': {
      const response = await act();
      await Promise.race([released, aborted(signal)]);
      return response;
    }
    case 'delay': {
      const timer = fault.by === 'real' ? realClock : clock;
      const until = timer.now() + fault.ms;
      const response = await act();
      await timer.until(until, signal);
      return response;
    }
    case 'rewrite':
      return fault.rewrite(await act());
    case 'dies': {
      const response = await act();
      const record = response.status === 200 ? startedBy(route, service) : undefined;
      if (record !== undefined) endAt(record.facts, clock.now() + fault.afterMs);
      return response;
    }
    case 'sidInBody': {
      const response = await act();
      const sid = response.status === 201 ? startedBy(route, service)?.sid : undefined;
      return sid === undefined ? response : { ...response, body: { ...(response.body as object), sid } };
    }
    case 'stopResult':
      break;
  }
  const facts = route.sid === undefined ? undefined : service.find({ sid: route.sid })?.facts;
  if (fault.uploadingStatus === 'backuped' && facts !== undefined) facts.backedUp = true;
  return alterStopResponse(fault, await act());
}

/** Ends or moves the recorder that the request addresses. */
function disturbRecorder(
  fault: Extract<FaultKind, { kind: 'kill' | 'failover' }>,
  { sid }: Route,
  service: Service,
  now: number,
): void {
  const facts = sid === undefined ? undefined : service.find({ sid })?.facts;
  if (fault.kind === 'kill') {
    if (facts !== undefined) endAt(facts, now);
  } else facts?.failovers.push({ from: now, to: now + fault.ms });
}

const startedBy = ({ resourceId }: Route, service: Service) =>
  resourceId === undefined ? undefined : service.find({ resourceId });

type StopResult = Extract<FaultKind, { kind: 'stopResult' }>;
type StoppedService = { serviceName: string; playload: Record<string, unknown> };

/** Changes the response to a successful `stop`; an error response stays as it is. */
function alterStopResponse(fault: StopResult, response: ServiceResponse): ServiceResponse {
  if (response.status !== 200) return response;
  if (fault.notCompleted) return notCompleted;
  const body = response.body as { serverResponse: Record<string, unknown> };
  const { extensionServiceState: services, ...answer } = body.serverResponse;
  const serverResponse = Array.isArray(services)
    ? { ...answer, extensionServiceState: (services as StoppedService[]).map((one) => alterService(fault, one)) }
    : alterListing(fault, answer);
  return { ...response, body: { ...body, serverResponse } };
}

function alterListing(
  { fileList: listed, uploadingStatus }: StopResult,
  { fileList, ...rest }: Record<string, unknown>,
): Record<string, unknown> {
  const files =
    listed === 'absent'
      ? {}
      : listed === 'empty'
        ? { fileList: [], fileListMode: 'json' } // Observed with `backuped`: an empty array in every mode.
        : { fileList };
  return { ...rest, ...files, uploadingStatus: uploadingStatus ?? rest['uploadingStatus'] };
}

/** A web page's `stop` reports the upload and the files in the payloads of two services. */
function alterService({ fileList: listed, uploadingStatus }: StopResult, service: StoppedService): StoppedService {
  const { serviceName, playload } = service;
  if (serviceName === 'upload_service')
    return { serviceName, playload: { uploadingStatus: uploadingStatus ?? playload['uploadingStatus'] } };
  if (serviceName !== 'web_recorder_service' || listed === undefined) return service;
  const { fileList: _, ...rest } = playload;
  return { serviceName, playload: listed === 'empty' ? { ...rest, fileList: [] } : rest };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
