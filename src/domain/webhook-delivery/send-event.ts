import { Webhook } from 'standardwebhooks'
import type { EventRow } from '../../db/queries/events.ts'
import type { WebhookDeliveryRow } from '../../db/queries/webhook-deliveries.ts'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import { encodeId, newUuid } from '../../platform/ids.ts'
import {
  SafePostError,
  safePost,
  type SafePostRequest,
  type SafePostResponse,
} from '../../platform/ssrf-safe-post.ts'
import { createTraceHeaders, traceSpan } from '../../platform/tracing.ts'
import type { AppContext } from '../context.ts'
import { decryptSigningSecrets } from '../webhook-endpoint/webhook-secret.ts'

/** An event that was sent, and the result. */
export type DeliveryAttempt = { readonly event: EventRow; readonly delivery: WebhookDeliveryRow }

/** An event that the receiver did not accept. */
export type FailedDelivery = DeliveryAttempt

const maxResponseBytes = 4_096
/** Without the URL, in which receivers have secrets. */
const deliverySpan = { name: 'webhook delivery', kind: 'client' } as const
/** The part of a request body that is stored with the delivery, in UTF-16 code units. */
const maxLoggedRequestLength = 4_096
/** With this response, a receiver asks for no more deliveries. */
const goneStatus = 410

export function isEndpointGone({ delivery }: DeliveryAttempt): boolean {
  return delivery.responseStatus === goneStatus
}

/** Sends an event once and returns the attempt; null if it was aborted. Never throws for what the receiver does. */
export async function sendEvent(
  ctx: AppContext,
  endpoint: WebhookEndpointRow,
  { event, body, stop }: OutgoingMessage & { readonly stop: AbortSignal },
): Promise<WebhookDeliveryRow | null> {
  const { timeoutMs, allowedTargets } = ctx.limits.webhooks
  const startedAt = performance.now()
  const attempt = {
    appId: endpoint.appId,
    id: newUuid(),
    endpointId: endpoint.id,
    eventId: event.id,
    attemptedAt: ctx.clock(),
    url: endpoint.url,
    requestBody: body.slice(0, maxLoggedRequestLength).toWellFormed(),
  }
  const toDelivery = (
    error: string | null,
    response: Partial<WebhookDeliveryRow> = {},
  ): WebhookDeliveryRow => ({
    ...attempt,
    status: error === null ? 'DELIVERED' : 'FAILED',
    error,
    responseStatus: null,
    responseBody: null,
    ...response,
    durationMs: Math.round(performance.now() - startedAt),
  })
  const headers = trySign(ctx, endpoint, { event, body })
  if (headers === null) return toDelivery(signingErrorText)
  try {
    const { url } = endpoint
    const request = {
      url,
      headers,
      body,
      timeoutMs,
      maxResponseBytes,
      allowlist: allowedTargets,
      signal: stop,
    }
    const { status, truncatedBody } = await postInSpan(request)
    return toDelivery(describeStatusError(status), { responseStatus: status, responseBody: truncatedBody })
  } catch (error) {
    if (!(error instanceof SafePostError)) throw error
    return stop.aborted ? null : toDelivery(error.message)
  }
}

/** Sends an event for somebody who waits for the response. */
export async function sendEventNow(
  ctx: AppContext,
  endpoint: WebhookEndpointRow,
  message: OutgoingMessage,
): Promise<WebhookDeliveryRow> {
  const delivery = await sendEvent(ctx, endpoint, { ...message, stop: new AbortController().signal })
  if (delivery === null) throw new Error('a request was aborted that nobody aborts')
  return delivery
}

/** The receiver can continue the trace of the delivery. */
function postInSpan(request: SafePostRequest): Promise<SafePostResponse> {
  return traceSpan(deliverySpan, async (span) => {
    const headers = { ...request.headers, ...createTraceHeaders(span) }
    const response = await safePost({ ...request, headers })
    span?.setAttribute('http.response.status_code', response.status)
    return response
  })
}

type OutgoingMessage = { readonly event: Pick<EventRow, 'id'>; readonly body: string }

const signingErrorText = 'the webhook secret cannot be decrypted: rotate it and resume the endpoint'

/** Null if a secret cannot be decrypted; the delivery then fails like one to a receiver that is down. */
function trySign(ctx: AppContext, endpoint: WebhookEndpointRow, message: OutgoingMessage) {
  try {
    return sign(ctx, endpoint, message)
  } catch (error) {
    const { appId, id } = endpoint
    ctx.log.error({ appId, endpoint: encodeId('whk', id), error }, 'signing a webhook request failed')
    return null
  }
}

/** The timestamp is the machine's, not that of `clock`, because the receiver compares it with its own clock. */
function sign(
  { keyring, clock }: AppContext,
  endpoint: WebhookEndpointRow,
  { event, body }: OutgoingMessage,
): Record<string, string> {
  const id = encodeId('evt', event.id)
  const time = new Date()
  const secrets = decryptSigningSecrets(keyring, endpoint, clock())
  return {
    'content-type': 'application/json',
    'user-agent': 'Coinslot',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(time.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, time, body)).join(' '),
  }
}

function describeStatusError(status: number): string | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400) return `HTTP status ${status}: redirects are not followed`
  return `HTTP status ${status}`
}
