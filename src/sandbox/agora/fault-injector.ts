import { type Clock, realClock } from '../movable-clock.ts';
import type { ArmedFault, FaultKind } from './faults.ts';
import type { Route } from './gateway.ts';
import { endAt } from './recorder.ts';
import type { Service } from './service.ts';
import { notCompleted, type ServiceResponse } from './service-responses.ts';

/** A request on its way through a fault. `act` does what it asks for, once, and says the truth about it. */
export type FaultedRequest = {
  route: Route;
  act: () => ServiceResponse | Promise<ServiceResponse>;
  service: Service;
  clock: Clock;
  signal: AbortSignal;
};

/** What a request gets that has met a fault; undefined: no answer, the connection is closed. */
export async function injectFault(
  { fault, released }: ArmedFault,
  passage: FaultedRequest,
): Promise<ServiceResponse | undefined> {
  const { route, act, service, clock, signal } = passage;
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
      strike(fault, route, service, clock.now());
      return act();
    case 'actThenRespond':
      await act();
      return fault;
    case 'actThenDestroy':
      await act();
      return undefined;
    case 'actThenHang': {
      const truth = await act();
      await Promise.race([released, aborted(signal)]);
      return truth;
    }
    case 'delay': {
      const waits = fault.by === 'real' ? realClock : clock;
      const until = waits.now() + fault.ms;
      const truth = await act();
      await waits.until(until, signal);
      return truth;
    }
    case 'rewrite':
      return fault.rewrite(await act());
    case 'dies': {
      const truth = await act();
      const record = truth.status === 200 ? startedBy(route, service) : undefined;
      if (record !== undefined) endAt(record.facts, clock.now() + fault.afterMs);
      return truth;
    }
    case 'sidInBody': {
      const truth = await act();
      const sid = truth.status === 201 ? startedBy(route, service)?.sid : undefined;
      return sid === undefined ? truth : { ...truth, body: { ...(truth.body as object), sid } };
    }
    case 'stopResult':
      break;
  }
  const facts = route.sid === undefined ? undefined : service.find({ sid: route.sid })?.facts;
  if (fault.uploadingStatus === 'backuped' && facts !== undefined) facts.backedUp = true;
  return alterStopResponse(fault, await act());
}

function strike(
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

/** Changes what a stop that worked says; one that was refused stays as it is. */
function alterStopResponse(fault: Extract<FaultKind, { kind: 'stopResult' }>, truth: ServiceResponse): ServiceResponse {
  if (truth.status !== 200) return truth;
  if (fault.notCompleted) return notCompleted;
  const body = truth.body as { serverResponse: Record<string, unknown> };
  const { fileList, ...rest } = body.serverResponse;
  const files =
    fault.fileList === 'absent'
      ? {}
      : fault.fileList === 'empty'
        ? { fileList: [], fileListMode: 'json' } // Seen with `backuped`: an empty array, whatever the mode was.
        : { fileList };
  const { uploadingStatus = rest['uploadingStatus'] } = fault;
  return { ...truth, body: { ...body, serverResponse: { ...rest, ...files, uploadingStatus } } };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
