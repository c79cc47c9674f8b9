/** How the local Slack delivers payloads to the bot: over sockets, or by HTTP. */
import type { Json } from './types.ts';

/** The outcome of a payload: acknowledged in time, not acknowledged in time, or not taken. */
export type Delivery = { envelopeId: string } & ({ ackMs: number; ack: Json } | { error: DeliveryError });

/**
 * `dispatch_failed`: there is no socket, or nobody listens at the address. `http_client_error` and `http_service_error`: the
 * response was 4xx, or 5xx or another that is no 200.
 */
export type DeliveryError = 'operation_timeout' | 'dispatch_failed' | 'http_client_error' | 'http_service_error';

/** Sends a payload. Resolves when it is acknowledged or has timed out; never rejects. */
export type Deliver = (type: string, payload: Json, acceptsPayload: boolean) => Promise<Delivery>;

/** What became of an event: how often it was sent, and whether an attempt was acknowledged. */
export type EventOutcome = Readonly<{ attempts: number; ok: boolean }>;
