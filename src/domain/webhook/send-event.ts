import { Webhook } from 'standardwebhooks'
import type { EventRow } from '../../db/queries/events.ts'
import type { WebhookDeliveryRow } from '../../db/queries/webhook-deliveries.ts'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import { encodeId, newUuid } from '../../platform/ids.ts'
import { PostFailure, postOutside } from '../../platform/post-outside.ts'
import type { AppContext } from '../context.ts'
import { openWebhookSecrets } from './webhook-secret.ts'

const maxAnswerBytes = 2_048
/** Of the body of the request. */
const maxLoggedCharacters = 4_096

/** Sends an event once, and says what came of it; null if it was cut. Never throws for what the receiver does. */
export async function sendEvent(
  ctx: AppContext,
  endpoint: WebhookEndpointRow,
  { event, body, stop }: Message & { readonly stop: AbortSignal },
): Promise<WebhookDeliveryRow | null> {
  const { timeoutMs, exceptions } = ctx.limits.webhooks
  const began = performance.now()
  const attempt = {
    appId: endpoint.appId,
    id: newUuid(),
    endpointId: endpoint.id,
    eventId: event.id,
    at: ctx.clock(),
    url: endpoint.url,
    request: body.slice(0, maxLoggedCharacters).toWellFormed(),
  }
  const end = (error: string | null, answered: Partial<WebhookDeliveryRow> = {}): WebhookDeliveryRow => ({
    ...attempt,
    status: error === null ? 'DELIVERED' : 'FAILED',
    error,
    responseStatus: null,
    answer: null,
    ...answered,
    durationMs: Math.round(performance.now() - began),
  })
  const headers = trySign(ctx, endpoint, { event, body })
  if (headers === null) return end(unsigned)
  try {
    const { url } = endpoint
    const request = { url, headers, body, timeoutMs, maxAnswerBytes, exceptions, stop }
    const { status, beginning } = await postOutside(request)
    return end(judge(status), { responseStatus: status, answer: beginning })
  } catch (error) {
    if (!(error instanceof PostFailure)) throw error
    return stop.aborted ? null : end(error.message)
  }
}

type Message = { readonly event: EventRow; readonly body: string }

const unsigned = 'the secret of this endpoint cannot be opened: rotate it, and resume the endpoint'

/** Null if a secret cannot be opened: that holds an endpoint up as much as a receiver that is down, and is told in the same way. */
function trySign(ctx: AppContext, endpoint: WebhookEndpointRow, message: Message) {
  try {
    return sign(ctx, endpoint, message)
  } catch (error) {
    const { appId, id } = endpoint
    ctx.log.error(
      { appId, endpoint: encodeId('whk', id), error },
      'an event could not be signed for a webhook',
    )
    return null
  }
}

/** The receiver compares the time with its own clock, so this is the machine's, whatever clock we live by. */
function sign(
  { keyring, clock }: AppContext,
  endpoint: WebhookEndpointRow,
  { event, body }: Message,
): Record<string, string> {
  const id = encodeId('evt', event.id)
  const time = new Date()
  const secrets = openWebhookSecrets(keyring, endpoint, clock())
  return {
    'content-type': 'application/json',
    'user-agent': 'Coinslot',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(time.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, time, body)).join(' '),
  }
}

function judge(status: number): string | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400) return `the answer was ${status}: redirects are not followed`
  return `the answer was ${status}`
}
